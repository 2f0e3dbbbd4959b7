/* meeting: what happens in one - opened, attended, left, recorded, closed; could it decide? */
#include "action/core.h"
#include "action/decision.h"
#include "action/meeting.h"
#include "model/follow_up.h"
#include "model/meeting_counted.h"
#include "model/meeting_paper.h"
#include "model/membership.h"
#include "model/minutes.h"
#include "model/network.h"
#include "model/schedule.h"
#include "model/setting.h"

static const int64_t forgotten_ms = 12 * 3600 * 1000;

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

/* Who was there is forgotten after a while; what was decided keeps the sentence about its quorum.
 */
static int known_check(struct kith_call *call, const struct meeting *meeting)
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
        err = known_check(call, &meeting);
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
                                .due_at = ends_at + forgotten_ms,
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

/* As if it had been closed when it was planned to end, or later if somebody came or left later. */
static kith_err close_forgotten_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t at_ms = 0, carried;
    int err = meeting_of(call, &meeting);
    if (err != OK || !str_is(meeting.state, "open"))
        return err;
    err = meeting_last_minute(&call->model, &meeting, &at_ms);
    if (err == OK && at_ms < meeting.ends_at)
        at_ms = meeting.ends_at;
    if (err == OK)
        err = close_at(call, &meeting, at_ms, &carried);
    return err != OK ? err : decision_meeting_ends(call, &meeting, false);
}

/* ---- one's own coming and going ---- */

static int own_check(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    bool may = false;
    int err = meeting_may_come(&call->model, meeting, handle, &may);
    if (err == OK && !may)
        return call_fail(call, ERROR_REFUSED, "meeting",
                         "This meeting is of those with a seat in its committee. Ask one of its "
                         "leads to invite you.");
    return err;
}

static int how_check(struct kith_call *call, const struct meeting *meeting, struct str how)
{
    if (str_is(meeting->how, "both") || str_equal(meeting->how, how))
        return OK;
    return call_fail(call, ERROR_CLASH, "how",
                     str_is(how, "room") ? "This meeting is held from afar: there is no room."
                                         : "This meeting is held in the room, and not from afar.");
}

static kith_err attend_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct str how = call_text(call, "how");
    int64_t handle = 0, at_ms = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_actor(call, &meeting, &handle);
    if (err == OK)
        err = meeting_check_open(&call->model, &meeting);
    if (err == OK)
        err = own_check(call, &meeting, handle);
    if (err == OK)
        err = how_check(call, &meeting, how);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    return err != OK ? err : meeting_come(&call->model, &meeting, handle, how, at_ms);
}

static kith_err leave_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t handle = 0, at_ms = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_actor(call, &meeting, &handle);
    if (err == OK)
        err = meeting_check_open(&call->model, &meeting);
    if (err == OK)
        err = meeting_minute(call, &meeting, "at", &at_ms);
    return err != OK ? err : meeting_go(&call->model, &meeting, handle, at_ms);
}

/* What is said once the meeting is cancelled or over changes nothing any more. */
static int coming_check(struct kith_call *call, const struct meeting *meeting)
{
    int err = network_check_open(&call->model, meeting->network);
    if (err == OK && str_is(meeting->state, "closed"))
        return call_fail(call, ERROR_CLASH, "meeting",
                         "This meeting is over. Whoever keeps its record can still write down an "
                         "apology, with meeting.record.");
    if (err == OK && str_is(meeting->state, "cancelled"))
        return call_fail(call, ERROR_CLASH, "meeting", "This meeting was cancelled.");
    return err;
}

static kith_err apologise_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct meeting_word word;
    int64_t handle = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_actor(call, &meeting, &handle);
    if (err == OK)
        err = coming_check(call, &meeting);
    if (err == OK)
        err = meeting_word_read(&call->model, &meeting, handle, &word);
    if (err != OK)
        return err;
    word.has_apologised = call_int(call, "coming") == 0;
    word.reason = word.has_apologised ? call_text(call, "reason") : (struct str){0};
    return meeting_word_write(&call->model, &meeting, handle, &word);
}

static kith_err contribute_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct contribution contribution = {.text = call_text(call, "text")};
    int64_t handle = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_actor(call, &meeting, &handle);
    if (err == OK && str_is(meeting.state, "cancelled"))
        return call_fail(call, ERROR_CLASH, "meeting", "This meeting was cancelled.");
    if (err == OK)
        err = network_check_open(&call->model, meeting.network);
    if (err == OK)
        err = own_check(call, &meeting, handle);
    contribution.network = meeting.network;
    contribution.meeting = meeting.id;
    contribution.handle = handle;
    return err != OK ? err : contribution_add(&call->model, &contribution);
}

static kith_err proxy_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct quorum_rule rule;
    struct meeting_word word;
    int64_t handle = 0, to = call_int(call, "to");
    bool may = false;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_actor(call, &meeting, &handle);
    if (err == OK)
        err = coming_check(call, &meeting);
    if (err == OK)
        err = meeting_rule(&call->model, &meeting, &rule);
    if (err == OK && to != 0 && rule.proxies_at_most == 0)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "The terms of this meeting allow no proxies. You can take part in "
                         "writing, with meeting.contribute.");
    if (err == OK)
        err = committee_is_seated(&call->model, meeting.network, meeting.committee, handle, &may);
    if (err == OK && may && to != 0)
        err = committee_is_seated(&call->model, meeting.network, meeting.committee, to, &may);
    if (err == OK && (!may || to == handle))
        return call_fail(call, ERROR_CLASH, "to",
                         "A proxy is given by somebody with a seat to somebody else with one.");
    if (err == OK)
        err = meeting_word_read(&call->model, &meeting, handle, &word);
    word.proxy = to;
    return err != OK ? err : meeting_word_write(&call->model, &meeting, handle, &word);
}

/* ---- whoever keeps the record ---- */

static int record_check(struct kith_call *call, const struct meeting *meeting)
{
    struct minutes minutes;
    int err = network_check_open(&call->model, meeting->network);
    if (err == OK)
        err = minutes_read(&call->model, meeting, &minutes);
    if (err == OK && minutes.approved != 0)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "The minutes of this meeting are approved: its record stands.");
    if (err == OK && str_is(meeting->state, "cancelled"))
        return call_fail(call, ERROR_CLASH, "meeting", "This meeting was cancelled.");
    return err != OK ? err : known_check(call, meeting);
}

static int record_word(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    struct meeting_word word;
    int err = meeting_word_read(&call->model, meeting, handle, &word);
    word.has_apologised = word.has_apologised || str_is(call_text(call, "how"), "apologies");
    word.is_excused = word.is_excused || str_is(call_text(call, "how"), "excused");
    return err != OK ? err : meeting_word_write(&call->model, meeting, handle, &word);
}

static int record_absent(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    struct meeting_word word;
    int err = meeting_word_read(&call->model, meeting, handle, &word);
    word.has_apologised = word.is_excused = false;
    word.reason = (struct str){0};
    if (err == OK)
        err = meeting_word_write(&call->model, meeting, handle, &word);
    return err != OK ? err : meeting_note_absent(&call->model, meeting, handle);
}

/* Without times: from the opening until the close, or for as long as it goes on. */
static int record_presence(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    struct attendance attendance = {.handle = handle,
                                    .from_at = meeting->opened_at,
                                    .until_at = meeting->closed_at,
                                    .how = call_text(call, "how")};
    int err = OK;
    if (meeting->opened_at == 0)
        return call_fail(call, ERROR_CLASH, "meeting",
                         "Nobody was there yet: this meeting has not been opened.");
    if (call_given(call, "from"))
        err = meeting_minute(call, meeting, "from", &attendance.from_at);
    if (err == OK && call_given(call, "until"))
        err = meeting_minute(call, meeting, "until", &attendance.until_at);
    if (err != OK)
        return err;
    if (attendance.from_at < meeting->opened_at ||
        (meeting->closed_at != 0 && attendance.from_at >= meeting->closed_at))
        return call_fail(call, ERROR_WRONG, "from",
                         "Give a time between the opening of the meeting and its close.");
    if (meeting->closed_at != 0 && attendance.until_at > meeting->closed_at)
        return call_fail(call, ERROR_WRONG, "until",
                         "Give a time no later than the close of the meeting.");
    return meeting_note(&call->model, meeting, &attendance);
}

/* An absence is accepted by somebody else. */
static int excuse_check(struct kith_call *call, const struct meeting *meeting, int64_t handle)
{
    int64_t own = 0;
    if (!str_is(call_text(call, "how"), "excused"))
        return OK;
    int err = sight_own_handle(&call->model, &call->actor, meeting->network, &own);
    if (err == OK && own != 0 && own == handle)
        return call_fail(call, ERROR_REFUSED, "membership",
                         "Nobody excuses themself: ask another lead to write it down.");
    return err;
}

static kith_err record_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct str how = call_text(call, "how");
    int64_t handle = call_int(call, "membership");
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = record_check(call, &meeting);
    if (err == OK)
        err = excuse_check(call, &meeting, handle);
    call_subject(call, meeting.id);
    if (err != OK)
        return err;
    if (str_is(how, "room") || str_is(how, "remote"))
        return record_presence(call, &meeting, handle);
    return str_is(how, "absent") ? record_absent(call, &meeting, handle)
                                 : record_word(call, &meeting, handle);
}

static kith_err guest_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t id = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = record_check(call, &meeting);
    call_subject(call, meeting.id);
    return err != OK
               ? err
               : guest_add(&call->model, meeting.network, meeting.id, call_text(call, "name"), &id);
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
#define AT_FIELD(what)                                                                             \
    MEETING_AT_FIELD("at", what " As 14:05, on the day of the meeting; without it, this minute.")

static const kith_field turn_row[] = {
    {.name = "at", .type = KITH_TIME, .summary = "From when on."},
    ANSWER_FIELDS,
    {0},
};

static const kith_field quorum_takes[] = {MEETING_FIELD, AT_FIELD("At which minute."), {0}};

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

static const kith_field open_takes[] = {MEETING_FIELD, AT_FIELD("When it began."), {0}};

static const kith_field open_gives[] = {
    WHAT_NEXT_FIELD,
    {.name = "charter",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "The version of the charter that is in force, by which it decides."},
    WARNING_FIELD,
    {0},
};

static const kith_field close_takes[] = {MEETING_FIELD, AT_FIELD("When it ended."), {0}};

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

static const kith_field close_gives[] = {
    WHAT_NEXT_FIELD,
    {.name = "carried_over",
     .type = KITH_INT,
     .summary = "So many actions of earlier meetings are open and go on to the next."},
    DECISION_LEFT_FIELD,
    {0},
};

static const kith_field attend_takes[] = {
    MEETING_FIELD,
    {.name = "how",
     .type = KITH_ONE_OF,
     .preset = "room",
     .limits = "room|remote",
     .summary = "In the room, or from afar."},
    AT_FIELD("When you came."),
    {0},
};

static const kith_field leave_takes[] = {MEETING_FIELD, AT_FIELD("When you left."), {0}};

static const kith_field apologise_takes[] = {
    MEETING_FIELD,
    {.name = "reason",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL | KITH_PERSONAL | KITH_SPECIAL,
     .limits = "work|leave|caring|health|other",
     .summary = "A kind of reason, if you care to give one. None is needed; it is kept sealed."},
    {.name = "coming",
     .type = KITH_BOOL,
     .preset = "false",
     .summary = "You can come after all: what you said before is taken back."},
    {0},
};

static const kith_field contribute_takes[] = {
    MEETING_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..10000",
     .summary = "What you would say, before the meeting or after it."},
    {0},
};

static const kith_field proxy_takes[] = {
    MEETING_FIELD,
    {.name = "to",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Who votes for you while you are not there; without it, nobody does any more."},
    {0},
};

static const kith_field record_takes[] = {
    MEETING_FIELD,
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Of whom, as a handle."},
    {.name = "how",
     .type = KITH_ONE_OF,
     .limits = "room|remote|apologies|excused|absent",
     .summary = "In the room, from afar, has said that they cannot come, is excused (no reason is "
                "needed); absent takes back all that is written down."},
    MEETING_AT_FIELD("from", "When they came; without it, when the meeting opened."),
    MEETING_AT_FIELD("until", "When they left; without it, when the meeting closed."),
    {0},
};

static const kith_field guest_takes[] = {
    MEETING_FIELD,
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "1..120",
     .summary = "Who came as a guest, and from where, as they agree to be named."},
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
    {.name = "meeting.attend",
     .summary = "Says that you are there, in the room or from afar.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = attend_takes,
     .run = attend_run,
     .since = "0.1"},
    {.name = "meeting.leave",
     .summary = "Says that you leave a meeting.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = leave_takes,
     .run = leave_run,
     .since = "0.1"},
    {.name = "meeting.apologise",
     .summary = "Says that you cannot come to a meeting. You need not say why.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = apologise_takes,
     .run = apologise_run,
     .since = "0.1"},
    {.name = "meeting.contribute",
     .summary = "Takes part in writing, before a meeting or after it; that counts as taking part.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = contribute_takes,
     .run = contribute_run,
     .since = "0.1"},
    {.name = "meeting.proxy",
     .summary = "Has somebody vote for you at a meeting, where its terms allow that.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = proxy_takes,
     .run = proxy_run,
     .since = "0.1"},
    {.name = "meeting.record",
     .summary = "Writes down who was at a meeting, who could not come, and who is excused.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = record_takes,
     .run = record_run,
     .since = "0.1",
     .help = "Until the minutes are approved."},
    {.name = "meeting.guest",
     .summary = "Writes down a guest, who is no member.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = guest_takes,
     .run = guest_run,
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
     .summary = "Closes a meeting that nobody closed, as of its planned end; on the schedule.",
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
