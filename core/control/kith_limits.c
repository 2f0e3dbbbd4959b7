/* Fields in words: what may be given, and what to call it. */
#include <string.h>

#include "control/kith_guide.h"

static void add_plain(struct text *out, struct str number)
{
    layout_add(out, number);
}

static void add_pounds(struct text *out, struct str number)
{
    int64_t pence;

    if (!str_to_int(number, &pence) || pence == INT64_MIN)
        layout_add(out, number);
    else
        text_print(out, "%s£%lld.%02lld", pence < 0 ? "-" : "",
                   (long long)(pence < 0 ? -pence : pence) / 100,
                   (long long)(pence < 0 ? -pence : pence) % 100);
}

static void add_size(struct text *out, struct str number)
{
    int64_t bytes;

    if (!str_to_int(number, &bytes))
        layout_add(out, number);
    else if (bytes >= 1 << 20 && bytes % (1 << 20) == 0)
        text_print(out, "%lld MiB", (long long)(bytes >> 20));
    else if (bytes >= 1 << 10 && bytes % (1 << 10) == 0)
        text_print(out, "%lld KiB", (long long)(bytes >> 10));
    else
        text_print(out, bytes == 1 ? "%lld byte" : "%lld bytes", (long long)bytes);
}

/* Per type: what its values are called, and how the two ends of its limits read. */
static const struct {
    enum known_type type;
    const char *placeholder;
    void (*add_number)(struct text *out, struct str number); /* NULL: limits are no range */
    const char *unit;
} type_words[] = {
    {KNOWN_TEXT, "TEXT", add_plain, " characters"},
    {KNOWN_MARKDOWN, "MARKDOWN", add_plain, " characters"},
    {KNOWN_BOOL, "yes|no", NULL, ""},
    {KNOWN_INT, "NUMBER", add_plain, ""},
    {KNOWN_MONEY, "POUNDS", add_pounds, ""},
    {KNOWN_DATE, "DATE", add_plain, ""},
    {KNOWN_TIME, "TIME", add_plain, ""},
    {KNOWN_LOCAL_TIME, "HH:MM", add_plain, ""},
    {KNOWN_DURATION, "DURATION", add_plain, ""},
    {KNOWN_FRACTION, "FRACTION", add_plain, ""},
    {KNOWN_ID, "ID", NULL, ""},
    {KNOWN_ONE_OF, "WORD", NULL, ""},
    {KNOWN_FILE, "FILE", add_size, ""},
    {KNOWN_RECORD, "JSON", NULL, ""},
    {KNOWN_LIST, "JSON", NULL, ""},
};

enum { TYPE_WORDS = sizeof type_words / sizeof *type_words };

static size_t words_of(enum known_type type)
{
    for (size_t i = 0; i < TYPE_WORDS; i++) {
        if (type_words[i].type == type)
            return i;
    }
    return 0;
}

/* "1..80" as "1 to 80", "1.." as "at least 1", "..80" as "at most 80". */
static bool add_range(struct text *out, struct str limits,
                      void (*add_number)(struct text *out, struct str number))
{
    const char *dots = limits.len ? memmem(limits.ptr, limits.len, "..", 2) : NULL;
    struct str low, high;

    if (!dots)
        return false;
    low = (struct str){limits.ptr, (size_t)(dots - limits.ptr)};
    high = (struct str){dots + 2, limits.len - low.len - 2};
    if (low.len == 0 && high.len == 0)
        return false;
    if (high.len == 0 || (add_number == add_size && str_is(low, "0"))) {
        text_add(out, high.len ? STR("at most ") : STR("at least "));
        add_number(out, high.len ? high : low);
        return true;
    }
    if (low.len == 0) {
        text_add(out, STR("at most "));
    } else {
        add_number(out, low);
        text_add(out, STR(" to "));
    }
    add_number(out, high);
    return true;
}

/* "open|closed" as "open, closed". */
static void add_choices(struct text *out, struct str choices)
{
    while (choices.len) {
        const char *bar = memchr(choices.ptr, '|', choices.len);
        struct str choice = {choices.ptr, bar ? (size_t)(bar - choices.ptr) : choices.len};

        layout_add(out, choice);
        choices.ptr += choice.len + (bar ? 1 : 0);
        choices.len -= choice.len + (bar ? 1 : 0);
        if (choices.len)
            text_add(out, STR(", "));
    }
}

void guide_limits(const struct known_field *field, struct text *out)
{
    size_t words = words_of(field->type);

    if (field->limits.len == 0)
        return;
    if (field->type == KNOWN_ONE_OF) {
        text_add(out, STR("one of "));
        add_choices(out, field->limits);
    } else if (field->type == KNOWN_ID && str_is(field->limits, "*")) {
        text_add(out, STR("an id"));
    } else if (field->type == KNOWN_ID) {
        text_add(out, strchr("aeiou", field->limits.ptr[0]) ? STR("the id of an ")
                                                            : STR("the id of a "));
        layout_add(out, field->limits);
    } else if (type_words[words].add_number &&
               add_range(out, field->limits, type_words[words].add_number)) {
        text_add(out, str_of(type_words[words].unit));
    }
}

static void add_capitals(struct text *out, struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        text_add_char(out, c == '_' ? '-' : c);
    }
}

static bool is_plain_name(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!((text.ptr[i] >= 'a' && text.ptr[i] <= 'z') || text.ptr[i] == '_'))
            return false;
    }
    return text.len > 0;
}

void guide_placeholder(const struct known_field *field, struct text *out)
{
    enum { CHOICES_MOST = 24 }; /* longer lists of words stand in the summary alone */

    if (field->type == KNOWN_ID && is_plain_name(field->limits))
        add_capitals(out, field->limits);
    else if (field->type == KNOWN_ONE_OF && field->limits.len && field->limits.len <= CHOICES_MOST)
        layout_add(out, field->limits);
    else
        text_add(out, str_of(type_words[words_of(field->type)].placeholder));
}
