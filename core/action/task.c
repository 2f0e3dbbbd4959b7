/* task: what needs you. */
#include "model/task.h"

#include <stdlib.h>

#include "action/call.h"
#include "action/core.h"
#include "model/membership.h"
#include "model/network.h"

/* The actor's own handle where the task stands: 0 for administrators at the server's, -1 if it
 * cannot be theirs. */
static int own_handle(struct model *in, const struct actor *actor, const struct task *task,
                      int64_t *ret_handle)
{
    int err = OK;
    *ret_handle = 0;
    if (actor->kind == ACTOR_PERSON && task->network != 0)
        err = membership_handle(in, task->network, actor->person, ret_handle);
    bool administers = actor->kind == ACTOR_ADMINISTRATOR && task->network == 0;
    if (*ret_handle == 0 && !administers)
        *ret_handle = -1;
    return err;
}

/* A task is there for those whom it waits for, and for nobody else. */
static int task_locate(struct model *in, const struct actor *actor, int64_t id,
                       struct location *ret_location)
{
    struct task task = {0};
    int64_t handle = -1;
    bool is = false;
    *ret_location = (struct location){0};
    int err = task_read(in, id, &task);
    if (err == OK)
        err = own_handle(in, actor, &task, &handle);
    if (err == OK && handle >= 0)
        err = task_is_for(in, &task, handle, &is);
    if (err == OK && is)
        *ret_location = (struct location){.network = task.network, .visible = true};
    return err;
}

const struct noun task_noun = {
    .name = "task",
    .plural = "tasks",
    .summary = "What waits for a member, for who holds an office, or for the administrators.",
    .locate = task_locate,
};

/* ---- handlers ---- */

struct task_listing {
    struct kith_call *call;
    struct task *tasks;
    size_t count, room;
    int err;
};

static int keep_task(void *self, const struct task *task)
{
    struct task_listing *listing = self;
    if (listing->count == listing->room) {
        listing->room = listing->room * 2 + 16;
        listing->tasks = memory_grow(listing->tasks, listing->room * sizeof *listing->tasks);
    }
    listing->tasks[listing->count++] = *task;
    return OK;
}

static void keep_of_membership(void *self, const struct membership *membership)
{
    struct task_listing *listing = self;
    if (listing->err == OK)
        listing->err = task_each_for(&listing->call->model, membership->network, membership->handle,
                                     keep_task, listing);
}

/* What is due stands before what can wait. */
static int compare_tasks(const void *one, const void *other)
{
    const struct task *left = one, *right = other;
    if ((left->due_day == 0) != (right->due_day == 0))
        return left->due_day == 0 ? 1 : -1;
    if (left->due_day != right->due_day)
        return left->due_day < right->due_day ? -1 : 1;
    return left->id < right->id ? -1 : left->id > right->id;
}

static int put_task(struct kith_call *call, const struct task *task)
{
    struct network network = {0};
    int err = task->network == 0 ? OK : network_read(&call->model, task->network, &network);
    if (err != OK)
        return err;
    call_open(call, "tasks");
    call_put_int(call, "task", task->id);
    call_put_text(call, "sentence", task->sentence);
    call_put_int_if(call, "due", task->due_day);
    if (task->network != 0) {
        call_put_int(call, "network", task->network);
        call_put_text(call, "network_name", network.name);
    }
    call_put_int(call, "yours", task->handle != 0);
    call_put_text(call, "kind", task->kind);
    call_put_int(call, "subject", task->subject);
    call_close(call);
    return OK;
}

/* A page begins at a place in the order, since what is due tells more than an id. */
static int put_page(struct kith_call *call, const struct task_listing *listing)
{
    struct page page = call_page(call);
    size_t at = page.after < (int64_t)listing->count ? (size_t)page.after : listing->count;
    size_t end =
        listing->count - at > (size_t)page.limit ? at + (size_t)page.limit : listing->count;
    int err = OK;
    for (size_t i = at; i < end && err == OK; i++)
        err = put_task(call, &listing->tasks[i]);
    page.last = (int64_t)end;
    page.more = end < listing->count;
    call_put_next(call, &page);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct task_listing listing = {.call = call};
    int err = call->actor.kind == ACTOR_PERSON
                  ? membership_mine(&call->model, call->actor.person, keep_of_membership, &listing)
                  : task_each_for(&call->model, 0, 0, keep_task, &listing);
    if (err == OK)
        err = listing.err;
    if (listing.count > 1)
        qsort(listing.tasks, listing.count, sizeof *listing.tasks, compare_tasks);
    if (err == OK)
        err = put_page(call, &listing);
    free(listing.tasks);
    return err;
}

static kith_err done_run(void *self, struct kith_call *call)
{
    (void)self;
    return task_end(&call->model, call_int(call, "task"));
}

/* ---- fields ---- */

static const kith_field one_task[] = {
    {.name = "task", .type = KITH_ID, .limits = "task", .summary = "Which task."},
    {0},
};

static const kith_field task_row[] = {
    {.name = "task", .type = KITH_ID, .limits = "task", .summary = "Which task."},
    {.name = "sentence",
     .type = KITH_MARKDOWN,
     .limits = "1..5000",
     .summary = "What there is to do."},
    {.name = "due",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "By when; whenever it suits you if there is no day."},
    {.name = "network",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "network",
     .summary = "The network it is about."},
    {.name = "network_name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What that is called."},
    {.name = "yours",
     .type = KITH_BOOL,
     .summary = "Is it for you alone, and not for whoever holds an office?"},
    {.name = "kind", .type = KITH_TEXT, .summary = "What it is about, in a word: role.term."},
    {.name = "subject",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "*",
     .summary = "The id it is about."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "tasks", .type = KITH_LIST, .parts = task_row, .summary = "The tasks."},
    NEXT_FIELD,
    {0},
};

const kith_action task_actions[] = {
    {.name = "task.list",
     .summary = "Lists what needs you: in all your networks, and for the offices you hold.",
     .may = "colleague",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1",
     .help = "An administrator sees what waits for the administrators, and nothing of any member."},
    {.name = "task.done",
     .summary = "Says that a task is done: it waits no more, for anybody.",
     .may = "colleague",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_task,
     .run = done_run,
     .since = "0.1"},
    {0},
};
