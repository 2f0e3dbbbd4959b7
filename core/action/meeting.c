/* meeting: planned by hand, moved, cancelled, listed. What happens in one stands in meeting_room.c,
 * mail about it in meeting_mail.c. */
#include "action/meeting.h"

#include "action/core.h"
#include "action/decision.h"
#include "base/clock.h"
#include "model/committee.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

enum { SHORTEST_MS = 5 * MEETING_MINUTE_MS, LONGEST_MS = 24 * 3600 * 1000 };

static int meeting_locate(struct model *in, const struct actor *actor, int64_t id,
                          struct location *ret_location)
{
    struct meeting meeting = {0};
    int err = meeting_read(in, id, &meeting);
    *ret_location = location_for_colleagues(actor, meeting.network);
    return err;
}

const struct noun meeting_noun = {
    .name = "meeting",
    .plural = "meetings",
    .summary = "Meetings of a committee or of all members, and events.",
    .locate = meeting_locate,
};

/* ---- what the files of meetings share ---- */

int meeting_locate_task(struct model *in, const struct actor *actor, int64_t network,
                        int64_t handle, struct location *ret_location)
{
    enum viewer viewer = VIEWER_OUTSIDE;
    int64_t own = 0;
    bool is_system = actor->kind == ACTOR_SYSTEM || actor->kind == ACTOR_SCHEDULE;
    int err = sight_viewer(in, actor, network, &viewer, &own);
    bool is_lead = viewer == VIEWER_LEAD || viewer == VIEWER_MEMBERSHIP_LEAD ||
                   actor->kind == ACTOR_ADMINISTRATOR;
    *ret_location = (struct location){
        .network = network,
        .visible = err == OK && (is_system || is_lead || (own != 0 && own == handle))};
    return err;
}

int meeting_of(struct kith_call *call, struct meeting *ret_meeting)
{
    return meeting_read(&call->model, call_int(call, "meeting"), ret_meeting);
}

static int64_t whole_minute(int64_t time_ms)
{
    return time_ms - time_ms % MEETING_MINUTE_MS;
}

/* In the night in which the clocks go back an hour comes twice: of a meeting that opened after the
 * first, the second is meant. */
static int64_t later_of_two(const char *zone, const struct meeting *meeting, int64_t at_ms)
{
    static const int64_t hour_ms = 3600 * 1000;
    struct civil first = {0}, second = {0};
    zone_from_time(zone, at_ms, &first);
    zone_from_time(zone, at_ms + hour_ms, &second);
    bool twice = first.hour == second.hour && first.minute == second.minute;
    return twice && at_ms < meeting->opened_at ? at_ms + hour_ms : at_ms;
}

int meeting_minute(struct kith_call *call, const struct meeting *meeting, const char *argument,
                   int64_t *ret_at_ms)
{
    const char *zone;
    struct civil civil = {0};
    *ret_at_ms = whole_minute(call->model.now_ms);
    int err = setting_zone(&call->model, &zone);
    if (err != OK || !call_given(call, argument))
        return err;
    zone_from_time(zone, meeting->starts_at, &civil);
    int32_t day = civil_to_day(civil.year, civil.month, civil.day);
    int32_t at = (int32_t)call_int(call, argument);
    if (!zone_to_time(zone, day, at, ret_at_ms))
        return call_fail(call, ERROR_BROKEN, NULL, "The time zone of this server is not known.");
    if (*ret_at_ms + LONGEST_MS / 2 < meeting->starts_at) /* a meeting that goes past midnight */
        zone_to_time(zone, day + 1, at, ret_at_ms);
    *ret_at_ms = later_of_two(zone, meeting, whole_minute(*ret_at_ms));
    if (*ret_at_ms > call->model.now_ms)
        return call_fail(call, ERROR_WRONG, argument,
                         "That is still to come. Give a time that has been, or none for now.");
    return OK;
}

int meeting_actor(struct kith_call *call, const struct meeting *meeting, int64_t *ret_handle)
{
    int err = sight_own_handle(&call->model, &call->actor, meeting->network, ret_handle);
    if (err == OK && *ret_handle == 0)
        return call_fail(call, ERROR_MISSING, "meeting", "There is no such meeting.");
    call_subject(call, meeting->id);
    return err;
}

int meeting_is_for_viewer(struct kith_call *call, const struct meeting *meeting, enum viewer viewer,
                          bool *ret_is)
{
    struct committee committee = {0};
    *ret_is = meeting->committee == 0 || viewer == VIEWER_LEAD || viewer == VIEWER_MEMBERSHIP_LEAD;
    if (*ret_is)
        return OK;
    int err = committee_read(&call->model, meeting->committee, &committee);
    *ret_is = err == OK && str_is(committee.minutes_for, "members");
    return err;
}

/* ---- planning ---- */

/* "Steering group, 3 December 2026": what a meeting without a title is called. */
static int title_make(struct kith_call *call, struct meeting *meeting)
{
    struct committee committee = {.name = STR("General meeting")};
    int err = OK;
    if (meeting->committee != 0)
        err = committee_read(&call->model, meeting->committee, &committee);
    if (err == OK && meeting->title.len == 0)
        meeting->title = committee.name;
    return err;
}

static int times_check(struct kith_call *call, const struct meeting *meeting)
{
    int64_t lasts_ms = meeting->ends_at - meeting->starts_at;
    if (meeting->starts_at < whole_minute(call->model.now_ms))
        return call_fail(call, ERROR_WRONG, "starts", "A meeting is planned for a time to come.");
    if (lasts_ms < SHORTEST_MS || lasts_ms > LONGEST_MS)
        return call_fail(
            call, ERROR_WRONG, "lasts",
            "A meeting lasts from five minutes to a day: PT90M is an hour and a half.");
    return OK;
}

/* A meeting is of a committee, or of a kind that says whom it is for. */
static int kind_set(struct kith_call *call, struct meeting *meeting)
{
    bool is_remit = str_is(meeting->kind, "remit");
    if (meeting->committee != 0 && call_given(call, "role"))
        return call_fail(
            call, ERROR_WRONG, "role",
            "A meeting is of a committee, or an event of a role: give one of the two.");
    if (meeting->committee != 0 && !str_is(meeting->kind, "general"))
        return call_fail(call, ERROR_WRONG, "kind",
                         "A meeting of a committee is of no other kind: leave one of the two out.");
    if (meeting->committee == 0 && is_remit != call_given(call, "role"))
        return call_fail(call, ERROR_WRONG, "role",
                         "An event of a remit says of which role; no other meeting has one.");
    return OK;
}

static int64_t lasts_of(struct kith_call *call)
{
    return call_given(call, "lasts") ? call_int(call, "lasts") : 0;
}

static int tell_planned(struct kith_call *call, struct meeting *meeting)
{
    if (!call_int(call, "invite"))
        return OK;
    int err = meeting_tell(call, meeting, "invitation", 0);
    return err != OK ? err : meeting_set_invited(&call->model, meeting);
}

static int put_warning(struct kith_call *call, const struct meeting *meeting)
{
    struct str warning;
    if (meeting->committee == 0)
        return OK;
    int err = committee_warning(&call->model, meeting->network, meeting->committee, &warning);
    if (err == OK && warning.len > 0)
        call_put_text(call, "warning", warning);
    return err;
}

static kith_err plan_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting = {.network = call_int(call, "network"),
                              .committee = call_int(call, "committee"),
                              .kind = call_text(call, "kind"),
                              .role = call_int(call, "role"),
                              .title = call_text(call, "title"),
                              .venue = call_text(call, "venue"),
                              .how = call_text(call, "how"),
                              .starts_at = whole_minute(call_int(call, "starts")),
                              .instance = -1};
    meeting.ends_at = meeting.starts_at + lasts_of(call);
    int err = kind_set(call, &meeting);
    if (err == OK)
        err = times_check(call, &meeting);
    if (err == OK)
        err = title_make(call, &meeting);
    if (err == OK)
        err = meeting_add(&call->model, &meeting);
    if (err == OK)
        err = tell_planned(call, &meeting);
    if (err == OK)
        err = meeting_watch(call, &meeting);
    if (err != OK)
        return err;
    call_put_int(call, "meeting", meeting.id);
    call_put_text(call, "what_next",
                  meeting.is_invited
                      ? STR("Everybody it is for is asked to come. Points for its agenda are added "
                            "with agenda_item.add; when it begins, meeting.open opens it.")
                      : STR("Nobody has been asked to come yet: meeting.invite does that. When it "
                            "begins, meeting.open opens it."));
    return put_warning(call, &meeting);
}

static kith_err move_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int err = meeting_of(call, &meeting);
    if (err != OK)
        return err;
    int64_t lasts_ms = meeting.ends_at - meeting.starts_at;
    if (call_given(call, "starts"))
        meeting.starts_at = whole_minute(call_int(call, "starts"));
    meeting.ends_at =
        meeting.starts_at + (call_given(call, "lasts") ? call_int(call, "lasts") : lasts_ms);
    if (call_given(call, "title"))
        meeting.title = call_text(call, "title");
    if (call_given(call, "venue"))
        meeting.venue = call_text(call, "venue");
    if (call_given(call, "how"))
        meeting.how = call_text(call, "how");
    meeting.is_moved = true;
    err = times_check(call, &meeting);
    if (err == OK)
        err = meeting_change(&call->model, &meeting);
    if (err == OK)
        err = task_end_about(&call->model, meeting.network, MEETING_UNOPENED, meeting.id);
    if (err == OK && meeting.is_invited)
        err = meeting_tell(call, &meeting, "moved", 0);
    return err != OK ? err : meeting_watch(call, &meeting);
}

int meeting_call_off(struct kith_call *call, struct meeting *meeting)
{
    int err = meeting_cancel(&call->model, meeting);
    if (err == OK)
        err = schedule_drop_subject(&call->model, meeting->network, meeting->id);
    if (err == OK)
        err = task_end_about(&call->model, meeting->network, MEETING_UNOPENED, meeting->id);
    if (err == OK)
        err = decision_meeting_ends(call, meeting, false);
    return err != OK || !meeting->is_invited ? err : meeting_tell(call, meeting, "cancelled", 0);
}

static kith_err cancel_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int err = meeting_of(call, &meeting);
    return err != OK ? err : meeting_call_off(call, &meeting);
}

/* ---- fields ---- */

#define TITLE_SUMMARY "What it is called; without it, as its committee."
#define VENUE_SUMMARY "Where: a room, or a link; those who may come see it when they sign in."

static const kith_field plan_takes[] = {
    NETWORK_FIELD,
    {.name = "starts", .type = KITH_TIME, .summary = "When it begins."},
    {.name = "lasts", .type = KITH_DURATION, .preset = "PT90M", .summary = "How long it lasts."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "Whose meeting it is; without one, of all members."},
    {.name = "kind",
     .type = KITH_ONE_OF,
     .preset = "general",
     .limits = "general|remit|other",
     .summary = "Of one without a committee: a general meeting, which can decide; an event of one "
                "role's remit; any other activity."},
    {.name = "role",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "role",
     .summary = "Of an event: whose remit it is of."},
    {.name = "title",
     .type = KITH_TEXT,
     .preset = "",
     .limits = "0..120",
     .summary = TITLE_SUMMARY},
    {.name = "how",
     .type = KITH_ONE_OF,
     .preset = "both",
     .limits = MEETING_HOW,
     .summary = MEETING_HOW_SUMMARY},
    {.name = "venue",
     .type = KITH_TEXT,
     .preset = "",
     .limits = "0..300",
     .summary = VENUE_SUMMARY},
    {.name = "invite",
     .type = KITH_BOOL,
     .preset = "true",
     .summary = "Ask everybody it is for at once, each by a mail of their own."},
    {0},
};

static const kith_field plan_gives[] = {
    MEETING_FIELD,
    WHAT_NEXT_FIELD,
    {.name = "warning",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "That so many seats are vacant that a quorum says little."},
    {0},
};

static const kith_field move_takes[] = {
    MEETING_FIELD,
    {.name = "starts", .type = KITH_TIME, .flags = KITH_OPTIONAL, .summary = "When it begins."},
    {.name = "lasts",
     .type = KITH_DURATION,
     .flags = KITH_OPTIONAL,
     .summary = "How long it lasts."},
    {.name = "title",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..120",
     .summary = "What it is called."},
    {.name = "how",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = MEETING_HOW,
     .summary = MEETING_HOW_SUMMARY},
    {.name = "venue",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "0..300",
     .summary = VENUE_SUMMARY},
    {0},
};

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

const kith_action meeting_actions[] = {
    {.name = "meeting.plan",
     .summary = "Plans a meeting by hand; committee.cadence plans those that come back.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = plan_takes,
     .gives = plan_gives,
     .run = plan_run,
     .since = "0.1",
     .help = "Whoever is asked gets a mail of their own, which names nobody else, and reminders "
             "as the charter says."},
    {.name = "meeting.move",
     .summary = "Moves or changes a meeting that is planned; whoever was asked is told.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = move_takes,
     .run = move_run,
     .since = "0.1",
     .help = "One of a cadence stays where it was moved; the others keep to their day."},
    {.name = "meeting.cancel",
     .summary = "Cancels a meeting that is planned; whoever was asked is told.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = one_meeting,
     .run = cancel_run,
     .since = "0.1"},
    {0},
};
