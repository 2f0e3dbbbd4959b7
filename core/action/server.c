/* server: how the daemon is, and what it can do. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "action/call.h"
#include "action/core.h"
#include "action/doctor.h"
#include "action/election.h"
#include "action/state.h"
#include "model/effect.h"
#include "model/schedule.h"
#include "model/tidy.h"

enum { TIDY_AT_ONCE = 1000, SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

static int64_t file_bytes(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

static kith_err status_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    struct change_counts counts = change_counts(engine->store);
    struct effect_counts stuck = {0};
    int64_t parked = 0;
    int err = effect_count_stuck(&call->model, &stuck);
    if (err == OK)
        err = schedule_count_parked(&call->model, &parked);
    call_put_text(call, "version", str_of(engine->version));
    call_put_text(call, "state", str_of(store_dir(engine->store)));
    call_put_int(call, "rehearsal", engine->rehearsal);
    call_put_int(call, "schema", store_schema_found(call->model.database));
    call_put_int(call, "database_bytes",
                 disk_rounded(file_bytes(store_path(engine->store)) + DISK_STEP));
    call_put_int(call, "free_bytes", disk_rounded(store_free_bytes(engine->store)));
    if (engine->rehearsal)
        call_put_int(call, "commits", counts.commits);
    call_put_int(call, "failed_commits", counts.failures);
    call_put_int(call, "longest_commit_ms", (counts.longest_ms / SECOND_MS + 1) * SECOND_MS);
    call_put_int(call, "effects_waiting", stuck.waiting);
    call_put_int(call, "effects_failed", stuck.failed);
    call_put_int(call, "schedules_parked", parked);
    return err;
}

static kith_err describe_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    json_open(&writer, '{');
    json_key(&writer, "version");
    json_put_text(&writer, str_of(engine->version));
    registry_describe(engine->registry, &writer);
    json_close(&writer, '}');
    call_put_raw(call, text_str(&text));
    text_done(&text);
    return OK;
}

/* Erasing is long work, and a job of its own. */
static int left_people_schedule(struct model *in)
{
    int64_t one;
    size_t count = 0;
    struct schedule erasing = {
        .due_at = in->now_ms, .action = STR("person.erase_left"), .arguments = STR("{}")};
    int err = tidy_left_people(in, &one, 1, &count);
    return err != OK || count == 0 ? err : schedule_add(in, &erasing);
}

/* What is left for another time is done by a call of its own, the next minute. */
static kith_err tidy_run(void *self, struct kith_call *call)
{
    (void)self;
    bool more = false;
    int err = left_people_schedule(&call->model);
    if (err == OK)
        err = election_sweep(call);
    if (err == OK)
        err = tidy(&call->model, TIDY_AT_ONCE, &more);
    if (err != OK || !more)
        return err;
    struct schedule again = {.due_at = call->model.now_ms + MINUTE_MS,
                             .action = STR("server.tidy"),
                             .arguments = STR("{}")};
    return schedule_add(&call->model, &again);
}

static kith_err doctor_run(void *self, struct kith_call *call)
{
    return doctor(self, call);
}

static const kith_field status_gives[] = {
    {.name = "version", .type = KITH_TEXT, .summary = "The version of kithd."},
    {.name = "state", .type = KITH_TEXT, .summary = "The state directory."},
    {.name = "rehearsal", .type = KITH_BOOL, .summary = "This is a rehearsal."},
    {.name = "schema", .type = KITH_INT, .summary = "The number of the database's schema."},
    {.name = "database_bytes",
     .type = KITH_INT,
     .summary = "The size of the database, bytes, to whole 64 MiB."},
    {.name = "free_bytes",
     .type = KITH_INT,
     .summary = "Free space on its disk, bytes, to whole 64 MiB."},
    {.name = "commits",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "Batches made durable since the start; in a rehearsal only, since a count that "
                "grows tells that somebody did something."},
    {.name = "failed_commits", .type = KITH_INT, .summary = "Batches that failed."},
    {.name = "longest_commit_ms",
     .type = KITH_INT,
     .summary = "All took less than so many milliseconds, to whole seconds."},
    {.name = "effects_waiting", .type = KITH_INT, .summary = "Effects that nobody took for a day."},
    {.name = "effects_failed",
     .type = KITH_INT,
     .summary = "Effects that have failed, before today."},
    {.name = "schedules_parked",
     .type = KITH_INT,
     .summary = "Things on the schedule that failed too often."},
    {0},
};

const kith_action server_actions[] = {
    {.name = "server.status",
     .summary = "Shows how the daemon is.",
     .may = "administrator",
     .flags = KITH_READS,
     .gives = status_gives,
     .run = status_run,
     .since = "0.1"},
    {.name = "server.describe",
     .summary = "Prints all that can be done, as JSON.",
     .may = "anyone",
     .flags = KITH_READS,
     .run = describe_run,
     .since = "0.1",
     .help = "`{\"version\", \"actions\": […], \"nouns\": […], \"events\": […], "
             "\"questions\": […], \"errors\": […]}`. Command line, pages and plugins learn from "
             "it what there is."},
    {.name = "server.doctor",
     .summary = "Examines the server: ten lines, every failure with what mends it.",
     .may = "administrator",
     .flags = KITH_READS,
     .gives = doctor_gives,
     .run = doctor_run,
     .since = "0.1"},
    {.name = "server.tidy",
     .summary = "Deletes what has served its time; daily, on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .run = tidy_run,
     .since = "0.1",
     .help =
         "Idempotency keys go after 7 days; effects that have left, jobs that have ended, tasks "
         "that are done and records of who looked at whose data after the periods that the "
         "settings `keep_effects`, `keep_jobs`, `keep_tasks` and `keep_looks` say. Who was at a "
         "meeting is forgotten after `keep_attendance`, and how many came is kept. People who "
         "left their employer longer ago than `keep_left_people` are erased."},
    {0},
};
