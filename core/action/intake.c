/* Taking in a file of rows: reading, chunks, faults, progress, and the report. */
#include "action/intake.h"

#include <stdlib.h>

static void fault_add(struct intake *intake, size_t row, const char *field, const char *message)
{
    struct arena *arena = &intake->call->arena;
    intake->refused++;
    if (intake->faults.count >= INTAKE_FAULTS_SHOWN)
        return;
    *list_add(&intake->faults) = (struct intake_fault){row, arena_copy(arena, str_of(field)),
                                                       arena_copy(arena, str_of(message))};
}

/* ---- writing a chunk, on the loop's thread ---- */

static bool is_of_the_row(int err)
{
    return err == ERROR_CLASH || err == ERROR_MISSING || err == ERROR_WRONG;
}

static int chunk_write(struct model *in, void *mine)
{
    struct intake *intake = mine;
    intake->chunk_faults.count = 0;
    intake->kind->begin(intake);
    for (size_t i = 0; i < intake->chunk.count; i++) {
        const struct file_row *row = &intake->chunk.at[i];
        int err = intake->kind->row(in, intake, row);
        if (err == OK)
            continue;
        if (!is_of_the_row(err))
            return err;
        *list_add(&intake->chunk_faults) =
            (struct intake_fault){row->number, arena_copy(intake->arena, str_of(in->error->field)),
                                  arena_copy(intake->arena, str_of(in->error->message))};
        *in->error = (struct error){0};
    }
    return OK;
}

static bool tell_progress(struct intake *intake)
{
    int64_t done, total;
    sheet_progress(intake->file.sheet, &done, &total);
    return job_progress(intake->call, done, total,
                        arena_print(intake->arena, "bytes of the %s", intake->kind->file->called));
}

static int chunk_keep(struct intake *intake, int64_t last)
{
    int64_t mark = intake->call->job_mark;
    if (intake->kind->is_whole && (intake->call->dry_run || last <= mark))
        return OK;
    return job_write(intake->call, last > mark ? last : mark, chunk_write, intake);
}

static int chunk_end(struct intake *intake)
{
    if (intake->chunk.count == 0)
        return OK;
    size_t last = intake->chunk.at[intake->chunk.count - 1].number;
    int err = chunk_keep(intake, (int64_t)last);
    if (err != OK)
        return err;
    for (size_t i = 0; i < intake->chunk_faults.count; i++)
        fault_add(intake, intake->chunk_faults.at[i].row, intake->chunk_faults.at[i].field,
                  intake->chunk_faults.at[i].message);
    if (intake->kind->kept != NULL)
        intake->kind->kept(intake);
    intake->last = last;
    intake->chunk.count = 0;
    arena_reset(intake->arena);
    return OK;
}

/* ---- reading ---- */

static int each_row(struct intake *intake, struct file_row *row)
{
    if (++intake->rows % (int64_t)intake->kind->chunk_rows == 0 && !tell_progress(intake))
        return ERROR_STOPPED;
    if (row->fault == NULL && intake->kind->check != NULL)
        intake->kind->check(intake, row);
    if (row->fault != NULL) {
        fault_add(intake, row->number, row->field, row->fault);
        return OK;
    }
    struct file_row *kept = list_add(&intake->chunk);
    *kept = *row;
    for (size_t c = 0; c < intake->kind->file->count; c++)
        kept->cells[c] = arena_str(intake->arena, row->cells[c]);
    return intake->chunk.count < intake->kind->chunk_rows ? OK : chunk_end(intake);
}

/* The file cannot be read any further: what was read is taken in, and the rest is not; or nothing
 * is, where it is all or nothing. */
static int broken_off(struct intake *intake, int err)
{
    struct kith_call *call = intake->call;
    struct error broken = call->error;
    call->error = (struct error){0};
    int kept = intake->kind->is_whole ? OK : chunk_end(intake);
    if (intake->kind->is_whole)
        intake->last = 0;
    if (kept != OK)
        return kept;
    if (intake->last == 0)
        return call_fail(call, err, broken.field, "%s Nothing was taken in.", broken.message);
    return call_fail(call, err, broken.field, "%s The rows up to %zu were taken in.",
                     broken.message, intake->last);
}

int intake_run(struct intake *intake)
{
    struct file_row row;
    int got = sheet_file_open(intake->call, intake->kind->file, &intake->file);
    if (got != OK)
        return got;
    if (intake->kind->opened != NULL)
        intake->kind->opened(intake);
    while ((got = sheet_file_next(&intake->file, &row)) > 0) {
        int err = each_row(intake, &row);
        if (err != OK)
            return err;
    }
    return got < 0 ? broken_off(intake, got) : chunk_end(intake);
}

bool intake_was_earlier(const struct intake *intake, const struct file_row *row)
{
    return (int64_t)row->number <= intake->call->job_mark;
}

/* ---- the reply ---- */

static int by_row(const void *one, const void *other)
{
    size_t a = ((const struct intake_fault *)one)->row;
    size_t b = ((const struct intake_fault *)other)->row;
    return (a > b) - (a < b);
}

void intake_put(struct intake *intake)
{
    struct kith_call *call = intake->call;
    sheet_file_put_shape(&intake->file);
    if (intake->faults.count > 0)
        qsort(intake->faults.at, intake->faults.count, sizeof *intake->faults.at, by_row);
    for (size_t i = 0; i < intake->faults.count; i++) {
        const struct intake_fault *fault = &intake->faults.at[i];
        call_open(call, "faults");
        call_put_int(call, "row", (int64_t)fault->row);
        call_put_text(call, "field", str_of(fault->field));
        call_put_text(call, "message", str_of(fault->message));
        call_close(call);
    }
}

void intake_done(struct intake *intake)
{
    sheet_file_close(&intake->file);
    list_done(&intake->chunk);
    list_done(&intake->faults);
    list_done(&intake->chunk_faults);
    arena_done(intake->arena);
}

/* ---- fields ---- */

const kith_field intake_fault[] = {
    {.name = "row", .type = KITH_INT, .summary = "Its number, as a spreadsheet shows it."},
    {.name = "field", .type = KITH_TEXT, .summary = "The column at fault, or \"the row\"."},
    {.name = "message", .type = KITH_TEXT, .summary = "What is wrong, and how to mend it."},
    {0},
};
