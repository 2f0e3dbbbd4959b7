/* office: who holds a role, from the appointment to the end of the term. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/charter.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

enum { NINE_MS = 9 * 3600 * 1000, NOTICES_MOST = 16, HAND_OVER_MOST = 30, HAND_OVER_DAYS = 14 };

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

/* ---- the clock of a term ---- */

/* The next notice, at nine; if there is none, the first moment after the term. */
static int clock_due(struct kith_call *call, const struct office *office, int64_t *ret_due_at)
{
    int32_t today = 0, notices[NOTICES_MOST], day = office->until_day, at_ms = 0;
    size_t count = 0;
    const char *zone;
    int err = setting_today(&call->model, &today);
    if (err == OK)
        err = network_notice_days(&call->model, office->network, notices, NOTICES_MOST, &count);
    if (err == OK)
        err = setting_zone(&call->model, &zone);
    if (err != OK)
        return err;
    for (size_t i = 0; i < count && at_ms == 0; i++)
        if (office->until_day - notices[i] > today) {
            day = office->until_day - notices[i];
            at_ms = NINE_MS;
        }
    if (!zone_to_time(zone, day, at_ms, ret_due_at))
        return call_fail(call, ERROR_BROKEN, NULL, "The time zone of this server is not known.");
    return OK;
}

static int clock_set(struct kith_call *call, const struct office *office)
{
    struct schedule schedule = {.network = office->network,
                                .subject = office->id,
                                .action = STR("role.term"),
                                .arguments = ident_json(&call->arena, "office", office->id)};
    if (office->until_day == 0)
        return OK;
    int err = clock_due(call, office, &schedule.due_at);
    if (err == OK)
        err = schedule_drop(&call->model, office->clock);
    if (err == OK)
        err = schedule_add(&call->model, &schedule);
    return err != OK ? err : office_set_clock(&call->model, office->id, schedule.id);
}

/* ---- handing over ---- */

/* The next line that says something, without the mark of a list. */
static struct str line_next(struct str *rest)
{
    struct str line = {0};
    while (rest->len > 0 && line.len == 0) {
        size_t end = 0;
        while (end < rest->len && rest->ptr[end] != '\n')
            end++;
        line = str_trim((struct str){rest->ptr, end});
        if (str_starts(line, "- ") || str_starts(line, "* "))
            line = str_trim((struct str){line.ptr + 2, line.len - 2});
        end += end < rest->len;
        *rest = (struct str){rest->ptr + end, rest->len - end};
    }
    return line;
}

static int hand_over(struct kith_call *call, const struct role *role, const struct office *office,
                     int32_t due_day)
{
    struct str rest = role->hands_over, line;
    int err = OK;
    for (int i = 0; err == OK && i < HAND_OVER_MOST && (line = line_next(&rest)).len > 0; i++) {
        struct task task = {
            .network = office->network,
            .handle = office->handle,
            .kind = STR("role.hand_over"),
            .subject = office->id,
            .sentence = str_of(arena_print(&call->arena, "Hand over: %.*s", STR_ARGS(line))),
            .due_day = due_day};
        err = task_add(&call->model, &task);
    }
    return err;
}

/* The outgoing holder is given what there is to hand over, once: by the end of the term, or, of a
 * term that ends before its day, in some days. */
static int notice_given(struct kith_call *call, const struct role *role,
                        const struct office *office, bool ends_now)
{
    int32_t today = 0, due_day = office->until_day;
    int err = setting_today(&call->model, &today);
    if (ends_now && (due_day == 0 || due_day > today + HAND_OVER_DAYS))
        due_day = today + HAND_OVER_DAYS;
    if (err == OK && office->notices == 0)
        err = hand_over(call, role, office, due_day);
    return err != OK ? err : office_note_notice(&call->model, office->id);
}

int office_let_go(struct kith_call *call, const struct role *role, const struct office *office,
                  struct str how)
{
    int err = notice_given(call, role, office, true);
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
        err = clock_set(call, office);
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

static int office_and_role(struct kith_call *call, struct office *ret_office, struct role *ret_role)
{
    int err = office_read(&call->model, call_int(call, "office"), ret_office);
    return err != OK ? err : role_read(&call->model, ret_office->role, ret_role);
}

static kith_err end_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct office office = {0};
    int err = office_and_role(call, &office, &role);
    if (err == OK && office.ended_day != 0)
        return call_fail(call, ERROR_CLASH, "office", "This office has ended already.");
    return err != OK ? err : office_let_go(call, &role, &office, STR("ended"));
}

/* Does the charter say that this role is voted on again before each term ends? */
static int is_revoted(struct kith_call *call, const struct role *role, bool *ret_revoted)
{
    struct str keys[TERM_ITEMS];
    size_t count = 0;
    int err = charter_term_words(&call->model, role->network, "office.revoted", keys, &count);
    *ret_revoted = false;
    for (size_t i = 0; i < count && err == OK; i++)
        *ret_revoted = *ret_revoted || str_equal(role->key, keys[i]);
    return err;
}

/* With the first notice, so that there is a successor in time. */
static int revote(struct kith_call *call, const struct role *role, const struct office *office)
{
    bool revoted = false;
    int64_t open = 0;
    struct appointment appointment = {.network = role->network, .role = role->id};
    struct str reason = str_of(
        arena_print(&call->arena,
                    "The term ends on %s, and the charter has this role voted on again: a call for "
                    "interest is opened.",
                    notice_day(&call->arena, office->until_day)));
    int err = is_revoted(call, role, &revoted);
    if (err == OK)
        err = appointment_open(&call->model, role->network, role->id, &open);
    if (err != OK || !revoted || open != 0 || role->closed || office->notices > 0)
        return err;
    return appointment_begin(call, &appointment, reason);
}

/* The holder, and those who will look for the next one, hear that a term ends. */
static int give_notice(struct kith_call *call, const struct role *role, const struct office *office)
{
    bool waits = false;
    const char *day = notice_day(&call->arena, office->until_day);
    struct task task = {
        .network = office->network,
        .grants = GRANT_ROLES,
        .kind = STR("role.term"),
        .subject = office->id,
        .sentence = str_of(arena_print(&call->arena,
                                       "A term ends on %s: %.*s. Call for who would like to be "
                                       "next.",
                                       day, STR_ARGS(role->title))),
        .due_day = office->until_day};
    int err = notice_given(call, role, office, false);
    if (err == OK)
        err = notice_member(call, office->network, office->handle,
                            "A role that you hold in one of your networks ends on %s. Sign in to "
                            "Kith to see what there is to hand over.\n",
                            day);
    if (err == OK)
        err = task_waits_about(&call->model, office->network, task.kind, office->id, &waits);
    return err != OK || waits ? err : task_add(&call->model, &task);
}

static kith_err term_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct office office = {0};
    int32_t today = 0;
    int err = office_and_role(call, &office, &role);
    if (err == OK)
        err = setting_today(&call->model, &today);
    if (err != OK || office.ended_day != 0 || office.until_day == 0)
        return err;
    if (today >= office.until_day)
        return office_let_go(call, &role, &office, STR("term"));
    err = give_notice(call, &role, &office);
    if (err == OK)
        err = revote(call, &role, &office);
    return err != OK ? err : clock_set(call, &office);
}

/* ---- fields ---- */

#define OFFICE_FIELD                                                                               \
    {                                                                                              \
        .name = "office", .type = KITH_ID, .limits = "office",                                     \
        .summary = "Which office; role.list tells them."                                           \
    }

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
static const kith_field one_office[] = {OFFICE_FIELD, {0}};

static const kith_field end_takes[] = {
    OFFICE_FIELD,
    {.name = "reason",
     .type = KITH_ONE_OF,
     .limits = "agreed|handed_over|mistake|no_confidence|conduct",
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
     .since = "0.1"},
    {.name = "role.term",
     .summary = "Gives notice that a term ends, and ends it at its day; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_office,
     .run = term_run,
     .since = "0.1"},
    {0},
};
