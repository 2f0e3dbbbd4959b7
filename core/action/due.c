/* What is due: schedule rows become calls at their time, in (due, id) order.
 *
 * The row's advance and its call share a savepoint, so a kill leaves both or neither. One that
 * fails is tried again, then parked. In a rehearsal `clock.move` goes from one due time to the
 * next, and waits each time until nothing is under way. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action/state.h"
#include "base/log.h"
#include "model/schedule.h"
#include "model/setting.h"

enum { DUE_AT_ONCE = 64, HOLD_MS = 250, LONGEST_SLEEP_MS = 6 * 3600 * 1000 };

void engine_hold(struct engine *engine)
{
    engine->held_until_ms = clock_ticks_ms() + HOLD_MS;
}

int64_t engine_held_ms(const struct engine *engine)
{
    int64_t left = engine->held_until_ms - clock_ticks_ms();
    return left > 0 ? left : 0;
}

static bool due_is_under_way(const struct engine *engine, int64_t schedule)
{
    for (size_t i = 0; i < engine->dues.count; i++)
        if (engine->dues.at[i].schedule == schedule)
            return true;
    return false;
}

static void due_call(struct engine *engine, const struct schedule *schedule)
{
    struct error error = {0};
    struct json *with = json_parse(schedule->arguments, &error);
    struct call_request request = {.action = schedule->action,
                                   .with = with,
                                   .actor = {.kind = ACTOR_SCHEDULE, .network = schedule->network}};
    struct kith_call *call = call_new(engine, &request);
    call->schedule = schedule->id;
    list_add(&engine->dues)->schedule = schedule->id;
    engine->under_way++;
    call->outcome = with == NULL ? call_fail(call, ERROR_BROKEN, NULL,
                                             "The arguments on the schedule cannot be read.")
                                 : call_arrive(call);
    json_free(with);
    call->request.with = NULL;
    if (call->outcome == OK) {
        engine_submit(engine, call);
        return;
    }
    call->stage = CALL_RAN;
    call_answer(call);
}

struct due_failure {
    struct engine *engine;
    int64_t schedule;
    char answer[200];
};

static void due_forget(struct engine *engine, int64_t schedule)
{
    for (size_t i = 0; i < engine->dues.count; i++)
        if (engine->dues.at[i].schedule == schedule) {
            list_remove(&engine->dues, i);
            break;
        }
    engine->next_due_ms = 0;
}

static int due_write_failure(struct model *in, void *mine)
{
    struct due_failure *failure = mine;
    int err = schedule_fail(in, failure->schedule, str_of(failure->answer));
    return err == ERROR_MISSING ? OK : err;
}

static void due_failure_written(void *mine, int err)
{
    struct due_failure *failure = mine;
    (void)err;
    due_forget(failure->engine, failure->schedule);
    free(failure);
}

void due_begun(struct engine *engine, struct kith_call *call)
{
    if (call->schedule != 0)
        due_forget(engine, call->schedule);
    call->schedule = 0;
}

void due_done(struct engine *engine, struct kith_call *call)
{
    bool passing = call->outcome == ERROR_BUSY || call->outcome == ERROR_FULL;
    if (passing)
        engine_hold(engine);
    if (call->outcome == OK || passing || engine->stopping) {
        due_forget(engine, call->schedule);
        return;
    }
    struct due_failure *failure = memory_take(sizeof *failure);
    failure->engine = engine;
    failure->schedule = call->schedule;
    struct str answer = str_head(str_of(call->error.message), sizeof failure->answer - 1);
    snprintf(failure->answer, sizeof failure->answer, "%.*s", STR_ARGS(answer));
    log_warning("schedule", "a due call of %.*s failed: %s", STR_ARGS(call->request.action),
                error_name(call->outcome));
    engine_write(engine, 0, due_write_failure, due_failure_written, failure);
}

static int due_collect(struct engine *engine, struct arena *arena)
{
    struct error error = {0};
    struct schedule due[DUE_AT_ONCE];
    struct model in = engine_model(engine, arena, &error);
    size_t count = 0, called = 0;
    int err = reader_begin(in.database);
    if (err == OK)
        err = schedule_due(&in, due, DUE_AT_ONCE, &count);
    if (err == OK)
        err = schedule_next(&in, &engine->next_due_ms);
    reader_end(in.database);
    for (size_t i = 0; i < count && err == OK; i++) {
        if (due_is_under_way(engine, due[i].id))
            continue;
        due_call(engine, &due[i]);
        called++;
    }
    return err;
}

int64_t due_turn(struct engine *engine)
{
    int64_t now = clock_now(&engine->clock);
    struct arena arena = {0};
    if (engine->stopping || !engine->started)
        return -1;
    if (engine->next_due_ms <= now && engine->dues.count == 0 && engine_held_ms(engine) > 0)
        return engine_held_ms(engine);
    if (engine->next_due_ms <= now && engine->dues.count == 0) {
        due_collect(engine, &arena);
        arena_done(&arena);
    }
    if (engine->next_due_ms == INT64_MAX || engine->dues.count > 0)
        return -1;
    int64_t wait = engine->next_due_ms - now;
    return wait < 0 ? 0 : wait < LONGEST_SLEEP_MS ? wait : LONGEST_SLEEP_MS;
}

/* ---- clock.move ---- */

struct move_step {
    struct engine *engine;
    int64_t shift_ms;
};

static int move_write(struct model *in, void *mine)
{
    const struct move_step *step = mine;
    return setting_write_int(in, "clock.shift_ms", step->shift_ms);
}

static void move_written(void *mine, int err)
{
    struct move_step *step = mine;
    struct engine *engine = step->engine;
    engine->moving.writing = false;
    if (err == OK)
        engine->clock.shift_ms = step->shift_ms;
    else
        engine->moving.failed = err;
    engine->next_due_ms = engine->next_effect_ms = 0;
    free(step);
}

/* Reads of the same client that wait for the move to be answered; nobody waits for them. */
static int64_t reads_behind(const struct kith_call *moving)
{
    const struct client *client = moving->request.client;
    int64_t count = 0;
    for (const struct kith_call *call = client == NULL ? NULL : client->first; call != NULL;
         call = call->client_next)
        count += call != moving && call->stage == CALL_ARRIVED && call->entry != NULL &&
                 (call->entry->action->flags & KITH_READS);
    return count;
}

int64_t move_turn(struct engine *engine)
{
    struct moving *moving = &engine->moving;
    struct arena arena = {0};
    struct error error = {0};
    int64_t next = INT64_MAX, now = clock_now(&engine->clock);
    if (moving->call == NULL || !moving->call->durable || moving->writing)
        return -1;
    if (engine->under_way - reads_behind(moving->call) > 1 || engine->dues.count > 0 ||
        !deliver_is_quiet(engine) || !lease_is_quiet(engine))
        return -1;
    struct model in = engine_model(engine, &arena, &error);
    int err = moving->failed != OK ? moving->failed : schedule_next(&in, &next);
    arena_done(&arena);
    if (err != OK || engine->stopping || (now >= moving->target_ms && next > now)) {
        struct kith_call *call = moving->call;
        *moving = (struct moving){0};
        call_done(call, engine->stopping ? ERROR_STOPPED : err);
        return 0;
    }
    if (next <= now)
        return engine_held_ms(engine);
    struct move_step *step = memory_take(sizeof *step);
    int64_t stop = next < moving->target_ms ? next : moving->target_ms;
    *step = (struct move_step){engine, engine->clock.shift_ms + (stop - now)};
    moving->writing = true;
    engine_write(engine, 0, move_write, move_written, step);
    return 0;
}
