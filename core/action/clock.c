/* clock: the civil time that Kith goes by; in a rehearsal it can be moved on. */
#include "base/clock.h"

#include "action/call.h"
#include "action/core.h"
#include "action/state.h"

#define LONGEST_MOVE_MS (INT64_C(10) * 366 * 24 * 3600 * 1000)

static kith_err show_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    call_put_int(call, "now", call->model.now_ms);
    call_put_int(call, "rehearsal", engine->rehearsal);
    call_put_int(call, "moved_ms", engine->clock.shift_ms);
    return OK;
}

static int find_target(struct kith_call *call, int64_t *ret_target_ms)
{
    const struct value *by = call_value(call, "by");
    if (call_given(call, "to") == (by != NULL))
        return call_fail(call, ERROR_WRONG, "to", "Say either to what time, or by how much.");
    *ret_target_ms = call_int(call, "to");
    if (by != NULL)
        *ret_target_ms =
            duration_add(call->model.now_ms, (struct duration){(int32_t)by->other, by->number});
    const char *field = by != NULL ? "by" : "to";
    if (*ret_target_ms < call->model.now_ms)
        return call_fail(call, ERROR_WRONG, field, "The clock only moves on, never back.");
    if (*ret_target_ms - call->model.now_ms > LONGEST_MOVE_MS)
        return call_fail(call, ERROR_WRONG, field, "At most ten years at a time.");
    return OK;
}

static kith_err move_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    int64_t target_ms = 0;
    if (!engine->rehearsal)
        return call_fail(call, ERROR_REFUSED, NULL,
                         "The clock can be moved in a rehearsal only: kithd --rehearsal.");
    if (engine->moving.call != NULL)
        return call_fail(call, ERROR_BUSY, NULL, "The clock is being moved already.");
    int err = find_target(call, &target_ms);
    if (err != OK)
        return err;
    engine->moving = (struct moving){.call = call, .target_ms = target_ms};
    call_put_int(call, "now", target_ms);
    return OK;
}

static const kith_field show_gives[] = {
    {.name = "now", .type = KITH_TIME, .summary = "The civil time that Kith goes by."},
    {.name = "rehearsal", .type = KITH_BOOL, .summary = "This is a rehearsal."},
    {.name = "moved_ms",
     .type = KITH_INT,
     .summary = "How far it is ahead of the machine's clock, in milliseconds."},
    {0},
};

static const kith_field move_takes[] = {
    {.name = "to", .type = KITH_TIME, .flags = KITH_OPTIONAL, .summary = "To what time."},
    {.name = "by",
     .type = KITH_DURATION,
     .flags = KITH_OPTIONAL,
     .summary = "By how much, such as P1M or P14D."},
    {0},
};

static const kith_field move_gives[] = {
    {.name = "now", .type = KITH_TIME, .summary = "The time that was reached."},
    {0},
};

const kith_action clock_actions[] = {
    {.name = "clock.show",
     .summary = "Shows the time that Kith goes by.",
     .may = "anyone",
     .flags = KITH_READS,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "clock.move",
     .summary = "Moves the clock on, in a rehearsal, doing what falls due on the way.",
     .may = "administrator",
     .flags = KITH_WRITES | KITH_LATER,
     .takes = move_takes,
     .gives = move_gives,
     .run = move_run,
     .since = "0.1",
     .help = "The clock goes from one due time to the next, and waits each time until what fell "
             "due, its events and its effects are done."},
    {0},
};
