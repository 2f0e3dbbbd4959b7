/* membership.members, membership.preview and membership.looked: who is seen, by whom.
 *
 * A look at a member is recorded under their handle, not under the person: a row that joined the
 * action with a person would tell whoever holds the database that they belong to something. */
#include "action/members.h"

#include "action/core.h"
#include "model/look.h"
#include "model/roster.h"
#include "model/sight.h"

enum { HOUR_MS = 3600 * 1000 };

/* ---- members ---- */

struct member_listing {
    struct kith_call *call;
    int64_t own_handle;
};

static void put_member(void *self, const struct roster_row *row)
{
    struct member_listing *listing = self;
    struct kith_call *call = listing->call;
    call_open(call, "members");
    call_put_int(call, "membership", row->handle);
    call_put_text(call, "kind", row->kind);
    call_put_text(call, "name", row->name);
    call_put_text_if(call, "place", row->place);
    call_close(call);
    if (row->handle != listing->own_handle)
        call_looks_at(call, row->handle);
}

kith_err members_put(struct kith_call *call, int64_t network, const struct space *space)
{
    struct member_listing listing = {.call = call};
    struct roster roster = {.network = network, .space = space};
    struct page page = call_page(call);
    int err = sight_viewer(&call->model, &call->actor, network, &roster.viewer, &roster.own_handle);
    listing.own_handle = roster.own_handle;
    if (err == OK)
        err = roster_page(&call->model, &roster, &page, put_member, &listing);
    call_put_next(call, &page);
    return err;
}

kith_err members_run(void *self, struct kith_call *call)
{
    (void)self;
    return members_put(call, call_int(call, "network"), NULL);
}

/* ---- preview ---- */

kith_err preview_run(void *self, struct kith_call *call)
{
    (void)self;
    enum visibility visibility = visibility_by_name(call_text(call, "visibility"));
    enum door door = DOOR_NETWORK;
    if (call_given(call, "space")) {
        struct space space;
        int err = space_read(&call->model, call_int(call, "space"), &space);
        if (err != OK)
            return err;
        door = door_by_name(space.door);
    }
    for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
        call_open(call, "viewers");
        call_put_text(call, "viewer", str_of(viewer_words((enum viewer)viewer)));
        call_put_int(call, "sees_me", sight_allows_in(door, visibility, (enum viewer)viewer));
        call_close(call);
    }
    call_put_text(call, "seen_by", sight_sentence_in(&call->arena, door, visibility));
    return OK;
}

/* ---- looked ---- */

static void put_look(void *self, const struct look *look)
{
    struct kith_call *call = self;
    call_open(call, "looks");
    call_put_text(call, "viewer", look->viewer);
    call_put_text(call, "action", look->action);
    call_put_int(call, "hour", look->hour * HOUR_MS);
    call_close(call);
}

kith_err looked_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t handle;
    struct page page = call_page(call);
    int err = sight_own_handle(&call->model, &call->actor, call_int(call, "network"), &handle);
    if (err == OK && handle != 0)
        err = look_page(&call->model, handle, &page, put_look, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

static const kith_field member_row[] = {
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Their handle in this network. It means nothing outside it."},
    {.name = "kind", .type = KITH_ONE_OF, .limits = "member|ally", .summary = "Member or ally."},
    {.name = "name", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "Their name."},
    {.name = "place",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "The place they work in."},
    {0},
};

const kith_field members_gives[] = {
    {.name = "members",
     .type = KITH_LIST,
     .parts = member_row,
     .summary = "Those who let you see them, in no telling order. That you looked is recorded."},
    NEXT_FIELD,
    {0},
};

static const kith_field viewer_row[] = {
    {.name = "viewer", .type = KITH_TEXT, .summary = "Who looks."},
    {.name = "sees_me", .type = KITH_BOOL, .summary = "Can they see that you belong?"},
    {0},
};

const kith_field preview_gives[] = {
    {.name = "viewers",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = viewer_row,
     .summary = "Each kind of viewer, and whether they would see you."},
    {.name = "seen_by", .type = KITH_TEXT, .summary = "The same in a sentence."},
    {0},
};

static const kith_field look_row[] = {
    {.name = "viewer", .type = KITH_TEXT, .summary = "What kind of actor looked."},
    {.name = "action", .type = KITH_TEXT, .summary = "What showed you."},
    {.name = "hour", .type = KITH_TIME, .summary = "When, to the hour."},
    {0},
};

const kith_field looked_gives[] = {
    {.name = "looks", .type = KITH_LIST, .parts = look_row, .summary = "The looks, newest first."},
    NEXT_FIELD,
    {0},
};
