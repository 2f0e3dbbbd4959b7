/* A quorum's rule as one readable line. */
#include "model/quorum/fraction.h"
#include "model/quorum/why.h"

static void part_print(const struct quorum_part *part, struct arena *arena, struct text *out)
{
    if (part->is_more_than)
        text_add(out, STR("more than "));
    if (part->denominator == 0) {
        text_print(out, "%lld", (long long)part->numerator);
        if (part->over != QUORUM_OVER_FILLED)
            text_print(out, " %s", quorum_over_words(part->over));
        return;
    }
    text_print(out, "%s of %s", fraction_words(part->numerator, part->denominator, arena),
               quorum_over_words(part->over));
    if (part->rounds_down)
        text_add(out, STR(" rounded down"));
}

static void parts_print(const struct quorum_rule *rule, struct arena *arena, struct text *out)
{
    if (rule->part_count > 1)
        text_add(out, rule->is_lesser ? STR("lesser of ") : STR("greater of "));
    for (size_t i = 0; i < rule->part_count; i++) {
        if (i > 0)
            text_add(out, i + 1 == rule->part_count ? STR(" and ") : STR(", "));
        part_print(&rule->parts[i], arena, out);
    }
}

static void roles_print(const struct quorum_rule *rule, struct text *out)
{
    for (size_t i = 0; i < rule->role_count; i++) {
        text_add(out, i == 0 ? STR("; with ") : rule->needs_all_roles ? STR(" and ") : STR(" or "));
        text_add(out, rule->roles[i]);
    }
    if (rule->role_count > 0 && rule->roles_in_room)
        text_add(out, STR(" in the room"));
}

struct str quorum_print(const struct quorum_rule *rule, struct arena *arena)
{
    struct text text = {0};
    parts_print(rule, arena, &text);
    roles_print(rule, &text);
    if (!rule->remote_counts)
        text_add(&text, STR("; remote does not count"));
    if (rule->recused_leave_base)
        text_add(&text, STR("; recused leave the base"));
    if (rule->proxies_at_most > 0)
        text_print(&text, "; proxies at most %lld", (long long)rule->proxies_at_most);
    struct str line = arena_str(arena, text_str(&text));
    text_done(&text);
    return line;
}
