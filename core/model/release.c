/* What a new count may show beside what was shown before.
 *
 * A decision goes: groups that have moved are counted anew; those that have become too small join
 * the rest; the rest is what is left of everybody. Then groups leave the rest, largest first, as
 * long as it stays large enough, or go back into it, smallest first, until it is. Everything is
 * decided on numbers that have moved by k or more, never on one person more or less. */
#include "model/release.h"

#include <inttypes.h>
#include <stdlib.h>

struct decision {
    int64_t step;        /* a number that is shown changes by so many, or more */
    int64_t group_least; /* to be apart, and to be shown */
    int64_t rest_least;  /* while any group is apart */
    const struct release_list *last;
    struct release_list *next;
    bool *counted_anew; /* by group */
    int64_t *people;    /* in each group today */
    size_t *by_size;    /* the groups, largest first */
    int64_t rest;       /* as it is today */
};

static int64_t smallest_shown(const struct suppress_preset *preset)
{
    return preset->hide_to + 1;
}

/* Whole steps of the rounding, so that two rounded numbers never tell that the true ones differ by
 * just so many. */
static int64_t step_of(const struct suppress_preset *preset)
{
    return (smallest_shown(preset) + preset->round_to - 1) / preset->round_to * preset->round_to;
}

/* The smallest number not below `least` that begins the range of those rounded alike. */
static int64_t range_from(const struct suppress_preset *preset, int64_t least)
{
    int64_t half = preset->round_to / 2;

    return (least + half + preset->round_to - 1) / preset->round_to * preset->round_to - half;
}

static int64_t group_least_of(const struct suppress_preset *preset)
{
    return range_from(preset, smallest_shown(preset) + SUPPRESS_SPREAD);
}

static int64_t rest_least_of(const struct suppress_preset *preset)
{
    return range_from(preset, smallest_shown(preset) + (int64_t)2 * SUPPRESS_SPREAD);
}

static int census_check(const struct release_census *today, struct error *error)
{
    int64_t sum = today->elsewhere;

    if (today->count > SUPPRESS_CELLS) {
        return error_set(error, ERROR_LIMIT, "groups", "More than %d groups are too many to show.",
                         SUPPRESS_CELLS);
    }
    if (today->elsewhere < 0 || today->elsewhere > SUPPRESS_MOST) {
        return error_set(error, ERROR_WRONG, "elsewhere", "A count of people is 0 or more.");
    }
    for (size_t i = 0; i < today->count; i++) {
        const struct release_people *group = &today->groups[i];
        if (group->people < 0 || group->key < 0 || (i > 0 && group->key <= group[-1].key)) {
            return error_set(error, ERROR_WRONG, "groups",
                             "Group %zu is out of order, or has a count below zero.", i + 1);
        }
        if (group->people > SUPPRESS_MOST - sum) {
            return error_set(error, ERROR_LIMIT, "groups", "These are too many to be people.");
        }
        sum += group->people;
    }
    return OK;
}

static bool has_moved(const struct decision *decision, int64_t from, int64_t to)
{
    return to >= from + decision->step || to <= from - decision->step;
}

/* Counts one group, if it has moved or nothing was ever shown; a group that is new to a list
 * begins with nobody in it. */
static void count_group(struct decision *decision, size_t position, int64_t people)
{
    struct release_group *group = &decision->next->groups[position];

    decision->people[position] = people;
    if (!decision->last->begun || has_moved(decision, group->counted, people)) {
        group->counted = people;
        group->apart = group->apart && people >= decision->group_least;
        decision->counted_anew[position] = true;
    }
    decision->rest += people - (group->apart ? group->counted : 0);
}

/* All groups of the last list and of today's census, in order, each counted. */
static void count_groups(struct decision *decision, const struct release_census *today)
{
    const struct release_list *last = decision->last;
    struct release_list *next = decision->next;
    size_t from_last = 0;
    size_t from_today = 0;

    decision->rest = today->elsewhere;
    while (from_last < last->count || from_today < today->count) {
        bool none_left = from_today == today->count;
        bool has_old = from_last < last->count &&
                       (none_left || last->groups[from_last].key <= today->groups[from_today].key);
        bool has_new = !none_left &&
                       (!has_old || today->groups[from_today].key == last->groups[from_last].key);
        struct release_group *group = &next->groups[next->count];
        int64_t people = has_new ? today->groups[from_today].people : 0;

        *group = has_old ? last->groups[from_last]
                         : (struct release_group){.key = today->groups[from_today].key};
        from_last += has_old;
        from_today += has_new;
        count_group(decision, next->count++, people);
    }
}

static int compare_size(const void *one, const void *other, void *groups)
{
    const struct release_group *first = (struct release_group *)groups + *(const size_t *)one;
    const struct release_group *second = (struct release_group *)groups + *(const size_t *)other;

    if (first->counted != second->counted) {
        return first->counted < second->counted ? 1 : -1;
    }
    return first->key > second->key ? 1 : -1;
}

static void sort_by_size(struct decision *decision)
{
    struct release_list *next = decision->next;

    for (size_t i = 0; i < next->count; i++) {
        decision->by_size[i] = i;
    }
    if (next->count > 1) {
        qsort_r(decision->by_size, next->count, sizeof *decision->by_size, compare_size,
                next->groups);
    }
}

/* The rest must be large enough, and where it was too small before, it must have moved. */
static int64_t least_left(const struct decision *decision)
{
    const struct release_list *last = decision->last;
    int64_t moved = last->rest + decision->step;

    if (!last->begun || last->rest >= decision->rest_least || moved < decision->rest_least) {
        return decision->rest_least;
    }
    return moved;
}

/* A group that is set apart is shown as it is today: what it was while it was hidden stays so. */
static void set_apart(struct decision *decision, bool rest_has_moved)
{
    for (size_t i = 0; i < decision->next->count; i++) {
        size_t position = decision->by_size[i];
        struct release_group *group = &decision->next->groups[position];
        int64_t people = decision->people[position];
        if (group->apart || group->counted < decision->group_least ||
            people < decision->group_least ||
            !(rest_has_moved || decision->counted_anew[position])) {
            continue;
        }
        if (decision->rest - people >= least_left(decision)) {
            group->apart = true;
            group->counted = people;
            decision->rest -= people;
        }
    }
}

static void fill_rest(struct decision *decision)
{
    for (size_t i = decision->next->count; i > 0; i--) {
        struct release_group *group = &decision->next->groups[decision->by_size[i - 1]];
        if (decision->rest >= decision->rest_least) {
            return;
        }
        if (group->apart) {
            group->apart = false;
            decision->rest += group->counted;
        }
    }
}

static int compare_key(const void *key, const void *group)
{
    int64_t one = *(const int64_t *)key;
    int64_t other = ((const struct release_group *)group)->key;

    return (one > other) - (one < other);
}

const struct release_group *release_find(const struct release_list *list, int64_t key)
{
    return list->count == 0
               ? NULL
               : bsearch(&key, list->groups, list->count, sizeof *list->groups, compare_key);
}

/* Do the lists differ? In what is shown, or in anything? A reader is not told that a hidden
 * number was counted anew. */
static bool is_changed(const struct decision *decision, bool in_what_is_shown)
{
    const struct release_list *last = decision->last;
    const struct release_list *next = decision->next;
    int64_t highest = last->rest > next->rest ? last->rest : next->rest;

    if (!last->begun || (!in_what_is_shown && last->count != next->count) ||
        (last->rest != next->rest && !(in_what_is_shown && highest < decision->group_least))) {
        return true;
    }
    for (size_t i = 0; i < next->count; i++) {
        const struct release_group *after = &next->groups[i];
        const struct release_group *before = release_find(last, after->key);
        int64_t counted = before ? before->counted : 0;
        bool was_apart = before && before->apart;
        bool hidden = !was_apart && !after->apart && in_what_is_shown;
        if (was_apart != after->apart || (counted != after->counted && !hidden)) {
            return true;
        }
    }
    return false;
}

static void decide(struct decision *decision, const struct release_census *today)
{
    const struct release_list *last = decision->last;

    count_groups(decision, today);
    sort_by_size(decision);
    bool rest_has_moved = !last->begun || has_moved(decision, last->rest, decision->rest);
    set_apart(decision, rest_has_moved);
    if (rest_has_moved) {
        fill_rest(decision);
    }
    if (!last->begun || has_moved(decision, last->rest, decision->rest)) {
        decision->next->rest = decision->rest;
    }
}

static int check(const struct suppress_preset *preset, const struct release_census *today,
                 struct error *error)
{
    int err = suppress_preset_check(preset, error);

    if (err == OK && preset->round_to < RELEASE_ROUND_LEAST) {
        err = error_set(error, ERROR_WRONG, "round_to",
                        "What is counted again and again must be rounded to %d or more, or the "
                        "totals would tell of a few who came or went.",
                        RELEASE_ROUND_LEAST);
    }
    return err == OK ? census_check(today, error) : err;
}

int release_decide(const struct suppress_preset *preset, const struct release_list *last,
                   const struct release_census *today, struct arena *arena,
                   struct release_list *ret_next, struct error *error)
{
    size_t most = last->count + today->count + 1;
    struct release_list next = {.begun = true, .rest = last->rest, .day = last->day};
    struct decision decision = {.last = last, .next = &next};
    int err = check(preset, today, error);

    if (err != OK) {
        return err;
    }
    next.groups = arena_take(arena, most * sizeof *next.groups);
    decision.step = step_of(preset);
    decision.group_least = group_least_of(preset);
    decision.rest_least = rest_least_of(preset);
    decision.counted_anew = arena_take(arena, most * sizeof *decision.counted_anew);
    decision.people = arena_take(arena, most * sizeof *decision.people);
    decision.by_size = arena_take(arena, most * sizeof *decision.by_size);
    decide(&decision, today);
    next.is_new = is_changed(&decision, false);
    if (is_changed(&decision, true)) {
        next.day = today->day;
    }
    *ret_next = next;
    return OK;
}

static struct suppress_entry show(const struct suppress_preset *preset, int64_t count)
{
    if (count < group_least_of(preset)) {
        return (struct suppress_entry){.how = SUPPRESS_SMALL};
    }
    return (struct suppress_entry){.shown = suppress_round(preset, count)};
}

struct suppress_entry release_show_group(const struct suppress_preset *preset,
                                         const struct release_list *list, int64_t key)
{
    const struct release_group *group = release_find(list, key);

    return show(preset, group && group->apart ? group->counted : 0);
}

struct suppress_entry release_show_rest(const struct suppress_preset *preset,
                                        const struct release_list *list)
{
    return show(preset, list->rest);
}

struct suppress_entry release_show_total(const struct suppress_preset *preset,
                                         const struct release_list *list)
{
    struct suppress_entry total = release_show_rest(preset, list);

    for (size_t i = 0; i < list->count; i++) {
        if (list->groups[i].apart) {
            total.shown += show(preset, list->groups[i].counted).shown;
        }
    }
    return total;
}

struct suppress_entry release_show_sum(const struct suppress_entry *entries, size_t count)
{
    struct suppress_entry sum = {0};

    for (size_t i = 0; i < count; i++) {
        if (entries[i].how != SUPPRESS_SHOWN) {
            return (struct suppress_entry){.how = SUPPRESS_PROTECTS};
        }
        sum.shown += entries[i].shown;
    }
    return sum;
}

const char *release_rule(const struct suppress_preset *preset, struct arena *arena)
{
    return arena_print(
        arena,
        "Where there are fewer than %" PRId64 " people (zero too), this table says “" SUPPRESS_WORDS
        "”. Other numbers are rounded to "
        "the nearest %" PRId64 ", so they may not add up; some are hidden as well. A number "
        "changes only once at least %" PRId64
        " people more, or fewer, are counted, so that nobody can see a few come or go.",
        smallest_shown(preset), preset->round_to, step_of(preset));
}
