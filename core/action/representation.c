/* representation: somebody goes to a meeting of others for the group, and reports back. */
#include "model/representation.h"

#include "action/core.h"
#include "action/meeting.h"
#include "action/notice.h"
#include "action/somebody.h"
#include "base/clock.h"
#include "model/committee.h"
#include "model/office.h"
#include "model/setting.h"
#include "model/sight.h"

/* It is there for the leads, and for whoever goes. */
static int representation_locate(struct model *in, const struct actor *actor, int64_t id,
                                 struct location *ret_location)
{
    struct representation representation = {0};
    *ret_location = (struct location){0};
    int err = representation_read(in, id, &representation);
    if (err != OK)
        return err;
    return meeting_locate_task(in, actor, representation.network, representation.handle,
                               ret_location);
}

const struct noun representation_noun = {
    .name = "representation",
    .plural = "representations",
    .summary = "Going to meetings of others for the group, and reporting back.",
    .locate = representation_locate,
};

/* ---- handlers ---- */

struct chairing {
    int64_t chair, handle;
};

static int is_chair(void *self, const struct office *office)
{
    struct chairing *chairing = self;
    if (office->role == chairing->chair)
        chairing->handle = office->handle;
    return OK;
}

/* Where nobody else is named, the chair goes for the group. */
static int chair_of(struct kith_call *call, int64_t network, int64_t *ret_handle)
{
    struct role role = {0};
    struct chairing chairing = {0};
    int err = role_by_key(&call->model, network, STR(ROLE_CHAIR), &role);
    chairing.chair = role.id;
    if (err == OK)
        err = office_each(&call->model, network, false, is_chair, &chairing);
    *ret_handle = chairing.handle;
    if ((err == OK && chairing.handle == 0) || err == ERROR_MISSING)
        return call_fail(call, ERROR_WRONG, "membership",
                         "This network has no chair just now: say who goes.");
    return err;
}

static int day_check(struct kith_call *call, int32_t day)
{
    int32_t today = 0;
    int err = setting_today(&call->model, &today);
    if (err == OK && day < today)
        return call_fail(call, ERROR_WRONG, "on", "Give a day to come, or today.");
    return err;
}

static kith_err plan_run(void *self, struct kith_call *call)
{
    (void)self;
    struct representation representation = {.network = call_int(call, "network"),
                                            .committee = call_int(call, "committee"),
                                            .handle = call_int(call, "membership"),
                                            .day = (int32_t)call_int(call, "on"),
                                            .subject = call_text(call, "what")};
    int err = day_check(call, representation.day);
    if (err == OK && representation.handle == 0)
        err = chair_of(call, representation.network, &representation.handle);
    if (err == OK)
        err = representation_add(&call->model, &representation);
    if (err == OK)
        err = notice_member(call, representation.network, representation.handle,
                            "You go to a meeting for one of your networks, on %s. Sign in to Kith "
                            "to see which; afterwards, report back there.\n",
                            notice_day(&call->arena, representation.day));
    if (err != OK)
        return err;
    call_put_int(call, "representation", representation.id);
    call_put_text(call, "what_next",
                  str_of(arena_print(
                      &call->arena,
                      "They are told, and report back with representation.report "
                      "by %s.",
                      notice_day(&call->arena, representation.day + REPRESENTATION_REPORT_DAYS))));
    return OK;
}

static int representation_of(struct kith_call *call, struct representation *ret_representation)
{
    return representation_read(&call->model, call_int(call, "representation"), ret_representation);
}

static kith_err report_run(void *self, struct kith_call *call)
{
    (void)self;
    struct representation representation;
    int err = representation_of(call, &representation);
    return err != OK
               ? err
               : representation_report(&call->model, &representation, call_text(call, "text"));
}

static kith_err cancel_run(void *self, struct kith_call *call)
{
    (void)self;
    struct representation representation;
    int err = representation_of(call, &representation);
    return err != OK ? err : representation_cancel(&call->model, &representation);
}

static int put_representation(struct kith_call *call, const struct representation *representation)
{
    struct onlooker onlooker;
    struct str name = {0};
    int err = onlooker_of(call, representation->network, &onlooker);
    if (err == OK)
        err = somebody_name(call, &onlooker, representation->handle, &name);
    call_put_int(call, "representation", representation->id);
    call_put_text(call, "what", representation->subject);
    call_put_int(call, "on", representation->day);
    call_put_int(call, "membership", representation->handle);
    call_put_text_if(call, "name", name);
    call_put_int(call, "committee", representation->committee);
    call_put_text(call, "state", representation->state);
    return err;
}

static int list_representation(void *self, const struct representation *representation)
{
    struct kith_call *call = self;
    call_open(call, "representations");
    int err = put_representation(call, representation);
    call_close(call);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = representation_page(&call->model, call_int(call, "network"), &page,
                                  list_representation, call);
    call_put_next(call, &page);
    return err;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct representation representation;
    int err = representation_of(call, &representation);
    if (err != OK)
        return err;
    err = put_representation(call, &representation);
    call_put_text_if(call, "report", representation.report);
    return err;
}

/* ---- fields ---- */

#define REPRESENTATION_FIELD                                                                       \
    {                                                                                              \
        .name = "representation", .type = KITH_ID, .limits = "representation",                     \
        .summary = "Which representation."                                                         \
    }

static const kith_field plan_takes[] = {
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "For which network."},
    {.name = "what",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "1..300",
     .summary = "Which meeting it is, and of whom."},
    {.name = "on", .type = KITH_DATE, .summary = "On which day."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Who goes, as a handle; without it, the chair."},
    {.name = "committee",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "committee",
     .summary = "For which committee; without it, for the network."},
    {0},
};

static const kith_field one_representation[] = {REPRESENTATION_FIELD, {0}};
static const kith_field plan_gives[] = {REPRESENTATION_FIELD, WHAT_NEXT_FIELD, {0}};

static const kith_field report_takes[] = {
    REPRESENTATION_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..20000",
     .summary = "What was said there, and what it means for the group."},
    {0},
};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {0},
};

#define ROW_FIELDS                                                                                 \
    REPRESENTATION_FIELD,                                                                          \
        {.name = "what",                                                                           \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_PERSONAL,                                                                   \
         .summary = "Which meeting it is."},                                                       \
        {.name = "on", .type = KITH_DATE, .summary = "On which day."},                             \
        {.name = "membership",                                                                     \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "membership",                                                                   \
         .summary = "Who goes."},                                                                  \
        {.name = "name",                                                                           \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL | KITH_PERSONAL,                                                   \
         .summary = "Their name, where they let you see it."},                                     \
        {.name = "committee",                                                                      \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "committee",                                                                    \
         .summary = "For which committee."},                                                       \
    {                                                                                              \
        .name = "state", .type = KITH_ONE_OF, .limits = "planned|reported|cancelled",              \
        .summary = "Planned, or reported back."                                                    \
    }

static const kith_field row[] = {ROW_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "representations", .type = KITH_LIST, .parts = row, .summary = "Who goes where."},
    NEXT_FIELD,
    {0},
};

static const kith_field show_gives[] = {
    ROW_FIELDS,
    {.name = "report",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..20000",
     .summary = "What was reported back."},
    {0},
};

const kith_action representation_actions[] = {
    {.name = "representation.plan",
     .summary = "Says who goes to a meeting of others for the group: the chair, if nobody else.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = plan_takes,
     .gives = plan_gives,
     .run = plan_run,
     .since = "0.1"},
    {.name = "representation.report",
     .summary = "Reports back from a meeting: for who went, and for leads.",
     .may = "member",
     .flags = KITH_WRITES,
     .takes = report_takes,
     .run = report_run,
     .since = "0.1"},
    {.name = "representation.cancel",
     .summary = "Nobody goes to this meeting after all.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = one_representation,
     .run = cancel_run,
     .since = "0.1"},
    {.name = "representation.list",
     .summary = "Lists who goes to meetings of others for the group.",
     .may = "lead",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "representation.show",
     .summary = "Shows a meeting of others, and what was reported back: for leads and who went.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_representation,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
