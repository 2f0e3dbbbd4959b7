/* role.list and role.show: a network's roles, and as much of who holds them as the viewer may see.
 */
#include <stdlib.h>

#include "action/core.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/membership.h"
#include "model/person.h"
#include "model/place.h"
#include "model/sight.h"

struct role_listing {
    struct kith_call *call;
    enum viewer viewer;
    int64_t handle; /* the viewer's own; 0 if none */
    bool past;
    struct page page;
    struct office *offices; /* of the network */
    size_t count;
};

static int count_office(void *self, const struct office *office)
{
    (void)office;
    ((struct role_listing *)self)->count++;
    return OK;
}

static int keep_office(void *self, const struct office *office)
{
    struct role_listing *listing = self;
    listing->offices[listing->count++] = *office;
    return OK;
}

static int read_offices(struct role_listing *listing, int64_t network)
{
    struct model *in = &listing->call->model;
    int err = office_each(in, network, listing->past, count_office, listing);
    listing->offices =
        arena_take(&listing->call->arena, (listing->count + 1) * sizeof *listing->offices);
    listing->count = 0;
    return err != OK ? err : office_each(in, network, listing->past, keep_office, listing);
}

/* ---- one holder ---- */

/* The name of a holder whom the viewer may see; of one who has left nothing is known. */
static int put_name(struct role_listing *listing, const struct office *office)
{
    struct kith_call *call = listing->call;
    struct membership membership = {0};
    struct person person = {0};
    int64_t id = 0;
    int err = membership_read(&call->model, office->network, office->handle, &membership);
    if (err == ERROR_MISSING)
        return OK;
    bool own = office->handle == listing->handle;
    if (err != OK || !sight_allows(visibility_by_name(membership.visibility),
                                   own ? VIEWER_SELF : listing->viewer))
        return err;
    err = membership_person(&call->model, office->network, office->handle, &id);
    if (err == OK)
        err = person_read(&call->model, id, &person);
    if (err != OK)
        return err;
    call_put_text(call, "name", person_name(&call->arena, &person));
    if (!own)
        call_looks_at(call, office->handle); /* never the person: it would tell that they belong */
    return OK;
}

static int put_holder(struct role_listing *listing, const struct office *office)
{
    struct kith_call *call = listing->call;
    call_open(call, "holders");
    call_put_int(call, "office", office->id);
    if (listing->handle != 0)
        call_put_int(call, "membership", office->handle);
    call_put_int(call, "since", office->since_day);
    call_put_int_if(call, "until", office->until_day);
    call_put_int(call, "term", office->term);
    call_put_int(call, "acting", office->acting);
    call_put_int(call, "yours", listing->handle != 0 && office->handle == listing->handle);
    call_put_int_if(call, "ended", office->ended_day);
    int err = put_name(listing, office);
    call_close(call);
    return err;
}

/* ---- one role ---- */

static int put_terms(struct kith_call *call, const struct role *role)
{
    struct str term = {0};
    int64_t at_most = 0;
    int err = role_terms(&call->model, role, &term, &at_most);
    call_put_text_if(call, "term", term);
    call_put_int_if(call, "terms_at_most", at_most);
    return err;
}

static int put_place(struct kith_call *call, const struct role *role)
{
    struct place place = {0};
    if (role->place == 0)
        return OK;
    int err = place_read(&call->model, role->place, &place);
    call_put_int(call, "place", role->place);
    if (err == OK)
        call_put_text(call, "place_name", place.name);
    return err == ERROR_MISSING ? OK : err;
}

static int put_holders(struct role_listing *listing, const struct role *role)
{
    int err = OK;
    for (size_t i = 0; i < listing->count && err == OK; i++)
        if (listing->offices[i].role == role->id)
            err = put_holder(listing, &listing->offices[i]);
    return err;
}

/* What stands in a list, into an open record. */
static int put_row(struct role_listing *listing, const struct role *role)
{
    struct kith_call *call = listing->call;
    int64_t filled = 0;
    int err = office_count(&call->model, role->id, &filled);
    call_put_int(call, "role", role->id);
    call_put_text(call, "key", role->key);
    call_put_text(call, "title", role->title);
    call_put_text(call, "team", role->team);
    call_put_int(call, "seats", role->seats);
    call_put_int(call, "vacant", role->closed ? 0 : role->seats - filled);
    call_put_int(call, "closed", role->closed);
    if (err == OK)
        err = put_place(call, role);
    return err != OK ? err : put_holders(listing, role);
}

/* What else there is to say of it. */
static int put_details(struct kith_call *call, const struct role *role)
{
    call_put_text_if(call, "remit", role->remit);
    call_put_text_if(call, "hands_over", role->hands_over);
    for (uint32_t grant = 1; grant_name(grant) != NULL; grant <<= 1)
        if (role->grants & grant)
            call_put_text(call, "grants", str_of(grant_name(grant)));
    return put_terms(call, role);
}

static int list_role(void *self, const struct role *role)
{
    struct role_listing *listing = self;
    if (role->id <= listing->page.after || (role->closed && !listing->past) ||
        !page_takes(&listing->page, role->id))
        return OK;
    call_open(listing->call, "roles");
    int err = put_row(listing, role);
    call_close(listing->call);
    return err;
}

static int listing_start(struct role_listing *listing, int64_t network)
{
    struct kith_call *call = listing->call;
    listing->past = call_int(call, "past") != 0;
    int err = sight_viewer(&call->model, &call->actor, network, &listing->viewer, &listing->handle);
    return err != OK ? err : read_offices(listing, network);
}

kith_err role_list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role_listing listing = {.call = call, .page = call_page(call)};
    int64_t network = call_int(call, "network");
    int err = listing_start(&listing, network);
    if (err == OK)
        err = role_each(&call->model, network, list_role, &listing);
    call_put_next(call, &listing.page);
    return err;
}

kith_err role_show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct role_listing listing = {.call = call};
    int err = role_read(&call->model, call_int(call, "role"), &role);
    if (err == OK)
        err = listing_start(&listing, role.network);
    if (err == OK)
        err = put_row(&listing, &role);
    return err != OK ? err : put_details(call, &role);
}

/* ---- fields ---- */

#define PAST_FIELD                                                                                 \
    {                                                                                              \
        .name = "past", .type = KITH_BOOL, .preset = "false",                                      \
        .summary = "What has ended or was closed, too."                                            \
    }

const kith_field role_list_takes[] = {
    NETWORK_FIELD,
    PAST_FIELD,
    {0},
};

const kith_field role_show_takes[] = {ROLE_FIELD, PAST_FIELD, {0}};

static const kith_field holder_row[] = {
    {.name = "office", .type = KITH_ID, .limits = "office", .summary = "Which office."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Who holds it, as a handle; for members."},
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Their name, where they let you see it."},
    {.name = "since", .type = KITH_DATE, .summary = "Since when."},
    {.name = "until",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The first day after the term, if it ends."},
    {.name = "term",
     .type = KITH_INT,
     .summary = "Which of their terms in a row this is; 0 for acting."},
    {.name = "acting",
     .type = KITH_BOOL,
     .summary = "Do they act for it, as a deputy, until somebody is appointed?"},
    {.name = "yours", .type = KITH_BOOL, .summary = "Is it yours?"},
    {.name = "ended",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The day on which it ended."},
    {0},
};

#define ROW_FIELDS                                                                                 \
    ROLE_FIELD, {.name = "title", .type = KITH_TEXT, .summary = "What it is called."},             \
        {.name = "key", .type = KITH_TEXT, .summary = "By which a charter names it."},             \
        {.name = "team",                                                                           \
         .type = KITH_ONE_OF,                                                                      \
         .limits = ROLE_TEAMS,                                                                     \
         .summary = "Leadership, operational lead or speciality lead."},                           \
        {.name = "seats", .type = KITH_INT, .summary = "How many may hold it at once."},           \
        {.name = "vacant", .type = KITH_INT, .summary = "How many of its seats are free."},        \
        {.name = "holders",                                                                        \
         .type = KITH_RECORD,                                                                      \
         .flags = KITH_MANY | KITH_OPTIONAL,                                                       \
         .parts = holder_row,                                                                      \
         .summary = "Who holds it."},                                                              \
        {.name = "place",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "place",                                                                        \
         .summary = "Of a local lead: the employer they lead for."},                               \
        {.name = "place_name",                                                                     \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "What that is called."},                                                       \
    {                                                                                              \
        .name = "closed", .type = KITH_BOOL, .summary = "Is it closed?"                            \
    }

static const kith_field role_row[] = {ROW_FIELDS, {0}};

const kith_field role_list_gives[] = {
    {.name = "roles", .type = KITH_LIST, .parts = role_row, .summary = "The roles."},
    NEXT_FIELD,
    {0},
};

const kith_field role_show_gives[] = {
    ROW_FIELDS,
    {.name = "term",
     .type = KITH_DURATION,
     .flags = KITH_OPTIONAL,
     .summary = "How long it is held; without end if there is none."},
    {.name = "terms_at_most",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "How many terms in a row."},
    {.name = "grants",
     .type = KITH_ONE_OF,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .limits = ROLE_GRANTS,
     .summary = "What its holders may do in Kith."},
    {.name = "remit",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "0..4000",
     .summary = "What is expected."},
    {.name = "hands_over",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "0..4000",
     .summary = "What the outgoing holder hands over."},
    {0},
};
