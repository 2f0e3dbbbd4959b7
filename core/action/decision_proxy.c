/* decision: in a meeting, whoever holds the proxy of a colleague who is not there votes for them.
 */
#include "action/core.h"
#include "action/decision.h"
#include "base/list.h"
#include "model/interest.h"
#include "model/meeting.h"

/* The reason of a vote that somebody else gave; a vote of one's own is never replaced by one. */
#define BY_PROXY STR("By proxy.")

struct proxies {
    int64_t holder, at_most;
    LIST(int64_t) givers;
};

static int take_giver(void *self, int64_t handle, const struct meeting_word *word)
{
    struct proxies *proxies = self;
    if (word->proxy == proxies->holder)
        *list_add(&proxies->givers) = handle;
    return OK;
}

/* Are they away, is it theirs to vote, and have they not done so themself? */
static int may_vote_for(struct model *in, const struct decision *decision,
                        const struct meeting *meeting, int64_t giver, bool *ret_may)
{
    struct decision_vote own = {0};
    bool is_there = false, entitled = false, recused = false;
    int err = meeting_is_there(in, meeting, giver, &is_there);
    if (err == OK)
        err = decision_is_entitled(in, decision, giver, &entitled);
    if (err == OK)
        err = interest_recuses(in, decision->network, decision->id, giver, &recused);
    if (err == OK)
        err = decision_own_vote(in, decision, giver, &own);
    *ret_may = err == OK && !is_there && entitled && !recused &&
               (own.choice.len == 0 || str_equal(own.reason, BY_PROXY));
    return err;
}

static int vote_for_each(struct model *in, const struct decision *decision,
                         const struct meeting *meeting, const struct proxies *proxies,
                         struct str choice, int64_t *ret_count)
{
    int err = OK;
    for (size_t i = 0; i < proxies->givers.count && err == OK; i++) {
        if (*ret_count == proxies->at_most)
            break;
        struct decision_vote vote = {
            .handle = proxies->givers.at[i], .choice = choice, .reason = BY_PROXY};
        bool may = false;
        err = may_vote_for(in, decision, meeting, vote.handle, &may);
        if (err == OK && may)
            err = decision_vote(in, decision, &vote);
        *ret_count += err == OK && may;
    }
    return err;
}

int decision_vote_proxies(struct kith_call *call, const struct decision *decision,
                          const struct decision_vote *vote, int64_t *ret_count)
{
    struct model *in = &call->model;
    struct meeting meeting;
    struct quorum_rule rule;
    struct proxies proxies = {.holder = vote->handle};
    *ret_count = 0;
    if (decision_is_online(decision))
        return OK;
    int err = meeting_read(in, decision->meeting, &meeting);
    if (err == OK)
        err = meeting_rule(in, &meeting, &rule);
    if (err == OK)
        proxies.at_most = rule.proxies_at_most;
    if (err == OK && proxies.at_most > 0)
        err = meeting_words(in, &meeting, take_giver, &proxies);
    if (err == OK)
        err = vote_for_each(in, decision, &meeting, &proxies, vote->choice, ret_count);
    list_done(&proxies.givers);
    return err;
}
