/* meeting: whoever keeps the record writes down who was there, who could not come, and guests. */
#include "action/core.h"
#include "action/meeting.h"
#include "model/meeting_paper.h"
#include "model/minutes.h"
#include "model/network.h"

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
    return err != OK ? err : meeting_check_known(call, meeting);
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

struct striking {
    struct str name;
    int64_t id; /* one who is called so; 0: nobody is */
};

static int is_called(void *self, int64_t id, struct str name)
{
    struct striking *striking = self;
    if (str_equal(striking->name, name))
        striking->id = id;
    return OK;
}

static kith_err strike_guest_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct striking striking = {.name = call_text(call, "name")};
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = record_check(call, &meeting);
    if (err == OK)
        err = guest_each(&call->model, meeting.network, meeting.id, is_called, &striking);
    if (err == OK && striking.id == 0)
        return call_fail(call, ERROR_MISSING, "name",
                         "No guest of this meeting is called so; meeting.show names them.");
    call_subject(call, meeting.id);
    return err != OK ? err : guest_remove(&call->model, striking.id);
}

/* ---- fields ---- */

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

#define GUEST_FIELD(summary_)                                                                      \
    {                                                                                              \
        .name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .limits = "1..120",             \
        .summary = summary_                                                                        \
    }

static const kith_field guest_takes[] = {
    MEETING_FIELD,
    GUEST_FIELD("Who came as a guest, and from where, as they agree to be named."),
    {0},
};

static const kith_field strike_guest_takes[] = {
    MEETING_FIELD,
    GUEST_FIELD("Whose name, as it was written down."),
    {0},
};

const kith_action meeting_record_actions[] = {
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
    {.name = "meeting.strike_guest",
     .summary = "Takes the name of a guest off again: a slip, or they would not be named.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = strike_guest_takes,
     .run = strike_guest_run,
     .since = "0.1",
     .help = "Until the minutes are approved."},
    {0},
};
