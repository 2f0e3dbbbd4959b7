/* CSV of any common shape: libcsv finds the cells; encodings, separators and mending are here.
 *
 * Lines go to libcsv one by one, so that the start of the row being read is always known. A row
 * that cannot be read, such as one that opens a quote and never closes it, is then reported alone:
 * reading goes on with the line behind the first of its lines. */
#include <csv.h>
#include <strings.h>

#include "base/sheet_inside.h"

enum { PIECE = 65536, GUESS_ROWS = 20 };

static const char separators[] = {',', ';', '\t', '|'};
enum { SEPARATORS = sizeof separators };

struct source {
    struct encoding_guess encoding;
    bool has_line;      /* the first line is Excel's "sep=;", which it does not show as a row */
    int64_t offset;     /* in the file, of what is not decoded yet */
    struct text window; /* decoded text */
    size_t start, at;   /* in the window: of the row being read; of what libcsv has not seen */
    bool has_parser;
    struct csv_parser parser;
    size_t number, column; /* of the row before; of the next cell */
    bool row_ended, in_quotes;
    char piece[PIECE];
};

/* ---- the window ---- */

static bool is_at_end(const struct sheet *sheet, const struct source *source)
{
    return source->offset >= sheet->size;
}

/* Decodes one more piece; what lies before the row being read is let go. */
static int window_fill(struct sheet *sheet)
{
    struct source *source = sheet->state;
    if (source->start > 0) {
        source->window.len -= source->start;
        memmove(source->window.ptr, source->window.ptr + source->start, source->window.len);
        source->at -= source->start;
        source->start = 0;
    }
    int64_t got = sheet_pread(sheet, source->piece, PIECE, source->offset);
    if (got < 0)
        return (int)got;
    if (got == 0) {
        source->offset = sheet->size; /* it was cut short meanwhile */
        return OK;
    }
    struct str bytes = {source->piece, (size_t)got};
    bool is_last = source->offset + got >= sheet->size;
    source->offset +=
        (int64_t)encoding_decode(source->encoding.encoding, bytes, is_last, &source->window);
    return OK;
}

/* How long the line at `at` is, with its end: CR, LF or CR LF. 0: its end is not in the window. */
static size_t line_length(const struct source *source, size_t from, bool is_last)
{
    for (size_t i = from; i < source->window.len; i++) {
        char c = source->window.ptr[i];
        if (c == '\n')
            return i + 1 - source->at;
        if (c != '\r')
            continue;
        if (i + 1 < source->window.len)
            return i + 1 - source->at + (source->window.ptr[i + 1] == '\n');
        return is_last ? i + 1 - source->at : 0;
    }
    return 0;
}

/* The next line, or a part of one that is too long for a row; empty at the end of the file. */
static int line_take(struct sheet *sheet, struct str *ret_line)
{
    struct source *source = sheet->state;
    size_t seen = 0, length;
    while ((length = line_length(source, source->at + seen, is_at_end(sheet, source))) == 0) {
        size_t left = source->window.len - source->at;
        if (is_at_end(sheet, source) || left > SHEET_ROW_MOST) {
            length = left;
            break;
        }
        seen = left > 0 ? left - 1 : 0; /* a CR may stand last */
        int err = window_fill(sheet);
        if (err != OK)
            return err;
    }
    *ret_line = (struct str){source->window.ptr + source->at, length};
    source->at += length;
    return OK;
}

static bool is_ended_line(struct str line)
{
    return line.len == 0 || line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r';
}

static int line_skip(struct sheet *sheet)
{
    struct source *source = sheet->state;
    struct str line;
    int err;
    do {
        err = line_take(sheet, &line);
        source->start = source->at;
    } while (err == OK && !is_ended_line(line));
    return err;
}

/* ---- a row ---- */

static void on_cell(void *bytes, size_t length, void *self)
{
    struct sheet *sheet = self;
    struct source *source = sheet->state;
    row_cell(sheet, source->column++, (struct str){length > 0 ? bytes : "", length});
}

static void on_row(int end, void *self)
{
    (void)end;
    struct source *source = ((struct sheet *)self)->state;
    source->row_ended = true;
}

static void parser_reset(struct sheet *sheet)
{
    struct source *source = sheet->state;
    if (source->has_parser)
        csv_free(&source->parser);
    csv_init(&source->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_delim(&source->parser, (unsigned char)sheet->shape.separator);
    source->has_parser = true;
}

/* Excel writes ="0012" for a number that is text. Without the sign it is a cell in quotes. */
static void formulas_open(const struct sheet *sheet, struct str line)
{
    const struct source *source = sheet->state;
    char *text = (char *)(uintptr_t)line.ptr;
    bool in_quotes = source->in_quotes, at_start = !source->in_quotes;
    if (line.len < 2 || memmem(text, line.len, "=\"", 2) == NULL)
        return;
    for (size_t i = 0; i < line.len; i++) {
        if (at_start && text[i] == '=' && i + 1 < line.len && text[i + 1] == '"')
            text[i] = ' ';
        in_quotes = in_quotes != (text[i] == '"');
        at_start =
            !in_quotes && (text[i] == sheet->shape.separator || (at_start && text[i] == ' '));
    }
}

static bool line_parse(struct sheet *sheet, struct str line)
{
    struct source *source = sheet->state;
    formulas_open(sheet, line);
    if (csv_parse(&source->parser, line.ptr, line.len, on_cell, on_row, sheet) != line.len) {
        if (csv_error(&source->parser) == CSV_ENOMEM)
            memory_end();
        return false;
    }
    for (size_t i = 0; i < line.len && !source->row_ended; i++)
        source->in_quotes = source->in_quotes != (line.ptr[i] == '"');
    return true;
}

/* Reports the row, and goes on behind its first line. */
static int row_damaged(struct sheet *sheet, const char *fault)
{
    struct source *source = sheet->state;
    parser_reset(sheet);
    row_begin(sheet, sheet->number);
    row_fault(sheet, fault);
    source->at = source->start;
    int err = line_skip(sheet);
    return err == OK ? 1 : err;
}

static int row_last(struct sheet *sheet)
{
    struct source *source = sheet->state;
    if (source->at == source->start)
        return 0;
    if (csv_fini(&source->parser, on_cell, on_row, sheet) != 0)
        return row_damaged(sheet, "This row opens a quote that is never closed. Close it.");
    source->start = source->at;
    return 1;
}

static int text_next(struct sheet *sheet)
{
    struct source *source = sheet->state;
    row_begin(sheet, ++source->number);
    source->start = source->at;
    source->column = 0;
    source->row_ended = source->in_quotes = false;
    while (!source->row_ended) {
        struct str line;
        int err = line_take(sheet, &line);
        if (err != OK)
            return err;
        if (line.len == 0)
            return row_last(sheet);
        if (!line_parse(sheet, line))
            return row_damaged(sheet, "A quote mark in this row is in the wrong place. Put quotes "
                                      "around the whole cell, and write each quote inside twice.");
        if (source->at - source->start > SHEET_ROW_MOST && !source->row_ended)
            return row_damaged(sheet, "This row is longer than 64 KiB. Look for a quote mark that "
                                      "is not closed, or shorten it.");
    }
    return 1;
}

/* ---- the separator ---- */

struct counts {
    size_t of[GUESS_ROWS][SEPARATORS];
    size_t rows;
};

static void separators_count(struct str text, struct counts *counts)
{
    bool in_quotes = false, at_start = true, is_empty = true;
    for (size_t i = 0; i < text.len && counts->rows < GUESS_ROWS; i++) {
        char c = text.ptr[i];
        const char *known = memchr(separators, c, SEPARATORS);
        if (c == '"' && (in_quotes || at_start)) {
            in_quotes = !in_quotes;
        } else if (!in_quotes) {
            if (known != NULL)
                counts->of[counts->rows][known - separators]++;
            bool is_end = c == '\n' || c == '\r';
            counts->rows += is_end && !is_empty;
            is_empty = is_end;
            at_start = known != NULL || is_end || c == '=' || (at_start && c == ' ');
            continue;
        }
        at_start = is_empty = false;
    }
    counts->rows += counts->rows < GUESS_ROWS;
}

/* The best is the one of which most rows have the same number, counting rows with many more. */
static char separator_guess(struct str text)
{
    struct counts counts = {0};
    size_t best = 0, best_score = 0;
    separators_count(text, &counts);
    for (size_t s = 0; s < SEPARATORS; s++)
        for (size_t r = 0; r < counts.rows; r++) {
            size_t alike = 0;
            for (size_t other = 0; other < counts.rows; other++)
                alike += counts.of[other][s] == counts.of[r][s];
            if (alike * counts.of[r][s] <= best_score)
                continue;
            best_score = alike * counts.of[r][s];
            best = s;
        }
    return separators[best];
}

/* Excel's first line "sep=;" says it outright. */
static bool separator_is_said(struct str text, char *ret_separator)
{
    bool is_quoted = str_starts(text, "\"");
    if (is_quoted)
        text = (struct str){text.ptr + 1, text.len - 1};
    if (text.len < 6 || strncasecmp(text.ptr, "sep=", 4) != 0)
        return false;
    char c = text.ptr[4], after = text.ptr[5 + is_quoted * (text.len > 6)];
    if ((after != '\n' && after != '\r') || c == '"' || c == '\r' || c == '\n' || (c & 0x80))
        return false;
    *ret_separator = c;
    return true;
}

/* ---- the reader ---- */

static void text_start(struct sheet *sheet)
{
    struct source *source = sheet->state;
    text_clear(&source->window);
    text_room(&source->window, PIECE);
    source->offset = (int64_t)source->encoding.mark;
    source->start = source->at = source->number = 0;
}

static int text_begin(struct sheet *sheet)
{
    const struct source *source = sheet->state;
    text_start(sheet);
    parser_reset(sheet);
    return source->has_line ? line_skip(sheet) : OK;
}

static void text_progress(const struct sheet *sheet, int64_t *ret_done, int64_t *ret_total)
{
    *ret_done = ((const struct source *)sheet->state)->offset;
    *ret_total = sheet->size;
}

static void text_close(struct sheet *sheet)
{
    struct source *source = sheet->state;
    if (source->has_parser)
        csv_free(&source->parser);
    text_done(&source->window);
    free(source);
}

static const struct sheet_reader text_reader = {text_begin, text_next, text_progress, text_close};

int text_open(struct sheet *sheet)
{
    struct source *source = memory_take(sizeof *source);
    sheet->state = source;
    sheet->reader = &text_reader;
    int err = encoding_guess(sheet, &source->encoding);
    if (err != OK)
        return err;
    text_start(sheet);
    err = window_fill(sheet);
    struct str text = text_str(&source->window);
    source->has_line = separator_is_said(text, &sheet->shape.separator);
    if (!source->has_line)
        sheet->shape.separator = separator_guess(text);
    sheet->shape.kind = "CSV";
    sheet->shape.encoding = source->encoding.name;
    return err;
}
