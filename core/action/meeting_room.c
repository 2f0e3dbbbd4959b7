/* meeting: it is opened and closed; could it decide? */
#include "action/core.h"
#include "action/decision.h"
#include "action/meeting.h"
#include "action/notice.h"
#include "model/follow_up.h"
#include "model/meeting_counted.h"
#include "model/schedule.h"
#include "model/task.h"

/* ---- answering whether it can decide ---- */

static void put_answer(struct kith_call *call, const struct quorum_answer *answer)
{
    call_put_int(call, "quorate", answer->is_quorate);
    call_put_int(call, "present", answer->present);
    call_put_int(call, "needed", answer->needed);
    call_put_text(call, "why", answer->why);
}

static int put_quorum(struct kith_call *call, const struct meeting *meeting, int64_t at_ms)
{
    struct quorum_answer answer;
    int err = meeting_quorum(&call->model, meeting->id, at_ms, NULL, 0, &answer);
    if (err == OK)
        put_answer(call, &answer);
    return err;
}

static int put_warning(struct kith_call *call, const struct meeting *meeting)
{
    struct str warning = {0};
    int err = meeting->committee == 0
                  ? OK
                  : committee_warning(&call->model, meeting->network, meeting->committee, &warning);
    if (err == OK && warning.len > 0)
        call_put_text(call, "warning", warning);
    return err;
}

static int put_turn(void *self, int64_t at_ms, const struct quorum_answer *answer)
{
    struct kith_call *call = self;
    call_open(call, "turns");
    call_put_int(call, "at", at_ms);
    put_answer(call, answer);
    call_close(call);
    return OK;
}

int meeting_check_known(struct kith_call *call, const struct meeting *meeting)
{
    struct meeting_counted counted;
    int err = meeting_counted_read(&call->model, meeting, &counted);
    if (err == OK && counted.is_counted)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "%.*s What it decided stands in the register, with its quorum: "
                         "decision.list.",
                         STR_ARGS(meeting_counted_words(&counted, &call->arena)));
    return err;
}

static kith_err quorum_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t at_ms = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_check_known(call, &meeting);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    /* Of one that has closed, the last minute is asked for if none is named. */
    if (err == OK && meeting.closed_at != 0 && !call_given(call, "at"))
        at_ms = meeting.closed_at - MEETING_MINUTE_MS;
    if (err == OK)
        err = put_quorum(call, &meeting, at_ms);
    if (err == OK)
        err = put_warning(call, &meeting);
    return err != OK ? err : meeting_turns(&call->model, &meeting, put_turn, call);
}

/* ---- opening and closing ---- */

/* Half a day after its planned end, an open meeting has been forgotten. */
static int close_later(struct kith_call *call, const struct meeting *meeting)
{
    int64_t ends_at = meeting->ends_at > call->model.now_ms ? meeting->ends_at : call->model.now_ms;
    struct schedule schedule = {.network = meeting->network,
                                .subject = meeting->id,
                                .due_at = ends_at + MEETING_FORGOTTEN,
                                .action = STR("meeting.close_forgotten"),
                                .arguments = ident_json(&call->arena, "meeting", meeting->id)};
    int err = schedule_drop_subject(&call->model, meeting->network, meeting->id);
    return err != OK ? err : schedule_add(&call->model, &schedule);
}

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t at_ms = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    if (err == OK)
        err = meeting_open(&call->model, &meeting, at_ms);
    if (err == OK)
        err = close_later(call, &meeting);
    if (err == OK)
        err = task_end_about(&call->model, meeting.network, MEETING_UNOPENED, meeting.id);
    if (err != OK)
        return err;
    call_put_int(call, "charter", meeting.charter);
    call_put_text(
        call, "what_next",
        STR("Colleagues say with meeting.attend that they are there, or you write it down "
            "with meeting.record. meeting.quorum says whether it can decide; "
            "meeting.close ends it."));
    return put_warning(call, &meeting);
}

static int to_arise(void *self, const struct follow_up *follow_up)
{
    (void)follow_up;
    ++*(int64_t *)self;
    return OK;
}

static int close_at(struct kith_call *call, struct meeting *meeting, int64_t at_ms,
                    int64_t *ret_carried)
{
    *ret_carried = 0;
    int err = meeting_close(&call->model, meeting, at_ms);
    if (err == OK)
        err = schedule_drop_subject(&call->model, meeting->network, meeting->id);
    if (err == OK)
        err = follow_up_arising(&call->model, meeting, to_arise, ret_carried);
    return err != OK ? err : follow_up_carry(&call->model, meeting);
}

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t at_ms = 0, carried = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    if (err == OK)
        err = close_at(call, &meeting, at_ms, &carried);
    call_put_int(call, "carried_over", carried);
    call_put_text(call, "what_next",
                  STR("Write its minutes with minutes.draft; the next meeting approves them. Until "
                      "then meeting.record puts right who was there."));
    return err != OK ? err : decision_meeting_ends(call, &meeting, true);
}

/* Whether it was held is not ours to say. */
static int ask_about(struct kith_call *call, const struct meeting *meeting)
{
    const char *sentence = arena_print(
        &call->arena,
        "Nobody has opened the meeting \"%.*s\" of %s. If it was held, open it with the "
        "minute at which it began, and write down who was there; else move or cancel "
        "it.",
        STR_ARGS(meeting->title), notice_time(call, meeting->starts_at));
    struct task task = {.network = meeting->network,
                        .kind = MEETING_UNOPENED,
                        .subject = meeting->id,
                        .sentence = str_of(sentence)};
    task_for_leads(&task);
    return task_add(&call->model, &task);
}

/* As if it had been closed when it was planned to end, or later if somebody came or left later. */
static kith_err close_forgotten_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t at_ms = 0, carried;
    int err = meeting_of(call, &meeting);
    if (err == OK && str_is(meeting.state, "planned"))
        return ask_about(call, &meeting);
    if (err != OK || !str_is(meeting.state, "open"))
        return err;
    err = meeting_last_minute(&call->model, &meeting, &at_ms);
    if (err == OK && at_ms < meeting.ends_at)
        at_ms = meeting.ends_at;
    if (err == OK)
        err = close_at(call, &meeting, at_ms, &carried);
    return err != OK ? err : decision_meeting_ends(call, &meeting, false);
}

/* ---- fields ---- */

#define ANSWER_FIELDS                                                                              \
    {.name = "quorate", .type = KITH_BOOL, .summary = "Can it decide?"},                           \
        {.name = "present", .type = KITH_INT, .summary = "How many count as present."},            \
        {.name = "needed", .type = KITH_INT, .summary = "How many are needed."},                   \
    {                                                                                              \
        .name = "why", .type = KITH_MARKDOWN, .limits = "1..4000",                                 \
        .summary = "Why, in a sentence."                                                           \
    }
#define WARNING_FIELD                                                                              \
    {                                                                                              \
        .name = "warning", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                              \
        .summary = "That so many seats are vacant that a quorum says little."                      \
    }
static const kith_field turn_row[] = {
    {.name = "at", .type = KITH_TIME, .summary = "From when on."},
    ANSWER_FIELDS,
    {0},
};

static const kith_field quorum_takes[] = {
    MEETING_FIELD, MEETING_MINUTE_FIELD("At which minute."), {0}};

static const kith_field quorum_gives[] = {
    ANSWER_FIELDS,
    WARNING_FIELD,
    {.name = "turns",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = turn_row,
     .summary = "When it became quorate, and when it was so no more."},
    {0},
};

static const kith_field open_takes[] = {MEETING_FIELD, MEETING_MINUTE_FIELD("When it began."), {0}};

static const kith_field open_gives[] = {
    WHAT_NEXT_FIELD,
    {.name = "charter",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "The version of the charter that is in force, by which it decides."},
    WARNING_FIELD,
    {0},
};

static const kith_field close_takes[] = {
    MEETING_FIELD, MEETING_MINUTE_FIELD("When it ended."), {0}};

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

static const kith_field close_gives[] = {
    WHAT_NEXT_FIELD,
    {.name = "carried_over",
     .type = KITH_INT,
     .summary = "So many actions of earlier meetings are open and go on to the next."},
    DECISION_LEFT_FIELD,
    {0},
};

const kith_action meeting_room_actions[] = {
    {.name = "meeting.open",
     .summary = "Opens a meeting: who has a seat is settled, and colleagues can come in.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = open_gives,
     .run = open_run,
     .since = "0.1"},
    {.name = "meeting.close",
     .summary = "Closes a meeting: whoever is still there leaves, and open actions are carried "
                "over.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = close_takes,
     .gives = close_gives,
     .run = close_run,
     .since = "0.1"},
    {.name = "meeting.close_forgotten",
     .summary =
         "Closes a meeting that nobody closed, as of its planned end, and asks about one that "
         "nobody opened; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_meeting,
     .run = close_forgotten_run,
     .since = "0.1"},
    {.name = "meeting.quorum",
     .summary = "Answers whether a meeting can decide, or could at a minute, and why.",
     .may = "member",
     .flags = KITH_READS,
     .takes = quorum_takes,
     .gives = quorum_gives,
     .run = quorum_run,
     .since = "0.1"},
    {0},
};
