/* sponsor: the senior executive who backs a network, for a term; what they do for it. */
#include "action/sponsor.h"

#include "action/appointment.h"
#include "action/core.h"
#include "model/network.h"
#include "model/setting.h"

#define KINDS "met|spoke|raised|removed_barrier|other"

static int sponsor_locate(struct model *in, const struct actor *actor, int64_t id,
                          struct location *ret_location)
{
    struct sponsor sponsor = {0};
    int err = sponsor_read(in, id, &sponsor);
    *ret_location = location_for_colleagues(actor, sponsor.network);
    return err;
}

const struct noun sponsor_noun = {
    .name = "sponsor",
    .plural = "sponsors",
    .summary = "Senior executives who back a network, chosen by its members.",
    .locate = sponsor_locate,
};

/* ---- the term ---- */

static int read_current(struct kith_call *call, struct sponsor *ret_sponsor)
{
    int err = sponsor_read(&call->model, call_int(call, "sponsor"), ret_sponsor);
    if (err == OK)
        err = network_check_open(&call->model, ret_sponsor->network);
    if (err == OK && ret_sponsor->ended_day != 0)
        return call_fail(call, ERROR_CLASH, "sponsor", "This sponsor's term has ended already.");
    return err;
}

/* The next one, if chosen already, begins. */
static int sponsor_gives_way(struct kith_call *call, const struct sponsor *sponsor)
{
    struct appointment appointment = {0};
    int64_t open = 0;
    int err = sponsor_end(&call->model, sponsor);
    if (err == OK)
        err = appointment_open(&call->model, sponsor->network, 0, &open);
    if (err == OK && open != 0)
        err = appointment_read(&call->model, open, &appointment);
    if (err != OK || open == 0 || appointment.stage != APPOINTMENT_WAITING)
        return err;
    return appointment_advance(call, &appointment, APPOINTMENT_SEAT_FREE);
}

static kith_err end_run(void *self, struct kith_call *call)
{
    (void)self;
    struct sponsor sponsor = {0};
    int err = read_current(call, &sponsor);
    return err != OK ? err : sponsor_gives_way(call, &sponsor);
}

/* With the first notice before the end the members are asked again; then the term ends. */
static kith_err term_run(void *self, struct kith_call *call)
{
    (void)self;
    struct sponsor sponsor = {0};
    int32_t today = 0;
    int64_t open = 0, due_at = 0;
    int err = sponsor_read(&call->model, call_int(call, "sponsor"), &sponsor);
    if (err == OK)
        err = setting_today(&call->model, &today);
    if (err != OK || sponsor.ended_day != 0)
        return err;
    sponsor.clock = 0; /* this very row */
    if (today >= sponsor.until_day)
        return sponsor_gives_way(call, &sponsor);
    struct appointment appointment = {.network = sponsor.network};
    err = appointment_open(&call->model, sponsor.network, 0, &open);
    if (err == OK && open == 0)
        err = appointment_begin(call, &appointment,
                                STR("The sponsor's term will end: the members are asked who shall "
                                    "be their sponsor."));
    if (err == OK)
        err = appointment_day_end(call, sponsor.until_day - 1, &due_at);
    return err != OK ? err : sponsor_set_clock(&call->model, &sponsor, due_at);
}

/* ---- what they do ---- */

static kith_err engage_run(void *self, struct kith_call *call)
{
    (void)self;
    struct sponsor sponsor = {0};
    int32_t today = 0;
    int err = sponsor_read(&call->model, call_int(call, "sponsor"), &sponsor);
    if (err == OK)
        err = network_check_open(&call->model, sponsor.network);
    if (err == OK)
        err = setting_today(&call->model, &today);
    struct sponsor_engagement engagement = {
        .network = sponsor.network,
        .sponsor = sponsor.id,
        .day = call_given(call, "day") ? (int32_t)call_int(call, "day") : today,
        .kind = call_text(call, "kind"),
        .text = call_text(call, "text")};
    if (err == OK && engagement.day > today)
        return call_fail(call, ERROR_WRONG, "day", "Give a day that has come: this is a record.");
    call_subject(call, sponsor.id);
    return err != OK ? err : sponsor_engage(&call->model, &engagement);
}

static void put_sponsor(struct kith_call *call, const struct sponsor *sponsor)
{
    call_put_int(call, "sponsor", sponsor->id);
    call_put_text(call, "name", sponsor->name);
    call_put_text(call, "post", sponsor->post);
    call_put_int(call, "since", sponsor->since_day);
    call_put_int(call, "until", sponsor->until_day);
    call_put_int_if(call, "ended", sponsor->ended_day);
}

static int put_engagement(void *self, const struct sponsor_engagement *engagement)
{
    struct kith_call *call = self;
    call_open(call, "engagements");
    call_put_int(call, "day", engagement->day);
    call_put_text(call, "kind", engagement->kind);
    call_put_text(call, "text", engagement->text);
    call_close(call);
    return OK;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct sponsor sponsor = {0};
    int err = sponsor_read(&call->model, call_int(call, "sponsor"), &sponsor);
    if (err != OK)
        return err;
    put_sponsor(call, &sponsor);
    return sponsor_engagement_each(&call->model, sponsor.id, put_engagement, call);
}

static int list_one(void *self, const struct sponsor *sponsor)
{
    struct kith_call *call = self;
    call_open(call, "sponsors");
    put_sponsor(call, sponsor);
    call_close(call);
    return OK;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = sponsor_page(&call->model, call_int(call, "network"), &page, list_one, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define SPONSOR_FIELD                                                                              \
    {                                                                                              \
        .name = "sponsor", .type = KITH_ID, .limits = "sponsor",                                   \
        .summary = "Which sponsor; sponsor.list tells them."                                       \
    }
static const kith_field one_network[] = {NETWORK_FIELD, {0}};
static const kith_field one_sponsor[] = {SPONSOR_FIELD, {0}};

#define KIND_FIELD                                                                                 \
    {                                                                                              \
        .name = "kind", .type = KITH_ONE_OF, .limits = KINDS,                                      \
        .summary = "Met the network, spoke for it, raised a matter, removed a barrier, or other."  \
    }
#define TEXT_FIELD                                                                                 \
    {                                                                                              \
        .name = "text", .type = KITH_MARKDOWN, .limits = "1..2000",                                \
        .summary = "What it was, and what came of it."                                             \
    }

static const kith_field engage_takes[] = {
    SPONSOR_FIELD,
    KIND_FIELD,
    TEXT_FIELD,
    {.name = "day",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When; today if left out."},
    {0},
};

#define ROW_FIELDS                                                                                 \
    SPONSOR_FIELD, SPONSOR_NAME_FIELD, SPONSOR_POST_FIELD,                                         \
        {.name = "since", .type = KITH_DATE, .summary = "Since when."},                            \
        {.name = "until", .type = KITH_DATE, .summary = "The first day after the term."},          \
    {                                                                                              \
        .name = "ended", .type = KITH_DATE, .flags = KITH_OPTIONAL, .summary = "When it ended."    \
    }

static const kith_field engagement_row[] = {
    {.name = "day", .type = KITH_DATE, .summary = "When."},
    KIND_FIELD,
    TEXT_FIELD,
    {0},
};

static const kith_field show_gives[] = {
    ROW_FIELDS,
    {.name = "engagements",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = engagement_row,
     .summary = "What they did, by day."},
    {0},
};

static const kith_field list_row[] = {ROW_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "sponsors",
     .type = KITH_LIST,
     .parts = list_row,
     .summary = "The sponsors; those of earlier terms too."},
    NEXT_FIELD,
    {0},
};

const kith_action sponsor_actions[] = {
    {.name = "sponsor.engage",
     .summary = "Records what a sponsor did with the network or for it.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = engage_takes,
     .run = engage_run,
     .since = "0.1"},
    {.name = "sponsor.end",
     .summary = "Ends a sponsor's term before its day.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = one_sponsor,
     .run = end_run,
     .since = "0.1"},
    {.name = "sponsor.term",
     .summary =
         "Asks the members again before a sponsor's term ends, and ends it; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_sponsor,
     .run = term_run,
     .since = "0.1"},
    {.name = "sponsor.show",
     .summary = "Shows a sponsor, and what they did with the network and for it.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_sponsor,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "sponsor.list",
     .summary = "Lists a network's sponsors.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
