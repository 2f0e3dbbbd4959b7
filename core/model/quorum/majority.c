/* Majorities: what carries a proposal, and the sentence why. */
#include "model/quorum/majority.h"

#include "model/quorum/fraction.h"

const struct majority_rule majority_simple = {
    .numerator = 1, .denominator = 2, .is_more_than = true, .over = MAJORITY_OVER_VOTES};
const struct majority_rule majority_absolute = {
    .numerator = 1, .denominator = 2, .is_more_than = true, .over = MAJORITY_OVER_ENTITLED};
const struct majority_rule majority_two_thirds = {
    .numerator = 2, .denominator = 3, .over = MAJORITY_OVER_VOTES};

static bool rule_is_sound(const struct majority_rule *rule)
{
    return (unsigned)rule->over < MAJORITY_OVERS &&
           fraction_is_sound(rule->numerator, rule->denominator);
}

static bool count_is_sound(int64_t count)
{
    return count >= 0 && count <= QUORUM_PEOPLE_MOST;
}

static bool state_is_sound(const struct majority_state *state)
{
    bool sound = count_is_sound(state->votes_for) && count_is_sound(state->votes_against) &&
                 count_is_sound(state->abstentions);
    for (size_t i = MAJORITY_OVER_ENTITLED; i < MAJORITY_OVERS; i++)
        sound = sound && count_is_sound(state->bases[i]);
    return sound;
}

static int64_t base_of(const struct majority_rule *rule, const struct majority_state *state)
{
    if (rule->over != MAJORITY_OVER_VOTES)
        return state->bases[rule->over];
    return state->votes_for + state->votes_against +
           (rule->abstentions_count ? state->abstentions : 0);
}

static int64_t needed_of(const struct majority_rule *rule, int64_t base)
{
    bool rest;
    int64_t whole = fraction_of(base, rule->numerator, rule->denominator, &rest);
    int64_t needed = whole + (rule->is_more_than || rest);
    return needed < 1 ? 1 : needed;
}

static const char *over_words(const struct majority_rule *rule)
{
    static const char *const words[MAJORITY_OVERS] = {
        [MAJORITY_OVER_VOTES] = "votes",
        [MAJORITY_OVER_ENTITLED] = "people who may vote",
        [MAJORITY_OVER_SEATS] = "seats",
        [MAJORITY_OVER_MEMBERS] = "members",
        [MAJORITY_OVER_KIND] = "members without allies",
    };
    if (rule->over == MAJORITY_OVER_VOTES && rule->abstentions_count)
        return "votes, abstentions among them";
    return words[rule->over];
}

struct str majority_words(const struct majority_rule *rule, struct arena *arena)
{
    return str_of(arena_print(arena, "%s%s of the %s", rule->is_more_than ? "more than " : "",
                              fraction_words(rule->numerator, rule->denominator, arena),
                              over_words(rule)));
}

static struct str why(const struct majority_rule *rule, const struct majority_state *state,
                      const struct majority_answer *answer, struct arena *arena)
{
    const char *abstained = "";
    if (state->abstentions > 0)
        abstained = arena_print(arena, ", %s abstained", people_words(state->abstentions, arena));
    return str_of(arena_print(
        arena, "%s: %lld for and %lld against%s; %lld for %s needed, %s%s of the %lld %s%s.",
        answer->is_carried ? "Carried" : "Not carried", (long long)state->votes_for,
        (long long)state->votes_against, abstained, (long long)answer->needed,
        answer->needed == 1 ? "is" : "are", rule->is_more_than ? "more than " : "",
        fraction_words(rule->numerator, rule->denominator, arena), (long long)answer->base,
        over_words(rule),
        answer->is_tied && !answer->is_carried ? ", and a tie is not enough" : ""));
}

int majority_answer(const struct majority_rule *rule, const struct majority_state *state,
                    struct arena *arena, struct majority_answer *ret_answer)
{
    *ret_answer = (struct majority_answer){0};
    if (!rule_is_sound(rule) || !state_is_sound(state))
        return ERROR_WRONG;
    ret_answer->base = base_of(rule, state);
    ret_answer->needed = needed_of(rule, ret_answer->base);
    ret_answer->is_carried = state->votes_for >= ret_answer->needed;
    ret_answer->is_tied = state->votes_for > 0 && state->votes_for == state->votes_against;
    ret_answer->why = why(rule, state, ret_answer, arena);
    return OK;
}

bool majority_is_possible(const struct majority_rule *rule, const int64_t bases[MAJORITY_OVERS],
                          int64_t most, struct arena *arena, struct str *ret_why)
{
    *ret_why = (struct str){0};
    if (!rule_is_sound(rule)) {
        *ret_why = STR("A majority is a part above nothing and at most all, such as 1/2, of whole "
                       "numbers up to 1,000,000,000.");
        return false;
    }
    if (rule->is_more_than && rule->numerator == rule->denominator) {
        *ret_why = STR("More than all can never vote for it: ask for all, or for a smaller part.");
        return false;
    }
    if (bases == NULL || most < 0 || rule->over == MAJORITY_OVER_VOTES)
        return true;
    int64_t needed = count_is_sound(bases[rule->over]) ? needed_of(rule, bases[rule->over]) : 0;
    if (needed <= most)
        return true;
    *ret_why = str_of(arena_print(arena,
                                  "%s would have to vote for it, and only %lld may vote: ask for a "
                                  "smaller part, or of those who may vote.",
                                  people_words(needed, arena), (long long)most));
    return false;
}
