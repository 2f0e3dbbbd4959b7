/* A majority's rule read from one line, as people write it. */
#include "model/quorum/fraction.h"
#include "model/quorum/majority.h"
#include "model/quorum/phrase.h"

static const char example[] = "\"two thirds of votes\" or \"more than half of all who may vote\"";

static const struct base_words {
    const char *words;
    enum majority_over over;
} bases[] = {
    /* The longest first, where one begins as another. */
    {"votes cast", MAJORITY_OVER_VOTES},
    {"votes", MAJORITY_OVER_VOTES},
    {"all who may vote", MAJORITY_OVER_ENTITLED},
    {"people who may vote", MAJORITY_OVER_ENTITLED},
    {"those who may vote", MAJORITY_OVER_ENTITLED},
    {"members without allies", MAJORITY_OVER_KIND},
    {"members", MAJORITY_OVER_MEMBERS},
    {"seats", MAJORITY_OVER_SEATS},
};

static int base_take(struct phrase *words, enum majority_over *ret_over)
{
    phrase_accept(words, "the");
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        if (phrase_accept(words, bases[i].words)) {
            *ret_over = bases[i].over;
            return OK;
        }
    return phrase_refuse(words, "votes, all who may vote, seats, members or members without "
                                "allies");
}

static int part_take(struct phrase *words, struct majority_rule *rule)
{
    rule->is_more_than = phrase_accept(words, "more than");
    if (!phrase_fraction(words, &rule->numerator, &rule->denominator))
        return phrase_refuse(words, "a part such as \"two thirds\", \"half\" or 3/5");
    if (!phrase_accept(words, "of"))
        return phrase_refuse(words, "\"of\"");
    return base_take(words, &rule->over);
}

static int abstentions_take(struct phrase *words, struct majority_rule *rule)
{
    if (words->next == words->count)
        return OK;
    bool apart = phrase_accept(words, ",") || phrase_accept(words, ";");
    bool named =
        phrase_accept(words, "abstentions among them") || phrase_accept(words, "abstentions count");
    if (!apart || !named || words->next < words->count)
        return phrase_refuse(words, "the end, or \", abstentions among them\"");
    if (rule->over != MAJORITY_OVER_VOTES)
        return error_set(words->error, ERROR_WRONG, words->field,
                         "Who abstains is among all of whom this is a part already: leave "
                         "\"abstentions\" out.");
    rule->abstentions_count = true;
    return OK;
}

int majority_parse(struct str text, struct arena *arena, struct majority_rule *ret_rule,
                   struct error *error)
{
    struct phrase words = {.arena = arena, .error = error, .field = "majority", .example = example};
    struct str why;
    *ret_rule = (struct majority_rule){0};
    int err = phrase_split(text, &words);
    if (err == OK)
        err = part_take(&words, ret_rule);
    if (err == OK)
        err = abstentions_take(&words, ret_rule);
    if (err != OK || majority_is_possible(ret_rule, NULL, -1, arena, &why))
        return err;
    return error_set(error, ERROR_WRONG, "majority", "%.*s", STR_ARGS(why));
}
