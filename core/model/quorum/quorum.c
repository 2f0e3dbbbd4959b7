/* Quorum: how many must be there before a meeting or a vote can decide. */
#include "model/quorum/quorum.h"

#include "model/quorum/fraction.h"
#include "model/quorum/why.h"

static bool part_is_sound(const struct quorum_part *part)
{
    if ((unsigned)part->over >= QUORUM_OVERS)
        return false;
    if (part->denominator == 0)
        return part->numerator > 0 && part->numerator <= QUORUM_NUMBER_MOST;
    return fraction_is_sound(part->numerator, part->denominator);
}

bool quorum_rule_is_sound(const struct quorum_rule *rule)
{
    if (rule->part_count == 0 || rule->part_count > QUORUM_PARTS ||
        rule->role_count > QUORUM_ROLES || rule->proxies_at_most < 0 ||
        rule->proxies_at_most > QUORUM_NUMBER_MOST)
        return false;
    for (size_t i = 0; i < rule->part_count; i++)
        if (!part_is_sound(&rule->parts[i]))
            return false;
    return true;
}

static bool count_is_sound(int64_t count)
{
    return count >= 0 && count <= QUORUM_PEOPLE_MOST;
}

static bool state_is_sound(const struct quorum_state *state)
{
    for (size_t i = 0; i < QUORUM_OVERS; i++)
        if (!count_is_sound(state->bases[i]))
            return false;
    return count_is_sound(state->in_room) && count_is_sound(state->remote) &&
           count_is_sound(state->proxies) && count_is_sound(state->recused_in_base) &&
           state->recused_in_room >= 0 && state->recused_in_room <= state->in_room &&
           state->recused_remote >= 0 && state->recused_remote <= state->remote;
}

int64_t quorum_part_needed(const struct quorum_part *part, int64_t base)
{
    bool rest;
    if (part->denominator == 0)
        return part->numerator + part->is_more_than;
    int64_t whole = fraction_of(base, part->numerator, part->denominator, &rest);
    if (part->is_more_than)
        return whole + 1;
    return whole + (rest && !part->rounds_down);
}

/* Fewer than the recused there cannot be in a base that they have left. */
static int64_t base_of(const struct quorum_rule *rule, const struct quorum_state *state,
                       enum quorum_over over)
{
    int64_t base = state->bases[over];
    if (!rule->recused_leave_base)
        return base;
    return base > state->recused_in_base ? base - state->recused_in_base : 0;
}

static void needed_find(const struct quorum_rule *rule, const struct quorum_state *state,
                        struct quorum_sum *sum)
{
    for (size_t i = 0; i < rule->part_count; i++) {
        int64_t base = base_of(rule, state, rule->parts[i].over);
        int64_t needed = quorum_part_needed(&rule->parts[i], base);
        sum->part_bases[i] = base;
        sum->part_needed[i] = needed;
        if (i == 0 || (rule->is_lesser ? needed < sum->needed : needed > sum->needed)) {
            sum->needed = needed;
            sum->part = i;
        }
    }
    sum->is_raised = sum->needed < 1;
    if (sum->is_raised)
        sum->needed = 1;
}

static void present_count(const struct quorum_rule *rule, const struct quorum_state *state,
                          struct quorum_sum *sum)
{
    sum->recused = state->recused_in_room;
    sum->present = state->in_room - state->recused_in_room;
    if (rule->remote_counts) {
        sum->present += state->remote - state->recused_remote;
        sum->recused += state->recused_remote;
    } else {
        sum->remote_out = state->remote;
    }
    sum->proxies = state->proxies < rule->proxies_at_most ? state->proxies : rule->proxies_at_most;
    sum->proxies_out = state->proxies - sum->proxies;
    sum->present += sum->proxies;
}

static void roles_find(const struct quorum_rule *rule, const struct quorum_state *state,
                       struct quorum_sum *sum)
{
    uint32_t all = (UINT32_C(1) << rule->role_count) - 1;
    uint32_t here = state->roles_in_room;
    if (rule->remote_counts && !rule->roles_in_room)
        here |= state->roles_remote;
    here &= all;
    sum->roles_missing = all & ~here;
    sum->has_roles = rule->needs_all_roles ? here == all : here != 0 || all == 0;
}

int quorum_answer(const struct quorum_rule *rule, const struct quorum_state *state,
                  struct arena *arena, struct quorum_answer *ret_answer)
{
    struct quorum_sum sum = {.is_vote = state->is_vote};
    *ret_answer = (struct quorum_answer){0};
    if (!quorum_rule_is_sound(rule) || !state_is_sound(state))
        return ERROR_WRONG;
    needed_find(rule, state, &sum);
    present_count(rule, state, &sum);
    roles_find(rule, state, &sum);
    ret_answer->needed = sum.needed;
    ret_answer->present = sum.present;
    ret_answer->base = sum.part_bases[sum.part];
    ret_answer->is_quorate = sum.present >= sum.needed && sum.has_roles;
    ret_answer->why = quorum_why(rule, &sum, arena);
    return OK;
}

/* ---- can it ever be met? ---- */

static bool part_is_more_than_all(const struct quorum_part *part)
{
    return part->denominator > 0 && part->is_more_than && part->numerator == part->denominator;
}

/* Of the greater of several parts each must be met; of the lesser, one. */
static bool is_contradiction(const struct quorum_rule *rule)
{
    size_t count = 0;
    for (size_t i = 0; i < rule->part_count; i++)
        count += part_is_more_than_all(&rule->parts[i]);
    return rule->is_lesser ? count == rule->part_count : count > 0;
}

bool quorum_is_possible(const struct quorum_rule *rule, const int64_t bases[QUORUM_OVERS],
                        int64_t most, struct arena *arena, struct str *ret_why)
{
    struct quorum_state state = {0};
    struct quorum_sum sum = {0};
    *ret_why = (struct str){0};
    if (!quorum_rule_is_sound(rule)) {
        *ret_why =
            STR("A quorum is a number from 1 to 1,000,000,000, or a part of something that is "
                "above nothing and at most all.");
        return false;
    }
    if (is_contradiction(rule)) {
        *ret_why = STR("More than all can never be there: ask for all, or for a smaller part.");
        return false;
    }
    for (size_t i = 0; bases != NULL && i < QUORUM_OVERS; i++)
        state.bases[i] = bases[i];
    if (bases == NULL || !state_is_sound(&state) || most < 0)
        return true;
    needed_find(rule, &state, &sum);
    if (sum.needed <= most)
        return true;
    *ret_why = str_of(arena_print(arena,
                                  "%s would be needed, and with every seat filled and nobody "
                                  "missing there are only %lld: ask for at most that many.",
                                  people_words(sum.needed, arena), (long long)most));
    return false;
}
