/* XLSX: the rows of one sheet of a workbook (ECMA-376), read as they come.
 *
 * A workbook is a zip of XML parts. Its relations lead from the workbook to the sheet, to the texts
 * that cells share, and to the styles that tell a date from a number (sheet_workbook.c). */
#include "base/sheet_workbook.h"

enum { CELL_MOST = SHEET_ROW_MOST + 1 }; /* what is longer is refused as too long */

struct xlsx {
    struct workbook book;
    struct xml *xml;     /* of the sheet */
    size_t last;         /* number of the row before */
    size_t column, next; /* of the cell; of one that does not say */
    size_t style;
    char type[12];
    struct text value;
    bool in_rows, in_row, in_cell, in_value, in_sound;
};

/* ---- a cell ---- */

/* Texts write what XML cannot hold as _x000D_. */
static void unescape(struct text *value)
{
    size_t to = 0;
    if (value->len < 7 || memmem(value->ptr, value->len, "_x", 2) == NULL)
        return;
    for (size_t at = 0; at < value->len; at++) {
        char digits[5] = {0}, *end;
        bool may_be = value->len - at >= 7 && memcmp(value->ptr + at, "_x", 2) == 0 &&
                      value->ptr[at + 6] == '_';
        if (may_be)
            memcpy(digits, value->ptr + at + 2, 4);
        unsigned long code = may_be ? strtoul(digits, &end, 16) : 0;
        if (!may_be || end != digits + 4 || code >= 0x80 || code == 0) {
            value->ptr[to++] = value->ptr[at];
            continue;
        }
        value->ptr[to++] = (char)code;
        at += 6;
    }
    value->len = to;
}

static void shared_put(struct sheet *sheet, struct xlsx *xlsx)
{
    int64_t number;
    struct str text;
    if (!str_to_int(str_trim(text_str(&xlsx->value)), &number) ||
        !strings_get(xlsx->book.strings, number, &text)) {
        row_fault(sheet, "A text of this row is missing from the workbook. Open it in the program "
                         "it comes from, save it again, and try again.");
        return;
    }
    text_clear(&xlsx->value);
    text_add(&xlsx->value, text);
    unescape(&xlsx->value);
    row_cell(sheet, xlsx->column, text_str(&xlsx->value));
}

static void number_put(struct sheet *sheet, struct xlsx *xlsx)
{
    struct text shown = {0};
    struct number_style style = {0};
    if (xlsx->style < xlsx->book.styles.count)
        style = xlsx->book.styles.at[xlsx->style];
    number_print(str_trim(text_str(&xlsx->value)), style, xlsx->book.from_1904, &shown);
    row_cell(sheet, xlsx->column, text_str(&shown));
    text_done(&shown);
}

static void cell_put(struct sheet *sheet, struct xlsx *xlsx)
{
    struct str type = str_of(xlsx->type), value = text_str(&xlsx->value);
    if (value.len == 0)
        return;
    if (str_is(type, "s")) {
        shared_put(sheet, xlsx);
    } else if (type.len == 0 || str_is(type, "n")) {
        number_put(sheet, xlsx);
    } else if (str_is(type, "b")) {
        row_cell(sheet, xlsx->column, str_is(str_trim(value), "1") ? STR("TRUE") : STR("FALSE"));
    } else {
        unescape(&xlsx->value);
        row_cell(sheet, xlsx->column, text_str(&xlsx->value));
    }
}

/* "C7" is column 2. */
static size_t column_of(const char *place, size_t otherwise)
{
    size_t column = 0;
    if (place == NULL || place[0] < 'A' || place[0] > 'Z')
        return otherwise;
    for (size_t i = 0; i < 4 && place[i] >= 'A' && place[i] <= 'Z'; i++)
        column = column * 26 + (size_t)(place[i] - 'A') + 1;
    return column - 1;
}

static void cell_open(struct xlsx *xlsx, const char *const *attributes)
{
    const char *type = xml_attribute(attributes, "t"), *style = xml_attribute(attributes, "s");
    int64_t number = 0;
    xlsx->column = column_of(xml_attribute(attributes, "r"), xlsx->next);
    xlsx->next = xlsx->column + 1;
    if (style == NULL || !str_to_int(str_of(style), &number) || number < 0)
        number = 0;
    xlsx->style = (size_t)number;
    snprintf(xlsx->type, sizeof xlsx->type, "%s", type == NULL ? "" : type);
    text_clear(&xlsx->value);
    xlsx->in_cell = true;
    xlsx->in_value = xlsx->in_sound = false;
}

/* ---- a row ---- */

static int row_open(struct sheet *sheet, struct xlsx *xlsx, const char *const *attributes)
{
    const char *said = xml_attribute(attributes, "r");
    int64_t number = (int64_t)xlsx->last + 1;
    if (said != NULL && (!str_to_int(str_of(said), &number) || number <= (int64_t)xlsx->last))
        return sheet_fail(
            sheet, "The XLSX file is damaged: its rows are out of order after row %zu. " SAVE_AGAIN,
            xlsx->last);
    xlsx->last = (size_t)number;
    xlsx->next = 0;
    xlsx->in_row = true;
    row_begin(sheet, xlsx->last);
    return OK;
}

static int on_open(void *self, const char *name, const char *const *attributes)
{
    struct sheet *sheet = self;
    struct xlsx *xlsx = sheet->state;
    if (strcmp(name, "sheetData") == 0)
        xlsx->in_rows = true;
    if (!xlsx->in_rows)
        return OK;
    if (strcmp(name, "row") == 0)
        return row_open(sheet, xlsx, attributes);
    if (strcmp(name, "c") == 0 && xlsx->in_row)
        cell_open(xlsx, attributes);
    else if (strcmp(name, "rPh") == 0)
        xlsx->in_sound = true;
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = xlsx->in_cell && !xlsx->in_sound;
    return OK;
}

static int on_close(void *self, const char *name)
{
    struct sheet *sheet = self;
    struct xlsx *xlsx = sheet->state;
    if (strcmp(name, "sheetData") == 0)
        xlsx->in_rows = false;
    else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
        xlsx->in_value = false;
    else if (strcmp(name, "rPh") == 0)
        xlsx->in_sound = false;
    else if (strcmp(name, "c") == 0 && xlsx->in_cell) {
        xlsx->in_cell = false;
        cell_put(sheet, xlsx);
    } else if (strcmp(name, "row") == 0 && xlsx->in_row) {
        xlsx->in_row = false;
        xml_pause(xlsx->xml);
    }
    return OK;
}

static int on_text(void *self, struct str text)
{
    struct xlsx *xlsx = ((struct sheet *)self)->state;
    size_t room = CELL_MOST - xlsx->value.len;
    if (xlsx->in_value)
        text_add(&xlsx->value, (struct str){text.ptr, text.len < room ? text.len : room});
    return OK;
}

static const struct xml_events sheet_events = {on_open, on_close, on_text};

/* ---- the reader ---- */

static int xlsx_begin(struct sheet *sheet)
{
    struct xlsx *xlsx = sheet->state;
    xml_close(xlsx->xml);
    xlsx->xml = NULL;
    xlsx->last = 0;
    xlsx->in_rows = xlsx->in_row = xlsx->in_cell = false;
    row_begin(sheet, 0);
    return xml_open(sheet, xlsx->book.zip, xlsx->book.sheet_part, &sheet_events, sheet, &xlsx->xml);
}

static int xlsx_next(struct sheet *sheet)
{
    return xml_run(((struct xlsx *)sheet->state)->xml);
}

static void xlsx_progress(const struct sheet *sheet, int64_t *ret_done, int64_t *ret_total)
{
    zip_progress(((const struct xlsx *)sheet->state)->book.zip, ret_done, ret_total);
}

static void xlsx_close(struct sheet *sheet)
{
    struct xlsx *xlsx = sheet->state;
    xml_close(xlsx->xml);
    workbook_close(&xlsx->book);
    text_done(&xlsx->value);
    free(xlsx);
}

static const struct sheet_reader xlsx_reader = {xlsx_begin, xlsx_next, xlsx_progress, xlsx_close};

int xlsx_open(struct sheet *sheet)
{
    struct xlsx *xlsx = memory_take(sizeof *xlsx);
    sheet->state = xlsx;
    sheet->reader = &xlsx_reader;
    int err = workbook_open(sheet, &xlsx->book);
    sheet->shape.kind = "XLSX";
    sheet->shape.encoding = "UTF-8";
    sheet->shape.name = xlsx->book.sheet_name;
    return err;
}
