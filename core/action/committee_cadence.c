/* committee.cadence: when a committee meets by itself. Its meetings are planned some weeks ahead;
 * one that is moved stays where it was moved, and the others keep to their day. */
#include "action/committee.h"
#include "action/core.h"
#include "action/meeting.h"
#include "model/cadence.h"
#include "model/schedule.h"
#include "model/setting.h"

enum { AHEAD_MOST = 1000 };

static const int64_t day_ms = 24 * 3600 * 1000;

/* ---- planning ahead ---- */

static int plan_one(struct kith_call *call, const struct committee *committee,
                    const struct cadence *cadence, int64_t starts_at)
{
    struct meeting meeting = {.network = committee->network,
                              .committee = committee->id,
                              .title = committee->name,
                              .how = cadence->how,
                              .venue = cadence->venue,
                              .starts_at = starts_at,
                              .ends_at = starts_at + cadence->lasts_ms,
                              .instance = cadence->next};
    int err = meeting_add(&call->model, &meeting);
    if (err == OK)
        err = meeting_tell(call, &meeting, "invitation", 0);
    if (err == OK)
        err = meeting_set_invited(&call->model, &meeting);
    return err != OK ? err : meeting_watch(call, &meeting);
}

static int plan_again(struct kith_call *call, const struct committee *committee, int64_t at_ms)
{
    struct schedule schedule = {.network = committee->network,
                                .subject = committee->id,
                                .due_at = at_ms,
                                .action = STR("committee.plan_ahead"),
                                .arguments = ident_json(&call->arena, "committee", committee->id)};
    int err = schedule_drop_subject(&call->model, committee->network, committee->id);
    return err != OK ? err : schedule_add(&call->model, &schedule);
}

/* Those that would have been while nobody planned are left out. */
static int plan_ahead(struct kith_call *call, const struct committee *committee,
                      struct cadence *cadence)
{
    int64_t starts_at = 0, ahead_ms = CADENCE_AHEAD_DAYS * day_ms;
    int err = cadence_time(&call->model, cadence, cadence->next, &starts_at);
    for (int i = 0; err == OK && i < AHEAD_MOST && starts_at <= call->model.now_ms + ahead_ms;
         i++) {
        if (starts_at > call->model.now_ms)
            err = plan_one(call, committee, cadence, starts_at);
        cadence->next++;
        if (err == OK)
            err = cadence_time(&call->model, cadence, cadence->next, &starts_at);
    }
    if (err == OK)
        err = cadence_write(&call->model, cadence);
    return err != OK ? err : plan_again(call, committee, starts_at - ahead_ms);
}

static kith_err plan_ahead_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee;
    struct cadence cadence;
    int err = committee_open_one(call, &committee);
    if (err == OK)
        err = cadence_read(&call->model, committee.network, committee.id, &cadence);
    return err != OK ? err : plan_ahead(call, &committee, &cadence);
}

/* ---- beginning and ending ---- */

struct calling_off {
    struct kith_call *call;
    struct meeting *meetings;
    size_t count, room;
};

static int keep_planned(void *self, struct meeting *meeting)
{
    struct calling_off *all = self;
    if (all->count == all->room) {
        size_t room = all->room * 2 + 16;
        struct meeting *more = arena_take(&all->call->arena, room * sizeof *more);
        for (size_t i = 0; i < all->count; i++)
            more[i] = all->meetings[i];
        all->meetings = more;
        all->room = room;
    }
    all->meetings[all->count++] = *meeting;
    return OK;
}

int committee_cadence_end(struct kith_call *call, const struct committee *committee, bool all)
{
    struct calling_off off = {.call = call};
    int err = meeting_planned(&call->model, committee, !all, keep_planned, &off);
    for (size_t i = 0; i < off.count && err == OK; i++)
        err = meeting_call_off(call, &off.meetings[i]);
    if (err == OK)
        err = schedule_drop_subject(&call->model, committee->network, committee->id);
    return err != OK ? err : cadence_drop(&call->model, committee->network, committee->id);
}

static int every_check(struct kith_call *call, const struct cadence *cadence)
{
    const struct value *every = call_value(call, "every");
    bool whole_weeks = every->other == 0 && every->number >= 7 * day_ms &&
                       every->number % day_ms == 0 && every->number <= 366 * day_ms;
    bool whole_months = every->number == 0 && every->other > 0 && every->other <= 12;
    int32_t today = 0;
    int err = setting_today(&call->model, &today);
    if (err == OK && !whole_weeks && !whole_months)
        return call_fail(call, ERROR_WRONG, "every",
                         "Give whole days from a week on (P14D), or months up to a year (P1M).");
    if (err == OK && (cadence->lasts_ms < 5 * MEETING_MINUTE_MS || cadence->lasts_ms > day_ms))
        return call_fail(
            call, ERROR_WRONG, "lasts",
            "A meeting lasts from five minutes to a day: PT90M is an hour and a half.");
    if (err == OK && (cadence->first_day < today || cadence->first_day > today + 732))
        return call_fail(call, ERROR_WRONG, "first",
                         "Give the day of the first meeting: today, or one within two years.");
    return err;
}

static struct str duration_text(struct kith_call *call, const char *argument)
{
    char text[48];
    const struct value *value = call_value(call, argument);
    duration_print((struct duration){.months = (int32_t)value->other, .ms = value->number}, text);
    return arena_str(&call->arena, str_of(text));
}

static kith_err cadence_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee;
    struct cadence cadence = {.first_day = (int32_t)call_int(call, "first"),
                              .at_ms = (int32_t)call_int(call, "at"),
                              .every = duration_text(call, "every"),
                              .keeps = call_text(call, "keeps"),
                              .lasts_ms = call_int(call, "lasts"),
                              .how = call_text(call, "how"),
                              .venue = call_text(call, "venue")};
    int err = committee_open_one(call, &committee);
    if (err == OK)
        err = every_check(call, &cadence);
    if (err == OK)
        err = committee_cadence_end(call, &committee, false);
    cadence.network = committee.network;
    cadence.committee = committee.id;
    return err != OK ? err : plan_ahead(call, &committee, &cadence);
}

static kith_err end_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee;
    struct cadence cadence;
    int err = committee_open_one(call, &committee);
    if (err == OK)
        err = cadence_read(&call->model, committee.network, committee.id, &cadence);
    return err != OK ? err : committee_cadence_end(call, &committee, false);
}

int committee_put_cadence(struct kith_call *call, const struct committee *committee)
{
    struct cadence cadence;
    int64_t starts_at = 0;
    int err = cadence_read(&call->model, committee->network, committee->id, &cadence);
    if (err == ERROR_MISSING)
        return OK;
    if (err == OK)
        err = cadence_time(&call->model, &cadence, cadence.next, &starts_at);
    if (err != OK)
        return err;
    call_open(call, "cadence");
    call_put_int(call, "next", starts_at);
    call_put_text(call, "every", cadence.every);
    call_put_text(call, "keeps", cadence.keeps);
    call_close(call);
    return OK;
}

/* ---- fields ---- */

static const kith_field cadence_takes[] = {
    COMMITTEE_FIELD,
    {.name = "first", .type = KITH_DATE, .summary = "The day of the first meeting."},
    {.name = "at", .type = KITH_LOCAL_TIME, .summary = "When it begins, by the clocks there."},
    {.name = "every", .type = KITH_DURATION, .preset = "P1M", .summary = "How often: P1M, P14D."},
    {.name = "keeps",
     .type = KITH_ONE_OF,
     .preset = "weekday",
     .limits = "weekday|date",
     .summary = "By the month: the same weekday (the second Thursday), or the same date."},
    {.name = "lasts", .type = KITH_DURATION, .preset = "PT90M", .summary = "How long it lasts."},
    {.name = "how",
     .type = KITH_ONE_OF,
     .preset = "both",
     .limits = MEETING_HOW,
     .summary = "In the room, from afar, or both."},
    {.name = "venue",
     .type = KITH_TEXT,
     .preset = "",
     .limits = "0..300",
     .summary = "Where: a room, or a link."},
    {0},
};

static const kith_field one_committee[] = {COMMITTEE_FIELD, {0}};

const kith_action committee_cadence_actions[] = {
    {.name = "committee.cadence",
     .summary = "Says when a committee meets by itself; its meetings are planned weeks ahead.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = cadence_takes,
     .run = cadence_run,
     .since = "0.1",
     .help = "Another cadence takes the place of the one before: meetings that this one planned "
             "are called off, but for those that were moved by hand. The hour stays when the "
             "clocks change."},
    {.name = "committee.end_cadence",
     .summary = "Ends a cadence: from then on the committee's meetings are planned by hand.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = one_committee,
     .run = end_run,
     .since = "0.1"},
    {.name = "committee.plan_ahead",
     .summary = "Plans the next meetings of a cadence; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_committee,
     .run = plan_ahead_run,
     .since = "0.1"},
    {0},
};
