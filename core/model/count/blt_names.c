/* The end of a BLT file: the names of the candidates, and the title.
 *
 * By the format each stands in quotation marks, and what follows the title is the makers' own: who
 * they are, what they found. Real files stray from it: names without quotation marks, a line each;
 * a party in quotation marks behind the name; names that a spreadsheet has put in quotation marks
 * once more. All of these are read, as long as there are as many names as candidates; which of
 * them was meant is never guessed. */
#include <string.h>

#include "model/count/blt.h"

struct entry {
    struct str text;
    size_t line;
    bool is_quoted, begins_line;
};

typedef LIST(struct entry) entry_list;

struct reader {
    struct str rest;
    size_t line;
    struct papers *papers;
    struct error *error;
    entry_list entries; /* all that stands there */
    entry_list names;   /* which of it are names */
};

static int wrong(const struct reader *reader, size_t line, const char *what, const char *remedy)
{
    return error_set(reader->error, ERROR_WRONG, "file", "Line %zu: %s %s", line, what, remedy);
}

static int name_missing(const struct reader *reader, size_t line, size_t position)
{
    return error_set(reader->error, ERROR_WRONG, "file",
                     "Line %zu: here should stand the name of candidate %zu, in quotation marks.",
                     line, position + 1);
}

static char next_char(struct reader *reader)
{
    char c = *reader->rest.ptr++;
    reader->rest.len--;
    reader->line += c == '\n';
    return c;
}

/* ---- what stands there ---- */

/* Between quotation marks; two of them stand for one. A name stands on one line: were it to go on,
 * a forgotten mark would give a candidate the name of the one after the next. What the makers write
 * behind the title may be longer. */
static int take_quoted(struct reader *reader, struct str *ret_text)
{
    struct text text = {0};
    bool is_name = reader->entries.count < reader->papers->candidates, is_closed = false;
    next_char(reader);
    while (reader->rest.len > 0 && !is_closed && !(is_name && *reader->rest.ptr == '\n')) {
        char c = next_char(reader);
        bool doubled = c == '"' && reader->rest.len > 0 && *reader->rest.ptr == '"';
        is_closed = c == '"' && !doubled;
        if (doubled)
            next_char(reader);
        if (!is_closed)
            text_add_char(&text, c);
    }
    *ret_text = arena_str(&reader->papers->arena, str_trim(text_str(&text)));
    text_done(&text);
    return is_closed ? OK
                     : wrong(reader, reader->line, "a name does not end.",
                             "Put a quotation mark at its end.");
}

/* To the end of the line, or to a comment. */
static struct str take_plain(struct reader *reader)
{
    const char *start = reader->rest.ptr;
    size_t len = 0;
    while (len < reader->rest.len && start[len] != '\n' &&
           !(start[len] == '#' && len > 0 && (start[len - 1] == ' ' || start[len - 1] == '\t')))
        len++;
    reader->rest = (struct str){start + len, reader->rest.len - len};
    return str_trim((struct str){start, len});
}

static void skip_line(struct reader *reader)
{
    while (reader->rest.len > 0 && *reader->rest.ptr != '\n')
        next_char(reader);
}

static int entries_read(struct reader *reader)
{
    bool begins_line = true;
    int err = OK;
    while (reader->rest.len > 0 && err == OK) {
        char c = *reader->rest.ptr;
        if (c == '#') {
            skip_line(reader);
        } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
            begins_line = begins_line || c == '\n';
            next_char(reader);
        } else {
            struct entry entry = {
                .line = reader->line, .is_quoted = c == '"', .begins_line = begins_line};
            if (entry.is_quoted)
                err = take_quoted(reader, &entry.text);
            else
                entry.text = take_plain(reader);
            *list_add(&reader->entries) = entry;
            begins_line = false;
        }
    }
    return err;
}

/* ---- which of it are names ---- */

static bool is_count(const struct reader *reader, size_t count)
{
    return count == reader->papers->candidates || count == reader->papers->candidates + 1;
}

/* By the format; a title without quotation marks is a title all the same. */
static bool all_are_quoted(const struct reader *reader)
{
    for (size_t i = 0; i < reader->entries.count; i++)
        if (!reader->entries.at[i].is_quoted && i < reader->papers->candidates)
            return false;
    return true;
}

/* Names and title by the format, a line each, and more behind them. */
static bool title_is_followed(const struct reader *reader)
{
    const entry_list *entries = &reader->entries;
    size_t candidates = reader->papers->candidates;
    for (size_t i = 0; i <= candidates && i < entries->count; i++)
        if (!entries->at[i].is_quoted || !entries->at[i].begins_line)
            return false;
    return entries->count > candidates + 1 && entries->at[candidates + 1].begins_line;
}

static bool names_alike(const struct reader *reader)
{
    for (size_t i = 0; i < reader->names.count && i < reader->papers->candidates; i++)
        for (size_t j = 0; j < i; j++)
            if (str_equal(reader->names.at[i].text, reader->names.at[j].text))
                return true;
    return false;
}

/* A line each: the first that stands on it; where two are alike, with what stands behind it. */
static void names_by_line(struct reader *reader)
{
    const entry_list *entries = &reader->entries;
    for (size_t i = 0; i < entries->count; i++)
        if (entries->at[i].begins_line)
            *list_add(&reader->names) = entries->at[i];
    if (!is_count(reader, reader->names.count) || !names_alike(reader))
        return;
    for (size_t i = 0, line = 0; i + 1 < entries->count; i++) {
        const struct entry *behind = &entries->at[i + 1];
        line += i > 0 && entries->at[i].begins_line;
        if (!entries->at[i].begins_line || behind->begins_line)
            continue;
        struct str *name = &reader->names.at[line].text;
        *name = str_of(arena_print(&reader->papers->arena, "%.*s (%.*s)", STR_ARGS(*name),
                                   STR_ARGS(behind->text)));
    }
}

static int names_choose(struct reader *reader)
{
    const entry_list *entries = &reader->entries;
    size_t candidates = reader->papers->candidates;
    bool followed = title_is_followed(reader);
    if (followed || (all_are_quoted(reader) && is_count(reader, entries->count))) {
        for (size_t i = 0; i < entries->count && (!followed || i <= candidates); i++)
            *list_add(&reader->names) = entries->at[i];
        return OK;
    }
    names_by_line(reader);
    if (is_count(reader, reader->names.count))
        return OK;
    for (size_t i = 0; i < entries->count && i < candidates; i++)
        if (!entries->at[i].is_quoted)
            return name_missing(reader, entries->at[i].line, i);
    if (entries->count < candidates)
        return name_missing(reader, reader->line, entries->count);
    return wrong(reader, entries->at[candidates].line,
                 "after the names stands the title alone, in quotation marks.",
                 "Take away the rest.");
}

/* ---- the names ---- */

/* `"Ann Lee" "Independent"`, of which all was put in quotation marks once more. */
static struct str unquoted_again(struct str text)
{
    const char *end = text.len > 2 && text.ptr[0] == '"' && text.ptr[text.len - 1] == '"'
                          ? memchr(text.ptr + 1, '"', text.len - 1)
                          : NULL;
    return end == NULL ? text : str_trim((struct str){text.ptr + 1, (size_t)(end - text.ptr) - 1});
}

static int name_settle(struct reader *reader, size_t position)
{
    struct papers *papers = reader->papers;
    const struct entry *entry = &reader->names.at[position];
    if (entry->text.len == 0 || str_has_control(entry->text))
        return wrong(reader, entry->line, "this is no name.",
                     "Names are text in UTF-8, in quotation marks.");
    if (str_has_turn(entry->text))
        return wrong(reader, entry->line,
                     "this name holds invisible characters that turn the direction of writing.",
                     "Type it again.");
    for (size_t i = 0; i < position; i++)
        if (str_equal(papers->names[i], entry->text))
            return wrong(reader, entry->line, "two candidates have this name.",
                         "Add what tells them apart, such as their place of work.");
    papers->names[position] = entry->text;
    return OK;
}

static int names_settle(struct reader *reader)
{
    struct papers *papers = reader->papers;
    entry_list *names = &reader->names;
    int err = OK;
    entry_list kept = {0};
    for (size_t i = 0; i < names->count; i++) {
        *list_add(&kept) = names->at[i];
        names->at[i].text = unquoted_again(names->at[i].text);
    }
    bool alike = names_alike(reader);
    for (size_t i = 0; i < papers->candidates && i < kept.count && err == OK; i++) {
        if (alike)
            names->at[i] = kept.at[i];
        err = name_settle(reader, i);
    }
    list_done(&kept);
    if (err == OK && names->count > papers->candidates &&
        !str_has_control(names->at[papers->candidates].text) &&
        !str_has_turn(names->at[papers->candidates].text))
        papers->title = names->at[papers->candidates].text;
    return err;
}

int blt_read_names(struct str text, size_t line, struct papers *papers, struct error *error)
{
    struct reader reader = {.rest = text, .line = line, .papers = papers, .error = error};
    int err = entries_read(&reader);
    if (err == OK)
        err = names_choose(&reader);
    if (err == OK)
        err = names_settle(&reader);
    list_done(&reader.entries);
    list_done(&reader.names);
    return err;
}
