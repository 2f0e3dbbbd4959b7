/* Decisions: what the votes come to, and why. */
#include <stdlib.h>

#include "base/list.h"
#include "model/charter_quorum.h"
#include "model/committee.h"
#include "model/decision.h"
#include "model/interest.h"
#include "model/meeting.h"
#include "model/office.h"

enum { VOTES_AT_ONCE = 500 };

/* All who may vote: how each did. */
struct voter {
    int64_t handle;
    bool is_recused, has_voted;
};

struct counting {
    struct model *in;
    const struct decision *decision;
    struct decision_count *count;
    struct voter *voters; /* in the order of their handles */
    size_t voter_count;
    int64_t bases[QUORUM_OVERS];
    LIST(int64_t) uncounted; /* of who has no vote any more, or is recused */
};

static int compare_voters(const void *one, const void *other)
{
    const struct voter *left = one, *right = other;
    return left->handle < right->handle ? -1 : left->handle > right->handle;
}

static struct voter *voter_find(const struct counting *counting, int64_t handle)
{
    const struct voter wanted = {.handle = handle};
    return counting->voter_count == 0 ? NULL
                                      : bsearch(&wanted, counting->voters, counting->voter_count,
                                                sizeof *counting->voters, compare_voters);
}

/* ---- who votes ---- */

static int voters_collect(struct counting *counting)
{
    struct model *in = counting->in;
    int64_t *handles, *recused;
    size_t recused_count;
    int err = decision_entitled(in, counting->decision, &handles, &counting->voter_count);
    if (err == OK)
        err = interest_recused(in, counting->decision->network, counting->decision->id, &recused,
                               &recused_count);
    if (err != OK)
        return err;
    counting->voters = arena_take(in->arena, (counting->voter_count + 1) * sizeof(struct voter));
    for (size_t i = 0; i < counting->voter_count; i++)
        counting->voters[i].handle = handles[i];
    for (size_t i = 0; i < recused_count; i++) {
        struct voter *voter = voter_find(counting, recused[i]);
        if (voter == NULL)
            continue;
        voter->is_recused = true;
        counting->count->recused++;
    }
    counting->count->entitled = (int64_t)counting->voter_count - counting->count->recused;
    return OK;
}

static int bases_take(struct counting *counting)
{
    struct committee_base base;
    const struct decision *decision = counting->decision;
    int err = committee_base(counting->in, decision->network, decision->committee, &base);
    if (err != OK)
        return err;
    counting->bases[QUORUM_OVER_FILLED] = base.filled;
    counting->bases[QUORUM_OVER_SEATS] = base.seats;
    counting->bases[QUORUM_OVER_MEMBERS] = base.members;
    counting->bases[QUORUM_OVER_KIND] = base.of_kind;
    if (str_is(decision->voters, "members"))
        counting->bases[QUORUM_OVER_MEMBERS] = (int64_t)counting->voter_count;
    if (str_is(decision->voters, "members_without_allies"))
        counting->bases[QUORUM_OVER_KIND] = (int64_t)counting->voter_count;
    return OK;
}

/* ---- how they voted ---- */

static int vote_count(void *self, const struct decision_vote *vote)
{
    struct counting *counting = self;
    struct decision_count *count = counting->count;
    struct voter *voter = voter_find(counting, vote->handle);
    if (voter == NULL || voter->is_recused) {
        *list_add(&counting->uncounted) = vote->handle;
        return OK;
    }
    voter->has_voted = true;
    if (str_is(vote->choice, "for"))
        count->votes_for++;
    else if (str_is(vote->choice, "abstain"))
        count->abstentions++;
    else
        count->votes_against++;
    return OK;
}

static int votes_count(struct counting *counting)
{
    struct page page = {.limit = VOTES_AT_ONCE};
    int err;
    do {
        page_turn(&page);
        err = decision_vote_page(counting->in, counting->decision, &page, vote_count, counting);
    } while (err == OK && page.more);
    return err;
}

/* ---- is it quorate? ---- */

static int charter_rule(struct model *in, const struct decision *decision, bool is_general,
                        struct quorum_rule *ret_rule)
{
    int err = quorum_of_charter(in, decision->network, decision->charter, is_general, ret_rule);
    ret_rule->role_count = 0;
    return err;
}

/* That of the committee, or as the charter says. Online nobody is in a room, and no officer has to
 * be: a chair could stop any vote of the members by staying away from it. */
static int voters_rule(struct model *in, const struct decision *decision,
                       struct quorum_rule *ret_rule)
{
    struct committee committee = {0};
    bool is_committee = str_is(decision->voters, "committee");
    int err = is_committee ? committee_read(in, decision->committee, &committee) : OK;
    if (err == OK && committee.quorum.len > 0)
        err = quorum_parse(committee.quorum, in->arena, ret_rule, in->error);
    else if (err == OK)
        err = charter_rule(in, decision, !is_committee, ret_rule);
    if (err != OK || !str_is(decision->voters, "members_without_allies"))
        return err;
    for (size_t i = 0; i < ret_rule->part_count; i++)
        if (ret_rule->parts[i].over == QUORUM_OVER_MEMBERS)
            ret_rule->parts[i].over = QUORUM_OVER_KIND;
    return OK;
}

struct holding {
    const struct counting *counting;
    const struct quorum_rule *rule;
    struct quorum_state *state;
};

/* Of those who have voted. */
static int role_take(void *self, const struct office *office)
{
    const struct holding *holding = self;
    const struct voter *voter = voter_find(holding->counting, office->handle);
    struct role role = {0};
    if (voter == NULL || !voter->has_voted)
        return OK;
    int err = role_read(holding->counting->in, office->role, &role);
    for (size_t i = 0; i < holding->rule->role_count && err == OK; i++)
        if (str_equal(holding->rule->roles[i], role.key))
            holding->state->roles_in_room |= UINT32_C(1) << i;
    return err;
}

static int roles_take(const struct counting *counting, const struct quorum_rule *rule,
                      struct quorum_state *state)
{
    struct holding holding = {counting, rule, state};
    return rule->role_count == 0
               ? OK
               : office_each(counting->in, counting->decision->network, false, role_take, &holding);
}

static int rule_answer(const struct counting *counting, const struct quorum_rule *rule)
{
    struct decision_count *count = counting->count;
    struct quorum_answer answer;
    struct quorum_state state = {.in_room =
                                     count->votes_for + count->votes_against + count->abstentions,
                                 .recused_in_base = count->recused,
                                 .is_vote = true};
    for (size_t i = 0; i < QUORUM_OVERS; i++)
        state.bases[i] = counting->bases[i];
    int err = roles_take(counting, rule, &state);
    if (err == OK)
        err = quorum_answer(rule, &state, counting->in->arena, &answer);
    if (err != OK)
        return err;
    count->is_quorate = answer.is_quorate;
    count->quorum_why = answer.why;
    return OK;
}

/* The quorum of its voters, and its own; the one that is not met says why. */
static int online_answer(const struct counting *counting)
{
    struct quorum_rule rule;
    int err = voters_rule(counting->in, counting->decision, &rule);
    if (err == OK)
        err = rule_answer(counting, &rule);
    if (err != OK || !counting->count->is_quorate || counting->decision->quorum.len == 0)
        return err;
    err = quorum_parse(counting->decision->quorum, counting->in->arena, &rule, counting->in->error);
    return err != OK ? err : rule_answer(counting, &rule);
}

static int meeting_answer(struct model *in, const struct decision *decision, int64_t at_ms,
                          const int64_t *recused, size_t recused_count,
                          struct quorum_answer *ret_answer)
{
    return meeting_quorum(in, decision->meeting, at_ms - at_ms % MEETING_MINUTE_MS, recused,
                          recused_count, ret_answer);
}

/* Now; once the meeting is over, its last minute, in which the votes given in it stood. */
static int minute_find(const struct counting *counting, int64_t *ret_at_ms)
{
    struct meeting meeting = {0};
    int err = meeting_read(counting->in, counting->decision->meeting, &meeting);
    *ret_at_ms = counting->in->now_ms;
    if (err == OK && meeting.closed_at != 0) {
        int64_t last = meeting.closed_at - MEETING_MINUTE_MS;
        *ret_at_ms = last > meeting.opened_at ? last : meeting.opened_at;
        counting->count->at_ms = *ret_at_ms;
    }
    return err;
}

/* The meeting ended, and no vote was given in it: it has not decided against it either. */
static bool nobody_came_to_it(const struct decision_count *count)
{
    return count->at_ms != 0 && count->votes_for + count->votes_against + count->abstentions == 0;
}

static int quorum_find(const struct counting *counting)
{
    struct model *in = counting->in;
    const struct decision *decision = counting->decision;
    struct quorum_answer answer = {0};
    int64_t *recused, at_ms = 0;
    size_t count;
    if (decision_is_online(decision))
        return online_answer(counting);
    int err = interest_recused(in, decision->network, decision->id, &recused, &count);
    if (err == OK)
        err = minute_find(counting, &at_ms);
    if (err == OK)
        err = meeting_answer(in, decision, at_ms, recused, count, &answer);
    counting->count->is_quorate = answer.is_quorate;
    counting->count->quorum_why = answer.why;
    if (err == OK && nobody_came_to_it(counting->count)) {
        counting->count->is_quorate = false;
        counting->count->quorum_why = STR("The meeting ended before anybody voted.");
    }
    return err;
}

bool decision_is_online(const struct decision *decision)
{
    return decision->meeting == 0 || decision->is_ratifying;
}

/* ---- is it carried? ---- */

static const char *people(struct arena *arena, int64_t count, const char *did)
{
    if (count == 0)
        return arena_print(arena, "nobody %s", did);
    return count == 1 ? arena_print(arena, "1 person %s", did)
                      : arena_print(arena, "%lld people %s", (long long)count, did);
}

static void consent_answer(struct arena *arena, struct decision_count *count)
{
    const char *abstained = "";
    count->is_carried = count->votes_against == 0 && count->votes_for > 0;
    if (count->abstentions > 0)
        abstained = arena_print(arena, ", and %s", people(arena, count->abstentions, "abstained"));
    count->why = str_of(arena_print(arena, "%s: %s, %s%s.",
                                    count->is_carried ? "Carried by consent" : "Not carried",
                                    people(arena, count->votes_against, "objected"),
                                    people(arena, count->votes_for, "agreed"), abstained));
}

static int carried_find(const struct counting *counting)
{
    struct decision_count *count = counting->count;
    struct majority_answer answer;
    if (counting->decision->is_consent) {
        consent_answer(counting->in->arena, count);
        return OK;
    }
    struct majority_state votes = {
        .votes_for = count->votes_for,
        .votes_against = count->votes_against,
        .abstentions = count->abstentions,
        .bases = {[MAJORITY_OVER_ENTITLED] = count->entitled,
                  [MAJORITY_OVER_SEATS] = counting->bases[QUORUM_OVER_SEATS],
                  [MAJORITY_OVER_MEMBERS] = counting->bases[QUORUM_OVER_MEMBERS],
                  [MAJORITY_OVER_KIND] = counting->bases[QUORUM_OVER_KIND]}};
    int err = majority_answer(&counting->decision->majority, &votes, counting->in->arena, &answer);
    count->is_carried = answer.is_carried;
    count->why = answer.why;
    return err;
}

int decision_count(struct model *in, const struct decision *decision,
                   struct decision_count *ret_count)
{
    struct counting counting = {.in = in, .decision = decision, .count = ret_count};
    *ret_count = (struct decision_count){0};
    int err = voters_collect(&counting);
    if (err == OK)
        err = bases_take(&counting);
    if (err == OK)
        err = votes_count(&counting);
    if (err == OK)
        err = quorum_find(&counting);
    list_done(&counting.uncounted);
    return err != OK ? err : carried_find(&counting);
}

int decision_strike(struct model *in, const struct decision *decision)
{
    struct decision_count count = {0};
    struct counting counting = {.in = in, .decision = decision, .count = &count};
    int err = voters_collect(&counting);
    if (err == OK)
        err = votes_count(&counting);
    for (size_t i = 0; i < counting.uncounted.count && err == OK; i++)
        err = decision_drop_vote(in, decision, counting.uncounted.at[i]);
    list_done(&counting.uncounted);
    return err;
}

int decision_count_told(struct model *in, const struct decision *decision, int64_t at_ms,
                        const int64_t *recused, size_t recused_count, struct decision_count *count)
{
    struct counting counting = {.in = in, .decision = decision, .count = count};
    struct quorum_answer answer;
    int64_t *handles;
    int err = decision_entitled(in, decision, &handles, &counting.voter_count);
    if (err == OK)
        err = bases_take(&counting);
    if (err == OK)
        err = meeting_answer(in, decision, at_ms, recused, recused_count, &answer);
    if (err != OK)
        return err;
    if (count->votes_for + count->votes_against + count->abstentions > answer.present)
        return error_set(in->error, ERROR_WRONG, "for",
                         "That is more votes than people who were there and had one: %lld. Count "
                         "again, or put right who attended.",
                         (long long)answer.present);
    count->recused = (int64_t)recused_count;
    count->entitled = (int64_t)counting.voter_count - count->recused;
    if (count->entitled < 0)
        count->entitled = 0;
    count->is_quorate = answer.is_quorate;
    count->quorum_why = answer.why;
    return carried_find(&counting);
}

/* ---- its rule ---- */

struct str decision_rule_words(const struct decision *decision, struct arena *arena)
{
    if (decision->is_consent)
        return STR("consent: while nobody objects");
    return majority_words(&decision->majority, arena);
}

static int quorum_check(struct model *in, const struct decision *decision,
                        const int64_t bases[QUORUM_OVERS], int64_t most)
{
    struct quorum_rule rule;
    struct str why;
    if (decision->quorum.len == 0)
        return OK;
    int err = quorum_parse(decision->quorum, in->arena, &rule, in->error);
    if (err == OK && !quorum_is_possible(&rule, bases, most, in->arena, &why))
        return error_set(in->error, ERROR_WRONG, "quorum", "%.*s", STR_ARGS(why));
    return err;
}

/* A full house: every seat of the committee filled. */
int decision_check_rule(struct model *in, const struct decision *decision)
{
    struct decision_count count = {0};
    struct counting counting = {.in = in, .decision = decision, .count = &count};
    struct str why;
    int err = voters_collect(&counting);
    if (err == OK)
        err = bases_take(&counting);
    if (err != OK)
        return err;
    bool is_committee = str_is(decision->voters, "committee");
    int64_t most = is_committee ? counting.bases[QUORUM_OVER_SEATS] : (int64_t)counting.voter_count;
    int64_t bases[MAJORITY_OVERS] = {[MAJORITY_OVER_ENTITLED] = most,
                                     [MAJORITY_OVER_SEATS] = counting.bases[QUORUM_OVER_SEATS],
                                     [MAJORITY_OVER_MEMBERS] = counting.bases[QUORUM_OVER_MEMBERS],
                                     [MAJORITY_OVER_KIND] = counting.bases[QUORUM_OVER_KIND]};
    counting.bases[QUORUM_OVER_FILLED] = counting.bases[QUORUM_OVER_SEATS];
    if (!decision->is_consent &&
        !majority_is_possible(&decision->majority, bases, most, in->arena, &why))
        return error_set(in->error, ERROR_WRONG, "fraction", "%.*s", STR_ARGS(why));
    return quorum_check(in, decision, counting.bases, most);
}
