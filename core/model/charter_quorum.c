/* The quorums that a charter sets, as rules. */
#include "model/charter_quorum.h"

#include "model/charter.h"

static void part_add(struct quorum_rule *rule, struct quorum_part part)
{
    if (part.numerator > 0)
        rule->parts[rule->part_count++] = part;
}

/* The greater of a number and a part. */
static int parts_read(struct model *in, int64_t network, const char *number, const char *fraction,
                      struct quorum_part part, struct quorum_rule *rule)
{
    struct fraction of;
    int64_t at_least;
    int err = charter_term_int(in, network, number, &at_least);
    if (err == OK)
        err = charter_term_fraction(in, network, fraction, &of);
    if (err != OK)
        return err;
    part_add(rule, (struct quorum_part){.numerator = at_least, .over = part.over});
    part.numerator = of.top;
    part.denominator = of.below;
    part_add(rule, part);
    if (rule->part_count == 0)
        part_add(rule, (struct quorum_part){.numerator = 1, .over = part.over});
    return OK;
}

static int roles_read(struct model *in, int64_t network, struct quorum_rule *rule)
{
    struct str words[TERM_ITEMS];
    size_t count;
    int err = charter_term_words(in, network, "general.present", words, &count);
    if (err != OK)
        return err;
    rule->role_count = count < QUORUM_ROLES ? count : QUORUM_ROLES;
    for (size_t i = 0; i < rule->role_count; i++)
        rule->roles[i] = words[i];
    return OK;
}

int quorum_of_charter(struct model *in, int64_t network, bool is_general,
                      struct quorum_rule *ret_rule)
{
    struct quorum_part part = {.over = is_general ? QUORUM_OVER_MEMBERS : QUORUM_OVER_FILLED};
    struct str rounding;
    *ret_rule = (struct quorum_rule){.remote_counts = true};
    if (is_general) {
        int err = parts_read(in, network, "general.at_least", "general.fraction", part, ret_rule);
        return err != OK ? err : roles_read(in, network, ret_rule);
    }
    int err = charter_term_text(in, network, "quorum.rounding", &rounding);
    part.rounds_down = err == OK && str_is(rounding, "down");
    if (err == OK)
        err = parts_read(in, network, "quorum.at_least", "quorum.fraction", part, ret_rule);
    if (err == OK)
        err = charter_term_bool(in, network, "quorum.remote_counts", &ret_rule->remote_counts);
    return err;
}
