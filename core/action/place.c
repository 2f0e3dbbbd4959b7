/* place: hosts and employers, the tree in which networks and people stand. */
#include "model/place.h"

#include "action/call.h"
#include "action/core.h"

static int place_locate(struct model *in, const struct actor *actor, int64_t id,
                        struct location *ret_location)
{
    struct place place;
    (void)actor;
    int err = place_read(in, id, &place);
    *ret_location = (struct location){.place = id, .visible = err == OK};
    return err;
}

const struct noun place_noun = {
    .name = "place",
    .plural = "places",
    .summary = "Hosts (a trust, a university) and employers (a ward, a Practice), in one tree.",
    .locate = place_locate,
};

/* ---- handlers ---- */

static kith_err place_add_run(void *self, struct kith_call *call)
{
    (void)self;
    struct place place = {.parent = call_int(call, "parent"),
                          .kind = call_text(call, "kind"),
                          .name = call_text(call, "name")};
    int err = place_add(&call->model, &place);
    if (err == OK)
        call_put_int(call, "place", place.id);
    return err;
}

static kith_err place_rename_run(void *self, struct kith_call *call)
{
    (void)self;
    return place_rename(&call->model, call_int(call, "place"), call_text(call, "name"));
}

static kith_err place_move_run(void *self, struct kith_call *call)
{
    (void)self;
    return place_move(&call->model, call_int(call, "place"), call_int(call, "parent"));
}

static kith_err place_close_run(void *self, struct kith_call *call)
{
    (void)self;
    return place_close(&call->model, call_int(call, "place"));
}

static void put_place(struct kith_call *call, const struct place *place)
{
    call_put_int(call, "place", place->id);
    call_put_text(call, "name", place->name);
    call_put_text(call, "kind", place->kind);
    call_put_int_if(call, "parent", place->parent);
    call_put_int(call, "closed", place->closed);
}

static kith_err place_show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct place place;
    int err = place_read(&call->model, call_int(call, "place"), &place);
    if (err == OK)
        put_place(call, &place);
    return err;
}

static void list_place(void *self, const struct place *place)
{
    struct kith_call *call = self;
    call_open(call, "places");
    put_place(call, place);
    call_close(call);
}

static kith_err place_list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int64_t parent = call_given(call, "parent") ? call_int(call, "parent") : -1;
    int err = place_page(&call->model, parent, &page, list_place, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define NAME_LIMITS "1..120"

static const kith_field add_takes[] = {
    {.name = "name",
     .type = KITH_TEXT,
     .limits = NAME_LIMITS,
     .summary = "What colleagues call it. No two places with one parent have the same name."},
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = "host|employer",
     .preset = "employer",
     .summary = "A host backs networks; an employer is where people work."},
    {.name = "parent",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "The place it lies in; leave it out for the top."},
    {0},
};

static const kith_field one_place[] = {
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "Which place."},
    {0},
};

static const kith_field rename_takes[] = {
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "Which place."},
    {.name = "name", .type = KITH_TEXT, .limits = NAME_LIMITS, .summary = "Its new name."},
    {0},
};

static const kith_field move_takes[] = {
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "Which place."},
    {.name = "parent",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "The place it shall lie in; leave it out for the top."},
    {0},
};

static const kith_field list_takes[] = {
    {.name = "parent",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "Only places right under this one."},
    {0},
};

static const kith_field place_gives[] = {
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "Its id."},
    {.name = "name", .type = KITH_TEXT, .limits = NAME_LIMITS, .summary = "Its name."},
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = "host|employer",
     .summary = "Host or employer."},
    {.name = "parent",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "The place it lies in."},
    {.name = "closed", .type = KITH_BOOL, .summary = "Nothing can be added to it any more."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "places", .type = KITH_LIST, .parts = place_gives, .summary = "The places."},
    NEXT_FIELD,
    {0},
};

const kith_action place_actions[] = {
    {.name = "place.add",
     .summary = "Adds a host or an employer to the tree of places.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = add_takes,
     .gives = one_place,
     .run = place_add_run,
     .since = "0.1"},
    {.name = "place.rename",
     .summary = "Gives a place another name.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = rename_takes,
     .run = place_rename_run,
     .since = "0.1"},
    {.name = "place.move",
     .summary = "Puts a place, with all that lies in it, under another.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = move_takes,
     .run = place_move_run,
     .since = "0.1"},
    {.name = "place.list",
     .summary = "Lists the places.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = place_list_run,
     .since = "0.1"},
    {.name = "place.show",
     .summary = "Shows one place.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = one_place,
     .gives = place_gives,
     .run = place_show_run,
     .since = "0.1"},
    {.name = "place.close",
     .summary = "Closes a place: it stays in the records, and nothing can be added to it.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = one_place,
     .run = place_close_run,
     .since = "0.1"},
    {0},
};
