/* A staff file: its columns, by the names that staff systems give them, and checks of a row. */
#include "action/staff_file.h"

#include <string.h>

#include "action/state.h"

static const struct sheet_wanted wanted[STAFF_COLUMNS] = {
    [STAFF_EXTERNAL_ID] = {"external_id",
                           "staff number|staff no|staff id|employee number|employee no|employee id|"
                           "employee|payroll number|payroll no|payroll id|personnel number|"
                           "personnel no|person number|person id|assignment number|assignment no|"
                           "esr number|esr employee number|unique id|id"},
    [STAFF_GIVEN_NAME] = {"given_name",
                          "first name|forename|forenames|forename(s)|given names|first names|"
                          "first name(s)|christian name|known as|preferred name|first"},
    [STAFF_FAMILY_NAME] = {"family_name", "surname|last name|family names|second name|last"},
    [STAFF_WORK_EMAIL] = {"work_email",
                          "work e-mail address|e-mail|e-mail address|nhs e-mail|nhs mail|"
                          "office e-mail|business e-mail|internet e-mail|internet e-mail address|"
                          "company e-mail|primary e-mail|e-mail (work)|mail"},
    [STAFF_EMPLOYER] = {"employer", "employer name|organisation|organization|organisation name|"
                                    "organization name|trust|trust name|practice|practice name|"
                                    "place of work|workplace|company|company name"},
    [STAFF_JOB] = {"job", "job title|position|position title|role|job role|post|post title|"
                          "occupation|job name"},
};

static const struct {
    size_t limit; /* characters */
    bool is_required;
} checks[STAFF_COLUMNS] = {
    [STAFF_EXTERNAL_ID] = {40, false},  [STAFF_GIVEN_NAME] = {100, true},
    [STAFF_FAMILY_NAME] = {100, false}, [STAFF_WORK_EMAIL] = {254, false},
    [STAFF_EMPLOYER] = {120, false},    [STAFF_JOB] = {120, false},
};

/* ---- opening ---- */

/* "given_name=First name" */
static int choice_take(struct staff_file *file, struct str text)
{
    const char *sign = text.len > 0 ? memchr(text.ptr, '=', text.len) : NULL;
    size_t length = sign == NULL ? 0 : (size_t)(sign - text.ptr);
    for (size_t c = 0; c < STAFF_COLUMNS && sign != NULL; c++) {
        if (!str_is(str_trim((struct str){text.ptr, length}), wanted[c].name))
            continue;
        file->chosen[c] = str_trim((struct str){sign + 1, text.len - length - 1});
        file->is_chosen[c] = true;
        return OK;
    }
    return call_fail(file->call, ERROR_WRONG, "columns",
                     "Say which column of the file is which, as in \"given_name=First name\". The "
                     "names on the left are external_id, given_name, family_name, work_email, "
                     "employer, job.");
}

static int choices_take(struct staff_file *file)
{
    const struct value *choices = call_value(file->call, "columns");
    for (size_t i = 0; choices != NULL && i < choices->count; i++) {
        int err = choice_take(file, value_item(choices, i)->text);
        if (err != OK)
            return err;
    }
    return OK;
}

static int columns_check(struct staff_file *file)
{
    const struct sheet_shape *shape = sheet_shape(file->sheet);
    if (shape->found[STAFF_GIVEN_NAME].column < 0)
        return call_fail(
            file->call, ERROR_WRONG, "file",
            "The header, row %zu, has no column of given names. Call it given_name, or "
            "say which column it is, as in columns \"given_name=First name\".",
            shape->header_row);
    if (shape->found[STAFF_EXTERNAL_ID].column < 0 && shape->found[STAFF_WORK_EMAIL].column < 0)
        return call_fail(file->call, ERROR_WRONG, "file",
                         "The header, row %zu, has neither external_id nor work_email, so nobody "
                         "could be found again. Add one, or say which column it is, as in columns "
                         "\"external_id=Staff number\".",
                         shape->header_row);
    return OK;
}

/* What the sheet says is wrong with the file is said of the argument. */
static int of_the_file(struct staff_file *file, int err)
{
    struct error *error = &file->call->error;
    if (err < 0 && error->field[0] == '\0')
        memcpy(error->field, "file", sizeof "file");
    return err;
}

int staff_open(struct kith_call *call, struct staff_file *file)
{
    const struct value *passed = call_value(call, "file");
    *file = (struct staff_file){.call = call};
    if (passed == NULL || (size_t)passed->number >= call->request.file_count)
        return call_fail(call, ERROR_WRONG, "file", "No file was passed with the request.");
    int err = choices_take(file);
    if (err != OK)
        return err;
    struct sheet_options options = {.wanted = wanted,
                                    .wanted_count = STAFF_COLUMNS,
                                    .chosen = file->chosen,
                                    .is_chosen = file->is_chosen,
                                    .name = call_text(call, "sheet"),
                                    .folder = store_dir(call->engine->store)};
    err = sheet_open(call->request.files[passed->number], &options, &file->sheet, &call->error);
    return err == OK ? columns_check(file) : of_the_file(file, err);
}

bool staff_has(const struct staff_file *file, enum staff_column column)
{
    return sheet_shape(file->sheet)->found[column].column >= 0;
}

bool staff_has_all(const struct staff_file *file)
{
    for (size_t c = 0; c < STAFF_COLUMNS; c++)
        if (!staff_has(file, (enum staff_column)c))
            return false;
    return true;
}

/* ---- rows ---- */

static const char *cell_fault(struct str cell, size_t column)
{
    if (cell.len == 0)
        return checks[column].is_required ? "This is empty. Fill it in." : NULL;
    if (str_characters(cell) > checks[column].limit)
        return "This is too long. Shorten it.";
    if (str_has_control(cell) || memchr(cell.ptr, '\n', cell.len) != NULL)
        return "This has characters that cannot be printed, or more than one line. Put it on one "
               "line.";
    if (sheet_is_failed_formula(cell))
        return "This is a formula that failed in the spreadsheet. Mend it, or clear the cell.";
    return NULL;
}

static void fault_set(struct staff_row *row, size_t column, const char *fault)
{
    row->field = wanted[column].name;
    row->fault = fault;
}

/* A second row for somebody would change what the first has set, at each run again. */
static void twice_check(struct staff_file *file, struct staff_row *row)
{
    struct str number = row->cells[STAFF_EXTERNAL_ID], address = row->cells[STAFF_WORK_EMAIL];
    bool number_is_new = number.len == 0 || seen_add(&file->numbers, number);
    bool address_is_new = address.len == 0 || seen_add(&file->addresses, address);
    if (!number_is_new)
        fault_set(row, STAFF_EXTERNAL_ID,
                  "A row above has this staff number too. Keep one of the two rows.");
    else if (!address_is_new)
        fault_set(row, STAFF_WORK_EMAIL,
                  "A row above has this work address too. Correct one of the two rows.");
}

static void row_check(struct staff_file *file, struct staff_row *row)
{
    for (size_t c = 0; c < STAFF_COLUMNS; c++) {
        const char *fault = cell_fault(row->cells[c], c);
        if (fault == NULL)
            continue;
        fault_set(row, c, fault);
        return;
    }
    if (row->cells[STAFF_EXTERNAL_ID].len == 0 && row->cells[STAFF_WORK_EMAIL].len == 0)
        fault_set(row, STAFF_EXTERNAL_ID,
                  "The row has neither staff number nor work address. Give one.");
    else
        twice_check(file, row);
}

int staff_next(struct staff_file *file, struct staff_row *ret_row)
{
    struct sheet_row row;
    int got = sheet_next(file->sheet, &row);
    if (got <= 0)
        return of_the_file(file, got);
    if (++file->rows > STAFF_ROWS_MOST)
        return call_fail(file->call, ERROR_LIMIT, "file",
                         "The file has more than %d rows. Split it.", STAFF_ROWS_MOST);
    *ret_row = (struct staff_row){.number = row.number};
    for (size_t c = 0; c < STAFF_COLUMNS; c++)
        ret_row->cells[c] = sheet_cell(file->sheet, &row, c);
    if (row.fault == NULL) {
        row_check(file, ret_row);
    } else {
        ret_row->field = "the row";
        ret_row->fault = row.fault;
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
    bool is_shown = shape->name.len > 0 && !str_has_control(shape->name);
    const char *text =
        shape->separator == '\0'
            ? arena_print(&call->arena, "%s, sheet \"%.*s\"; the header is row %zu", shape->kind,
                          STR_ARGS(is_shown ? shape->name : STR("?")), shape->header_row)
            : arena_print(&call->arena, "%s in %s, with %s; the header is row %zu", shape->kind,
                          shape->encoding, separator_word(shape->separator), shape->header_row);
    call_put_text(call, "format", str_of(text));
}

void staff_put_shape(const struct staff_file *file)
{
    const struct sheet_shape *shape = sheet_shape(file->sheet);
    struct kith_call *call = file->call;
    put_format(call, shape);
    for (size_t c = 0; c < STAFF_COLUMNS; c++) {
        if (shape->found[c].column < 0)
            continue;
        call_open(call, "columns");
        call_put_text(call, "name", str_of(wanted[c].name));
        call_put_text(call, "column", str_of(shape->found[c].letters));
        call_put_text(call, "header", shape->found[c].header);
        call_close(call);
    }
    for (size_t i = 0; i < shape->unread_count; i++)
        call_put_text(call, "unread", shape->unread[i]);
}

void staff_close(struct staff_file *file)
{
    sheet_close(file->sheet);
    seen_done(&file->numbers);
    seen_done(&file->addresses);
}
