/* Which row of a sheet is its header, and which column is which.
 *
 * The header is the row, among the first twenty with text in them, that has most of the names that
 * the caller knows; titles and notes above it are passed over. */
#include "base/sheet_inside.h"

enum { NAME_MOST = 64, SHOWN_MOST = 40 }; /* bytes: of a name that is compared; that is shown */

struct folded {
    char bytes[NAME_MOST];
    size_t length;
};

struct header {
    struct sheet *sheet;
    struct folded columns[SHEET_COLUMNS_MOST];
};

/* ---- names ---- */

/* Without case, spaces and punctuation: "Staff No." is "staff_no". Letters of other scripts stay
 * as they are. A name that is too long is compared as far as there is room. */
static struct folded name_fold(struct str name)
{
    struct folded folded = {0};
    for (size_t i = 0; i < name.len && folded.length < NAME_MOST; i++) {
        unsigned char byte = (unsigned char)name.ptr[i];
        bool is_upper = byte >= 'A' && byte <= 'Z';
        bool is_kept = is_upper || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                       byte >= 0x80;
        if (is_kept)
            folded.bytes[folded.length++] = (char)(is_upper ? byte + ('a' - 'A') : byte);
    }
    return folded;
}

static bool is_same(const struct folded *one, const struct folded *other)
{
    return one->length > 0 && one->length == other->length &&
           memcmp(one->bytes, other->bytes, one->length) == 0;
}

void column_letters(size_t column, char ret_letters[4])
{
    char reversed[3];
    size_t count = 0;
    memcpy(ret_letters, "?", 2);
    for (size_t left = column + 1; left > 0; left = (left - 1) / 26) {
        if (count == sizeof reversed)
            return;
        reversed[count++] = (char)('A' + (left - 1) % 26);
    }
    for (size_t i = 0; i < count; i++)
        ret_letters[i] = reversed[count - 1 - i];
    ret_letters[count] = '\0';
}

/* ---- matching a row ---- */

static int column_named(const struct header *header, struct str name)
{
    struct folded folded = name_fold(name);
    for (size_t i = 0; i < header->sheet->count; i++)
        if (is_same(&folded, &header->columns[i]))
            return (int)i;
    return -1;
}

static bool is_chosen(const struct sheet_options *options, size_t wanted)
{
    return options->is_chosen != NULL && options->is_chosen[wanted];
}

static int column_guess(const struct header *header, const struct sheet_wanted *wanted)
{
    int column = column_named(header, str_of(wanted->name));
    for (const char *at = wanted->aliases; at != NULL && column < 0;) {
        const char *end = strchr(at, '|');
        size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
        column = column_named(header, (struct str){at, length});
        at = end == NULL ? NULL : end + 1;
    }
    return column;
}

/* What somebody chose for another column is not guessed to be this one as well. */
static void guess_missing(const struct header *header, int columns[SHEET_WANTED_MOST])
{
    const struct sheet_options *options = &header->sheet->options;
    for (size_t w = 0; w < options->wanted_count; w++) {
        if (is_chosen(options, w))
            continue;
        int column = column_guess(header, &options->wanted[w]);
        for (size_t other = 0; other < options->wanted_count; other++)
            column = is_chosen(options, other) && columns[other] == column ? -1 : column;
        columns[w] = column;
    }
}

/* Answers how many of the wanted columns the row being read has. */
static size_t row_match(struct header *header, int columns[SHEET_WANTED_MOST])
{
    const struct sheet *sheet = header->sheet;
    const struct sheet_options *options = &sheet->options;
    size_t matched = 0;
    for (size_t i = 0; i < sheet->count; i++)
        header->columns[i] = name_fold(row_read(sheet, i));
    for (size_t w = 0; w < options->wanted_count; w++)
        columns[w] = is_chosen(options, w) ? column_named(header, options->chosen[w]) : -1;
    guess_missing(header, columns);
    for (size_t w = 0; w < options->wanted_count; w++)
        matched += columns[w] >= 0;
    return matched;
}

/* ---- keeping the best ---- */

/* A header on one line, without what cannot be printed. */
static struct str cell_keep(struct sheet *sheet, size_t column)
{
    struct str cell = row_read(sheet, column);
    char *text = arena_take(&sheet->arena, cell.len + 1);
    for (size_t i = 0; i < cell.len; i++) {
        unsigned char byte = (unsigned char)cell.ptr[i];
        bool is_high = byte == 0xC2 && i + 1 < cell.len && (unsigned char)cell.ptr[i + 1] < 0xA0;
        text[i] = byte < 0x20 || byte == 0x7F || is_high ? ' ' : (char)byte;
        if (is_high)
            text[++i] = ' ';
    }
    return (struct str){text, cell.len};
}

static void unread_keep(struct sheet *sheet)
{
    struct str *unread = arena_take(&sheet->arena, (sheet->count + 1) * sizeof *unread);
    size_t count = 0;
    for (size_t i = 0; i < sheet->count; i++) {
        bool is_read = sheet->spans[i].length == 0;
        for (size_t w = 0; w < sheet->options.wanted_count; w++)
            is_read = is_read || sheet->found[w].column == (int)i;
        if (!is_read)
            unread[count++] = cell_keep(sheet, i);
    }
    sheet->shape.unread = unread;
    sheet->shape.unread_count = count;
}

static void header_keep(struct sheet *sheet, const int columns[SHEET_WANTED_MOST])
{
    sheet->shape.header_row = sheet->number;
    for (size_t w = 0; w < sheet->options.wanted_count; w++) {
        struct sheet_found *found = &sheet->found[w];
        *found = (struct sheet_found){.column = columns[w]};
        if (columns[w] < 0)
            continue;
        column_letters((size_t)columns[w], found->letters);
        found->header = cell_keep(sheet, (size_t)columns[w]);
    }
    unread_keep(sheet);
}

/* The cells of a row in quotes, as many as fit into a sentence. */
static void row_describe(const struct sheet *sheet, struct text *out)
{
    for (size_t i = 0; i < sheet->count && out->len < 4L * SHOWN_MOST; i++) {
        struct str whole = row_read(sheet, i), cell = str_head(whole, SHOWN_MOST);
        if (cell.len > 0 && !str_has_control(cell))
            text_print(out, "%s\"%.*s%s\"", out->len > 0 ? ", " : "", STR_ARGS(cell),
                       cell.len < whole.len ? "…" : "");
    }
}

/* ---- what is said if it is not found ---- */

static int none_found(struct sheet *sheet, const struct text *first)
{
    struct text names = {0};
    for (size_t w = 0; w < sheet->options.wanted_count; w++)
        text_print(&names, "%s%s", w > 0 ? ", " : "", sheet->options.wanted[w].name);
    int err = sheet_fail(sheet,
                         "None of the first %d rows names a column that is known here. Put names "
                         "above the columns: %s. The first row has: %s.",
                         SHEET_HEADER_WITHIN, names.ptr, first->len > 0 ? first->ptr : "nothing");
    text_done(&names);
    return err;
}

static int chosen_check(struct sheet *sheet, const struct text *best)
{
    const struct sheet_options *options = &sheet->options;
    for (size_t w = 0; w < options->wanted_count; w++)
        if (is_chosen(options, w) && options->chosen[w].len > 0 && sheet->found[w].column < 0)
            return error_set(sheet->error, ERROR_WRONG, "columns",
                             "The file has no column called \"%.*s\", chosen for %s. Its columns "
                             "are: %s.",
                             STR_ARGS(options->chosen[w]), options->wanted[w].name,
                             best->len > 0 ? best->ptr : "none");
    return OK;
}

static int header_search(struct header *header, struct text *first, struct text *best)
{
    struct sheet *sheet = header->sheet;
    size_t most = 0;
    int got;
    for (int seen = 0; seen < SHEET_HEADER_WITHIN;) {
        int columns[SHEET_WANTED_MOST] = {0};
        got = sheet->reader->next(sheet);
        if (got <= 0)
            return got;
        if (sheet->bytes.len == 0 && sheet->fault == NULL)
            continue;
        seen++;
        if (first->len == 0)
            row_describe(sheet, first);
        size_t matched = row_match(header, columns);
        if (matched <= most)
            continue;
        most = matched;
        header_keep(sheet, columns);
        text_clear(best);
        row_describe(sheet, best);
    }
    return OK;
}

int header_find(struct sheet *sheet)
{
    struct header *header = memory_take(sizeof *header);
    struct text first = {0}, best = {0};
    header->sheet = sheet;
    int err = header_search(header, &first, &best);
    if (err == OK)
        err = chosen_check(sheet, best.len > 0 ? &best : &first);
    if (err == OK && sheet->shape.header_row == 0)
        err = first.len > 0 ? none_found(sheet, &first) : sheet_fail(sheet, "The file is empty.");
    text_done(&first);
    text_done(&best);
    free(header);
    return err;
}
