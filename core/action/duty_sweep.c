/* duty.sweep: once a month, whoever falls short is told alone, with what would mend it; a month
 * later, if it is still so, the chair is. What is mended, or whose office has ended, is forgotten.
 * Nothing of it stands in a journal, which others read. */
#include "action/duty.h"
#include "action/notice.h"
#include "base/list.h"
#include "model/committee.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/office.h"
#include "model/schedule.h"
#include "model/setting.h"
#include "model/task.h"

enum { NINE_MS = 9 * 3600 * 1000 };

int duty_monthly(struct kith_call *call, int64_t network)
{
    const char *zone;
    struct civil civil = {0};
    int32_t today = 0;
    struct schedule schedule = {
        .network = network, .action = STR("duty.sweep"), .every = STR("P1M")};
    int err = setting_today(&call->model, &today);
    if (err == OK)
        err = setting_zone(&call->model, &zone);
    if (err != OK)
        return err;
    civil_from_day(today, &civil);
    int32_t first = civil.month == 12 ? civil_to_day(civil.year + 1, 1, 1)
                                      : civil_to_day(civil.year, civil.month + 1, 1);
    zone_to_time(zone, first, NINE_MS, &schedule.due_at);
    schedule.zone = str_of(zone);
    schedule.arguments = ident_json(&call->arena, "network", network);
    return schedule_add(&call->model, &schedule);
}

/* ---- whom it is about ---- */

struct sweeping {
    struct kith_call *call;
    int64_t network;
    int32_t today;
    struct duty_terms terms;
    LIST(int64_t) handles; /* each once, in order */
    LIST(struct duty) duties;
};

static int keep_holder(void *self, int64_t handle, int64_t role, bool seated)
{
    struct sweeping *sweeping = self;
    size_t count = sweeping->handles.count;
    (void)role, (void)seated;
    if (count == 0 || sweeping->handles.at[count - 1] != handle)
        *list_add(&sweeping->handles) = handle;
    return OK;
}

static int keep_duty(void *self, const struct duty *duty)
{
    *list_add(&((struct sweeping *)self)->duties) = *duty;
    return OK;
}

static const struct duty *known(const struct sweeping *sweeping, int64_t handle)
{
    for (size_t i = 0; i < sweeping->duties.count; i++)
        if (sweeping->duties.at[i].handle == handle)
            return &sweeping->duties.at[i];
    return NULL;
}

static bool is_holder(const struct sweeping *sweeping, int64_t handle)
{
    for (size_t i = 0; i < sweeping->handles.count; i++)
        if (sweeping->handles.at[i] == handle)
            return true;
    return false;
}

/* Whoever is on leave, or has paused, is left in peace. */
static int is_away(struct sweeping *sweeping, int64_t handle, bool *ret_away)
{
    struct membership membership = {0};
    int err = membership_read(&sweeping->call->model, sweeping->network, handle, &membership);
    *ret_away = err == ERROR_MISSING || membership.absent_until >= sweeping->today ||
                str_is(membership.stage, "paused");
    return err == ERROR_MISSING ? OK : err;
}

/* ---- telling ---- */

static int task_about(struct kith_call *call, const struct duty *duty, struct task *task)
{
    task->network = duty->network;
    task->subject = duty->id;
    return task_add(&call->model, task);
}

/* First alone, by how much and what would mend it. */
static int tell_first(struct sweeping *sweeping, int64_t handle, const struct duty_sum sums[DUTIES])
{
    struct kith_call *call = sweeping->call;
    struct duty duty = {.network = sweeping->network, .handle = handle};
    struct task task = {
        .handle = handle,
        .kind = STR("duty.short"),
        .sentence = str_of(arena_print(
            &call->arena,
            "A word for you alone, about taking part:\n\n%s\nIf something stands in the way, your "
            "absence can be accepted; no reason is needed. You can say something to it with "
            "duty.reply. If it stays so, the chair hears of it in a month.",
            duty_sentences(call, &sweeping->terms, sums, "you")))};
    int err = duty_add(&call->model, &duty);
    if (err == OK)
        err = task_about(call, &duty, &task);
    return err != OK
               ? err
               : notice_member(call, duty.network, handle,
                               "There is a private word for you in one of your networks, about "
                               "what you have taken on there. Nobody else has been told. Sign in "
                               "to Kith to read it.\n");
}

/* Then the chair; where it is about the chair, the deputies. */
static int tell_chair(struct sweeping *sweeping, struct duty duty)
{
    struct kith_call *call = sweeping->call;
    bool is_of_chair = false;
    struct task task = {
        .kind = STR("duty.word"),
        .sentence = str_of(arena_print(
            &call->arena,
            "A colleague who holds a role has taken part less than the charter hopes for, and has "
            "known since %s. Have a kind word with them, and ask what would help. duty.colleague "
            "says "
            "how things stand, and what they say to it.",
            notice_day(&call->arena, duty.told_day)))};
    int err = office_holds(&call->model, duty.network, duty.handle, STR(ROLE_CHAIR), &is_of_chair);
    task.role = is_of_chair ? STR(ROLE_DEPUTY) : STR(ROLE_CHAIR);
    if (err == OK)
        err = duty_tell_chair(&call->model, &duty);
    if (err == OK)
        err = task_about(call, &duty, &task);
    return err != OK
               ? err
               : notice_member(call, duty.network, duty.handle,
                               "The private word that you had in one of your networks still "
                               "stands, and those who chair it have been told. Sign in to Kith to "
                               "read it, and to say something to it.\n");
}

static int look_at(struct sweeping *sweeping, int64_t handle)
{
    struct duty_sum sums[DUTIES];
    const struct duty *duty = known(sweeping, handle);
    bool is_now_away = false;
    int err = is_away(sweeping, handle, &is_now_away);
    if (err != OK || is_now_away)
        return err;
    err = duty_count(&sweeping->call->model, sweeping->network, handle, &sweeping->terms, sums);
    if (err != OK)
        return err;
    if (!duty_is_short(sums))
        return duty == NULL ? OK : duty_end(&sweeping->call->model, duty);
    if (duty == NULL)
        return tell_first(sweeping, handle, sums);
    bool is_later = duty->chair_day == 0 && duty->told_day < sweeping->today;
    return is_later ? tell_chair(sweeping, *duty) : OK;
}

static int sweep(struct sweeping *sweeping)
{
    struct model *in = &sweeping->call->model;
    int err = duty_terms_read(in, sweeping->network, &sweeping->terms);
    if (err == OK)
        err = setting_today(in, &sweeping->today);
    if (err == OK)
        err = committee_offices(in, sweeping->network, 0, keep_holder, sweeping);
    if (err == OK)
        err = duty_each(in, sweeping->network, keep_duty, sweeping);
    for (size_t i = 0; i < sweeping->handles.count && err == OK; i++)
        err = look_at(sweeping, sweeping->handles.at[i]);
    for (size_t i = 0; i < sweeping->duties.count && err == OK; i++)
        if (!is_holder(sweeping, sweeping->duties.at[i].handle))
            err = duty_end(in, &sweeping->duties.at[i]);
    return err;
}

kith_err duty_sweep_run(void *self, struct kith_call *call)
{
    (void)self;
    struct sweeping sweeping = {.call = call, .network = call_int(call, "network")};
    int err = sweep(&sweeping);
    list_done(&sweeping.handles);
    list_done(&sweeping.duties);
    return err;
}
