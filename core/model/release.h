/* What a new count may show beside what was shown before: the rules of the release ledger.
 *
 * One answer may be safe by itself, and the next one too, while the difference between them is
 * one person. So a population that is counted again and again is kept as a list of groups, each
 * with the number at which it was last counted. What is shown is made from these numbers alone,
 * however many people have come and gone since. k is the preset's smallest number that is shown.
 *
 *   apart     a group that is shown by itself
 *   the rest  everybody who is in no group that is apart, wherever they are; one more group
 *
 * What holds after every decision:
 *   1. A group is apart only if at least k + SUPPRESS_SPREAD were counted in it, and the rest
 *      then has at least k + 2 × SUPPRESS_SPREAD. Nothing less is shown, zero neither.
 *   2. A number that is shown changes by a step (k, or a little more: whole steps of rounding) or
 *      more, or not at all; whether a group is apart is looked at again only when it, or the
 *      rest, has moved by a step. What it was while it was hidden is never shown later.
 *   3. No shown group is wrong by a step, nor are all of them together, before rounding.
 *   4. A total is the sum of the rounded numbers that are shown, so it tells nothing more. It
 *      moves by less when several groups move at once; so the numbers must be rounded to
 *      RELEASE_ROUND_LEAST, or some few who came or went could be told.
 *
 * Why no small count can be told, neither from one answer nor by subtracting two: what is shown
 * depends on the groups that are not apart only through the rest, which is their sum, and through
 * which of them have moved far enough to be set apart. So let some people be in another of these
 * groups: every answer stays the same, word for word. The same is true of people who came or went
 * since a group that is apart was counted. A small count, and a small change between two dates,
 * therefore keep at least SUPPRESS_SPREAD + 1 possible values even for a reader who knows these
 * rules and when each shown number was counted anew. Who knows besides where nearly all the
 * others are, person by person, is fooled by no table.
 *
 * The rules are pure and whole-numbered. ledger.h keeps the lists. */
#ifndef MODEL_RELEASE_H
#define MODEL_RELEASE_H

#include "model/suppress.h"

enum { RELEASE_ROUND_LEAST = SUPPRESS_SPREAD + 2 };

struct release_group {
    int64_t key;     /* a place, …; never negative */
    int64_t counted; /* when it was last counted anew */
    bool apart;
};

/* How many of a population, by one of its traits. */
struct release_list {
    bool begun;  /* false: nothing was ever shown of it */
    bool is_new; /* made by release_decide, and not the same as the last */
    struct release_group *groups;
    size_t count; /* in order of their keys, no two alike */
    int64_t rest;
    int32_t day; /* when anything that is shown last changed, days since 1970-01-01 */
};

struct release_people {
    int64_t key, people;
};

/* People as they are today. */
struct release_census {
    const struct release_people *groups; /* in order of their keys, no two alike */
    size_t count;
    int64_t elsewhere; /* in none of these groups */
    int32_t day;
};

/* The list from which answers are made from today on; it keeps its day if all that is shown stays
 * the same. Errors: WRONG (a preset out of bounds, a count below zero, keys out of order, a preset
 * that rounds to less than RELEASE_ROUND_LEAST), LIMIT (more than SUPPRESS_CELLS groups, or
 * SUPPRESS_MOST people).
 */
int release_decide(const struct suppress_preset *preset, const struct release_list *last,
                   const struct release_census *today, struct arena *arena,
                   struct release_list *ret_next, struct error *error);

/* What may be shown. A group that the list does not have is hidden, as is all of one that has
 * not begun. */
const struct release_group *release_find(const struct release_list *list, int64_t key);
struct suppress_entry release_show_group(const struct suppress_preset *preset,
                                         const struct release_list *list, int64_t key);
struct suppress_entry release_show_rest(const struct suppress_preset *preset,
                                        const struct release_list *list);
struct suppress_entry release_show_total(const struct suppress_preset *preset,
                                         const struct release_list *list);
/* Of several populations that have nobody in common: shown if each number is. */
struct suppress_entry release_show_sum(const struct suppress_entry *entries, size_t count);
/* The sentences at the foot of what is shown. */
const char *release_rule(const struct suppress_preset *preset, struct arena *arena);

/* What is counted: a population, as traits and their values in order of their names
 * ("kind=ally;visibility=members"; empty for everybody), and the trait that it is counted by
 * ("place"), or several ("kind;place"). */
struct release_topic {
    struct str population, by;
};

/* May both be shown of the same network? Answers to the same topic come from one list, of which
 * any part may be shown. Populations that differ in the value of a trait have nobody in common.
 * One population may be counted by two traits, since people can change places with regard to the
 * one and not to the other. Everything else could be subtracted, and is refused. */
enum release_relation { RELEASE_SAME, RELEASE_INDEPENDENT, RELEASE_OVERLAPS };
enum release_relation release_compare(const struct release_topic *one,
                                      const struct release_topic *other);

#endif
