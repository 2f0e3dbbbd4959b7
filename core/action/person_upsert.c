/* person.upsert: a staff file, row by row, in chunks that are each kept whole or not at all.
 *
 * Rows in = rows taken in + rows reported, whatever is wrong with the file. A chunk's write carries
 * the job's mark, so a job that a crash interrupted knows how far it came. It then goes over the
 * rows before once more, which changes nothing, so that its report is whole. */
#include "action/person_upsert.h"

#include <stdlib.h>
#include <string.h>

#include "action/staff_file.h"
#include "model/person.h"
#include "model/place.h"
#include "store/change.h"

enum { CHUNK_ROWS = 200, FAULTS_SHOWN = 1000 };

struct fault {
    size_t row;
    const char *field, *message;
};

struct upsert {
    struct kith_call *call;
    struct staff_file file;
    LIST(struct staff_row) chunk;
    LIST(struct fault) faults, chunk_faults;
    int64_t rows, earlier, refused;
    size_t last;       /* number of the last row of which is known what came of it */
    int64_t counts[3]; /* by enum person_change */
    int64_t chunk_counts[3], chunk_earlier;
    struct arena *arena; /* of the chunk */
};

static void fault_add(struct upsert *upsert, size_t row, const char *field, const char *message)
{
    upsert->refused++;
    if (upsert->faults.count >= FAULTS_SHOWN)
        return;
    *list_add(&upsert->faults) =
        (struct fault){row, arena_copy(&upsert->call->arena, str_of(field)),
                       arena_copy(&upsert->call->arena, str_of(message))};
}

/* ---- writing a chunk, on the loop's thread ---- */

/* A column that the file does not have changes nothing: what is known stays. */
static int absent_fill(struct model *in, const struct staff_file *file, struct person *person)
{
    struct person known;
    int64_t id;
    int err = person_find(in, person->external_id, person->work_email, &id);
    if (err == OK && id != 0)
        err = person_read(in, id, &known);
    if (err != OK || id == 0)
        return err;
    if (!staff_has(file, STAFF_EXTERNAL_ID))
        person->external_id = known.external_id;
    if (!staff_has(file, STAFF_FAMILY_NAME))
        person->family_name = known.family_name;
    if (!staff_has(file, STAFF_WORK_EMAIL))
        person->work_email = known.work_email;
    if (!staff_has(file, STAFF_EMPLOYER))
        person->employer = known.employer;
    if (!staff_has(file, STAFF_JOB))
        person->job = known.job;
    return OK;
}

static int row_write(struct model *in, const struct staff_file *file, const struct staff_row *row,
                     enum person_change *ret_change)
{
    struct person person = {.external_id = row->cells[STAFF_EXTERNAL_ID],
                            .given_name = row->cells[STAFF_GIVEN_NAME],
                            .family_name = row->cells[STAFF_FAMILY_NAME],
                            .work_email = row->cells[STAFF_WORK_EMAIL],
                            .job = row->cells[STAFF_JOB]};
    if (row->cells[STAFF_EMPLOYER].len > 0) {
        int found = place_by_name(in, row->cells[STAFF_EMPLOYER], &person.employer);
        if (found != OK)
            return found;
        if (person.employer == 0)
            return error_set(in->error, ERROR_MISSING, "employer",
                             "There is no place called \"%.*s\". Add it with place.add.",
                             STR_ARGS(row->cells[STAFF_EMPLOYER]));
    }
    int err = staff_has_all(file) ? OK : absent_fill(in, file, &person);
    return err == OK ? person_upsert(in, &person, ret_change) : err;
}

static bool is_of_the_row(int err)
{
    return err == ERROR_CLASH || err == ERROR_MISSING || err == ERROR_WRONG;
}

static int chunk_write(struct model *in, void *mine)
{
    struct upsert *upsert = mine;
    memset(upsert->chunk_counts, 0, sizeof upsert->chunk_counts);
    upsert->chunk_earlier = 0;
    upsert->chunk_faults.count = 0;
    for (size_t i = 0; i < upsert->chunk.count; i++) {
        const struct staff_row *row = &upsert->chunk.at[i];
        enum person_change change = PERSON_SAME;
        int err = row_write(in, &upsert->file, row, &change);
        bool was_earlier = (int64_t)row->number <= upsert->call->job_mark;
        if (err == OK && was_earlier && change == PERSON_SAME)
            upsert->chunk_earlier++;
        else if (err == OK)
            upsert->chunk_counts[change]++;
        else if (!is_of_the_row(err))
            return err;
        else
            *list_add(&upsert->chunk_faults) =
                (struct fault){row->number, arena_copy(upsert->arena, str_of(in->error->field)),
                               arena_copy(upsert->arena, str_of(in->error->message))};
        *in->error = (struct error){0};
    }
    return OK;
}

static bool tell_progress(struct upsert *upsert)
{
    int64_t done, total;
    sheet_progress(upsert->file.sheet, &done, &total);
    return job_progress(upsert->call, done, total, "bytes of the staff file");
}

static int chunk_end(struct upsert *upsert)
{
    if (upsert->chunk.count == 0)
        return OK;
    size_t last = upsert->chunk.at[upsert->chunk.count - 1].number;
    int64_t mark = upsert->call->job_mark;
    int err =
        job_write(upsert->call, (int64_t)last > mark ? (int64_t)last : mark, chunk_write, upsert);
    if (err != OK)
        return err;
    for (size_t i = 0; i < upsert->chunk_faults.count; i++)
        fault_add(upsert, upsert->chunk_faults.at[i].row, upsert->chunk_faults.at[i].field,
                  upsert->chunk_faults.at[i].message);
    for (size_t i = 0; i < 3; i++)
        upsert->counts[i] += upsert->chunk_counts[i];
    upsert->earlier += upsert->chunk_earlier;
    upsert->last = last;
    upsert->chunk.count = 0;
    arena_reset(upsert->arena);
    return OK;
}

/* ---- reading ---- */

static int each_row(struct upsert *upsert, const struct staff_row *row)
{
    if (++upsert->rows % CHUNK_ROWS == 0 && !tell_progress(upsert))
        return ERROR_STOPPED;
    if (row->fault != NULL) {
        fault_add(upsert, row->number, row->field, row->fault);
        return OK;
    }
    struct staff_row *kept = list_add(&upsert->chunk);
    *kept = *row;
    for (size_t c = 0; c < STAFF_COLUMNS; c++)
        kept->cells[c] = arena_str(upsert->arena, row->cells[c]);
    return upsert->chunk.count < CHUNK_ROWS ? OK : chunk_end(upsert);
}

/* The file cannot be read any further: what was read is taken in, and the rest is not. */
static int broken_off(struct upsert *upsert, int err)
{
    struct kith_call *call = upsert->call;
    struct error broken = call->error;
    call->error = (struct error){0};
    int kept = chunk_end(upsert);
    if (kept != OK)
        return kept;
    if (upsert->last == 0)
        return call_fail(call, err, broken.field, "%s Nothing was taken in.", broken.message);
    return call_fail(call, err, broken.field, "%s The rows up to %zu were taken in.",
                     broken.message, upsert->last);
}

static int rows_read(struct upsert *upsert)
{
    struct staff_row row;
    int got;
    while ((got = staff_next(&upsert->file, &row)) > 0) {
        int err = each_row(upsert, &row);
        if (err != OK)
            return err;
    }
    return got < 0 ? broken_off(upsert, got) : chunk_end(upsert);
}

/* ---- the reply ---- */

static int by_row(const void *one, const void *other)
{
    size_t a = ((const struct fault *)one)->row, b = ((const struct fault *)other)->row;
    return (a > b) - (a < b);
}

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
    staff_put_shape(&upsert->file);
    if (upsert->faults.count > 0)
        qsort(upsert->faults.at, upsert->faults.count, sizeof *upsert->faults.at, by_row);
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
    struct upsert upsert = {.call = call, .arena = &arena};
    int err = staff_open(call, &upsert.file);
    if (err == OK)
        err = rows_read(&upsert);
    if (err == OK)
        put_result(&upsert);
    staff_close(&upsert.file);
    list_done(&upsert.chunk);
    list_done(&upsert.faults);
    list_done(&upsert.chunk_faults);
    arena_done(&arena);
    return err;
}
