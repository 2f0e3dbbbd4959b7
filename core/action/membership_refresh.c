/* membership: the refresh. Confirming, a leave of absence, and the steps that the schedule takes.
 *
 * Once a day membership.refresh walks through a network's members and, for each whose day has
 * come, calls the action of their next step: each is journalled by itself, and one that fails is
 * tried again the next day without holding up the others. A long walk is cut in pieces, each a
 * row of the schedule. Taking a step moves the member's day, so that doing it again does nothing.
 * Nothing of this is shown to anybody but the member. */
#include "action/core.h"
#include "action/member.h"
#include "base/clock.h"
#include "base/log.h"
#include "model/refresh.h"
#include "model/schedule.h"
#include "model/way_back.h"

enum { DAY_MS = 24 * 3600 * 1000, NINE_MS = 9 * 3600 * 1000, LONGEST_ABSENCE_DAYS = 731 };

static int32_t today(const struct kith_call *call)
{
    return clock_day(call->model.now_ms);
}

/* ---- steps ---- */

static const struct step {
    const char *action;
    const char *text; /* of the mail; NULL for none */
} steps[] = {
    [REFRESH_ASK] = {"membership.ask",
                     "Some time ago you joined a network. Do you still want to belong?\n\n"
                     "One click on the link, or this code in your list of networks, says yes. "
                     "You can also leave at any time, and need not say why.\n"},
    [REFRESH_REMIND] = {"membership.remind",
                        "We asked whether you still want to belong to a network that you joined. "
                        "There is no hurry: one click on the link, or this code in your list of "
                        "networks, says yes. You can also leave at any time.\n"},
    [REFRESH_PAUSE] = {"membership.pause",
                       "Your membership of a network is paused: you hear nothing from it and "
                       "stand in no list. Nothing is lost. One click on the link, or this code "
                       "in your list of networks, brings you back whenever you like within the "
                       "time that the network has agreed.\n"},
    [REFRESH_ERASE] = {"membership.erase", NULL},
};

static int step_mail(struct kith_call *call, const struct membership *membership,
                     enum refresh_step step)
{
    const struct way_back way = {.network = membership->network,
                                 .handle = membership->handle,
                                 .asked_day = membership->asked_day};
    const struct member_mail mail = {.subject = "A message waits for you",
                                     .text = steps[step].text,
                                     .way_back = way_back_print(&call->model, &way)};
    return member_mail(call, membership, &mail);
}

static int step_end(struct kith_call *call, const struct membership *membership)
{
    int64_t person;
    int err = membership_person(&call->model, membership->network, membership->handle, &person);
    return err != OK ? err : membership_end(&call->model, person, membership->network);
}

static int step_run(struct kith_call *call, enum refresh_step step)
{
    struct membership membership;
    struct refresh_terms terms;
    int err = membership_read(&call->model, call->where.network, call_int(call, "membership"),
                              &membership);
    if (err == OK)
        err = refresh_terms_read(&call->model, membership.network, &terms);
    if (err != OK)
        return err;
    if (membership.next_day > today(call) || refresh_next(&membership, &terms) != step)
        return call_fail(call, ERROR_CLASH, "membership", "It is not time for that.");
    if (step == REFRESH_ERASE)
        return step_end(call, &membership);
    refresh_take(&membership, &terms, today(call));
    err = membership_set_stage(&call->model, &membership);
    return err != OK ? err : step_mail(call, &membership, step);
}

static kith_err ask_run(void *self, struct kith_call *call)
{
    (void)self;
    return step_run(call, REFRESH_ASK);
}

static kith_err remind_run(void *self, struct kith_call *call)
{
    (void)self;
    return step_run(call, REFRESH_REMIND);
}

static kith_err pause_run(void *self, struct kith_call *call)
{
    (void)self;
    return step_run(call, REFRESH_PAUSE);
}

static kith_err erase_run(void *self, struct kith_call *call)
{
    (void)self;
    return step_run(call, REFRESH_ERASE);
}

/* ---- the daily walk ---- */

int member_refresh_daily(struct kith_call *call, int64_t network)
{
    struct schedule schedule = {.network = network,
                                .due_at = ((int64_t)today(call) + 1) * DAY_MS + NINE_MS,
                                .action = STR("membership.refresh"),
                                .arguments = ident_json(&call->arena, "network", network),
                                .every = STR("P1D"),
                                .zone = STR("Europe/London")};
    return schedule_add(&call->model, &schedule);
}

static int walk_on(struct kith_call *call, int64_t network, int64_t from)
{
    char id[IDENT_LENGTH + 1], handle[IDENT_LENGTH + 1];
    ident_print(network, id);
    ident_print(from, handle);
    struct schedule schedule = {
        .network = network,
        .subject = network, /* it holds a handle: nobody is shown it */
        .due_at = call->model.now_ms,
        .action = STR("membership.refresh"),
        .arguments =
            str_of(arena_print(&call->arena, "{\"network\":\"%s\",\"from\":\"%s\"}", id, handle))};
    return schedule_add(&call->model, &schedule);
}

/* What concerns this member alone is left for tomorrow; what concerns the batch ends it. */
static bool is_of_one_member(int err)
{
    return err == ERROR_MISSING || err == ERROR_CLASH || err == ERROR_BROKEN;
}

static int walk_step(struct kith_call *call, int64_t network, const struct refresh_terms *terms,
                     int64_t handle)
{
    struct membership membership;
    struct str reply;
    int err = membership_read(&call->model, network, handle, &membership);
    if (err != OK)
        return err;
    err = call_ask(call, steps[refresh_next(&membership, terms)].action,
                   ident_json(&call->arena, "membership", handle), &reply);
    if (err == OK || !is_of_one_member(err))
        return err;
    log_warning("membership", "a member's refresh waits until tomorrow: %s", error_name(err));
    call->error = (struct error){0};
    return OK;
}

static kith_err refresh_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network"), handles[MEMBERSHIPS_DUE], after;
    struct refresh_terms terms;
    size_t count;
    int err =
        membership_due(&call->model, network, call_int(call, "from"), handles, &count, &after);
    if (err == OK && count > 0)
        err = refresh_terms_read(&call->model, network, &terms);
    for (size_t i = 0; i < count && err == OK; i++)
        err = walk_step(call, network, &terms, handles[i]);
    if (err == OK && after != 0)
        err = walk_on(call, network, after);
    if (err == OK && !call_given(call, "from"))
        err = member_welcome_late(call, network);
    return err;
}

/* ---- the member's own word ---- */

/* By the code of a mail: good for the asking that it was made for, until another one. */
static int confirm_by_code(struct kith_call *call, struct membership *ret_membership)
{
    struct way_back way;
    int err = way_back_read(&call->model, call_text(call, "token"), &way);
    if (err == OK)
        err = membership_read(&call->model, way.network, way.handle, ret_membership);
    if (err != OK && err != ERROR_MISSING)
        return err;
    if (err != OK || ret_membership->asked_day != way.asked_day)
        return call_fail(call, ERROR_MISSING, "token",
                         "This code leads to no membership, or to none any more. Sign in to see "
                         "your networks.");
    call->where.network = way.network;
    call->actor_handle = way.handle;
    call_subject(call, way.handle);
    return OK;
}

static kith_err confirm_run(void *self, struct kith_call *call)
{
    (void)self;
    struct membership membership = {0};
    struct duration every;
    int err;
    if (call_given(call, "token") == call_given(call, "network"))
        return call_fail(call, ERROR_WRONG, "network",
                         "Say which network, or give the code of the mail: one of the two.");
    if (call_given(call, "token"))
        err = confirm_by_code(call, &membership);
    else
        err = member_own(call, call_int(call, "network"), &membership);
    if (err == OK)
        err = charter_term_duration(&call->model, membership.network, "refresh.every", &every);
    if (err != OK)
        return err;
    refresh_begin(&membership, every, today(call));
    call_put_int(call, "refresh", membership.next_day);
    return membership_set_stage(&call->model, &membership);
}

static kith_err absent_run(void *self, struct kith_call *call)
{
    (void)self;
    struct membership membership;
    int64_t until = call_int(call, "until");
    int err = member_own(call, call_int(call, "network"), &membership);
    if (err != OK)
        return err;
    if (str_is(membership.stage, "paused"))
        return call_fail(call, ERROR_CLASH, "network",
                         "Your membership is paused. membership.confirm brings you back first.");
    if (until < today(call) || until > today(call) + LONGEST_ABSENCE_DAYS)
        return call_fail(call, ERROR_WRONG, "until",
                         "Give the last day of your leave: today, which ends it, or a day "
                         "within two years.");
    refresh_absent(&membership, (int32_t)until, today(call));
    call_put_int(call, "refresh", membership.next_day);
    return membership_set_stage(&call->model, &membership);
}

/* ---- fields ---- */

static const kith_field step_takes[] = {
    {.name = "membership", .type = KITH_ID, .limits = "membership", .summary = "Which member."},
    {0},
};

static const kith_field refresh_takes[] = {
    NETWORK_FIELD,
    {.name = "from",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "*",
     .summary = "After which member to go on, when a long walk is cut in pieces."},
    {0},
};

static const kith_field confirm_takes[] = {
    {.name = "network",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "network",
     .summary = "Which network; not needed with a code."},
    {.name = "token",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL | KITH_SECRET,
     .limits = "1..200",
     .summary = "The code of the mail that asked; it needs no signing in."},
    {0},
};

static const kith_field absent_takes[] = {
    NETWORK_FIELD,
    {.name = "until",
     .type = KITH_DATE,
     .flags = KITH_PERSONAL,
     .summary = "The last day of your leave; today ends it."},
    {0},
};

static const kith_field refresh_gives[] = {
    {.name = "refresh",
     .type = KITH_DATE,
     .summary = "The day of the next step: usually, when you are asked again."},
    {0},
};

const kith_action membership_refresh_actions[] = {
    {.name = "membership.confirm",
     .summary = "Says that you still want to belong; brings you back if you were paused.",
     .may = "anyone",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = confirm_takes,
     .gives = refresh_gives,
     .run = confirm_run,
     .since = "0.1",
     .help = "With the code of the mail that asked, nobody needs to sign in: who has the mail is "
             "the member. A door must never do this because a page was merely read."},
    {.name = "membership.absent",
     .summary = "Tells that you are away until a day: so long you are asked nothing.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = absent_takes,
     .gives = refresh_gives,
     .run = absent_run,
     .since = "0.1",
     .help = "Parental leave, illness, a posting abroad: nobody asks for the reason, and you stay "
             "a member throughout. What was due comes as many days later."},
    {.name = "membership.refresh",
     .summary = "Looks whose day has come, and takes their next step; daily, on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = refresh_takes,
     .run = refresh_run,
     .since = "0.1"},
    {.name = "membership.ask",
     .summary = "Asks a member whether they still want to belong; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = step_takes,
     .run = ask_run,
     .since = "0.1"},
    {.name = "membership.remind",
     .summary = "Asks a member again, kindly; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = step_takes,
     .run = remind_run,
     .since = "0.1"},
    {.name = "membership.pause",
     .summary = "Pauses a membership that was not confirmed; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = step_takes,
     .run = pause_run,
     .since = "0.1"},
    {.name = "membership.erase",
     .summary = "Erases a membership that was paused for long; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = step_takes,
     .run = erase_run,
     .since = "0.1"},
    {0},
};
