/* membership.count and membership.summary: how many belong, through the release ledger.
 *
 * People are counted on the schedule, once a week, and never because somebody asks: so whoever
 * asks, and whenever, gets what everybody gets until the next count, and nobody can ask before and
 * after a colleague joined. What may be shown beside everything that was shown before is decided
 * when they are counted (model/release.h) and written down at once; a summary only reads it. Those
 * who are paused are not counted. Counting is a job: it reads on a thread of its own. Members and
 * allies are two populations, each counted by place of work. */
#include "action/membership_summary.h"

#include <stdlib.h>
#include <string.h>

#include "action/member.h"
#include "base/clock.h"
#include "base/list.h"
#include "model/ledger.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/person.h"
#include "model/place.h"
#include "model/schedule.h"

enum { MEMBERS, ALLIES, KINDS };
enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS, COUNT_HOUR = 4 };

static const struct release_topic topics[KINDS] = {
    {{"kind=member", 11}, {"place", 5}},
    {{"kind=ally", 9}, {"place", 5}},
};

struct row {
    int64_t place;
    struct str name;
};

struct places {
    struct kith_call *call;
    LIST(struct row) rows;
};

static const struct suppress_preset *preset(void)
{
    return suppress_preset_find(STR("membership"));
}

/* ---- the places that a network's host and all under it have: known without any member ---- */

static void row_add(void *self, const struct place *place)
{
    struct places *places = self;
    *list_add(&places->rows) = (struct row){place->id, place->name};
}

/* All places directly under one. */
static int rows_below(struct places *places, int64_t parent)
{
    struct page page = {.limit = 1000};
    int err;
    do {
        page_turn(&page);
        err = place_page(&places->call->model, parent, &page, row_add, places);
    } while (page.more && err == OK);
    return err;
}

/* All places in the tree under the network's host; `rows` serves as the queue of the walk. */
static int rows_collect(struct places *places, int64_t network)
{
    struct model *in = &places->call->model;
    struct network found;
    struct place place;
    int err = network_read(in, network, &found);
    if (err == OK)
        err = place_read(in, found.place, &place);
    if (err != OK)
        return err;
    row_add(places, &place);
    for (size_t i = 0; i < places->rows.count && err == OK; i++) {
        err = rows_below(places, places->rows.at[i].place);
        if (places->rows.count > SUPPRESS_CELLS)
            return call_fail(places->call, ERROR_LIMIT, "network",
                             "The host has too many places for one table.");
    }
    return err;
}

/* ---- counting ---- */

struct counting {
    struct kith_call *call;
    int64_t network;
    struct release_people *people[KINDS]; /* by place */
    size_t count;
    int64_t elsewhere[KINDS];
};

static int compare_places(const void *one, const void *other)
{
    int64_t first = ((const struct release_people *)one)->key;
    int64_t second = ((const struct release_people *)other)->key;
    return (first > second) - (first < second);
}

static int count_one(void *self, const struct membership *membership)
{
    struct counting *counting = self;
    struct arena arena = {0};
    struct model in = counting->call->model;
    struct person person = {0};
    int64_t id;
    in.arena = &arena;
    int err = membership_person(&in, membership->network, membership->handle, &id);
    if (err == OK)
        err = person_read(&in, id, &person);
    arena_done(&arena);
    if (err != OK)
        return err;
    int kind = str_is(membership->kind, "ally") ? ALLIES : MEMBERS;
    struct release_people wanted = {.key = person.employer};
    struct release_people *place =
        bsearch(&wanted, counting->people[kind], counting->count, sizeof wanted, compare_places);
    if (place != NULL)
        place->people++;
    else
        counting->elsewhere[kind]++;
    return OK;
}

static void start_at_nobody(struct counting *counting, const struct places *places)
{
    size_t size = places->rows.count * sizeof(struct release_people);
    counting->count = places->rows.count;
    for (int kind = 0; kind < KINDS; kind++) {
        counting->people[kind] = arena_take(&counting->call->arena, size);
        for (size_t i = 0; i < counting->count; i++)
            counting->people[kind][i].key = places->rows.at[i].place;
        qsort(counting->people[kind], counting->count, sizeof(struct release_people),
              compare_places);
    }
}

static int release_all(struct model *in, void *mine)
{
    const struct counting *counting = mine;
    int err = OK;
    for (int kind = 0; kind < KINDS && err == OK; kind++) {
        struct release_list list;
        struct release_census today = {.groups = counting->people[kind],
                                       .count = counting->count,
                                       .elsewhere = counting->elsewhere[kind],
                                       .day = clock_day(in->now_ms)};
        err = ledger_release(in, counting->network, &topics[kind], preset(), &today, &list);
    }
    return err;
}

/* In pieces, so that no view of the database is held for long; what one reads is dropped. */
static int count_all(struct counting *counting)
{
    struct arena arena = {0};
    struct model in = counting->call->model;
    int64_t after = 0;
    int err;
    in.arena = &arena;
    do {
        err = membership_some(&in, counting->network, after, count_one, counting, &after);
        arena_reset(&arena);
        if (err == OK && !job_progress(counting->call, 0, 0, NULL))
            err = ERROR_STOPPED;
    } while (err == OK && after != 0);
    arena_done(&arena);
    return err;
}

kith_err membership_count_run(void *self, struct kith_call *call)
{
    (void)self;
    struct places places = {.call = call};
    struct counting counting = {.call = call, .network = call_int(call, "network")};
    int err = rows_collect(&places, counting.network);
    if (err == OK) {
        start_at_nobody(&counting, &places);
        err = count_all(&counting);
    }
    if (err == OK)
        err = job_write(call, 1, release_all, &counting);
    list_done(&places.rows);
    return err;
}

/* Networks are not all counted in the same minute. */
int membership_count_weekly(struct kith_call *call, int64_t network)
{
    int64_t tomorrow = ((int64_t)clock_day(call->model.now_ms) + 1) * DAY_MS;
    struct schedule schedule = {.network = network,
                                .due_at = tomorrow + COUNT_HOUR * (int64_t)HOUR_MS +
                                          network % 3600 * 1000,
                                .action = STR("membership.count"),
                                .arguments = ident_json(&call->arena, "network", network),
                                .every = STR("P7D"),
                                .zone = STR("Europe/London")};
    int err = schedule_add(&call->model, &schedule);
    return err != OK ? err : member_refresh_daily(call, network);
}

/* ---- the summary ---- */

static void put_entry(struct kith_call *call, const char *field, struct suppress_entry entry)
{
    call_put_text(call, field, str_of(suppress_print(entry, &call->arena)));
}

static void put_row(struct kith_call *call, struct str place,
                    const struct suppress_entry entries[KINDS])
{
    call_open(call, "rows");
    call_put_text(call, "place", place);
    put_entry(call, "members", entries[MEMBERS]);
    put_entry(call, "allies", entries[ALLIES]);
    put_entry(call, "total", release_show_sum(entries, KINDS));
    call_close(call);
}

static void put_rows(const struct places *places, const struct release_list lists[KINDS])
{
    struct suppress_entry entries[KINDS];
    for (size_t i = 0; i < places->rows.count; i++) {
        for (int kind = 0; kind < KINDS; kind++)
            entries[kind] = release_show_group(preset(), &lists[kind], places->rows.at[i].place);
        put_row(places->call, places->rows.at[i].name, entries);
    }
    for (int kind = 0; kind < KINDS; kind++)
        entries[kind] = release_show_rest(preset(), &lists[kind]);
    put_row(places->call, STR("elsewhere, not known, or too few"), entries);
    for (int kind = 0; kind < KINDS; kind++)
        entries[kind] = release_show_total(preset(), &lists[kind]);
    put_row(places->call, STR("in all"), entries);
}

static void put_foot(struct kith_call *call, const struct release_list lists[KINDS])
{
    int32_t day = lists[MEMBERS].day > lists[ALLIES].day ? lists[MEMBERS].day : lists[ALLIES].day;
    bool begun = lists[MEMBERS].begun || lists[ALLIES].begun;
    if (begun)
        call_put_int(call, "since", day);
    call_put_text(call, "rule",
                  str_of(arena_print(&call->arena, "%s People are counted once a week%s.",
                                     release_rule(preset(), &call->arena),
                                     begun ? "" : ", first in the night after a network opened")));
}

int membership_summary_total(struct model *in, int64_t network, struct suppress_entry *ret_total)
{
    struct suppress_entry entries[KINDS];
    int err = OK;
    for (int kind = 0; kind < KINDS && err == OK; kind++) {
        struct release_list list;
        err = ledger_read(in, network, &topics[kind], &list);
        if (err == OK)
            entries[kind] = release_show_total(preset(), &list);
    }
    if (err == OK)
        *ret_total = release_show_sum(entries, KINDS);
    return err;
}

kith_err membership_summary_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network");
    struct places places = {.call = call};
    struct release_list lists[KINDS];
    int err = rows_collect(&places, network);
    for (int kind = 0; kind < KINDS && err == OK; kind++)
        err = ledger_read(&call->model, network, &topics[kind], &lists[kind]);
    if (err == OK) {
        put_rows(&places, lists);
        put_foot(call, lists);
    }
    list_done(&places.rows);
    return err;
}

static const kith_field summary_row[] = {
    {.name = "place", .type = KITH_TEXT, .summary = "Place of work."},
    {.name = "members", .type = KITH_TEXT, .summary = "Members who work there."},
    {.name = "allies", .type = KITH_TEXT, .summary = "Allies who work there."},
    {.name = "total", .type = KITH_TEXT, .summary = "Both, where both are shown."},
    {0},
};

const kith_field membership_summary_gives[] = {
    {.name = "rows",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = summary_row,
     .summary = "A row for each place of work, one for the others, and one for all."},
    {.name = "since",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The day from which this is shown; absent if nobody was counted yet."},
    {.name = "rule", .type = KITH_TEXT, .summary = "How small numbers are kept from sight."},
    {0},
};
