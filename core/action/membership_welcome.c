/* membership: the welcome. What a new member would like, who waits, and who has been welcomed.
 *
 * Whoever just listens is never shown. Whoever asks for contact tells the membership lead their
 * name by it, and nobody else: the tasks that this leads to say that somebody waits, not who. */
#include "action/core.h"
#include "action/member.h"
#include "base/clock.h"
#include "model/contact_wish.h"
#include "model/office.h"
#include "model/person.h"
#include "model/sight.h"
#include "model/task.h"

#define CONTACT_TASK STR("welcome.contact")

static int contact_task_add(struct kith_call *call, const struct contact_wish *wish)
{
    bool waits;
    int err = task_waits_about(&call->model, wish->network, CONTACT_TASK, wish->handle, &waits);
    if (err != OK || waits)
        return err;
    struct task task = {.network = wish->network,
                        .grants = GRANT_MEMBERS,
                        .kind = CONTACT_TASK,
                        .subject = wish->handle,
                        .sentence = STR("A new member would like to talk to somebody: \"membership "
                                        "waiting\" shows who."),
                        .due_day = wish->due_day};
    return task_add(&call->model, &task);
}

int member_welcome_late(struct kith_call *call, int64_t network)
{
    struct contact_wish wish;
    int err;
    while ((err = contact_wish_late(&call->model, network, &wish)) == OK && wish.handle != 0) {
        struct task task = {.network = network,
                            .role = STR("deputy_chair"),
                            .kind = CONTACT_TASK,
                            .subject = wish.handle,
                            .sentence = STR("A new member has waited for long to talk to somebody. "
                                            "Please ask the membership lead about it."),
                            .due_day = clock_day(call->model.now_ms)};
        if ((err = task_add(&call->model, &task)) != OK)
            return err;
    }
    return err;
}

/* ---- handlers ---- */

static kith_err contact_wish_run(void *self, struct kith_call *call)
{
    (void)self;
    struct membership membership;
    int err = member_own(call, call_int(call, "network"), &membership);
    if (err == OK && str_is(membership.stage, "paused"))
        err = call_fail(call, ERROR_CLASH, "network",
                        "Your membership is paused. membership.confirm brings you back first.");
    if (err != OK)
        return err;
    struct contact_wish wish = {.network = membership.network,
                                .handle = membership.handle,
                                .wish = call_text(call, "wish")};
    err = contact_wish_set(&call->model, &wish);
    if (err != OK)
        return err;
    if (wish.due_day == 0)
        return task_end_about(&call->model, wish.network, CONTACT_TASK, wish.handle);
    call_put_int(call, "by", wish.due_day);
    return contact_task_add(call, &wish);
}

struct waiting {
    struct kith_call *call;
    enum viewer viewer;
    int err;
};

static int put_waiting(struct kith_call *call, const struct contact_wish *wish)
{
    struct person person;
    int64_t id;
    int err = membership_person(&call->model, wish->network, wish->handle, &id);
    if (err == OK)
        err = person_read(&call->model, id, &person);
    if (err != OK)
        return err;
    call_looks_at(call, id);
    call_open(call, "waiting");
    call_put_int(call, "membership", wish->handle);
    call_put_text(call, "name", person_name(&call->arena, &person));
    call_put_text(call, "wish", wish->wish);
    call_put_int(call, "since", wish->since_day);
    call_put_int(call, "overdue", wish->due_day < clock_day(call->model.now_ms));
    call_close(call);
    return OK;
}

static void list_waiting(void *self, const struct contact_wish *wish)
{
    struct waiting *waiting = self;
    if (waiting->err == OK && sight_allows(visibility_by_name(wish->visibility), waiting->viewer))
        waiting->err = put_waiting(waiting->call, wish);
}

static kith_err waiting_run(void *self, struct kith_call *call)
{
    (void)self;
    struct waiting waiting = {.call = call};
    struct page page = call_page(call);
    int64_t network = call_int(call, "network"), own;
    int err = sight_viewer(&call->model, &call->actor, network, &waiting.viewer, &own);
    if (err == OK)
        err = contact_wish_page(&call->model, network, &page, list_waiting, &waiting);
    call_put_next(call, &page);
    return err != OK ? err : waiting.err;
}

static kith_err welcome_run(void *self, struct kith_call *call)
{
    (void)self;
    struct contact_wish wish;
    int64_t network = call->where.network, handle = call_int(call, "membership");
    int err = contact_wish_read(&call->model, network, handle, &wish);
    if (err == OK && wish.due_day == 0)
        err = call_fail(call, ERROR_MISSING, "membership", "Nobody waits under this handle.");
    if (err == OK)
        err = contact_wish_drop(&call->model, network, handle);
    return err != OK ? err : task_end_about(&call->model, network, CONTACT_TASK, handle);
}

/* ---- fields ---- */

#define WISH_WORDS "lead|listen|person"

static const kith_field wish_takes[] = {
    NETWORK_FIELD,
    {.name = "wish",
     .type = KITH_ONE_OF,
     .limits = WISH_WORDS,
     .flags = KITH_PERSONAL,
     .summary = "To meet your local lead, just to listen, or to talk to one person."},
    {0},
};

static const kith_field wish_gives[] = {
    {.name = "by",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "By this day somebody should have spoken with you."},
    {0},
};

static const kith_field waiting_takes[] = {NETWORK_FIELD, {0}};

static const kith_field waiting_row[] = {
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Who waits, as a handle of this network."},
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .summary = "Their name: who asks to be spoken with tells it."},
    {.name = "wish",
     .type = KITH_ONE_OF,
     .limits = WISH_WORDS,
     .summary = "To meet the local lead, or to talk to one person."},
    {.name = "since", .type = KITH_DATE, .summary = "The day from which they wait."},
    {.name = "overdue", .type = KITH_BOOL, .summary = "Should somebody have spoken with them?"},
    {0},
};

static const kith_field waiting_gives[] = {
    {.name = "waiting",
     .type = KITH_LIST,
     .parts = waiting_row,
     .summary = "New members who wish to be spoken with, and have not been yet."},
    NEXT_FIELD,
    {0},
};

static const kith_field welcome_takes[] = {
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Whom you have spoken with."},
    {0},
};

const kith_action membership_welcome_actions[] = {
    {.name = "membership.contact_wish",
     .summary = "Says what you would like as a new member: to meet somebody, or just to listen.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = wish_takes,
     .gives = wish_gives,
     .run = contact_wish_run,
     .since = "0.1",
     .help = "Who would like to meet the lead or talk to somebody tells the membership lead their "
             "name by it. Who just listens is shown to nobody."},
    {.name = "membership.waiting",
     .summary = "Lists the new members who wish to be spoken with, and since when.",
     .may = "lead:members",
     .flags = KITH_READS,
     .takes = waiting_takes,
     .gives = waiting_gives,
     .run = waiting_run,
     .since = "0.1"},
    {.name = "membership.welcome",
     .summary = "Says that a new member who wished it has been spoken with.",
     .may = "lead:members",
     .flags = KITH_WRITES,
     .takes = welcome_takes,
     .run = welcome_run,
     .since = "0.1"},
    {0},
};
