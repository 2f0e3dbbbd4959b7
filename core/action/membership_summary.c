/* membership.summary: how many belong, through the suppression engine.
 *
 * Rows are the places of work of the network's members, columns members and allies. Nothing but
 * what `suppress` releases leaves this file: not even which places have nobody. */
#include "action/membership_summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/person.h"
#include "model/place.h"
#include "model/suppress.h"

enum { MEMBERS, ALLIES, KINDS };

struct row {
    int64_t place;
    struct str name;
};

struct counting {
    struct kith_call *call;
    LIST(struct row) rows;
    int64_t *counts; /* rows × KINDS */
};

/* ---- the places that a network's host and all under it have: known without any member ---- */

static void row_add(void *self, const struct place *place)
{
    struct counting *counting = self;
    *list_add(&counting->rows) = (struct row){place->id, place->name};
}

/* All places in the tree under the network's host; `rows` serves as the queue of the walk. */
static int rows_collect(struct counting *counting, int64_t host)
{
    struct model *in = &counting->call->model;
    struct place place;
    int err = place_read(in, host, &place);
    if (err != OK)
        return err;
    row_add(counting, &place);
    for (size_t i = 0; i < counting->rows.count && err == OK; i++) {
        struct page page = {.limit = 1000};
        int64_t parent = counting->rows.at[i].place;
        do {
            page.more = false;
            size_t before = counting->rows.count;
            err = place_page(in, parent, &page, row_add, counting);
            if (counting->rows.count > before)
                page.after = counting->rows.at[counting->rows.count - 1].place;
        } while (page.more && err == OK);
        if (counting->rows.count * KINDS > SUPPRESS_CELLS / 2)
            return call_fail(counting->call, ERROR_LIMIT, "network",
                             "The host has too many places for one table.");
    }
    *list_add(&counting->rows) = (struct row){0, STR("elsewhere, or not known")};
    return err;
}

static size_t row_of(const struct counting *counting, int64_t place)
{
    size_t last = counting->rows.count - 1;
    for (size_t i = 0; i < last; i++)
        if (counting->rows.at[i].place == place && place != 0)
            return i;
    return last;
}

static int count_one(void *self, const struct membership *membership)
{
    struct counting *counting = self;
    struct arena arena = {0};
    struct model in = counting->call->model;
    struct person person = {0};
    int64_t id;
    in.arena = &arena;
    int err = membership_person(&in, membership->handle, &id);
    if (err == OK)
        err = person_read(&in, id, &person);
    size_t row = err == OK ? row_of(counting, person.employer) : 0;
    arena_done(&arena);
    if (err == OK)
        counting->counts[row * KINDS + (str_is(membership->kind, "ally") ? ALLIES : MEMBERS)]++;
    return err;
}

static void put_entry(struct kith_call *call, const char *field, struct suppress_entry entry)
{
    call_put_text(call, field, str_of(suppress_print(entry, &call->arena)));
}

static void put_release(struct counting *counting, const struct suppress_release *release)
{
    struct kith_call *call = counting->call;
    for (size_t i = 0; i < release->rows; i++) {
        const struct suppress_entry *entries = &release->entries[i * release->columns];
        bool is_total = i + 1 == release->rows;
        call_open(call, "rows");
        call_put_text(call, "place", is_total ? STR("in all") : counting->rows.at[i].name);
        put_entry(call, "members", entries[MEMBERS]);
        put_entry(call, "allies", entries[ALLIES]);
        put_entry(call, "total", entries[KINDS]);
        call_close(call);
    }
}

static int count_and_put(struct counting *counting, int64_t network)
{
    struct kith_call *call = counting->call;
    const struct suppress_preset *preset = suppress_preset_find(STR("membership"));
    struct suppress_release release;
    counting->counts =
        arena_take(&call->arena, counting->rows.count * KINDS * sizeof *counting->counts);
    int err = membership_each(&call->model, network, count_one, counting);
    struct suppress_table table = {.rows = counting->rows.count,
                                   .columns = KINDS,
                                   .counts = counting->counts,
                                   .totals = SUPPRESS_ROW_TOTALS | SUPPRESS_COLUMN_TOTALS};
    if (err == OK)
        err = suppress(preset, &table, &call->arena, &release, &call->error);
    if (err != OK)
        return err;
    put_release(counting, &release);
    call_put_text(call, "rule", str_of(suppress_rule(preset, &call->arena)));
    return OK;
}

kith_err membership_summary_run(void *self, struct kith_call *call)
{
    (void)self;
    struct counting counting = {.call = call};
    struct network network;
    int err = network_read(&call->model, call_int(call, "network"), &network);
    if (err == OK)
        err = rows_collect(&counting, network.place);
    if (err == OK)
        err = count_and_put(&counting, network.id);
    list_done(&counting.rows);
    return err;
}

static const kith_field summary_row[] = {
    {.name = "place", .type = KITH_TEXT, .summary = "Place of work."},
    {.name = "members", .type = KITH_TEXT, .summary = "Members who work there."},
    {.name = "allies", .type = KITH_TEXT, .summary = "Allies who work there."},
    {.name = "total", .type = KITH_TEXT, .summary = "Both."},
    {0},
};

const kith_field membership_summary_gives[] = {
    {.name = "rows",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = summary_row,
     .summary = "A row for each place of work, and one for all."},
    {.name = "rule", .type = KITH_TEXT, .summary = "How small numbers are kept from sight."},
    {0},
};
