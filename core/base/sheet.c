/* The rows of a spreadsheet file: which kind it is, and what a row of any kind is made of. */
#include "base/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sheet_inside.h"

#define STARTS(literal)                                                                            \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
#define RESAVE "Open it in the program it comes from, save it as CSV or XLSX, and try again."

/* ---- reading the file ---- */

int sheet_fail(struct sheet *sheet, const char *format, ...)
{
    char message[sizeof sheet->error->message];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return error_set(sheet->error, ERROR_WRONG, NULL, "%s", message);
}

int64_t sheet_pread(struct sheet *sheet, void *bytes, size_t size, int64_t at)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = pread(sheet->file, (char *)bytes + done, size - done, at + (int64_t)done);
        if (got < 0)
            return sheet_fail(sheet, "The file cannot be read: the disk it is on gave an error. "
                                     "Copy it somewhere else, and try again.");
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (int64_t)done;
}

/* ---- a row ---- */

void row_begin(struct sheet *sheet, size_t number)
{
    sheet->number = number;
    sheet->count = 0;
    sheet->fault = NULL;
    text_clear(&sheet->bytes);
}

void row_fault(struct sheet *sheet, const char *fault)
{
    if (sheet->fault == NULL)
        sheet->fault = fault;
}

/* Spaces that ASCII does not know, and marks that are not seen. */
static size_t blank_size(const char *at, size_t left)
{
    static const char *const blanks[] = {"\u00A0", "\u202F", "\u2007", "\u200B", "\uFEFF"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        size_t size = strlen(blanks[i]);
        if (left >= size && memcmp(at, blanks[i], size) == 0)
            return size;
    }
    return 0;
}

static struct str trim(struct str text)
{
    size_t before;
    do {
        before = text.len;
        text = str_trim(text);
        size_t size = blank_size(text.ptr, text.len);
        text.ptr += size;
        text.len -= size;
        for (size_t tail = 2; tail <= 3 && tail <= text.len; tail++)
            if (blank_size(text.ptr + text.len - tail, tail) == tail)
                text.len -= tail;
    } while (text.len != before && text.len > 0);
    return text;
}

/* '0012, which keeps a spreadsheet from taking a number for one; not the name 'Abla. */
static bool is_marked_number(struct str text)
{
    static const char allowed[] = "0123456789+-./ ";
    if (text.len < 2 || text.ptr[0] != '\'')
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (memchr(allowed, text.ptr[i], sizeof allowed - 1) == NULL)
            return false;
    return true;
}

static bool is_text_formula(struct str text) /* ="0012" */
{
    return text.len >= 3 && str_starts(text, "=\"") && text.ptr[text.len - 1] == '"';
}

/* Non-breaking spaces between words become spaces. */
static struct str spaces_plain(struct sheet *sheet, struct str text)
{
    if (text.len < 2 || memmem(text.ptr, text.len, "\u00A0", 2) == NULL)
        return text;
    text_clear(&sheet->cell);
    for (size_t i = 0; i < text.len; i++) {
        bool is_blank = text.len - i >= 2 && memcmp(text.ptr + i, "\u00A0", 2) == 0;
        text_add_char(&sheet->cell, is_blank ? ' ' : text.ptr[i]);
        i += is_blank;
    }
    return text_str(&sheet->cell);
}

static struct str cell_tidy(struct sheet *sheet, struct str text)
{
    text = trim(text);
    if (is_text_formula(text))
        text = trim((struct str){text.ptr + 2, text.len - 3});
    else if (is_marked_number(text))
        text = trim((struct str){text.ptr + 1, text.len - 1});
    return spaces_plain(sheet, text);
}

void row_cell(struct sheet *sheet, size_t column, struct str text)
{
    if (!str_is_utf8(text)) {
        row_fault(sheet, "Some letters of this row cannot be read. Save the file as \"CSV "
                         "UTF-8\", look at this row, and try again.");
        return;
    }
    text = cell_tidy(sheet, text);
    if (text.len == 0 && column >= sheet->count)
        return;
    if (column >= SHEET_COLUMNS_MOST) {
        row_fault(sheet, "This row has more than 1,024 columns. Take out those not needed.");
        return;
    }
    if (text.len > SHEET_ROW_MOST - sheet->bytes.len) {
        row_fault(sheet, "This row is longer than 64 KiB. Look for a quote mark that is not "
                         "closed, or shorten it.");
        return;
    }
    while (sheet->count <= column)
        sheet->spans[sheet->count++] = (struct span){sheet->bytes.len, 0};
    sheet->spans[column] = (struct span){sheet->bytes.len, text.len};
    text_add(&sheet->bytes, text);
}

struct str row_read(const struct sheet *sheet, size_t column)
{
    struct span span = sheet->spans[column];
    return span.length == 0 ? STR("") : (struct str){sheet->bytes.ptr + span.start, span.length};
}

static bool row_is_empty(const struct sheet *sheet)
{
    return sheet->bytes.len == 0 && sheet->fault == NULL;
}

int sheet_next(struct sheet *sheet, struct sheet_row *ret_row)
{
    int got;
    do
        got = sheet->reader->next(sheet);
    while (got > 0 && (sheet->number <= sheet->shape.header_row || row_is_empty(sheet)));
    if (got <= 0)
        return got;
    for (size_t i = 0; i < sheet->count; i++)
        sheet->cells[i] = row_read(sheet, i);
    *ret_row = (struct sheet_row){sheet->number, sheet->cells, sheet->count, sheet->fault};
    return 1;
}

struct str sheet_cell(const struct sheet *sheet, const struct sheet_row *row, size_t wanted)
{
    int column = sheet->found[wanted].column;
    return column >= 0 && (size_t)column < row->count ? row->cells[column] : (struct str){0};
}

bool sheet_is_failed_formula(struct str cell)
{
    static const char *const shown[] = {"#N/A",    "#REF!",  "#NAME?", "#VALUE!",
                                        "#DIV/0!", "#NULL!", "#NUM!",  "#SPILL!"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (str_is(cell, shown[i]))
            return true;
    return false;
}

/* ---- opening ---- */

static const struct {
    struct str start;
    const char *reason; /* of what looks like a spreadsheet to a person, and is none */
} strangers[] = {
    {STARTS("\xD0\xCF\x11\xE0"),
     "This is an Excel file of the old kind (.xls), or one with a password. "
     "Open it in Excel, save it as XLSX without a password, and try again."},
    {STARTS("%PDF"), "This is a PDF, not a spreadsheet. " RESAVE},
    {STARTS("{\\rtf"), "This is a text document, not a spreadsheet. " RESAVE},
    {STARTS("<"), "This is a web page or XML, whatever its name says. " RESAVE},
    {STARTS("\x1F\x8B"), "This is a packed file. Unpack it, and try again."},
    {STARTS("\xFF\xFE\0\0"), "This is text in UTF-32. Save it as \"CSV UTF-8\" and try again."},
};

static int kind_open(struct sheet *sheet)
{
    char start[64];
    int64_t got = sheet_pread(sheet, start, sizeof start, 0);
    if (got <= 0)
        return got < 0 ? (int)got : sheet_fail(sheet, "The file is empty.");
    struct str text = {start, (size_t)got};
    if (str_starts(text, "PK\x03\x04") || str_starts(text, "PK\x05\x06"))
        return xlsx_open(sheet);
    struct str visible = trim(text);
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        struct str known = strangers[i].start;
        if (visible.len >= known.len && memcmp(visible.ptr, known.ptr, known.len) == 0)
            return sheet_fail(sheet, "%s", strangers[i].reason);
    }
    return text_open(sheet);
}

static int open_all(struct sheet *sheet)
{
    struct stat status;
    if (fstat(sheet->file, &status) != 0 || !S_ISREG(status.st_mode))
        return sheet_fail(sheet, "This file cannot be read: give a plain file.");
    sheet->size = status.st_size;
    int err = kind_open(sheet);
    if (err == OK && sheet->options.wanted_count > 0) {
        err = sheet->reader->begin(sheet);
        if (err == OK)
            err = header_find(sheet);
    }
    return err == OK ? sheet->reader->begin(sheet) : err;
}

int sheet_open(int file, const struct sheet_options *options, struct sheet **ret_sheet,
               struct error *error)
{
    struct sheet *sheet = memory_take(sizeof *sheet);
    sheet->file = file;
    sheet->options = *options;
    sheet->error = error;
    sheet->shape.found = sheet->found;
    for (size_t i = 0; i < SHEET_WANTED_MOST; i++)
        sheet->found[i].column = -1;
    int err = open_all(sheet);
    if (err == OK)
        *ret_sheet = sheet;
    else
        sheet_close(sheet);
    return err;
}

const struct sheet_shape *sheet_shape(const struct sheet *sheet)
{
    return &sheet->shape;
}

void sheet_progress(const struct sheet *sheet, int64_t *ret_done, int64_t *ret_total)
{
    sheet->reader->progress(sheet, ret_done, ret_total);
}

void sheet_close(struct sheet *sheet)
{
    if (sheet == NULL)
        return;
    if (sheet->reader != NULL)
        sheet->reader->close(sheet);
    text_done(&sheet->bytes);
    text_done(&sheet->cell);
    arena_done(&sheet->arena);
    free(sheet);
}
