/* Reads a table of counts from a file, checks it, and writes it again as it may be shown. */
#include "control/kith_counts.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "base/sheet.h"

enum { LABELLED = 1 }; /* columns before the counts */

struct line {
    size_t number; /* in the file */
    struct str *cells;
    size_t count;
};

struct reading {
    struct arena *arena;
    struct error *error;
    struct str total;
    LIST(struct line) lines;
    size_t rows, columns;             /* with those of totals */
    size_t row_totals, column_totals; /* 1 if the file has them, else 0 */
};

static struct str cell_at(const struct reading *reading, size_t row, size_t column)
{
    const struct line *line = &reading->lines.at[row + 1];

    return column + LABELLED < line->count ? line->cells[column + LABELLED] : (struct str){0};
}

static struct str header_at(const struct reading *reading, size_t column)
{
    return reading->lines.at[0].cells[column + LABELLED];
}

static struct str label_at(const struct reading *reading, size_t row)
{
    const struct line *line = &reading->lines.at[row + 1];

    return line->count ? line->cells[0] : (struct str){0};
}

/* "row 4 (Theatres), column C (Allies)", rows and columns as a spreadsheet names them. */
static const char *place_of(const struct reading *reading, size_t row, size_t column)
{
    const char *letters = "";
    size_t left = column + LABELLED + 1;

    for (; left > 0; left = (left - 1) / 26) {
        letters = arena_print(reading->arena, "%c%s", (char)('A' + (left - 1) % 26), letters);
    }
    return arena_print(reading->arena, "Row %zu (%.*s), column %s (%.*s)",
                       reading->lines.at[row + 1].number, STR_ARGS(label_at(reading, row)), letters,
                       STR_ARGS(header_at(reading, column)));
}

static int line_add(struct reading *reading, const struct sheet_row *row)
{
    struct line *line = list_add(&reading->lines);

    if (row->fault) {
        return error_set(reading->error, ERROR_WRONG, NULL, "Row %zu: %s", row->number, row->fault);
    }
    if (reading->lines.count > SUPPRESS_CELLS + 2) {
        return error_set(reading->error, ERROR_LIMIT, NULL,
                         "The table has more than %d rows. Please split it into smaller ones.",
                         SUPPRESS_CELLS);
    }
    line->number = row->number;
    line->count = row->count;
    line->cells = arena_take(reading->arena, (row->count + 1) * sizeof *line->cells);
    for (size_t i = 0; i < row->count; i++) {
        line->cells[i] = arena_str(reading->arena, row->cells[i]);
    }
    while (line->count > 0 && line->cells[line->count - 1].len == 0) {
        line->count--;
    }
    return OK;
}

static int lines_read(struct reading *reading, int file)
{
    const struct sheet_options options = {0};
    struct sheet *sheet = NULL;
    struct sheet_row row;
    int err = sheet_open(file, &options, &sheet, reading->error);
    int more = err;

    while (err == OK && (more = sheet_next(sheet, &row)) == 1) {
        err = line_add(reading, &row);
    }
    sheet_close(sheet);
    return err != OK ? err : more;
}

static bool is_total(const struct reading *reading, struct str name)
{
    static const char *const usual[] = {"total", "totals", "in all", "all", "sum", "grand total"};

    if (reading->total.len) {
        return str_equal(reading->total, name);
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
        if (name.len == strlen(usual[i]) && strncasecmp(name.ptr, usual[i], name.len) == 0) {
            return true;
        }
    }
    return false;
}

static int shape_find(struct reading *reading)
{
    if (reading->lines.count < 2 || reading->lines.at[0].count < LABELLED + 1) {
        error_set(reading->error, ERROR_WRONG, NULL,
                  "There is no table here. The first row must have the names of the "
                  "columns, the first column those of the rows.");
        return ERROR_WRONG;
    }
    reading->rows = reading->lines.count - 1;
    reading->columns = reading->lines.at[0].count - LABELLED;
    reading->row_totals = is_total(reading, header_at(reading, reading->columns - 1));
    reading->column_totals = is_total(reading, label_at(reading, reading->rows - 1));
    if (reading->rows == reading->column_totals || reading->columns == reading->row_totals) {
        return error_set(reading->error, ERROR_WRONG, NULL,
                         "There is nothing but totals here. Please add what they are made of.");
    }
    for (size_t row = 0; row < reading->rows; row++) {
        if (reading->lines.at[row + 1].count > reading->columns + LABELLED) {
            return error_set(reading->error, ERROR_WRONG, NULL,
                             "Row %zu has more cells than there are column names in row %zu.",
                             reading->lines.at[row + 1].number, reading->lines.at[0].number);
        }
    }
    return OK;
}

/* "1,234" is a number too; "1,23" is not. */
static bool number_read(struct str text, int64_t *ret_number)
{
    char digits[32];
    size_t count = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool is_comma = text.ptr[i] == ',' && i > 0 && (text.len - i) % 4 == 0;
        if (is_comma) {
            continue;
        }
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || count + 1 >= sizeof digits) {
            return false;
        }
        digits[count++] = text.ptr[i];
    }
    return str_to_int((struct str){digits, count}, ret_number);
}

static int count_read(const struct reading *reading, size_t row, size_t column, int64_t *ret_count)
{
    struct str text = cell_at(reading, row, column);

    if (text.len == 0) {
        return error_set(reading->error, ERROR_WRONG, NULL,
                         "%s: there is no number. Write 0 if there is nobody.",
                         place_of(reading, row, column));
    }
    if (!number_read(text, ret_count) || *ret_count > SUPPRESS_MOST) {
        return error_set(reading->error, ERROR_WRONG, NULL,
                         "%s: \"%.*s\" is not a count of people. Write a whole number, 0 or more.",
                         place_of(reading, row, column), STR_ARGS(text));
    }
    return OK;
}

static int total_check(const struct reading *reading, size_t row, size_t column, int64_t sum)
{
    int64_t written = 0;
    int err = count_read(reading, row, column, &written);

    if (err == OK && written != sum) {
        return error_set(reading->error, ERROR_WRONG, NULL,
                         "%s: %" PRId64 " is written there, but its parts add up to %" PRId64
                         ". Correct the one that is wrong.",
                         place_of(reading, row, column), written, sum);
    }
    return err;
}

static int cells_read(const struct reading *reading, const struct suppress_table *table,
                      int64_t *counts)
{
    int64_t sum = 0;

    for (size_t i = 0; i < table->rows * table->columns; i++) {
        int err = count_read(reading, i / table->columns, i % table->columns, &counts[i]);
        if (err != OK) {
            return err;
        }
        sum += counts[i];
        if (sum > SUPPRESS_MOST) {
            return error_set(reading->error, ERROR_LIMIT, NULL,
                             "%s: with this, there are more than can be people.",
                             place_of(reading, i / table->columns, i % table->columns));
        }
    }
    return OK;
}

static int64_t sum_of(const int64_t *counts, size_t count, size_t stride)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum += counts[i * stride];
    }
    return sum;
}

static int totals_check(const struct reading *reading, const struct suppress_table *table)
{
    const int64_t *counts = table->counts;
    int err = OK;

    for (size_t row = 0; row < table->rows && reading->row_totals && err == OK; row++) {
        err = total_check(reading, row, table->columns,
                          sum_of(counts + row * table->columns, table->columns, 1));
    }
    for (size_t column = 0; column < table->columns && reading->column_totals && err == OK;
         column++) {
        err = total_check(reading, table->rows, column,
                          sum_of(counts + column, table->rows, table->columns));
    }
    if (err == OK && reading->row_totals && reading->column_totals) {
        err = total_check(reading, table->rows, table->columns,
                          sum_of(counts, table->rows * table->columns, 1));
    }
    return err;
}

static int table_read(const struct reading *reading, struct counts *counts)
{
    struct suppress_table *table = &counts->table;
    struct arena *arena = reading->arena;

    table->rows = reading->rows - reading->column_totals;
    table->columns = reading->columns - reading->row_totals;
    if (table->rows * table->columns > SUPPRESS_CELLS) {
        return error_set(reading->error, ERROR_LIMIT, NULL,
                         "The table has more than %d cells. Please split it into smaller ones.",
                         SUPPRESS_CELLS);
    }
    table->totals = (reading->row_totals ? SUPPRESS_ROW_TOTALS : 0) |
                    (reading->column_totals ? SUPPRESS_COLUMN_TOTALS : 0);
    int64_t *numbers = arena_take(arena, table->rows * table->columns * sizeof *numbers);
    table->counts = numbers;
    counts->headers = reading->lines.at[0].cells;
    counts->labels = arena_take(arena, reading->rows * sizeof *counts->labels);
    for (size_t row = 0; row < reading->rows; row++) {
        counts->labels[row] = label_at(reading, row);
    }
    int err = cells_read(reading, table, numbers);
    return err != OK ? err : totals_check(reading, table);
}

int counts_read(int file, struct str total, struct arena *arena, struct counts *ret_counts,
                struct error *error)
{
    struct reading reading = {.arena = arena, .error = error, .total = total};
    int err = lines_read(&reading, file);

    if (err == OK) {
        err = shape_find(&reading);
    }
    if (err == OK) {
        err = table_read(&reading, ret_counts);
    }
    list_done(&reading.lines);
    return err;
}

static void field_write(struct str field, struct text *out)
{
    bool quoted = memchr(field.ptr, ',', field.len) || memchr(field.ptr, '"', field.len) ||
                  memchr(field.ptr, '\n', field.len) || memchr(field.ptr, '\r', field.len);

    if (!quoted) {
        text_add(out, field);
        return;
    }
    text_add_char(out, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"') {
            text_add_char(out, '"');
        }
        text_add_char(out, field.ptr[i]);
    }
    text_add_char(out, '"');
}

void counts_write(const struct counts *counts, const struct suppress_release *release,
                  struct str foot, struct arena *arena, struct text *out)
{
    const struct suppress_table *table = &counts->table;
    size_t rows = table->rows + (table->totals & SUPPRESS_COLUMN_TOTALS ? 1 : 0);
    size_t columns = table->columns + (table->totals & SUPPRESS_ROW_TOTALS ? 1 : 0);

    for (size_t i = 0; i < columns + LABELLED; i++) {
        text_add(out, i ? STR(",") : STR(""));
        field_write(counts->headers[i], out);
    }
    text_add_char(out, '\n');
    for (size_t row = 0; row < rows; row++) {
        field_write(counts->labels[row], out);
        for (size_t column = 0; column < columns; column++) {
            struct suppress_entry entry = release->entries[row * release->columns + column];
            text_add_char(out, ',');
            field_write(str_of(suppress_print(entry, arena)), out);
        }
        text_add_char(out, '\n');
    }
    if (foot.len) {
        field_write(foot, out);
        text_add_char(out, '\n');
    }
}
