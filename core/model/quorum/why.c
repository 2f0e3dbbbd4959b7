/* Why a meeting is quorate or not, in one sentence for a lay chair. */
#include "model/quorum/why.h"

#include "model/quorum/fraction.h"

static const struct over_words {
    const char *many, *one;
} overs[QUORUM_OVERS] = {
    [QUORUM_OVER_FILLED] = {"filled seats", "filled seat"},
    [QUORUM_OVER_SEATS] = {"seats", "seat"},
    [QUORUM_OVER_MEMBERS] = {"members", "member"},
    [QUORUM_OVER_KIND] = {"members without allies", "member without allies"},
};

const char *quorum_over_words(enum quorum_over over)
{
    return overs[over].many;
}

static const char *whom(enum quorum_over over, int64_t count, struct arena *arena)
{
    if (count < 0)
        return overs[over].many;
    return arena_print(arena, "%lld %s", (long long)count,
                       count == 1 ? overs[over].one : overs[over].many);
}

struct str quorum_part_words(const struct quorum_part *part, int64_t base, struct arena *arena)
{
    const char *more = part->is_more_than ? "more than " : "";
    if (part->denominator == 0)
        return str_of(arena_print(arena, "%s%s", more,
                                  part->over == QUORUM_OVER_FILLED
                                      ? people_words(part->numerator, arena)
                                      : whom(part->over, part->numerator, arena)));
    return str_of(arena_print(arena, "%s%s of the %s", more,
                              fraction_words(part->numerator, part->denominator, arena),
                              whom(part->over, base, arena)));
}

/* "deputy_chair" is said "deputy chair". */
static void role_say(struct str key, struct text *out)
{
    text_add(out, STR("the "));
    for (size_t i = 0; i < key.len; i++)
        text_add_char(out, key.ptr[i] == '_' ? ' ' : key.ptr[i]);
}

struct str quorum_roles_words(const struct quorum_rule *rule, uint32_t which, const char *joined,
                              struct arena *arena)
{
    struct text text = {0};
    size_t left = 0;
    for (size_t i = 0; i < rule->role_count; i++)
        left += (which >> i & 1) != 0;
    for (size_t i = 0; i < rule->role_count; i++) {
        if ((which >> i & 1) == 0)
            continue;
        if (text.len > 0 && left == 1)
            text_print(&text, " %s ", joined);
        else if (text.len > 0)
            text_add(&text, STR(", "));
        role_say(rule->roles[i], &text);
        left--;
    }
    struct str words = arena_str(arena, text_str(&text));
    text_done(&text);
    return words;
}

/* How a part comes to its number: what rounding does is said where it does something. */
static void part_say(const struct quorum_part *part, int64_t base, struct arena *arena,
                     struct text *out)
{
    bool rest = false;
    text_add(out, quorum_part_words(part, base, arena));
    if (part->denominator == 0)
        return;
    fraction_of(base, part->numerator, part->denominator, &rest);
    if (rest && !part->is_more_than)
        text_add(out, part->rounds_down ? STR(", rounded down") : STR(", rounded up"));
}

/* "half of the 7 filled seats, rounded up"; "the greater of 3 people and 4 (half …)". */
static void parts_say(const struct quorum_rule *rule, const struct quorum_sum *sum,
                      struct arena *arena, struct text *out)
{
    if (rule->part_count == 1) {
        part_say(&rule->parts[0], sum->part_bases[0], arena, out);
        return;
    }
    text_print(out, "the %s of ", rule->is_lesser ? "lesser" : "greater");
    for (size_t i = 0; i < rule->part_count; i++) {
        if (i > 0)
            text_add(out, i + 1 == rule->part_count ? STR(" and ") : STR(", "));
        const struct quorum_part *part = &rule->parts[i];
        bool bracket = part->denominator != 0;
        if (bracket)
            text_print(out, "%lld (", (long long)quorum_part_needed(part, sum->part_bases[i]));
        part_say(part, sum->part_bases[i], arena, out);
        text_add(out, bracket ? STR(")") : STR(""));
    }
}

static void present_say(const struct quorum_sum *sum, struct arena *arena, struct text *out)
{
    const char *one = sum->is_vote ? "has voted" : "is present";
    const char *several = sum->is_vote ? "have voted" : "are present";
    if (sum->present == 0)
        text_print(out, "nobody %s", one);
    else
        text_print(out, "%s %s", people_words(sum->present, arena),
                   sum->present == 1 ? one : several);
    if (sum->proxies > 0)
        text_print(out, ", %lld of them by proxy,", (long long)sum->proxies);
    text_print(out, " and %lld %s needed: ", (long long)sum->needed,
               sum->needed == 1 ? "is" : "are");
}

/* Whoever is there and does not count: the chair sees more people than the sentence does. */
static void left_out_say(const struct quorum_sum *sum, struct arena *arena, struct text *out)
{
    if (sum->recused > 0)
        text_print(out, "; %s recused and not counted",
                   arena_print(arena, "%lld %s", (long long)sum->recused,
                               sum->recused == 1 ? "is" : "are"));
    if (sum->remote_out > 0)
        text_print(out, "; %lld taking part from afar %s not count", (long long)sum->remote_out,
                   sum->remote_out == 1 ? "does" : "do");
    if (sum->proxies_out > 0)
        text_print(out, "; %lld %s not count", (long long)sum->proxies_out,
                   sum->proxies_out == 1 ? "proxy does" : "proxies do");
}

static void roles_say(const struct quorum_rule *rule, const struct quorum_sum *sum,
                      struct arena *arena, struct text *out)
{
    if (sum->has_roles)
        return;
    struct str roles =
        quorum_roles_words(rule, sum->roles_missing, rule->needs_all_roles ? "and" : "or", arena);
    text_print(out, "; %.*s must %s", STR_ARGS(roles),
               sum->is_vote          ? "vote"
               : rule->roles_in_room ? "be in the room"
                                     : "be present");
    if (!rule->needs_all_roles || rule->role_count == 1)
        return;
    text_add(out, STR(" too"));
}

struct str quorum_why(const struct quorum_rule *rule, const struct quorum_sum *sum,
                      struct arena *arena)
{
    struct text text = {0};
    bool is_quorate = sum->present >= sum->needed && sum->has_roles;
    text_add(&text, is_quorate ? STR("Quorate: ") : STR("Not quorate: "));
    present_say(sum, arena, &text);
    if (sum->is_raised)
        text_print(&text, "somebody must %s, even where ", sum->is_vote ? "vote" : "be there");
    text_add(&text, STR("the rule is "));
    parts_say(rule, sum, arena, &text);
    left_out_say(sum, arena, &text);
    roles_say(rule, sum, arena, &text);
    text_add_char(&text, '.');
    struct str why = arena_str(arena, text_str(&text));
    text_done(&text);
    return why;
}
