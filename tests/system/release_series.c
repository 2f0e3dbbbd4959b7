/* Counts the series on its standard input, for the attacker in test_release_attack.py.
 *
 * A series is one line of words: the preset's name, or FROM:TO:ROUND; groups; times; then for each
 * time the people in each group and those elsewhere. The answer is one line: for each time the
 * groups, the rest and the total, each as COUNTED:APART:SHOWN, where SHOWN is `s` for a hidden
 * number. What is not shown is for the test, which tells the attacker some of it. */
#include "model/release.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static bool preset_read(const char *word, struct suppress_preset *ret_preset)
{
    const struct suppress_preset *found = suppress_preset_find(str_of(word));

    if (found) {
        *ret_preset = *found;
        return true;
    }
    ret_preset->name = word;
    return sscanf(word, "%" SCNd64 ":%" SCNd64 ":%" SCNd64, &ret_preset->hide_from,
                  &ret_preset->hide_to, &ret_preset->round_to) == 3;
}

static bool census_read(size_t groups, struct arena *arena, struct release_census *ret_census)
{
    struct release_people *people = arena_take(arena, (groups + 1) * sizeof *people);

    for (size_t i = 0; i < groups; i++) {
        people[i].key = (int64_t)i;
        if (scanf("%" SCNd64, &people[i].people) != 1) {
            return false;
        }
    }
    *ret_census = (struct release_census){.groups = people, .count = groups};
    return scanf("%" SCNd64, &ret_census->elsewhere) == 1;
}

static void entry_write(int64_t counted, bool apart, struct suppress_entry entry)
{
    if (entry.how == SUPPRESS_SHOWN) {
        printf("%" PRId64 ":%d:%" PRId64 " ", counted, apart, entry.shown);
    } else {
        printf("%" PRId64 ":%d:s ", counted, apart);
    }
}

static void list_write(const struct suppress_preset *preset, const struct release_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct release_group *group = &list->groups[i];
        entry_write(group->counted, group->apart, release_show_group(preset, list, group->key));
    }
    entry_write(list->rest, true, release_show_rest(preset, list));
    entry_write(0, true, release_show_total(preset, list));
}

static bool series_run(const struct suppress_preset *preset, size_t groups, size_t times,
                       struct arena *arena)
{
    struct release_list list = {0};
    struct release_census census;
    struct error error = {0};

    for (size_t time = 0; time < times; time++) {
        if (!census_read(groups, arena, &census) ||
            release_decide(preset, &list, &census, arena, &list, &error) != OK) {
            fprintf(stderr, "release_series: a line that is no series: %s\n", error.message);
            return false;
        }
        list_write(preset, &list);
    }
    printf("\n");
    return true;
}

int main(void)
{
    struct arena arena = {0};
    struct suppress_preset preset;
    size_t groups, times;
    char word[64];
    bool good = true;

    while (good && scanf("%63s %zu %zu", word, &groups, &times) == 3) {
        good = preset_read(word, &preset) && series_run(&preset, groups, times, &arena);
        arena_reset(&arena);
    }
    arena_done(&arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
