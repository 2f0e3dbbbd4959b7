/* Erasing people: in one savepoint, then in the ledger outside the database, then in the journal.
 *
 * The savepoint is what counts: from there on nobody finds them. A crash after it costs nothing:
 * the job goes on, and each start makes the ledger say what the table says. Before the job is
 * answered, the ledger is on the disk. */
#include "action/erasing.h"

#include "action/state.h"
#include "base/log.h"
#include "model/erase.h"
#include "model/erasure.h"
#include "model/journal_about.h"
#include "model/tidy.h"
#include "store/erased.h"

/* How far a job is. */
enum { ERASING_DONE = 1, ERASING_FORGOTTEN = 2 };
enum { LEFT_AT_ONCE = 50 };

struct erasing {
    struct kith_call *call;
    const int64_t *people;
    size_t count;
    struct journal_people ids;
    struct str lines;
    struct arena arena; /* of a page of the journal */
    LIST(int64_t) sequences;
};

/* ---- the savepoint ---- */

static int write_erasure(struct model *in, void *mine)
{
    struct erasing *erasing = mine;
    struct text all = {0};
    int err = OK;
    for (size_t i = 0; i < erasing->count && err == OK; i++) {
        struct str lines;
        err = erase_person(in, erasing->people[i], &lines);
        text_add(&all, lines);
    }
    erasing->lines = arena_str(&erasing->call->arena, text_str(&all));
    text_done(&all);
    if (err == OK)
        change_scrub(erasing->call->engine->store);
    return err;
}

static int erase(struct erasing *erasing)
{
    return job_write(erasing->call, ERASING_DONE, write_erasure, erasing);
}

/* ---- the ledger ---- */

/* What the table has and the file has not: all of it, since a stop may have come between. */
static int ledger_compare(struct erasing *erasing)
{
    struct engine *engine = erasing->call->engine;
    struct model *in = &erasing->call->model;
    struct erasure_difference difference;
    struct text file = {0};
    int err = erased_read(store_dir(engine->store), &file, in->error);
    if (err == ERROR_MISSING)
        err = OK;
    *in->error = (struct error){0};
    if (err == OK)
        err = erasure_compare(in, text_str(&file), &difference);
    if (err == OK)
        erasing->lines = arena_str(&erasing->call->arena, text_str(&difference.missing));
    if (err == OK)
        erasure_difference_done(&difference);
    text_done(&file);
    return err;
}

/* They are erased already. So where the disk fails, the job waits and tries again, as it does where
 * the disk is full: to give up would leave them in the journal, and a backup would bring them back
 * until the next start. */
static int ledger_write(struct erasing *erasing)
{
    struct kith_call *call = erasing->call;
    if (call->dry_run)
        return OK;
    int err = erasing->lines.len > 0 ? OK : ledger_compare(erasing);
    if (err == OK && erasing->lines.len > 0)
        err = erased_append(store_dir(call->engine->store), erasing->lines, &call->error);
    return err == ERROR_DISK ? ERROR_BUSY : err;
}

/* ---- the journal ---- */

static void collect(void *self, const struct journal_entry *entry)
{
    struct erasing *erasing = self;
    if (!journal_keeps(entry))
        *list_add(&erasing->sequences) = entry->sequence;
}

static int write_forgotten(struct model *in, void *mine)
{
    const struct erasing *erasing = mine;
    int err = OK;
    for (size_t i = 0; i < erasing->sequences.count && err == OK; i++)
        err = journal_erase(in, 0, erasing->sequences.at[i]);
    if (err == OK)
        change_scrub(erasing->call->engine->store);
    return err;
}

static int journal_forget(struct erasing *erasing)
{
    struct kith_call *call = erasing->call;
    struct model in = call->model;
    int64_t before = 0;
    int err;
    in.arena = &erasing->arena;
    do {
        erasing->sequences.count = 0;
        err = journal_about(&in, &erasing->ids, &before, collect, erasing);
        arena_reset(&erasing->arena);
        if (err == OK && erasing->sequences.count > 0)
            err = job_write(call, ERASING_DONE, write_forgotten, erasing);
        if (err == OK && !job_progress(call, 0, 0, "going through the journal"))
            err = ERROR_STOPPED;
    } while (err == OK && before != 0);
    return err;
}

/* ---- the end ---- */

static int write_end(struct model *in, void *mine)
{
    const struct erasing *erasing = mine;
    int err = OK;
    for (size_t i = 0; i < erasing->count && err == OK; i++)
        err = erase_ids_forget(in, erasing->people[i]);
    change_scrub(erasing->call->engine->store);
    return err;
}

static int finish(struct erasing *erasing)
{
    return job_write(erasing->call, ERASING_FORGOTTEN, write_end, erasing);
}

static int ids_find(struct erasing *erasing)
{
    int err = OK;
    for (size_t i = 0; i < erasing->count && err == OK; i++)
        err = erase_ids(&erasing->call->model, erasing->people[i], &erasing->ids);
    return err;
}

static void erasing_done(struct erasing *erasing)
{
    journal_people_done(&erasing->ids);
    list_done(&erasing->sequences);
    arena_done(&erasing->arena);
}

/* ---- handlers ---- */

static int person_forget(struct kith_call *call, int64_t person)
{
    struct erasing erasing = {.call = call, .people = &person, .count = 1};
    int err = ids_find(&erasing);
    if (err == OK && call->job_mark < ERASING_DONE)
        err = erase(&erasing);
    if (err == OK)
        err = ledger_write(&erasing);
    if (err == OK)
        err = journal_forget(&erasing);
    if (err == OK)
        err = finish(&erasing);
    erasing_done(&erasing);
    return err;
}

kith_err person_erase_run(void *self, struct kith_call *call)
{
    (void)self;
    if (call->actor.kind == ACTOR_ADMINISTRATOR && !call_given(call, "reason"))
        return call_fail(call, ERROR_WRONG, "reason",
                         "Say why: who asked for it, and how. It stands in the journal.");
    int64_t now = clock_now(&call->engine->clock);
    int err = person_forget(call, call_int(call, "person"));
    if (err == OK)
        call_put_int(call, "erased_on", clock_day(now));
    return err;
}

/* Some at a time. Here the journal comes first: who is erased is not found again after a crash, and
 * nobody acts for them any more. */
static int some_forget(struct kith_call *call, const int64_t *people, size_t count)
{
    struct erasing erasing = {.call = call, .people = people, .count = count};
    int err = ids_find(&erasing);
    if (err == OK)
        err = journal_forget(&erasing);
    if (err == OK)
        err = erase(&erasing);
    if (err == OK)
        err = ledger_write(&erasing);
    if (err == OK)
        err = finish(&erasing);
    erasing_done(&erasing);
    return err;
}

kith_err person_erase_left_run(void *self, struct kith_call *call)
{
    (void)self;
    struct erasing earlier = {.call = call}; /* if it was held up between savepoint and ledger */
    int64_t people[LEFT_AT_ONCE], erased = 0;
    size_t count = 0;
    int err = ledger_write(&earlier);
    while (err == OK) {
        call->model.now_ms = clock_now(&call->engine->clock);
        err = tidy_left_people(&call->model, people, LEFT_AT_ONCE, &count);
        if (err == OK && count > 0)
            err = some_forget(call, people, count);
        erased += (int64_t)count;
        if (err == OK && !job_progress(call, erased, 0, "people who left long ago"))
            err = ERROR_STOPPED;
        if (count == 0 || call->dry_run)
            break;
    }
    if (err == OK)
        call_put_int(call, "erased", erased);
    return err;
}

/* ---- after a start ---- */

struct again {
    struct engine *engine;
    struct model *in;
    struct arena arena;        /* of one person at a time */
    struct journal_people ids; /* of all of them */
    size_t people;
};

static int erase_one(void *self, int64_t person)
{
    struct again *again = self;
    struct model own = *again->in;
    struct str lines;
    own.arena = &again->arena;
    again->people++;
    int err = erase_ids(&own, person, &again->ids);
    if (err == OK)
        err = erase_person(&own, person, &lines);
    if (err == OK)
        err = erase_ids_forget(&own, person);
    arena_reset(&again->arena);
    return err;
}

static int journal_it(struct model *in, size_t count)
{
    static const int64_t server = 0;
    struct journal_entry entry = {.action = STR("server.erased_again"),
                                  .day = clock_day(in->now_ms),
                                  .at_ms = in->now_ms,
                                  .actor = STR("system"),
                                  .facts =
                                      str_of(arena_print(in->arena, "{\"people\":%zu}", count))};
    int err = journal_append(in, &entry);
    return err != OK ? err : journal_chain_heads(in, &server, 1);
}

static int erase_unknown(struct engine *engine, struct model *in,
                         const struct erasure_difference *difference)
{
    struct again again = {.engine = engine, .in = in};
    int err = erasure_find(in, difference, erase_one, &again);
    if (err == OK)
        err = erasure_take(in, difference);
    if (err == OK)
        err = journal_erase_about(in, &again.ids);
    if (err == OK && again.people > 0)
        err = journal_it(in, again.people);
    if (err == OK)
        change_scrub(engine->store);
    if (err == OK && again.people > 0)
        log_warning("engine",
                    "this database brought back people who had been erased: %zu. They were erased "
                    "again",
                    again.people);
    journal_people_done(&again.ids);
    arena_done(&again.arena);
    return err;
}

/* In a restored database somebody might come back through a line that cannot be read. */
static int ledger_check(struct engine *engine, struct model *in, bool is_restored, int64_t bad)
{
    const char *dir = store_dir(engine->store);
    if (bad == 0)
        return OK;
    if (is_restored)
        return error_set(in->error, ERROR_BROKEN, NULL,
                         "Line %lld of the ledger %s/erased is damaged: whoever it names would "
                         "come back with this backup. Put a whole copy of that file in its place; "
                         "if there is none, take the line out.",
                         (long long)bad, dir);
    log_warning("engine", "line %lld of the ledger %s/erased is damaged", (long long)bad, dir);
    return OK;
}

int erasing_again(struct engine *engine, struct model *in, bool is_restored,
                  struct text *ret_missing)
{
    struct erasure_difference difference = {0};
    struct text file = {0};
    int err = erased_read(store_dir(engine->store), &file, in->error);
    bool is_there = err != ERROR_MISSING;
    if (!is_there) {
        *in->error = (struct error){0};
        err = OK;
        if (is_restored)
            log_warning("engine",
                        "there is no ledger %s/erased: whoever was erased after this "
                        "backup was made is back",
                        store_dir(engine->store));
    }
    if (err == OK)
        err = erasure_compare(in, text_str(&file), &difference);
    if (err == OK)
        err = ledger_check(engine, in, is_restored, difference.bad);
    if (err == OK && difference.unknown.count > 0)
        err = erase_unknown(engine, in, &difference);
    *ret_missing = difference.missing;
    difference.missing = (struct text){0};
    erasure_difference_done(&difference);
    text_done(&file);
    return err;
}

void erasing_make_whole(struct engine *engine, struct str missing)
{
    struct error error = {0};
    const char *dir = store_dir(engine->store);
    if (missing.len == 0 && erased_is_there(dir))
        return;
    if (erased_append(dir, missing, &error) != OK)
        log_warning("engine", "the ledger of erasures could not be written: %s", error.message);
}
