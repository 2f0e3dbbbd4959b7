/* The clock of a term: notice that it ends, what is to be handed over, and the end at its day. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "base/clock.h"
#include "model/charter.h"
#include "model/network.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

enum { NINE_MS = 9 * 3600 * 1000, NOTICES_MOST = 16, HAND_OVER_MOST = 30, HAND_OVER_DAYS = 14 };

/* ---- when something is next to be done ---- */

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

int office_set_next(struct kith_call *call, const struct office *office)
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

int office_hand_over(struct kith_call *call, const struct role *role, const struct office *office,
                     bool ends_now)
{
    int32_t today = 0, due_day = office->until_day;
    int err = setting_today(&call->model, &today);
    if (ends_now && (due_day == 0 || due_day > today + HAND_OVER_DAYS))
        due_day = today + HAND_OVER_DAYS;
    if (err == OK && office->notices == 0)
        err = hand_over(call, role, office, due_day);
    return err != OK ? err : office_note_notice(&call->model, office->id);
}

/* ---- the notices, and the end ---- */

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
    int err = office_hand_over(call, role, office, false);
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
    int err = office_of(call, &office, &role);
    if (err == OK)
        err = setting_today(&call->model, &today);
    if (err != OK || office.ended_day != 0 || office.until_day == 0)
        return err;
    if (today >= office.until_day)
        return office_let_go(call, &role, &office, STR("term"));
    err = give_notice(call, &role, &office);
    if (err == OK)
        err = revote(call, &role, &office);
    return err != OK ? err : office_set_next(call, &office);
}

static const kith_field one_office[] = {OFFICE_FIELD, {0}};

const kith_action office_term_actions[] = {
    {.name = "role.term",
     .summary = "Gives notice that a term ends, and ends it at its day; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_office,
     .run = term_run,
     .since = "0.1"},
    {0},
};
