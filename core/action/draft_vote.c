/* draft: put to a vote where the charter's terms ask for one, and in force once it has passed. */
#include "action/charter.h"
#include "action/core.h"
#include "action/decision.h"
#include "model/charter.h"
#include "model/committee.h"
#include "model/schedule.h"
#include "model/task.h"

enum { DAY_MS = 24 * 3600 * 1000 };

#define VOTE_TITLE "A new version of the charter"

/* ---- in force ---- */

static int enact(struct kith_call *call, const struct draft *draft, int64_t *ret_version)
{
    int err = draft_enact(&call->model, draft, ret_version);
    if (err == OK)
        err = task_end_about(&call->model, draft->network, CHARTER_REVIEW_TASK, draft->network);
    return err != OK ? err : task_end_about(&call->model, 0, CHARTER_REVIEW_TASK, draft->network);
}

/* ---- the vote ---- */

static struct str vote_text(struct kith_call *call, const struct draft *draft,
                            const struct amendment *amendment)
{
    char network[IDENT_LENGTH + 1], id[IDENT_LENGTH + 1];
    struct str sentence = amendment_sentence(amendment, &call->arena);
    ident_print(draft->network, network);
    ident_print(draft->id, id);
    return str_of(arena_print(&call->arena,
                              "Shall the draft be the new version of the charter? Who signs has "
                              "signed, and the members were consulted. What changes is shown by "
                              "`kith charter compare %s --to-draft %s`, the whole text by `kith "
                              "charter show %s --draft %s`.\n\n%.*s",
                              network, id, network, id, STR_ARGS(sentence)));
}

static int vote_open(struct kith_call *call, struct draft *draft, const struct amendment *amendment)
{
    struct decision decision = {.network = draft->network,
                                .voters = amendment->voters,
                                .majority = amendment->majority,
                                .quorum = amendment->quorum,
                                .charter = amendment->charter,
                                .title = STR(VOTE_TITLE),
                                .text = vote_text(call, draft, amendment)};
    struct committee steering = {0};
    int err =
        charter_term_int(&call->model, draft->network, "decision.voting_days", &decision.days);
    if (err == OK && str_is(decision.voters, "committee"))
        err = committee_by_key(&call->model, draft->network, STR(COMMITTEE_STEERING), &steering);
    decision.committee = steering.id;
    if (err == OK)
        err = decision_add(&call->model, &decision);
    if (err == OK)
        err = decision_begin(call, &decision, call->model.now_ms + decision.days * DAY_MS);
    return err != OK ? err : draft_put_to_vote(&call->model, draft, decision.id);
}

int draft_go_on(struct kith_call *call, struct draft *draft)
{
    struct amendment amendment;
    bool ready = false;
    int64_t version;
    int err = draft_is_ready(&call->model, draft, &ready);
    if (err != OK || !ready || draft->decision != 0)
        return err;
    err = amendment_in_force(&call->model, draft->network, &amendment);
    if (err != OK)
        return err;
    return amendment.is_voted ? vote_open(call, draft, &amendment) : enact(call, draft, &version);
}

int draft_decided(struct kith_call *call, struct decision *decision, bool is_carried)
{
    struct draft draft;
    int64_t id, version = 0;
    int err = draft_of_decision(&call->model, decision->id, &id);
    if (err != OK || id == 0)
        return err;
    err = draft_read(&call->model, id, &draft);
    if (err == OK)
        err = is_carried ? enact(call, &draft, &version) : draft_decline(&call->model, &draft);
    if (err != OK)
        return err;
    decision->done =
        is_carried ? str_of(arena_print(&call->arena,
                                        "Version %lld of the charter is in force: charter.show "
                                        "shows it.",
                                        (long long)version))
                   : STR("The charter stays as it is.");
    return OK;
}

/* Whoever takes a draft back ends the vote on it. */
int draft_vote_end(struct kith_call *call, const struct draft *draft)
{
    struct decision decision;
    if (draft->decision == 0)
        return OK;
    int err = decision_read(&call->model, draft->decision, &decision);
    if (err == OK)
        err = decision_schedule(call, &decision, "", 0);
    if (err == OK)
        err = task_end_about(&call->model, decision.network, DECISION_RATIFY, decision.id);
    decision.state = STR("withdrawn");
    decision.ratify_by = 0;
    return err != OK ? err : decision_write(&call->model, &decision);
}

int draft_put_needs(struct kith_call *call, const struct draft *draft)
{
    struct amendment amendment;
    int err = amendment_in_force(&call->model, draft->network, &amendment);
    if (err == OK && str_is(draft->state, "open"))
        call_put_text(call, "needs", amendment_sentence(&amendment, &call->arena));
    if (err == OK && draft->decision != 0)
        call_put_int(call, "decision", draft->decision);
    return err;
}
