/* Writing JSON: straight into a text, with commas and quoting taken care of. */
#include "base/json.h"

#include <string.h>

#include "base/json_check.h"

static void comma_put(struct json_writer *writer)
{
    if (writer->follows)
        text_add_char(writer->out, ',');
    writer->follows = true;
}

void json_open(struct json_writer *writer, char bracket)
{
    comma_put(writer);
    text_add_char(writer->out, bracket);
    writer->follows = false;
}

void json_close(struct json_writer *writer, char bracket)
{
    text_add_char(writer->out, bracket);
    writer->follows = true;
}

static void escape_put(struct text *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    if (c >= 0x20) {
        text_add(out, (struct str){(const char[]){'\\', (char)c}, 2});
    } else if (letters[c]) {
        text_add(out, (struct str){(const char[]){'\\', letters[c]}, 2});
    } else {
        text_add(out, STR("\\u00"));
        text_add_char(out, hex[c >> 4]);
        text_add_char(out, hex[c & 15]);
    }
}

/* Has one of eight bytes to be escaped? A byte that is less than another shows in its highest bit
 * when that is subtracted; a borrow can only spread from one that is shown already. */
static bool word_escapes(const char *at)
{
    const uint64_t each = UINT64_C(0x0101010101010101), high = each << 7;
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t quote = word ^ each * '"', slash = word ^ each * '\\';
    return ((((word - each * 0x20) & ~word) | ((quote - each) & ~quote) |
             ((slash - each) & ~slash)) &
            high) != 0;
}

static size_t plain_run(struct str text, size_t from)
{
    while (text.len - from >= 8 && !word_escapes(text.ptr + from))
        from += 8;
    while (from < text.len && (unsigned char)text.ptr[from] >= 0x20 && text.ptr[from] != '"' &&
           text.ptr[from] != '\\')
        from++;
    return from;
}

/* Nearly all text has nothing to escape, and is copied at once. */
static void quoted_put(struct text *out, struct str text)
{
    size_t start = 0, end = plain_run(text, 0);
    text_room(out, text.len + 3); /* with the comma or colon that will follow */
    out->ptr[out->len++] = '"';
    while (end < text.len) {
        text_add(out, (struct str){text.ptr + start, end - start});
        escape_put(out, (unsigned char)text.ptr[end]);
        start = end + 1;
        end = plain_run(text, start);
    }
    if (start < text.len)
        text_add(out, (struct str){text.ptr + start, text.len - start});
    text_add_char(out, '"');
}

static void name_put(struct json_writer *writer, struct str name)
{
    comma_put(writer);
    quoted_put(writer->out, name);
    text_add_char(writer->out, ':');
    writer->follows = false;
}

void json_key(struct json_writer *writer, const char *name)
{
    name_put(writer, str_of(name));
}

void json_put_text(struct json_writer *writer, struct str text)
{
    comma_put(writer);
    quoted_put(writer->out, text);
}

/* By hand: printf is the slowest part of a reply that is mostly numbers. */
static struct str digits_of(int64_t number, char room[24])
{
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    size_t at = 24;
    do {
        room[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0)
        room[--at] = '-';
    return (struct str){room + at, 24 - at};
}

void json_put_int(struct json_writer *writer, int64_t number)
{
    char room[24];
    struct str digits = digits_of(number, room);
    comma_put(writer);
    if (number <= JSON_INT_MOST && number >= -JSON_INT_MOST)
        text_add(writer->out, digits);
    else
        quoted_put(writer->out, digits);
}

void json_put_bool(struct json_writer *writer, bool yes)
{
    json_put_raw(writer, yes ? STR("true") : STR("false"));
}

void json_put_null(struct json_writer *writer)
{
    json_put_raw(writer, STR("null"));
}

void json_put_raw(struct json_writer *writer, struct str json)
{
    comma_put(writer);
    text_add(writer->out, json);
}

static void children_put(struct json_writer *writer, const struct json *parent)
{
    bool named = json_type(parent) == JSON_OBJECT;
    json_open(writer, named ? '{' : '[');
    for (const struct json *child = json_first(parent); child; child = json_next(child)) {
        if (named)
            name_put(writer, json_name(child));
        json_put(writer, child);
    }
    json_close(writer, named ? '}' : ']');
}

void json_put(struct json_writer *writer, const struct json *json)
{
    switch (json_type(json)) {
    case JSON_NULL:
        json_put_null(writer);
        break;
    case JSON_BOOL:
        json_put_bool(writer, json_bool(json));
        break;
    case JSON_INT:
        json_put_int(writer, json_int(json));
        break;
    case JSON_TEXT:
        json_put_text(writer, json_text(json));
        break;
    case JSON_LIST:
    case JSON_OBJECT:
        children_put(writer, json);
        break;
    }
}
