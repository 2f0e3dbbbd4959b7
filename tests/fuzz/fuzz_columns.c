/* Fuzzes files of rows: which column is taken for what, as guessed and as somebody chose it, and
 * what is wrong with a row. The input begins with a line of choices, parted by bars. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "action/member_file.h"
#include "action/staff_file.h"
#include "action/state.h"
#include "fuzz/fuzz.h"
#include "lib/state.h"

static char *folder;

static void folder_remove(void)
{
    state_remove(folder);
}

/* The file's folder is all that opening one needs of an engine. */
static struct engine *engine_of_one_store(void)
{
    static struct engine engine;
    if (engine.store == NULL) {
        folder = state_make();
        engine.store = state_open(folder, NULL);
        atexit(folder_remove);
    }
    return &engine;
}

static void args_make(struct kith_call *call, struct str choices)
{
    static const kith_field takes[] = {SHEET_FILE_TAKES("A file", "\"kind=What\"."), {0}};
    call->args = value_record(&call->arena, takes);
    value_add_parts(&call->arena, call->args, takes);
    value_part(call->args, "file")->given = true;
    struct value *columns = value_part(call->args, "columns");
    for (size_t from = 0, at = 0; at <= choices.len; at++) {
        if (at < choices.len && choices.ptr[at] != '|')
            continue;
        if (at > from && columns->count < 20) {
            columns->given = true;
            value_add(&call->arena, columns, &takes[1])->text =
                (struct str){choices.ptr + from, at - from};
        }
        from = at + 1;
    }
}

/* A row is whole: each cell is what its column allows; or it says which is not, and why. */
static void row_check(const struct file_kind *kind, const struct file_row *row, size_t before)
{
    bool has_key = false;
    PROMISE(row->number > before);
    PROMISE((row->field == NULL) == (row->fault == NULL));
    if (row->fault != NULL) {
        PROMISE(str_is_utf8(str_of(row->fault)) && !str_has_control(str_of(row->fault)));
        return;
    }
    for (size_t c = 0; c < kind->count; c++) {
        const struct file_column *column = &kind->columns[c];
        PROMISE(row->cells[c].len > 0 || !column->is_required);
        PROMISE(str_is_utf8(row->cells[c]) && !str_has_control(row->cells[c]));
        PROMISE(str_characters(row->cells[c]) <= column->limit);
        has_key = has_key || (column->twice != NULL && row->cells[c].len > 0);
    }
    PROMISE(has_key);
    if (kind != &member_file)
        return;
    int32_t day = 0;
    const struct str *cells = row->cells;
    PROMISE(cells[MEMBER_KIND].len == 0 || member_kind(cells[MEMBER_KIND]) != NULL);
    PROMISE(cells[MEMBER_VISIBILITY].len == 0 ||
            member_visibility(cells[MEMBER_VISIBILITY]) != NULL);
    PROMISE(cells[MEMBER_JOINED].len == 0 || member_joined(cells[MEMBER_JOINED], &day));
    PROMISE(day > -10000 && day < 3000000);
}

static void read_as(const struct file_kind *kind, struct str choices, int input)
{
    struct kith_call call = {.engine = engine_of_one_store(),
                             .request = {.files = &input, .file_count = 1}};
    struct sheet_file file;
    struct file_row row;
    size_t before = 0;
    args_make(&call, choices);
    int got = sheet_file_open(&call, kind, &file);
    if (got == OK) {
        bool has_all = true;
        for (size_t c = 0; c < kind->count; c++) {
            PROMISE(sheet_file_has(&file, c) || kind->columns[c].absent == NULL);
            has_all = has_all && sheet_file_has(&file, c);
        }
        PROMISE(has_all == sheet_file_has_all(&file));
        while ((got = sheet_file_next(&file, &row)) > 0) {
            row_check(kind, &row, before);
            before = row.number;
        }
    }
    if (got != OK) {
        promise_readable(&call.error);
        PROMISE(call.error.field[0] != '\0');
    }
    sheet_file_close(&file);
    arena_done(&call.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct str input = {(const char *)bytes, size};
    const char *end = size > 0 ? memchr(bytes, '\n', size) : NULL;
    size_t head = end == NULL ? 0 : (size_t)(end - input.ptr);
    const struct str choices = {input.ptr, head};
    if (!str_is_utf8(choices) || str_has_control(choices))
        return 0;
    int file = memfd_create("input", MFD_CLOEXEC);
    size_t rest = end == NULL ? 0 : size - head - 1;
    PROMISE(file >= 0);
    PROMISE(rest == 0 || write(file, end + 1, rest) == (ssize_t)rest);
    read_as(&member_file, choices, file);
    read_as(&staff_file, choices, file);
    close(file);
    return 0;
}
