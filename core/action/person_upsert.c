/* person.upsert: a staff file, row by row, in chunks that are each kept whole or not at all. */
#include "action/person_upsert.h"

#include <string.h>

#include "action/intake.h"
#include "action/staff_file.h"
#include "model/person.h"
#include "model/place.h"

struct upsert {
    int64_t earlier;
    int64_t counts[3]; /* by enum person_change */
    int64_t chunk_counts[3], chunk_earlier;
};

/* ---- a row, on the loop's thread ---- */

/* A column that the file does not have changes nothing: what is known stays. */
static int absent_fill(struct model *in, const struct sheet_file *file, struct person *person)
{
    struct person known;
    int64_t id;
    int err = person_find(in, person->external_id, person->work_email, &id);
    if (err == OK && id != 0)
        err = person_read(in, id, &known);
    if (err != OK || id == 0)
        return err;
    if (!sheet_file_has(file, STAFF_EXTERNAL_ID))
        person->external_id = known.external_id;
    if (!sheet_file_has(file, STAFF_FAMILY_NAME))
        person->family_name = known.family_name;
    if (!sheet_file_has(file, STAFF_WORK_EMAIL))
        person->work_email = known.work_email;
    if (!sheet_file_has(file, STAFF_EMPLOYER))
        person->employer = known.employer;
    if (!sheet_file_has(file, STAFF_JOB))
        person->job = known.job;
    return OK;
}

static int row_write(struct model *in, const struct sheet_file *file, const struct file_row *row,
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
    int err = sheet_file_has_all(file) ? OK : absent_fill(in, file, &person);
    return err == OK ? person_upsert(in, &person, ret_change) : err;
}

static void chunk_begin(struct intake *intake)
{
    struct upsert *upsert = intake->mine;
    memset(upsert->chunk_counts, 0, sizeof upsert->chunk_counts);
    upsert->chunk_earlier = 0;
}

static int chunk_row(struct model *in, struct intake *intake, const struct file_row *row)
{
    struct upsert *upsert = intake->mine;
    enum person_change change = PERSON_SAME;
    int err = row_write(in, &intake->file, row, &change);
    if (err != OK)
        return err;
    if (change == PERSON_SAME && intake_was_earlier(intake, row))
        upsert->chunk_earlier++;
    else
        upsert->chunk_counts[change]++;
    return OK;
}

static void chunk_kept(struct intake *intake)
{
    struct upsert *upsert = intake->mine;
    for (size_t i = 0; i < 3; i++)
        upsert->counts[i] += upsert->chunk_counts[i];
    upsert->earlier += upsert->chunk_earlier;
}

static const struct intake_kind upsert_intake = {
    .file = &staff_file, .begin = chunk_begin, .row = chunk_row, .kept = chunk_kept};

/* ---- the handler ---- */

static void put_result(struct intake *intake)
{
    const struct upsert *upsert = intake->mine;
    struct kith_call *call = intake->call;
    call_put_int(call, "rows", intake->rows);
    call_put_int(call, "added", upsert->counts[PERSON_NEW]);
    call_put_int(call, "changed", upsert->counts[PERSON_CHANGED]);
    call_put_int(call, "same", upsert->counts[PERSON_SAME]);
    call_put_int(call, "refused", intake->refused);
    if (upsert->earlier > 0)
        call_put_int(call, "earlier", upsert->earlier);
    intake_put(intake);
}

kith_err person_upsert_run(void *self, struct kith_call *call)
{
    (void)self;
    struct arena arena = {0};
    struct upsert upsert = {0};
    struct intake intake = {.call = call, .kind = &upsert_intake, .mine = &upsert, .arena = &arena};
    int err = intake_run(&intake);
    if (err == OK)
        put_result(&intake);
    intake_done(&intake);
    return err;
}
