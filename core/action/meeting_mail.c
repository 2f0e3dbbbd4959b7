/* Mail about a meeting: that it is, that it is soon, that it was moved or cancelled. One message a
 * person, and none tells who else is asked: a list of those who come is a list of who belongs. */
#include "action/meeting.h"
#include "action/notice.h"
#include "model/charter.h"
#include "model/membership.h"
#include "model/schedule.h"

static const int64_t hour_ms = 3600 * 1000;

/* ---- one message ---- */

static const char *sentence_of(struct kith_call *call, const struct meeting *meeting,
                               const char *what)
{
    const char *when = notice_time(call, meeting->starts_at);
    struct str word = str_of(what);
    if (str_is(word, "cancelled"))
        return arena_print(&call->arena,
                           "A meeting of one of your networks will not be: the one on %s.\n", when);
    if (str_is(word, "moved"))
        return arena_print(&call->arena,
                           "A meeting of one of your networks has been moved or changed: it is on "
                           "%s. Sign in to Kith to see where.\n",
                           when);
    if (str_is(word, "reminder"))
        return arena_print(&call->arena,
                           "A meeting of one of your networks is soon: on %s. Sign in to Kith to "
                           "see where, and what it is about. If you cannot come, say so there: you "
                           "need not say why, and you can take part in writing.\n",
                           when);
    return arena_print(&call->arena,
                       "You are asked to a meeting of one of your networks, on %s. Sign in to Kith "
                       "to see where, and what it is about. If you cannot come, say so there: you "
                       "need not say why, and you can take part in writing.\n",
                       when);
}

int meeting_tell_one(struct kith_call *call, const struct meeting *meeting, int64_t handle,
                     const char *what)
{
    return notice_member(call, meeting->network, handle, "%s", sentence_of(call, meeting, what));
}

/* ---- everybody it is for ---- */

struct inviting {
    struct kith_call *call;
    const struct meeting *meeting;
    const char *what;
};

static int tell_one(void *self, const struct membership *membership)
{
    const struct inviting *inviting = self;
    struct model *in = &inviting->call->model;
    struct meeting_word word = {0};
    bool may = false;
    if (str_is(membership->stage, "paused"))
        return OK;
    int err = meeting_may_come(in, inviting->meeting, membership->handle, &may);
    if (err == OK && may)
        err = meeting_word_read(in, inviting->meeting, membership->handle, &word);
    if (err != OK || !may || (word.has_apologised && str_is(str_of(inviting->what), "reminder")))
        return err;
    return meeting_tell_one(inviting->call, inviting->meeting, membership->handle, inviting->what);
}

static int tell_on(struct kith_call *call, const struct meeting *meeting, const char *what,
                   int64_t after)
{
    char id[IDENT_LENGTH + 1], from[IDENT_LENGTH + 1];
    ident_print(meeting->id, id);
    ident_print(after, from);
    return notice_go_on(
        call, meeting->network, "meeting.tell",
        str_of(arena_print(&call->arena, "{\"meeting\":\"%s\",\"what\":\"%s\",\"from\":\"%s\"}", id,
                           what, from)));
}

int meeting_tell(struct kith_call *call, const struct meeting *meeting, const char *what,
                 int64_t after)
{
    struct inviting inviting = {call, meeting, what};
    int64_t next = 0;
    int err = membership_some(&call->model, meeting->network, after, tell_one, &inviting, &next);
    return err != OK || next == 0 ? err : tell_on(call, meeting, what, next);
}

static kith_err tell_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int err = meeting_of(call, &meeting);
    return err != OK
               ? err
               : meeting_tell(call, &meeting, arena_copy(&call->arena, call_text(call, "what")),
                              call_int(call, "from"));
}

/* ---- inviting ---- */

static int invite_one(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    struct meeting_word word;
    int err = meeting_word_read(&call->model, meeting, handle, &word);
    if (err != OK || word.is_invited)
        return err;
    word.is_invited = true;
    err = meeting_word_write(&call->model, meeting, handle, &word);
    return err != OK ? err : meeting_tell_one(call, meeting, handle, "invitation");
}

static kith_err invite_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    const struct value *some = call_value(call, "memberships");
    size_t count = call_given(call, "memberships") ? some->count : 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_check_planned(&call->model, &meeting);
    for (size_t i = 0; i < count && err == OK; i++)
        err = invite_one(call, &meeting, value_item(some, i)->number);
    if (err != OK || count > 0)
        return err;
    if (meeting.is_invited)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "Everybody this meeting is for was asked already, and is reminded as the "
                         "charter says.");
    err = meeting_tell(call, &meeting, "invitation", 0);
    if (err == OK)
        err = meeting_set_invited(&call->model, &meeting);
    return err != OK ? err : meeting_watch(call, &meeting);
}

/* ---- reminders ---- */

/* The earliest of these distances before the meeting that is still to come. */
static void earlier(const struct kith_call *call, const struct meeting *meeting,
                    const int64_t *numbers, size_t count, int64_t unit_ms, int64_t *due_at)
{
    for (size_t i = 0; i < count; i++) {
        int64_t at = meeting->starts_at - numbers[i] * unit_ms;
        if (at > call->model.now_ms && (*due_at == 0 || at < *due_at))
            *due_at = at;
    }
}

/* When the next reminder is due; 0 if none is to come. */
static int reminder_find(struct kith_call *call, const struct meeting *meeting, int64_t *ret_due_at)
{
    int64_t days[TERM_ITEMS], hours[TERM_ITEMS];
    size_t day_count = 0, hour_count = 0;
    *ret_due_at = 0;
    int err = charter_term_ints(&call->model, meeting->network, "reminders.days", days, &day_count);
    if (err == OK)
        err = charter_term_ints(&call->model, meeting->network, "reminders.hours", hours,
                                &hour_count);
    earlier(call, meeting, days, day_count, 24 * hour_ms, ret_due_at);
    earlier(call, meeting, hours, hour_count, hour_ms, ret_due_at);
    return err;
}

int meeting_watch(struct kith_call *call, const struct meeting *meeting)
{
    struct schedule schedule = {.network = meeting->network,
                                .subject = meeting->id,
                                .action = STR("meeting.remind"),
                                .arguments = ident_json(&call->arena, "meeting", meeting->id)};
    int err = schedule_drop_subject(&call->model, meeting->network, meeting->id);
    if (err == OK && meeting->is_invited)
        err = reminder_find(call, meeting, &schedule.due_at);
    if (schedule.due_at == 0) {
        schedule.due_at = meeting->ends_at + MEETING_FORGOTTEN;
        schedule.action = STR("meeting.close_forgotten");
    }
    return err != OK ? err : schedule_add(&call->model, &schedule);
}

static kith_err remind_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int err = meeting_of(call, &meeting);
    if (err != OK || !str_is(meeting.state, "planned"))
        return err;
    /* One that is late, after the meeting has begun, helps nobody. */
    if (call->model.now_ms < meeting.starts_at)
        err = meeting_tell(call, &meeting, "reminder", 0);
    return err != OK ? err : meeting_watch(call, &meeting);
}

/* ---- fields ---- */

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

static const kith_field invite_takes[] = {
    MEETING_FIELD,
    {.name = "memberships",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .limits = "membership",
     .summary = "These alone, who then may come though they have no seat; without them, everybody "
                "it is for."},
    {0},
};

static const kith_field tell_takes[] = {
    MEETING_FIELD,
    {.name = "what",
     .type = KITH_ONE_OF,
     .limits = "invitation|reminder|moved|cancelled",
     .summary = "What there is to say."},
    {.name = "from", .type = KITH_ID, .limits = "*", .summary = "The last handle that was told."},
    {0},
};

const kith_action meeting_mail_actions[] = {
    {.name = "meeting.invite",
     .summary = "Asks everybody a meeting is for, or some more: each by a mail of their own.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = invite_takes,
     .run = invite_run,
     .since = "0.1"},
    {.name = "meeting.remind",
     .summary = "Reminds whoever a meeting is for; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_meeting,
     .run = remind_run,
     .since = "0.1"},
    {.name = "meeting.tell",
     .summary = "Goes on telling the members of a large network; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = tell_takes,
     .run = tell_run,
     .since = "0.1"},
    {0},
};
