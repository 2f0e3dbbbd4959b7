/* A file of rows: its columns, by the names that other systems give them, and checks of a row. */
#include "action/sheet_file.h"

#include <string.h>

#include "action/state.h"
#include "base/list.h"

/* ---- opening ---- */

/* "external_id, given_name, job" */
static const char *column_names(const struct sheet_file *file)
{
    struct text text = {0};
    for (size_t c = 0; c < file->kind->count; c++) {
        text_add(&text, c > 0 ? STR(", ") : STR(""));
        text_add(&text, str_of(file->kind->columns[c].wanted.name));
    }
    const char *names = arena_copy(&file->call->arena, text_str(&text));
    text_done(&text);
    return names;
}

/* A column that must be there shows in examples; the first, if none must. */
static const struct file_column *example_column(const struct file_kind *kind)
{
    for (size_t c = 0; c < kind->count; c++)
        if (kind->columns[c].absent != NULL)
            return &kind->columns[c];
    return &kind->columns[0];
}

/* "given_name=First name" */
static int choice_take(struct sheet_file *file, struct str text)
{
    const struct file_kind *kind = file->kind;
    const char *sign = text.len > 0 ? memchr(text.ptr, '=', text.len) : NULL;
    size_t length = sign == NULL ? 0 : (size_t)(sign - text.ptr);
    for (size_t c = 0; c < kind->count && sign != NULL; c++) {
        if (!str_is(str_trim((struct str){text.ptr, length}), kind->columns[c].wanted.name))
            continue;
        file->chosen[c] = str_trim((struct str){sign + 1, text.len - length - 1});
        file->is_chosen[c] = true;
        return OK;
    }
    const struct file_column *example = example_column(kind);
    return call_fail(file->call, ERROR_WRONG, "columns",
                     "Say which column of the file is which, as in \"%s=%s\". The "
                     "names on the left are %s.",
                     example->wanted.name, example->example, column_names(file));
}

static int choices_take(struct sheet_file *file)
{
    const struct value *choices = call_value(file->call, "columns");
    for (size_t i = 0; choices != NULL && i < choices->count; i++) {
        int err = choice_take(file, value_item(choices, i)->text);
        if (err != OK)
            return err;
    }
    return OK;
}

static int columns_check(const struct sheet_file *file)
{
    size_t header_row = sheet_shape(file->sheet)->header_row;
    const struct file_column *first_key = NULL;
    bool has_key = false;
    for (size_t c = 0; c < file->kind->count; c++) {
        const struct file_column *column = &file->kind->columns[c];
        bool is_there = sheet_file_has(file, c);
        if (column->absent != NULL && !is_there)
            return call_fail(file->call, ERROR_WRONG, "file",
                             "The header, row %zu, has no column of %s. Call it %s, or say which "
                             "column it is, as in columns \"%s=%s\".",
                             header_row, column->absent, column->wanted.name, column->wanted.name,
                             column->example);
        if (column->twice == NULL)
            continue;
        first_key = first_key == NULL ? column : first_key;
        has_key = has_key || is_there;
    }
    if (has_key || first_key == NULL)
        return OK;
    return call_fail(file->call, ERROR_WRONG, "file",
                     "The header, row %zu, has neither %s, so nobody could be found again. Add "
                     "one, or say which column it is, as in columns \"%s=%s\".",
                     header_row, file->kind->keys, first_key->wanted.name, first_key->example);
}

/* What the sheet says is wrong with the file is said of the argument. */
static int of_the_file(struct sheet_file *file, int err)
{
    struct error *error = &file->call->error;
    if (err < 0 && error->field[0] == '\0')
        memcpy(error->field, "file", sizeof "file");
    return err;
}

int sheet_file_open(struct kith_call *call, const struct file_kind *kind, struct sheet_file *file)
{
    const struct value *passed = call_value(call, "file");
    *file = (struct sheet_file){.call = call, .kind = kind};
    if (passed == NULL || (size_t)passed->number >= call->request.file_count)
        return call_fail(call, ERROR_WRONG, "file", "No file was passed with the request.");
    int err = choices_take(file);
    if (err != OK)
        return err;
    for (size_t c = 0; c < kind->count; c++)
        file->wanted[c] = kind->columns[c].wanted;
    struct sheet_options options = {.wanted = file->wanted,
                                    .wanted_count = kind->count,
                                    .chosen = file->chosen,
                                    .is_chosen = file->is_chosen,
                                    .name = call_text(call, "sheet"),
                                    .folder = store_dir(call->engine->store)};
    err = sheet_open(call->request.files[passed->number], &options, &file->sheet, &call->error);
    return err == OK ? columns_check(file) : of_the_file(file, err);
}

bool sheet_file_has(const struct sheet_file *file, size_t column)
{
    return sheet_shape(file->sheet)->found[column].column >= 0;
}

bool sheet_file_has_all(const struct sheet_file *file)
{
    for (size_t c = 0; c < file->kind->count; c++)
        if (!sheet_file_has(file, c))
            return false;
    return true;
}

/* ---- rows ---- */

static const char *cell_fault(struct str cell, const struct file_column *column)
{
    if (cell.len == 0)
        return column->is_required ? "This is empty. Fill it in." : NULL;
    if (str_characters(cell) > column->limit)
        return "This is too long. Shorten it.";
    if (str_has_control(cell) || memchr(cell.ptr, '\n', cell.len) != NULL)
        return "This has characters that cannot be printed, or more than one line. Put it on one "
               "line.";
    if (str_has_turn(cell))
        return "This has invisible characters that turn the direction of writing. Type it again.";
    if (sheet_is_failed_formula(cell))
        return "This is a formula that failed in the spreadsheet. Mend it, or clear the cell.";
    return column->fault == NULL ? NULL : column->fault(cell);
}

static void fault_set(const struct sheet_file *file, struct file_row *row, size_t column,
                      const char *fault)
{
    if (row->fault != NULL)
        return;
    row->field = file->kind->columns[column].wanted.name;
    row->fault = fault;
}

/* A second row for somebody would change what the first has set, at each run again. All keys of a
 * row are remembered, though one of them is at fault. */
static void keys_check(struct sheet_file *file, struct file_row *row)
{
    const struct file_kind *kind = file->kind;
    size_t first_key = kind->count;
    bool has_key = false;
    for (size_t c = kind->count; c-- > 0;)
        first_key = kind->columns[c].twice != NULL ? c : first_key;
    for (size_t c = first_key; c < kind->count; c++) {
        if (kind->columns[c].twice == NULL || row->cells[c].len == 0)
            continue;
        has_key = true;
        if (!seen_add(&file->seen[c], row->cells[c]))
            fault_set(file, row, c, kind->columns[c].twice);
    }
    if (!has_key && first_key < kind->count)
        fault_set(file, row, first_key, kind->keyless);
    file->nameless += !has_key;
}

/* A row at fault names somebody all the same: they are in the file. */
static void faulty_keep(struct sheet_file *file, const struct file_row *row)
{
    bool has_key = false;
    for (size_t c = 0; c < file->kind->count; c++) {
        const struct file_column *column = &file->kind->columns[c];
        struct str cell = row->cells[c];
        if (column->twice == NULL || cell.len == 0 || cell_fault(cell, column) != NULL)
            continue;
        seen_add(&file->faulty[c], cell);
        has_key = true;
    }
    file->nameless += !has_key;
}

static void row_check(struct sheet_file *file, struct file_row *row)
{
    for (size_t c = 0; c < file->kind->count; c++) {
        const char *fault = cell_fault(row->cells[c], &file->kind->columns[c]);
        if (fault == NULL)
            continue;
        fault_set(file, row, c, fault);
        faulty_keep(file, row);
        return;
    }
    keys_check(file, row);
}

bool sheet_file_named(const struct sheet_file *file, size_t column, struct str key)
{
    return seen_has(&file->seen[column], key) || seen_has(&file->faulty[column], key);
}

int sheet_file_next(struct sheet_file *file, struct file_row *ret_row)
{
    struct sheet_row row;
    int got = sheet_next(file->sheet, &row);
    if (got <= 0)
        return of_the_file(file, got);
    if (++file->rows > SHEET_FILE_ROWS)
        return call_fail(file->call, ERROR_LIMIT, "file",
                         "The file has more than %d rows. Split it.", SHEET_FILE_ROWS);
    *ret_row = (struct file_row){.number = row.number};
    for (size_t c = 0; c < file->kind->count; c++)
        ret_row->cells[c] = sheet_cell(file->sheet, &row, c);
    if (row.fault == NULL) {
        row_check(file, ret_row);
    } else {
        ret_row->field = "the row";
        ret_row->fault = row.fault;
        file->nameless++;
    }
    return 1;
}

/* ---- what was guessed ---- */

static const char *separator_word(char separator)
{
    static const struct {
        char separator;
        const char *word;
    } words[] = {{',', "commas"}, {';', "semicolons"}, {'\t', "tabs"}, {'|', "bars"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].separator == separator)
            return words[i].word;
    return "a sign of its own";
}

static void put_format(struct kith_call *call, const struct sheet_shape *shape)
{
    bool is_shown =
        shape->name.len > 0 && !str_has_control(shape->name) && !str_has_turn(shape->name);
    const char *text =
        shape->separator == '\0'
            ? arena_print(&call->arena, "%s, sheet \"%.*s\"; the header is row %zu", shape->kind,
                          STR_ARGS(is_shown ? shape->name : STR("?")), shape->header_row)
            : arena_print(&call->arena, "%s in %s, with %s; the header is row %zu", shape->kind,
                          shape->encoding, separator_word(shape->separator), shape->header_row);
    call_put_text(call, "format", str_of(text));
}

void sheet_file_put_shape(const struct sheet_file *file)
{
    const struct sheet_shape *shape = sheet_shape(file->sheet);
    struct kith_call *call = file->call;
    put_format(call, shape);
    for (size_t c = 0; c < file->kind->count; c++) {
        if (shape->found[c].column < 0)
            continue;
        call_open(call, "columns");
        call_put_text(call, "name", str_of(file->wanted[c].name));
        call_put_text(call, "column", str_of(shape->found[c].letters));
        call_put_text(call, "header", shape->found[c].header);
        call_close(call);
    }
    for (size_t i = 0; i < shape->unread_count; i++)
        call_put_text(call, "unread", shape->unread[i]);
}

void sheet_file_close(struct sheet_file *file)
{
    sheet_close(file->sheet);
    for (size_t c = 0; c < SHEET_FILE_COLUMNS; c++)
        seen_done(&file->seen[c]), seen_done(&file->faulty[c]);
}

/* ---- fields ---- */

const kith_field sheet_file_column[] = {
    {.name = "name", .type = KITH_TEXT, .summary = "What it is taken for."},
    {.name = "column",
     .type = KITH_TEXT,
     .summary = "Where it stands, as a spreadsheet names it: \"C\"."},
    {.name = "header", .type = KITH_TEXT, .summary = "What the file calls it."},
    {0},
};
