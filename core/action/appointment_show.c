/* appointment.show and appointment.list: the line of stages, and as much of who is concerned as the
 * viewer may see. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/somebody.h"
#include "model/membership.h"
#include "model/office.h"
#include "model/sight.h"

struct showing {
    struct kith_call *call;
    const struct appointment *appointment;
    int64_t handle; /* the viewer's own; 0 if none */
    int64_t number;
    bool sees_candidates;
    struct text line; /* "Call for interest (1 May) → …" */
};

static int put_line(void *self, const struct appointment_line *line)
{
    struct showing *showing = self;
    struct kith_call *call = showing->call;
    const char *title = appointment_stage_title(line->stage);
    call_open(call, "stages");
    call_put_int(call, "at", line->at_ms);
    call_put_text(call, "stage", str_of(appointment_stage_name(line->stage)));
    call_put_text(call, "title", str_of(title));
    call_put_text(call, "reason", line->reason);
    call_close(call);
    text_print(&showing->line, "%s%s (%s)", line->number > 1 ? " → " : "", title,
               notice_time(call, line->at_ms));
    return OK;
}

static int put_candidate(void *self, const struct appointment_candidate *candidate)
{
    struct showing *showing = self;
    struct kith_call *call = showing->call;
    bool own = showing->handle != 0 && candidate->handle == showing->handle;
    showing->number++;
    if (!showing->sees_candidates && !own)
        return OK;
    call_open(call, "candidates");
    call_put_int(call, "number", showing->number);
    call_put_text(call, "name", candidate->name);
    call_put_text_if(call, "post", candidate->post);
    call_put_text(call, "statement", candidate->words);
    call_put_int(call, "yours", own);
    call_put_int(call, "chosen",
                 candidate->id == showing->appointment->chosen &&
                     !appointment_is_vote(showing->appointment->stage));
    call_close(call);
    if (!own && candidate->handle != 0)
        call_looks_at(call, candidate->handle);
    return OK;
}

/* To whoever said it, and to whoever hears it. */
static int put_appeal(void *self, const struct appointment_appeal *appeal)
{
    struct showing *showing = self;
    struct kith_call *call = showing->call;
    bool own = showing->handle != 0 && appeal->appellant == showing->handle;
    bool hears = appeal->hearer != 0 ? appeal->hearer == showing->handle
                                     : call->actor.kind == ACTOR_ADMINISTRATOR;
    call_open(call, "appeals");
    call_put_int(call, "day", appeal->day);
    call_put_text(call, "state", appeal->state);
    call_put_int(call, "yours_to_decide", hears && str_is(appeal->state, "open"));
    if (own || hears)
        call_put_text(call, "reason", appeal->reason);
    if ((own || hears) && appeal->answer.len > 0)
        call_put_text(call, "answer", appeal->answer);
    call_close(call);
    return OK;
}

static int put_row(struct kith_call *call, const struct appointment *appointment)
{
    struct str title = {0};
    int err = appointment_title(&call->model, appointment, &title);
    call_put_int(call, "appointment", appointment->id);
    call_put_int_if(call, "role", appointment->role);
    call_put_text(call, "title", title);
    call_put_text(call, "stage", str_of(appointment_stage_name(appointment->stage)));
    call_put_int(call, "opened_at", appointment->opened_at);
    if (appointment->due_at != 0 && !appointment_is_over(appointment->stage))
        call_put_int(call, "until", appointment->due_at);
    call_put_int(call, "calls", appointment->calls);
    call_put_int(call, "over", appointment_is_over(appointment->stage));
    return err;
}

/* Who would like it is told once the call has ended: to members, and to the administrators where
 * they decide. */
static int showing_start(struct showing *showing)
{
    struct kith_call *call = showing->call;
    const struct appointment *appointment = showing->appointment;
    enum viewer viewer;
    int err =
        sight_viewer(&call->model, &call->actor, appointment->network, &viewer, &showing->handle);
    bool founds =
        call->actor.kind == ACTOR_ADMINISTRATOR && appointment->stage == APPOINTMENT_FOUNDERS;
    showing->sees_candidates =
        appointment->stage != APPOINTMENT_CALL && (showing->handle != 0 || founds);
    return err;
}

/* While nobody appoints yet, administrators may; the founding rule says who decides. */
static int run_by_words(const struct showing *showing, struct str *ret_words)
{
    const struct appointment *appointment = showing->appointment;
    struct model *in = &showing->call->model;
    struct appointment_state state;
    bool led = false;
    int err = office_is_granted(in, appointment->network, GRANT_ROLES, &led);
    if (err == OK)
        err = appointment_state(in, appointment, &state);
    if (err != OK)
        return err;
    if (appointment->stand_in != 0)
        *ret_words = appointment->stand_in == showing->handle
                         ? STR("You, as the stand-in")
                         : STR("A stand-in, as it concerns whoever appoints");
    else if (!led)
        *ret_words = state.founders_decide
                         ? STR("The administrators, as nobody appoints in this network yet; they "
                               "decide, too, as the charter's founding rule says")
                         : STR("The administrators, as nobody appoints in this network yet; the "
                               "members decide, as the charter's founding rule says");
    else
        *ret_words = appointment->concerned
                         ? STR("Nobody yet: a holder of an office names a stand-in")
                         : STR("Whoever appoints in this network");
    return OK;
}

static int put_who_runs(struct showing *showing)
{
    const struct appointment *appointment = showing->appointment;
    struct kith_call *call = showing->call;
    struct str words = {0};
    int err = run_by_words(showing, &words);
    if (err != OK)
        return err;
    call_put_text(call, "run_by", words);
    if (showing->handle == 0 || appointment->stand_in == 0)
        return OK;
    struct onlooker onlooker;
    struct str name = {0};
    call_put_int(call, "stand_in", appointment->stand_in);
    err = onlooker_of(call, appointment->network, &onlooker);
    if (err == OK)
        err = somebody_name(call, &onlooker, appointment->stand_in, &name);
    call_put_text_if(call, "stand_in_name", name);
    return err;
}

kith_err appointment_show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct appointment appointment = {0};
    struct showing showing = {.call = call, .appointment = &appointment};
    struct model *in = &call->model;
    int err = appointment_read(in, call_int(call, "appointment"), &appointment);
    if (err == OK)
        err = showing_start(&showing);
    if (err == OK)
        err = put_row(call, &appointment);
    if (err == OK)
        err = put_who_runs(&showing);
    if (err == OK && appointment.election != 0)
        call_put_int(call, "election", appointment.election);
    if (err == OK && appointment.office != 0 && appointment.role != 0)
        call_put_int(call, "office", appointment.office);
    if (err == OK && appointment.appeal_at != 0)
        call_put_int(call, "appeals_until", appointment.appeal_at);
    call_put_int(call, "charter", appointment.charter);
    if (err == OK)
        err = appointment_line_each(in, appointment.id, put_line, &showing);
    if (err == OK)
        call_put_text(call, "line", text_str(&showing.line));
    text_done(&showing.line);
    if (err == OK)
        err = appointment_candidate_each(in, appointment.id, put_candidate, &showing);
    return err != OK ? err : appointment_appeal_each(in, appointment.id, put_appeal, &showing);
}

static int list_one(void *self, const struct appointment *appointment)
{
    struct kith_call *call = self;
    call_open(call, "appointments");
    int err = put_row(call, appointment);
    call_close(call);
    return err;
}

kith_err appointment_list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = appointment_page(&call->model, call_int(call, "network"), &page, list_one, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define ROW_FIELDS                                                                                 \
    APPOINTMENT_FIELD,                                                                             \
        {.name = "role",                                                                           \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "role",                                                                         \
         .summary = "Which role; none for the executive sponsor."},                                \
        {.name = "title", .type = KITH_TEXT, .summary = "What there is to be filled."},            \
        {.name = "stage",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = APPOINTMENT_STAGE_WORDS,                                                        \
         .summary = "Where it stands."},                                                           \
        {.name = "opened_at", .type = KITH_TIME, .summary = "When it was opened."},                \
        {.name = "until",                                                                          \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When this stage ends, if by a date."},                                        \
        {.name = "calls", .type = KITH_INT, .summary = "How often interest was called for."},      \
    {                                                                                              \
        .name = "over", .type = KITH_BOOL, .summary = "Has it ended?"                              \
    }

static const kith_field stage_row[] = {
    {.name = "at", .type = KITH_TIME, .summary = "When it came to this stage."},
    {.name = "stage",
     .type = KITH_ONE_OF,
     .limits = APPOINTMENT_STAGE_WORDS,
     .summary = "Which stage."},
    {.name = "title", .type = KITH_TEXT, .summary = "What that is called."},
    {.name = "reason", .type = KITH_MARKDOWN, .summary = "Why it came to it."},
    {0},
};

static const kith_field candidate_row[] = {
    {.name = "number", .type = KITH_INT, .summary = "For appointment.choose."},
    {.name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "As on the paper."},
    {.name = "post",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Of a sponsor: their post."},
    {.name = "statement",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "0..2000",
     .summary = "Why they would like it."},
    {.name = "yours", .type = KITH_BOOL, .summary = "Is it you?"},
    {.name = "chosen", .type = KITH_BOOL, .summary = "Was it they who were chosen?"},
    {0},
};

static const kith_field appeal_row[] = {
    {.name = "day", .type = KITH_DATE, .summary = "When."},
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "open|dismissed|vote_again|call_again|unheard",
     .summary = "What came of it."},
    {.name = "yours_to_decide", .type = KITH_BOOL, .summary = "Does it wait for you?"},
    {.name = "reason",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..2000",
     .summary = "What was not right; to who said it, and who hears it."},
    {.name = "answer",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..2000",
     .summary = "The answer; likewise."},
    {0},
};

const kith_field appointment_show_gives[] = {
    ROW_FIELDS,
    {.name = "line",
     .type = KITH_MARKDOWN,
     .limits = "0..20000",
     .summary = "All stages in a line, each with its date."},
    {.name = "run_by", .type = KITH_TEXT, .summary = "Who runs it."},
    {.name = "stand_in",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "The stand-in, as a handle; for members."},
    {.name = "stand_in_name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Their name, where they let you see it."},
    {.name = "election",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "election",
     .summary = "The vote under way, or the last one."},
    {.name = "office",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "office",
     .summary = "The office that came of it."},
    {.name = "appeals_until",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "Until when a member can appeal."},
    {.name = "charter", .type = KITH_INT, .summary = "The charter's version when it was opened."},
    {.name = "stages",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = stage_row,
     .summary = "Each stage with its date and the reason for the turn."},
    {.name = "candidates",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = candidate_row,
     .summary = "Who would like it; for members, once the call has ended."},
    {.name = "appeals",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = appeal_row,
     .summary = "Appeals, and what came of them."},
    {0},
};

const kith_field appointment_list_takes[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field list_row[] = {ROW_FIELDS, {0}};

const kith_field appointment_list_gives[] = {
    {.name = "appointments",
     .type = KITH_LIST,
     .parts = list_row,
     .summary = "In the order in which they were opened."},
    NEXT_FIELD,
    {0},
};
