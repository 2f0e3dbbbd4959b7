/* role.deputise, role.succession and role.seat: who acts while a seat is free, and who follows. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "model/network.h"
#include "model/succession.h"

/* ---- the plan ---- */

static int deputy_check(struct kith_call *call, const struct role *role, int64_t deputy)
{
    struct role other = {0};
    int err = role_read(&call->model, deputy, &other);
    if (err == OK && (other.id == role->id || other.closed))
        return call_fail(call, ERROR_WRONG, "deputies",
                         "A role is deputised by another one, which is not closed: not by %.*s.",
                         STR_ARGS(other.title));
    return err;
}

static kith_err deputise_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    int64_t roles[SUCCESSION_DEPUTIES];
    const struct value *given = call_value(call, "deputies");
    size_t count = given == NULL ? 0 : given->count;
    int err = role_read(&call->model, call_int(call, "role"), &role);
    if (err == OK)
        err = network_check_open(&call->model, role.network);
    if (err == OK && count > SUCCESSION_DEPUTIES)
        return call_fail(call, ERROR_WRONG, "deputies", "Name %d roles at most.",
                         SUCCESSION_DEPUTIES);
    for (size_t i = 0; i < count && err == OK; i++) {
        roles[i] = value_item(given, i)->number;
        for (size_t j = 0; j < i; j++)
            if (roles[j] == roles[i])
                return call_fail(call, ERROR_WRONG, "deputies", "Name each role once.");
        err = deputy_check(call, &role, roles[i]);
    }
    if (err == OK)
        err = succession_set(&call->model, &role, roles, count);
    return err != OK ? err : office_watch(&call->model, &role);
}

struct succession {
    struct kith_call *call;
    const struct role *role;
    int32_t until; /* when the next term ends; 0 if none does */
};

static int find_until(void *self, const struct office *office)
{
    struct succession *succession = self;
    if (office->role == succession->role->id && !office->acting && office->until_day != 0 &&
        (succession->until == 0 || office->until_day < succession->until))
        succession->until = office->until_day;
    return OK;
}

static int put_deputies(struct kith_call *call, const struct role *role)
{
    int64_t roles[SUCCESSION_DEPUTIES];
    size_t count = 0;
    int err = succession_plan(&call->model, role, roles, &count);
    for (size_t i = 0; i < count && err == OK; i++) {
        struct role deputy = {0};
        err = role_read(&call->model, roles[i], &deputy);
        if (err == OK)
            call_put_text(call, "deputies", deputy.title);
    }
    return err;
}

static const char *readiness(const struct role *role, int64_t vacant, int64_t next, int64_t acting,
                             int64_t open)
{
    if (acting != 0)
        return "A deputy acts for it until somebody is appointed.";
    if (vacant > 0 && open != 0)
        return "A seat is free, and an appointment is under way.";
    if (vacant > 0)
        return "A seat is free: appointment.open calls for who would like it.";
    if (next != 0)
        return "A deputy would act, were it to fall free.";
    return str_is(role->team, "leadership")
               ? "Nobody would act, were it to fall free: name deputies with role.deputise."
               : "Nobody would act, were it to fall free.";
}

static int put_plan(void *self, const struct role *role)
{
    struct kith_call *call = self;
    struct succession succession = {call, role, 0};
    struct model *in = &call->model;
    int64_t filled = 0, next = 0, acting = 0, open = 0;
    if (role->closed)
        return OK;
    int err = office_count(in, role->id, &filled);
    if (err == OK)
        err = succession_next(in, role, &next);
    if (err == OK)
        err = office_acting(in, role->id, &acting);
    if (err == OK)
        err = appointment_open(in, role->network, role->id, &open);
    if (err == OK)
        err = office_each(in, role->network, false, find_until, &succession);
    if (err != OK)
        return err;
    call_open(call, "roles");
    call_put_int(call, "role", role->id);
    call_put_text(call, "title", role->title);
    err = put_deputies(call, role);
    call_put_int_if(call, "until", succession.until);
    call_put_int_if(call, "appointment", open);
    call_put_text_if(call, "hands_over", role->hands_over);
    call_put_text(call, "ready", str_of(readiness(role, role->seats - filled, next, acting, open)));
    call_close(call);
    return err;
}

static kith_err succession_run(void *self, struct kith_call *call)
{
    (void)self;
    return role_each(&call->model, call_int(call, "network"), put_plan, call);
}

/* ---- a seat falls free ---- */

/* Whoever was appointed and waits for the seat. */
static int successor_begins(struct kith_call *call, const struct role *role)
{
    struct appointment appointment = {0};
    int64_t open = 0;
    int err = appointment_open(&call->model, role->network, role->id, &open);
    if (err != OK || open == 0)
        return err;
    err = appointment_read(&call->model, open, &appointment);
    return err != OK || appointment.stage != APPOINTMENT_WAITING
               ? err
               : appointment_advance(call, &appointment, APPOINTMENT_SEAT_FREE);
}

static int deputy_acts(struct kith_call *call, const struct role *role)
{
    struct office office = {0};
    int64_t next = 0;
    int err = succession_next(&call->model, role, &next);
    if (err == OK && next != 0)
        err = office_act(&call->model, role, next, &office);
    if (err != OK || next == 0)
        return err;
    return notice_member(call, role->network, next,
                         "As a deputy you act, from today until somebody is appointed, as: %.*s. "
                         "You have the powers of that role in Kith. If that is not for you, lay it "
                         "down with role.resign, and the next deputy is asked.\n",
                         STR_ARGS(role->title));
}

static kith_err seat_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    int64_t filled = 0, acting = 0;
    int err = role_read(&call->model, call_int(call, "role"), &role);
    if (err == OK)
        err = office_count(&call->model, role.id, &filled);
    if (err == OK && !role.closed && filled < role.seats)
        err = successor_begins(call, &role);
    if (err == OK)
        err = office_count(&call->model, role.id, &filled);
    if (err == OK)
        err = office_acting(&call->model, role.id, &acting);
    if (err != OK || role.closed || filled >= role.seats || filled > 0 || acting != 0)
        return err;
    return deputy_acts(call, &role);
}

/* ---- fields ---- */

static const kith_field one_role[] = {ROLE_FIELD, {0}};

static const kith_field deputise_takes[] = {
    ROLE_FIELD,
    {.name = "deputies",
     .type = KITH_ID,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .limits = "role",
     .summary = "The roles whose holders act for it, first to last; none for the usual ones."},
    {0},
};

static const kith_field succession_takes[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field plan_row[] = {
    ROLE_FIELD,
    {.name = "title", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "deputies",
     .type = KITH_TEXT,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .summary = "Whose holders act for it, first to last."},
    {.name = "until",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "The first day after the term that ends next."},
    {.name = "appointment",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "appointment",
     .summary = "What is under way to fill it."},
    {.name = "hands_over",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "0..4000",
     .summary = "What the outgoing holder hands over."},
    {.name = "ready", .type = KITH_TEXT, .summary = "How it stands, in a sentence."},
    {0},
};

static const kith_field succession_gives[] = {
    {.name = "roles",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = plan_row,
     .summary = "Each role."},
    {0},
};

const kith_action role_succession_actions[] = {
    {.name = "role.deputise",
     .summary = "Says which roles' holders act for a role while its seat is free.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = deputise_takes,
     .run = deputise_run,
     .since = "0.1",
     .help = "Whoever acts has the powers of the role until somebody is appointed. For a chair, "
             "left alone, it is the deputy chairs."},
    {.name = "role.succession",
     .summary = "Shows the succession plan: for each role its deputies and what is handed over.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = succession_takes,
     .gives = succession_gives,
     .run = succession_run,
     .since = "0.1"},
    {.name = "role.seat",
     .summary = "Gives a seat that fell free to who was appointed for it, or lets a deputy act; on "
                "the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_role,
     .run = seat_run,
     .since = "0.1"},
    {0},
};
