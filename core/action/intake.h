/* Taking in a file of rows: in chunks that are each kept whole or not at all.
 *
 * Rows in = rows taken in + rows reported, whatever is wrong with the file. A chunk's write carries
 * the job's mark, the number of its last row, so a job that a crash interrupted knows how far it
 * came. It then goes over the rows before once more, so that its report is whole. */
#ifndef ACTION_INTAKE_H
#define ACTION_INTAKE_H

#include "action/sheet_file.h"
#include "base/list.h"

enum { INTAKE_FAULTS_SHOWN = 1000 };

struct intake;

struct intake_kind {
    const struct file_kind *file;
    void (*opened)(struct intake *intake); /* once the file is open; NULL: nothing to do */
    size_t chunk_rows;                     /* so many that writing them holds nobody up for long */
    /* On the loop's thread, in a chunk's savepoint: before its rows, and each of them. A row may
     * answer CLASH, MISSING or WRONG: then it is reported, and the others go on. */
    void (*begin)(struct intake *intake);
    int (*row)(struct model *in, struct intake *intake, const struct file_row *row);
    void (*kept)(struct intake *intake); /* once the chunk is durable; or NULL */
    /* All or nothing: what a row is at fault for stands in the row itself, so a dry run and rows
     * that an earlier run of the job has kept need no write. */
    bool is_whole;
    /* What else may be wrong with a row that is well by itself; sets its field and fault. NULL:
     * nothing else may. */
    void (*check)(const struct intake *intake, struct file_row *row);
};

struct intake_fault {
    size_t row;
    const char *field, *message;
};

struct intake {
    struct kith_call *call;
    const struct intake_kind *kind;
    void *mine;
    struct sheet_file file;
    int64_t rows, refused;
    size_t last; /* number of the last row of which is known what came of it */

    struct arena *arena; /* of the chunk */
    LIST(struct file_row) chunk;
    LIST(struct intake_fault) faults, chunk_faults;
};

/* Opens the file and takes in its rows; then intake_put may tell of it. intake_done follows. */
int intake_run(struct intake *intake);
/* Did an earlier run of the job keep this row? */
bool intake_was_earlier(const struct intake *intake, const struct file_row *row);
/* The shape of the file and the faults, in the order of the rows. */
void intake_put(struct intake *intake);
void intake_done(struct intake *intake);

extern const kith_field intake_fault[]; /* one row that was not taken in */
#define INTAKE_FAULTS                                                                              \
    {                                                                                              \
        .name = "faults", .type = KITH_RECORD, .flags = KITH_MANY | KITH_OPTIONAL,                 \
        .parts = intake_fault, .summary = "The first rows that were not taken in, and why."        \
    }

#endif
