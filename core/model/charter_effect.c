/* What a change of a charter's terms comes to, with the numbers that a network has today. */
#include "model/charter_effect.h"

#include <string.h>

#include "model/amendment.h"
#include "model/charter_quorum.h"
#include "model/suppress.h"

enum { MEETINGS = 12 }; /* in a year, of a group that meets monthly */

struct change {
    const struct terms *from, *into;
    const struct charter_numbers *numbers;
    struct arena *arena;
    struct text *says;
};

static void say(struct change *change, const char *sentence)
{
    if (change->says->len > 0)
        text_add_char(change->says, ' ');
    text_add(change->says, str_of(sentence));
}

/* "rises from 4 to 5", "falls from 5 to 4", "stays 4" */
static const char *moved(const struct change *change, int64_t before, int64_t after)
{
    if (before == after)
        return arena_print(change->arena, "stays %lld", (long long)after);
    return arena_print(change->arena, "%s from %lld to %lld", before < after ? "rises" : "falls",
                       (long long)before, (long long)after);
}

static int64_t number_of(const struct terms *terms, int term)
{
    int64_t number = 0;
    str_to_int(terms->value[term], &number);
    return number;
}

static bool differs(const struct change *change, int term)
{
    return !str_equal(change->from->value[term], change->into->value[term]);
}

/* So much of a base as a fraction takes, rounded up. */
static int64_t part_of(const struct terms *terms, int term, int64_t base)
{
    struct str value = terms->value[term];
    const char *slash = memchr(value.ptr, '/', value.len);
    struct quorum_part part = {0};
    if (slash == NULL)
        return 0;
    size_t top = (size_t)(slash - value.ptr);
    str_to_int((struct str){value.ptr, top}, &part.numerator);
    str_to_int((struct str){slash + 1, value.len - top - 1}, &part.denominator);
    return part.denominator == 0 ? 0 : quorum_part_needed(&part, base);
}

static int64_t needed(const struct change *change, const struct terms *terms, bool is_general,
                      int64_t base)
{
    struct quorum_rule rule;
    struct quorum_state state = {0};
    struct quorum_answer answer = {0};
    quorum_of_terms(terms, is_general, &rule);
    for (size_t i = 0; i < QUORUM_OVERS; i++)
        state.bases[i] = base;
    return quorum_answer(&rule, &state, change->arena, &answer) == OK ? answer.needed : 0;
}

/* ---- group by group ---- */

static void quorum_says(struct change *change)
{
    const struct charter_numbers *numbers = change->numbers;
    bool empty = numbers->filled == 0;
    int64_t base = empty ? numbers->seats : numbers->filled;
    int64_t before = needed(change, change->from, false, base);
    int64_t after = needed(change, change->into, false, base);
    const char *of = empty       ? "seats, once they are filled"
                     : base == 1 ? "filled seat"
                                 : "filled seats";
    if (base > 0 &&
        (differs(change, TERM_quorum_fraction) || differs(change, TERM_quorum_rounding) ||
         differs(change, TERM_quorum_at_least)))
        say(change,
            arena_print(change->arena, "The quorum of the steering group %s of %lld %s%s.",
                        moved(change, before, after), (long long)base, of,
                        after > base ? ", so nothing can be decided until more are filled" : ""));
    if (numbers->seats > 0 && differs(change, TERM_quorum_warn_vacant)) {
        before = part_of(change->from, TERM_quorum_warn_vacant, numbers->seats);
        after = part_of(change->into, TERM_quorum_warn_vacant, numbers->seats);
        say(change, arena_print(change->arena, "The number of vacant seats that warns %s of %lld.",
                                moved(change, before, after), (long long)numbers->seats));
    }
}

/* Of a number that is rounded as it may be shown, so that no other can be worked out from it. */
static void general_says(struct change *change)
{
    int64_t members = change->numbers->members;
    if (!differs(change, TERM_general_fraction) && !differs(change, TERM_general_at_least))
        return;
    if (members == 0) {
        say(change, "The quorum of a general meeting is a part of the members: " SUPPRESS_WORDS
                    ", so it is not worked out here.");
        return;
    }
    say(change,
        arena_print(change->arena, "The quorum of a general meeting %s of about %lld members.",
                    moved(change, needed(change, change->from, true, members),
                          needed(change, change->into, true, members)),
                    (long long)members));
}

static void duties_says(struct change *change)
{
    if (differs(change, TERM_duties_part))
        say(change, arena_print(change->arena,
                                "Where %d meetings are held in a year, what each takes part in %s "
                                "of %d.",
                                MEETINGS,
                                moved(change, part_of(change->from, TERM_duties_part, MEETINGS),
                                      part_of(change->into, TERM_duties_part, MEETINGS)),
                                MEETINGS));
}

static void focus_says(struct change *change)
{
    int64_t agreed = change->numbers->focus, most = number_of(change->into, TERM_focus_groups);
    if (agreed > most)
        say(change, arena_print(change->arena,
                                "%lld groups are agreed today, %lld more than will be allowed: "
                                "they stay until focus.agree names others.",
                                (long long)agreed, (long long)(agreed - most)));
}

/* All members may vote. */
static void confidence_says(struct change *change)
{
    int64_t members = change->numbers->members;
    if (members > 0 && differs(change, TERM_no_confidence_quorum))
        say(change,
            arena_print(change->arena,
                        "The quorum of a vote of no confidence %s of about %lld members.",
                        moved(change, part_of(change->from, TERM_no_confidence_quorum, members),
                              part_of(change->into, TERM_no_confidence_quorum, members)),
                        (long long)members));
}

static void amend_says(struct change *change)
{
    struct error error = {0};
    struct amendment before, after;
    if (amendment_of_terms(change->from, change->arena, &before, &error) != OK ||
        amendment_of_terms(change->into, change->arena, &after, &error) != OK)
        return;
    struct str was = amendment_words(&before, change->arena);
    struct str is = amendment_words(&after, change->arena);
    if (str_equal(was, is))
        return;
    say(change, arena_print(change->arena,
                            "A change is made by the terms before it: this one needs %.*s. "
                            "Later ones need %.*s.",
                            STR_ARGS(was), STR_ARGS(is)));
}

struct str charter_effect(const char *group, const struct terms *from, const struct terms *into,
                          const struct charter_numbers *numbers, struct arena *arena)
{
    static const struct {
        const char *group;
        void (*says)(struct change *change);
    } groups[] = {
        {"quorum", quorum_says}, {"general", general_says},          {"duties", duties_says},
        {"focus", focus_says},   {"no_confidence", confidence_says}, {"amend", amend_says},
    };
    struct text text = {0};
    struct change change = {from, into, numbers, arena, &text};
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(group, groups[i].group) == 0)
            groups[i].says(&change);
    struct str says = arena_str(arena, text_str(&text));
    text_done(&text);
    return says;
}
