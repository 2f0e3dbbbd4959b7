/* office: who holds a role: they are appointed, resign, or it ends before its day. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "model/membership.h"
#include "model/network.h"

static int office_locate(struct model *in, const struct actor *actor, int64_t id,
                         struct location *ret_location)
{
    struct office office = {0};
    int err = office_read(in, id, &office);
    *ret_location = location_for_colleagues(actor, office.network);
    return err;
}

const struct noun office_noun = {
    .name = "office",
    .plural = "offices",
    .summary = "Who holds a role, as a handle, from a day until the term ends.",
    .locate = office_locate,
};

int office_let_go(struct kith_call *call, const struct role *role, const struct office *office,
                  struct str how)
{
    int err = office_hand_over(call, role, office, true);
    if (err == OK)
        err = office_end(&call->model, office->id, how);
    if (err != OK || str_is(how, "resigned"))
        return err;
    return notice_member(
        call, office->network, office->handle,
        "A role that you held in one of your networks has ended. Thank you for what "
        "you did. Sign in to Kith to see what there is to hand over.\n");
}

/* ---- handlers ---- */

static int appoint_check(struct kith_call *call, int64_t network, int64_t handle)
{
    int64_t own = 0;
    int err = OK;
    if (call->actor.kind == ACTOR_PERSON)
        err = membership_handle(&call->model, network, call->actor.person, &own);
    if (err == OK && own != 0 && own == handle)
        return call_fail(call, ERROR_REFUSED, "membership",
                         "Nobody appoints themself: ask somebody else who may appoint.");
    return err;
}

static int tell_appointed(struct kith_call *call, const struct role *role,
                          const struct office *office)
{
    const char *until =
        office->until_day == 0
            ? ""
            : arena_print(&call->arena, ", until %s", notice_day(&call->arena, office->until_day));
    return notice_member(
        call, office->network, office->handle,
        "You hold a role in one of your networks: %.*s%s. What was handed over to you "
        "waits in Kith: handover.pack.\n\nIf you did not expect "
        "this, or it is not for you, you can resign at any time and need not say "
        "why.\n",
        STR_ARGS(role->title), until);
}

int office_begin(struct kith_call *call, const struct role *role, struct office *office)
{
    int err = office_add(&call->model, office);
    if (err == OK)
        err = office_set_next(call, office);
    return err != OK ? err : tell_appointed(call, role, office);
}

/* What is under way comes to its own end, or is stopped by who runs it. */
static int appointment_check(struct kith_call *call, const struct role *role)
{
    int64_t open = 0;
    int err = appointment_open(&call->model, role->network, role->id, &open);
    if (err == OK && open != 0)
        return call_fail(call, ERROR_CLASH, "role",
                         "An appointment of %.*s is under way: appointment.list shows it. It comes "
                         "to its own end, or appointment.stop ends it.",
                         STR_ARGS(role->title));
    return err;
}

static kith_err appoint_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct office office = {.role = call_int(call, "role"),
                            .handle = call_int(call, "membership"),
                            .until_day = (int32_t)call_int(call, "until")};
    int err = role_read(&call->model, office.role, &role);
    if (err == OK)
        err = network_check_open(&call->model, role.network);
    if (err == OK)
        err = appointment_check(call, &role);
    if (err == OK)
        err = appoint_check(call, role.network, office.handle);
    if (err == OK)
        err = office_begin(call, &role, &office);
    if (err != OK)
        return err;
    call_put_int(call, "office", office.id);
    call_put_int(call, "term", office.term);
    call_put_int_if(call, "until", office.until_day);
    return OK;
}

struct holding {
    int64_t role, handle;
    struct office office;
};

static int is_holding(void *self, const struct office *office)
{
    struct holding *holding = self;
    if (office->role == holding->role && office->handle == holding->handle)
        holding->office = *office;
    return OK;
}

static kith_err resign_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct holding holding = {.role = call_int(call, "role")};
    int err = role_read(&call->model, holding.role, &role);
    if (err == OK)
        err = membership_handle(&call->model, role.network, call->actor.person, &holding.handle);
    if (err == OK)
        err = office_each(&call->model, role.network, false, is_holding, &holding);
    if (err == OK && holding.office.id == 0)
        return call_fail(call, ERROR_MISSING, "role", "You do not hold this role.");
    if (err == OK)
        err = office_let_go(call, &role, &holding.office, STR("resigned"));
    call_subject(call, holding.office.id);
    return err;
}

int office_of(struct kith_call *call, struct office *ret_office, struct role *ret_role)
{
    int err = office_read(&call->model, call_int(call, "office"), ret_office);
    return err != OK ? err : role_read(&call->model, ret_office->role, ret_role);
}

static kith_err end_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct office office = {0};
    int err = office_of(call, &office, &role);
    if (err == OK && office.ended_day != 0)
        return call_fail(call, ERROR_CLASH, "office", "This office has ended already.");
    return err != OK ? err : office_let_go(call, &role, &office, STR("ended"));
}

/* ---- fields ---- */

static const kith_field appoint_takes[] = {
    ROLE_FIELD,
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Who shall hold it, as a handle."},
    {.name = "until",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The first day after a shorter term, so that not all terms end together."},
    {0},
};

static const kith_field appoint_gives[] = {
    {.name = "office", .type = KITH_ID, .limits = "office", .summary = "The office."},
    {.name = "term", .type = KITH_INT, .summary = "Which of their terms in a row this is."},
    {.name = "until",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The first day after the term, if it ends."},
    {0},
};

static const kith_field one_role[] = {ROLE_FIELD, {0}};

static const kith_field end_takes[] = {
    OFFICE_FIELD,
    {.name = "reason",
     .type = KITH_ONE_OF,
     .limits = "agreed|handed_over|mistake|conduct",
     .summary = "Why. It stands in the journal, and is shown to nobody else."},
    {0},
};

const kith_action office_actions[] = {
    {.name = "role.appoint",
     .summary = "Gives a role to a member for a term. They are told, and can resign.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = appoint_takes,
     .gives = appoint_gives,
     .run = appoint_run,
     .since = "0.1",
     .help = "While nobody in a network may appoint, administrators do, by the handle that a "
             "member gives them."},
    {.name = "role.resign",
     .summary = "Lays down a role that you hold, at any time; you need not say why.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_role,
     .run = resign_run,
     .since = "0.1"},
    {.name = "role.end",
     .summary = "Ends a term before its day. Who held the role is told.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = end_takes,
     .run = end_run,
     .since = "0.1",
     .help =
         "Where colleagues have lost their trust in somebody, confidence.call asks for a secret "
         "vote; no term ends for that reason without one."},
    {0},
};
