/* Fuzzes sheets: rows that were read, written out as CSV with every cell in quotes, read the same.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/sheet.h"
#include "fuzz/fuzz.h"

static int file_of(struct str bytes)
{
    int file = memfd_create("input", MFD_CLOEXEC);
    PROMISE(file >= 0);
    PROMISE(bytes.len == 0 || write(file, bytes.ptr, bytes.len) == (ssize_t)bytes.len);
    return file;
}

/* ="cell", in quotes: so the habits that reading undoes are undone once. */
static void cell_write(struct str cell, struct text *out)
{
    text_add(out, STR("\"=\"\""));
    for (size_t at = 0; at < cell.len; at++) {
        if (cell.ptr[at] == '"')
            text_add_char(out, '"');
        text_add_char(out, cell.ptr[at]);
    }
    text_add(out, STR("\"\"\""));
}

static void row_write(const struct sheet_row *row, struct text *out)
{
    for (size_t i = 0; i < row->count; i++) {
        PROMISE(str_is_utf8(row->cells[i]));
        PROMISE(str_equal(row->cells[i], str_trim(row->cells[i])));
        text_add(out, i > 0 ? STR(",") : STR(""));
        cell_write(row->cells[i], out);
    }
    text_add(out, STR("\r\n"));
}

static void row_check(const struct sheet_row *row, size_t before)
{
    size_t size = 0;
    PROMISE(row->number > before);
    PROMISE(row->count <= SHEET_COLUMNS_MOST);
    for (size_t i = 0; i < row->count; i++)
        size += row->cells[i].len;
    PROMISE(row->fault != NULL || (row->count > 0 && size > 0));
    PROMISE(size <= SHEET_ROW_MOST);
}

/* Answers what the reader answered last. */
static int read_all(struct str bytes, const struct sheet_options *options, struct text *out)
{
    struct error error = {0};
    struct sheet *sheet;
    struct sheet_row row;
    size_t before = 0;
    int file = file_of(bytes), got = sheet_open(file, options, &sheet, &error);
    if (got == OK) {
        while ((got = sheet_next(sheet, &row)) > 0) {
            row_check(&row, before);
            before = row.number;
            if (row.fault == NULL)
                row_write(&row, out);
            PROMISE(row.fault == NULL || str_is_utf8(str_of(row.fault)));
        }
        sheet_close(sheet);
    }
    if (got != OK)
        promise_readable(&error);
    close(file);
    return got;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct sheet_wanted wanted[] = {{"given_name", "first name|forename"},
                                                 {"external_id", "id"}};
    const struct sheet_options none = {0}, people = {.wanted = wanted, .wanted_count = 2};
    const struct str input = {(const char *)bytes, size};
    struct text first = {0}, second = {0}, ignored = {0};
    text_add(&first, STR("\xEF\xBB\xBFsep=,\r\n"));
    text_add(&second, text_str(&first));
    size_t head = first.len;
    if (read_all(input, &none, &first) == OK && first.len > head && first.len < SHEET_ROW_MOST) {
        PROMISE(read_all(text_str(&first), &none, &second) == OK);
        PROMISE(str_equal(text_str(&first), text_str(&second)));
    }
    read_all(input, &people, &ignored);
    text_done(&first);
    text_done(&second);
    text_done(&ignored);
    return 0;
}
