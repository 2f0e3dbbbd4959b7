/* Fuzzes CSV: rows that were read, written out with every cell in quotes, read the same. */
#include <string.h>

#include "base/csv.h"
#include "fuzz/fuzz.h"

struct rows {
    struct text out; /* what was read, as CSV */
    size_t number;   /* of the row before */
};

static int row_add(void *self, const struct csv_row *row)
{
    struct rows *rows = self;
    PROMISE(row->number > rows->number);
    PROMISE(row->count >= 1 && row->count <= 64);
    rows->number = row->number;
    for (size_t i = 0; i < row->count; i++) {
        struct str cell = row->cells[i];
        PROMISE(str_is_utf8(cell));
        PROMISE(str_equal(cell, str_trim(cell)));
        text_add(&rows->out, i ? STR(",\"") : STR("\""));
        for (size_t at = 0; at < cell.len; at++) {
            if (cell.ptr[at] == '"')
                text_add_char(&rows->out, '"');
            text_add_char(&rows->out, cell.ptr[at]);
        }
        text_add_char(&rows->out, '"');
    }
    text_add(&rows->out, STR("\r\n"));
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct error error = {0};
    struct rows first = {0}, second = {0};
    if (csv_read((struct str){(const char *)bytes, size}, row_add, &first, &error)) {
        promise_readable(&error);
    } else {
        PROMISE(csv_read(text_str(&first.out), row_add, &second, &error) == OK);
        PROMISE(str_equal(text_str(&first.out), text_str(&second.out)));
    }
    text_done(&first.out);
    text_done(&second.out);
    return 0;
}
