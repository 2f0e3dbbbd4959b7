/* CSV rows: libcsv finds the cells; limits, UTF-8 and row numbers are added here. */
#include "base/csv.h"

#include <csv.h>
#include <errno.h>

enum { CELLS_MOST = 64, ROW_BYTES_MOST = 65536, PIECE = 4096 };

struct cell {
    size_t start, length; /* within the text of the row */
};

struct table {
    int (*each)(void *self, const struct csv_row *row);
    void *self;
    struct error *error;
    struct text bytes; /* of the row's cells */
    struct cell cells[CELLS_MOST];
    size_t count;      /* of the row's cells */
    size_t number;     /* of the row being read */
    bool after_return; /* a CR ended a row, and nothing came since */
    int result;        /* once not 0, nothing more is read */
};

static void refuse(struct table *table, const char *reason)
{
    table->result =
        error_set(table->error, ERROR_WRONG, NULL, "Row %zu of the file %s", table->number, reason);
}

static void on_cell(void *bytes, size_t length, void *self)
{
    struct table *table = self;
    table->after_return = false;
    if (table->result)
        return;
    struct str cell = str_trim((struct str){bytes, length});
    if (table->count == CELLS_MOST)
        refuse(table, "has more than 64 columns. Leave out those that are not needed.");
    else if (length > ROW_BYTES_MOST - table->bytes.len)
        refuse(table, "is longer than 64 KiB. Look for a quote mark that is not closed.");
    else if (!str_is_utf8(cell))
        refuse(table, "is not UTF-8 text. Save the file as \"CSV UTF-8\" and try again.");
    if (table->result)
        return;
    table->cells[table->count++] = (struct cell){table->bytes.len, cell.len};
    text_add(&table->bytes, cell);
}

static void row_hand_over(struct table *table)
{
    struct str cells[CELLS_MOST];
    for (size_t i = 0; i < table->count; i++)
        cells[i] = (struct str){table->bytes.ptr + table->cells[i].start, table->cells[i].length};
    struct csv_row row = {table->number, cells, table->count};
    table->result = table->each(table->self, &row);
}

/* `end` is CR, LF, or -1 at the end of the file. libcsv reports CR LF as two ends. */
static void on_row(int end, void *self)
{
    struct table *table = self;
    if (table->result)
        return;
    if (end == '\n' && table->after_return) {
        table->after_return = false;
        return;
    }
    if (table->bytes.len > 0)
        row_hand_over(table);
    text_clear(&table->bytes);
    table->count = 0;
    table->number++;
    table->after_return = end == '\r';
}

/* What libcsv refuses in strict mode: a quote that does not enclose the whole cell. */
static void parser_failed(struct table *table, struct csv_parser *parser)
{
    if (csv_error(parser) == CSV_ENOMEM)
        memory_end();
    refuse(table, "has a quote mark in the wrong place. Put quotes around the whole cell, and "
                  "write each quote inside it twice.");
}

int csv_read(struct str text, int (*each)(void *self, const struct csv_row *row), void *self,
             struct error *error)
{
    struct table table = {.each = each, .self = self, .error = error, .number = 1};
    struct csv_parser parser;
    if (str_starts(text, "\xEF\xBB\xBF")) {
        text.ptr += 3;
        text.len -= 3;
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return error_set(error, ERROR_BROKEN, NULL, "The CSV reader did not start.");
    /* In pieces, since libcsv reads on to the end of what it is given when a row was refused. */
    while (text.len > 0 && !table.result) {
        size_t piece = text.len < PIECE ? text.len : PIECE;
        size_t done = csv_parse(&parser, text.ptr, piece, on_cell, on_row, &table);
        if (done != piece && !table.result)
            parser_failed(&table, &parser);
        text.ptr += piece;
        text.len -= piece;
    }
    if (!table.result && csv_fini(&parser, on_cell, on_row, &table) != 0 && !table.result)
        refuse(&table, "opens a quote that is never closed. Close it, and try again.");
    csv_free(&parser);
    text_done(&table.bytes);
    return table.result;
}
