/* candidate: networks that colleagues would like, from the proposal to the answer. */
#include "model/candidate.h"

#include "action/candidate.h"
#include "action/core.h"
#include "action/notice.h"
#include "base/clock.h"
#include "model/place.h"
#include "model/setting.h"
#include "model/task.h"

#define ANSWER_TASK STR("candidate.answer")

static int candidate_locate(struct model *in, const struct actor *actor, int64_t id,
                            struct location *ret_location)
{
    struct candidate candidate;
    int err = candidate_read(in, id, &candidate);
    bool known = actor->kind != ACTOR_PERSON || actor->person != 0;
    *ret_location = (struct location){.visible = err == OK && known};
    if (err == OK)
        ret_location->place = candidate.place;
    return err;
}

const struct noun candidate_noun = {
    .name = "candidate",
    .plural = "candidates",
    .summary = "Networks that colleagues would like, and what became of them.",
    .locate = candidate_locate,
};

/* ---- proposing and supporting ---- */

static kith_err propose_run(void *self, struct kith_call *call)
{
    (void)self;
    struct place place;
    struct candidate candidate = {.place = call_int(call, "place"),
                                  .name = call_text(call, "name"),
                                  .whom = call_text(call, "whom"),
                                  .aim = call_text(call, "aim")};
    int err = place_read(&call->model, candidate.place, &place);
    if (err == OK && place.closed)
        err = call_fail(call, ERROR_CLASH, "place", "%.*s is closed.", STR_ARGS(place.name));
    if (err == OK)
        err = setting_read_int(&call->model, "network_supporters", 10, &candidate.threshold);
    if (err == OK)
        err = candidate_add(&call->model, call->actor.person, &candidate);
    if (err == OK)
        call_put_int(call, "candidate", candidate.id);
    return err;
}

static int task_to_answer(struct kith_call *call, const struct candidate *candidate)
{
    struct task task = {
        .kind = ANSWER_TASK,
        .subject = candidate->id,
        .due_day = candidate->answer_day,
        .sentence = str_of(arena_print(
            &call->arena,
            "Enough colleagues would like a network called \"%.*s\". Open it with network.open, or "
            "explain why not with network.decline.",
            STR_ARGS(candidate->name)))};
    return task_add(&call->model, &task);
}

static kith_err support_run(void *self, struct kith_call *call)
{
    (void)self;
    struct candidate candidate;
    bool reached;
    int64_t id = call_int(call, "candidate");
    int err = candidate_support(&call->model, id, call->actor.person,
                                call_int(call, "withdraw") ? CANDIDATE_WITHDRAW : CANDIDATE_SUPPORT,
                                &reached);
    if (err == OK)
        err = candidate_read(&call->model, id, &candidate);
    if (err == OK && reached)
        err = task_to_answer(call, &candidate);
    if (err == OK)
        call_put_text(call, "interest",
                      str_is(candidate.state, "enough") ? STR("enough") : STR("not_yet"));
    return err;
}

/* ---- the answer ---- */

struct telling {
    struct kith_call *call;
    const char *text;
};

static int tell_one(void *self, int64_t person)
{
    struct telling *telling = self;
    return notice_person(telling->call, person, telling->text);
}

static int answer(struct kith_call *call, int64_t id, int64_t network, struct str reasons)
{
    struct telling telling = {call, "Something that you asked for has an answer. candidate.list "
                                    "shows it.\n"};
    int err = candidate_each_person(&call->model, id, tell_one, &telling);
    if (err == OK)
        err = candidate_answer(&call->model, id, network, reasons);
    return err != OK ? err : task_end_about(&call->model, 0, ANSWER_TASK, id);
}

int candidate_opened(struct kith_call *call, int64_t candidate, int64_t network)
{
    return answer(call, candidate, network, (struct str){0});
}

static kith_err decline_run(void *self, struct kith_call *call)
{
    (void)self;
    return answer(call, call_int(call, "candidate"), 0, call_text(call, "reasons"));
}

/* ---- looking ---- */

static void put_candidate(struct kith_call *call, const struct candidate *candidate)
{
    call_put_int(call, "candidate", candidate->id);
    call_put_text(call, "name", candidate->name);
    call_put_int(call, "place", candidate->place);
    call_put_text(call, "whom", candidate->whom);
    call_put_text(call, "aim", candidate->aim);
    call_put_text(call, "state", candidate->state);
    call_put_int_if(call, "answer_by", candidate->answer_day);
    call_put_int_if(call, "network", candidate->network);
    call_put_text_if(call, "reasons", candidate->reasons);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct candidate candidate;
    int err = candidate_read(&call->model, call_int(call, "candidate"), &candidate);
    if (err == OK)
        put_candidate(call, &candidate);
    return err;
}

static void list_candidate(void *self, const struct candidate *candidate)
{
    struct kith_call *call = self;
    call_open(call, "candidates");
    put_candidate(call, candidate);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = candidate_page(&call->model, call_text(call, "state"), &page, list_candidate, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define STATES "gathering|enough|opened|declined"
#define CANDIDATE_FIELD                                                                            \
    {                                                                                              \
        .name = "candidate", .type = KITH_ID, .limits = "candidate", .summary = "Which proposal."  \
    }

static const kith_field propose_takes[] = {
    {.name = "name", .type = KITH_TEXT, .limits = "1..120", .summary = "What it would be called."},
    {.name = "place",
     .type = KITH_ID,
     .limits = "place",
     .summary = "The host that would back it."},
    {.name = "whom",
     .type = KITH_TEXT,
     .limits = "1..300",
     .summary = "Whom it would be for, in your words."},
    {.name = "aim",
     .type = KITH_TEXT,
     .limits = "1..300",
     .summary = "What it would want, in a sentence."},
    {0},
};

static const kith_field one_candidate[] = {CANDIDATE_FIELD, {0}};

static const kith_field support_takes[] = {
    CANDIDATE_FIELD,
    {.name = "withdraw",
     .type = KITH_BOOL,
     .preset = "false",
     .flags = KITH_PERSONAL,
     .summary = "Takes your interest back instead."},
    {0},
};

static const kith_field support_gives[] = {
    {.name = "interest",
     .type = KITH_ONE_OF,
     .limits = "not_yet|enough",
     .summary = "Whether enough colleagues would like it. How many do is shown to nobody."},
    {0},
};

static const kith_field decline_takes[] = {
    CANDIDATE_FIELD,
    {.name = "reasons",
     .type = KITH_MARKDOWN,
     .limits = "1..4000",
     .summary = "Why not, and what might help instead; colleagues can read it."},
    {0},
};

static const kith_field candidate_row[] = {
    {.name = "candidate", .type = KITH_ID, .limits = "candidate", .summary = "Its id."},
    {.name = "name", .type = KITH_TEXT, .summary = "What it would be called."},
    {.name = "place",
     .type = KITH_ID,
     .limits = "place",
     .summary = "The host that would back it."},
    {.name = "whom", .type = KITH_TEXT, .summary = "Whom it would be for."},
    {.name = "aim", .type = KITH_TEXT, .summary = "What it would want."},
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = STATES,
     .summary = "It gathers interest, has enough, or was answered."},
    {.name = "answer_by",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "By when the host answers: 20 working days after there was enough."},
    {.name = "network",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "network",
     .summary = "The network that came of it."},
    {.name = "reasons",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "1..4000",
     .summary = "Why it was declined."},
    {0},
};

static const kith_field list_takes[] = {
    {.name = "state",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = STATES,
     .summary = "Only those in this state."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "candidates",
     .type = KITH_LIST,
     .parts = candidate_row,
     .summary = "The proposals, in no telling order."},
    NEXT_FIELD,
    {0},
};

const kith_action candidate_actions[] = {
    {.name = "network.propose",
     .summary = "Proposes a network. Nobody is told who proposed it.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = propose_takes,
     .gives = one_candidate,
     .run = propose_run,
     .since = "0.1",
     .help = "You support what you propose. Once enough colleagues do, the host opens the network "
             "or explains why not, within 20 working days. It can begin small: a network needs no "
             "leads, no spaces and no meetings to be open."},
    {.name = "network.support",
     .summary = "Adds your interest in a proposed network; once more changes nothing.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNLOGGED,
     .takes = support_takes,
     .gives = support_gives,
     .run = support_run,
     .since = "0.1",
     .help = "Nobody sees who would like it, or how many: only \"not yet\" or \"enough\". It does "
             "not make you a member. You hear of the answer."},
    {.name = "network.decline",
     .summary = "Answers a proposed network with no, and explains why.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = decline_takes,
     .run = decline_run,
     .since = "0.1"},
    {.name = "candidate.list",
     .summary = "Lists the networks that colleagues have proposed.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "candidate.show",
     .summary = "Shows one proposed network, and the answer if there is one.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_candidate,
     .gives = candidate_row,
     .run = show_run,
     .since = "0.1"},
    {0},
};
