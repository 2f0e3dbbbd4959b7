/* person.upsert: a staff file, row by row, in chunks that are each kept whole or not at all.
 *
 * Rows in = rows taken in + rows reported. A chunk's write carries the job's mark, so a job that
 * a crash interrupted goes on after the last chunk that was kept. */
#include "action/person_upsert.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "model/person.h"
#include "model/place.h"
#include "store/change.h"

enum { CHUNK_ROWS = 200, FAULTS_SHOWN = 100 };

enum column { EXTERNAL_ID, GIVEN_NAME, FAMILY_NAME, WORK_EMAIL, EMPLOYER, JOB, COLUMNS };

static const struct {
    const char *name;
    size_t limit; /* characters */
    bool required;
} columns[COLUMNS] = {
    [EXTERNAL_ID] = {"external_id", 40, false},  [GIVEN_NAME] = {"given_name", 100, true},
    [FAMILY_NAME] = {"family_name", 100, false}, [WORK_EMAIL] = {"work_email", 254, false},
    [EMPLOYER] = {"employer", 120, false},       [JOB] = {"job", 120, false},
};

struct fault {
    size_t row;
    const char *field, *message;
};

struct staff_row {
    size_t number;
    struct str cells[COLUMNS];
};

struct upsert {
    struct kith_call *call;
    int place_of[COLUMNS]; /* in the file's rows; -1: the file has no such column */
    bool has_header;
    LIST(struct staff_row) chunk;
    LIST(struct fault) faults, chunk_faults;
    int64_t rows, earlier, refused;
    int64_t counts[3]; /* by enum person_change */
    int64_t chunk_counts[3];
    struct arena *arena; /* of the chunk */
    struct error *error;
};

/* ---- checking a row, before anything is written ---- */

static int header_read(struct upsert *upsert, const struct csv_row *row)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        upsert->place_of[c] = -1;
        for (size_t i = 0; i < row->count; i++)
            if (str_is(row->cells[i], columns[c].name))
                upsert->place_of[c] = (int)i;
    }
    upsert->has_header = true;
    if (upsert->place_of[GIVEN_NAME] < 0)
        return error_set(upsert->error, ERROR_WRONG, "file",
                         "The first row names no column given_name. It must name the columns: "
                         "external_id, given_name, family_name, work_email, employer, job.");
    if (upsert->place_of[EXTERNAL_ID] < 0 && upsert->place_of[WORK_EMAIL] < 0)
        return error_set(upsert->error, ERROR_WRONG, "file",
                         "The file has neither external_id nor work_email, so nobody could be "
                         "found again. Add one of them.");
    return OK;
}

static void fault_add(struct upsert *upsert, size_t row, const char *field, const char *message)
{
    upsert->refused++;
    if (upsert->faults.count >= FAULTS_SHOWN)
        return;
    *list_add(&upsert->faults) =
        (struct fault){row, arena_copy(&upsert->call->arena, str_of(field)),
                       arena_copy(&upsert->call->arena, str_of(message))};
}

/* False, and reported, if something in the row is wrong by itself. */
static bool row_check(struct upsert *upsert, const struct staff_row *row)
{
    for (size_t c = 0; c < COLUMNS; c++) {
        struct str cell = row->cells[c];
        const char *message = NULL;
        if (columns[c].required && cell.len == 0)
            message = "This is empty. Fill it in.";
        else if (str_characters(cell) > columns[c].limit)
            message = "This is too long. Shorten it.";
        else if (str_has_control(cell) ||
                 memchr(cell.ptr == NULL ? "" : cell.ptr, '\n', cell.len) != NULL)
            message = "This has characters that cannot be printed, or more than one line.";
        if (message == NULL)
            continue;
        fault_add(upsert, row->number, columns[c].name, message);
        return false;
    }
    if (row->cells[EXTERNAL_ID].len > 0 || row->cells[WORK_EMAIL].len > 0)
        return true;
    fault_add(upsert, row->number, "external_id",
              "The row has neither staff number nor work address. Give one.");
    return false;
}

/* ---- writing a chunk, on the loop's thread ---- */

static int row_write(struct model *in, const struct staff_row *row, enum person_change *ret_change)
{
    struct person person = {.external_id = row->cells[EXTERNAL_ID],
                            .given_name = row->cells[GIVEN_NAME],
                            .family_name = row->cells[FAMILY_NAME],
                            .work_email = row->cells[WORK_EMAIL],
                            .job = row->cells[JOB]};
    if (row->cells[EMPLOYER].len > 0) {
        int err = place_by_name(in, row->cells[EMPLOYER], &person.employer);
        if (err != OK)
            return err;
        if (person.employer == 0)
            return error_set(in->error, ERROR_MISSING, "employer",
                             "There is no place called \"%.*s\". Add it with place.add.",
                             STR_ARGS(row->cells[EMPLOYER]));
    }
    return person_upsert(in, &person, ret_change);
}

static bool is_of_the_row(int err)
{
    return err == ERROR_CLASH || err == ERROR_MISSING || err == ERROR_WRONG;
}

static int chunk_write(struct model *in, void *mine)
{
    struct upsert *upsert = mine;
    memset(upsert->chunk_counts, 0, sizeof upsert->chunk_counts);
    upsert->chunk_faults.count = 0;
    for (size_t i = 0; i < upsert->chunk.count; i++) {
        enum person_change change;
        int err = row_write(in, &upsert->chunk.at[i], &change);
        if (err == OK) {
            upsert->chunk_counts[change]++;
            continue;
        }
        if (!is_of_the_row(err))
            return err;
        *list_add(&upsert->chunk_faults) = (struct fault){
            upsert->chunk.at[i].number, arena_copy(upsert->arena, str_of(in->error->field)),
            arena_copy(upsert->arena, str_of(in->error->message))};
        *in->error = (struct error){0};
    }
    return OK;
}

static int chunk_end(struct upsert *upsert)
{
    if (upsert->chunk.count == 0)
        return OK;
    size_t last = upsert->chunk.at[upsert->chunk.count - 1].number;
    int err = job_write(upsert->call, (int64_t)last, chunk_write, upsert);
    if (err != OK)
        return err;
    for (size_t i = 0; i < upsert->chunk_faults.count; i++)
        fault_add(upsert, upsert->chunk_faults.at[i].row, upsert->chunk_faults.at[i].field,
                  upsert->chunk_faults.at[i].message);
    for (size_t i = 0; i < 3; i++)
        upsert->counts[i] += upsert->chunk_counts[i];
    upsert->chunk.count = 0;
    arena_reset(upsert->arena);
    bool go_on = job_progress(upsert->call, upsert->rows, 0, "rows of the staff file");
    return go_on ? OK : ERROR_STOPPED;
}

static int each_row(void *self, const struct csv_row *row)
{
    struct upsert *upsert = self;
    struct staff_row staff = {.number = row->number};
    if (!upsert->has_header)
        return header_read(upsert, row);
    upsert->rows++;
    if ((int64_t)row->number <= upsert->call->job_mark) {
        upsert->earlier++;
        return OK;
    }
    for (size_t c = 0; c < COLUMNS; c++) {
        int at = upsert->place_of[c];
        if (at >= 0 && (size_t)at < row->count)
            staff.cells[c] = arena_str(upsert->arena, row->cells[at]);
    }
    if (!row_check(upsert, &staff))
        return OK;
    *list_add(&upsert->chunk) = staff;
    return upsert->chunk.count < CHUNK_ROWS ? OK : chunk_end(upsert);
}

/* ---- the reply ---- */

static void put_result(struct upsert *upsert)
{
    struct kith_call *call = upsert->call;
    call_put_int(call, "rows", upsert->rows);
    call_put_int(call, "added", upsert->counts[PERSON_NEW]);
    call_put_int(call, "changed", upsert->counts[PERSON_CHANGED]);
    call_put_int(call, "same", upsert->counts[PERSON_SAME]);
    call_put_int(call, "refused", upsert->refused);
    if (upsert->earlier > 0)
        call_put_int(call, "earlier", upsert->earlier);
    for (size_t i = 0; i < upsert->faults.count; i++) {
        const struct fault *fault = &upsert->faults.at[i];
        call_open(call, "faults");
        call_put_int(call, "row", (int64_t)fault->row);
        call_put_text(call, "field", str_of(fault->field));
        call_put_text(call, "message", str_of(fault->message));
        call_close(call);
    }
}

kith_err person_upsert_run(void *self, struct kith_call *call)
{
    (void)self;
    struct arena arena = {0};
    struct upsert upsert = {.call = call, .arena = &arena, .error = &call->error};
    struct str bytes;
    int err = call_read_file(call, "file", &bytes);
    if (err == OK)
        err = csv_read(bytes, each_row, &upsert, &call->error);
    if (err == OK)
        err = chunk_end(&upsert);
    if (err == OK && !upsert.has_header)
        err = call_fail(call, ERROR_WRONG, "file", "The file is empty.");
    if (err == OK)
        put_result(&upsert);
    list_done(&upsert.chunk);
    list_done(&upsert.faults);
    list_done(&upsert.chunk_faults);
    arena_done(&arena);
    return err;
}
