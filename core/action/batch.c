/* The batch: writes of one turn share one transaction, which the store's thread commits.
 *
 * A batch ends when the queue is empty, at BATCH_CALLS, or once it holds BATCH_LEAST and was worked
 * on for twice as long as the last commit took, and BATCH_US at most: so nobody waits much longer
 * than two flushes, a flush is shared by many even where calls are slow, and where flushes are
 * quick, clients have their answers while others are at work. Nothing is answered, told or kept in
 * memory from a batch before it is durable; if SQLite rolled it back, each of its calls fails and
 * nothing happened. */
#include <stdlib.h>
#include <string.h>

#include "action/state.h"
#include "model/journal.h"
#include "model/open_vote.h"

enum { BATCH_CALLS = 256, BATCH_LEAST = 32, BATCH_US = 2000 };

void queue_put(struct queue *queue, struct kith_call *call)
{
    call->next = NULL;
    if (queue->last != NULL)
        queue->last->next = call;
    else
        queue->first = call;
    queue->last = call;
    queue->count++;
}

struct kith_call *queue_take(struct queue *queue)
{
    struct kith_call *call = queue->first;
    if (call == NULL)
        return NULL;
    queue->first = call->next;
    if (queue->first == NULL)
        queue->last = NULL;
    queue->count--;
    call->next = NULL;
    return call;
}

void engine_submit(struct engine *engine, struct kith_call *call)
{
    call->stage = CALL_ARRIVED;
    queue_put(&engine->arrivals, call);
    if (!engine->turning)
        engine->host.wake(engine->host.self);
}

void engine_write(struct engine *engine, int64_t network, int (*run)(struct model *in, void *mine),
                  void (*done)(void *mine, int err), void *mine)
{
    struct call_request request = {.actor = {.kind = ACTOR_SYSTEM}};
    struct kith_call *call = call_new(engine, &request);
    call->where.network = network;
    call->inside = run;
    call->inside_done = done;
    call->inside_mine = mine;
    engine->under_way++;
    engine_submit(engine, call);
}

void engine_touch(struct engine *engine, int64_t network)
{
    for (size_t i = 0; i < engine->touched.count; i++)
        if (engine->touched.at[i] == network)
            return;
    *list_add(&engine->touched) = network;
}

/* Has the handler of a LATER action this call, to end it in a later turn? */
static bool call_is_with_handler(const struct kith_call *call)
{
    return call->entry != NULL && (call->entry->action->flags & KITH_LATER) &&
           call->outcome == OK && call->proposal == 0 && !call->finished;
}

/* Every call of the batch fails: nothing of it was kept. */
static void batch_lost(struct engine *engine)
{
    struct kith_call *call;
    struct queue lost = engine->batch;
    int why = engine->batch_error == ERROR_FULL ? ERROR_FULL : ERROR_BUSY;
    engine->batch = (struct queue){0};
    engine->touched.count = 0;
    open_vote_forget(engine->open_vote);
    while ((call = queue_take(&lost)) != NULL) {
        call->held = call_is_with_handler(call);
        call->outcome = why;
        error_set(&call->error, why, NULL, "%s", error_sentence(why));
        call_answer(call);
    }
}

static bool batch_begin(struct engine *engine)
{
    struct error error = {0};
    if (change_is_open(engine->store))
        return true;
    engine->batch_error = change_begin(engine->store, &error);
    return engine->batch_error == OK;
}

/* Takes one call into the batch; false if the batch was lost. */
static bool batch_take(struct engine *engine, struct kith_call *call)
{
    if (!batch_begin(engine)) {
        queue_put(&engine->batch, call);
        return false;
    }
    call_write(call);
    if (call->stage == CALL_ASKING || call->stage == CALL_HELD)
        return true;
    queue_put(&engine->batch, call);
    if (!change_is_lost(engine->store))
        return true;
    engine->batch_error = call->outcome;
    return false;
}

/* The heads of what was written are chained, and the batch goes to the commit thread. */
static void batch_commit(struct engine *engine)
{
    struct arena arena = {0};
    struct error error = {0};
    struct model in = {.database = store_writer(engine->store),
                       .keys = engine->keys,
                       .packs = engine->packs,
                       .ids = &engine->ids,
                       .arena = &arena,
                       .error = &error};
    int err = journal_chain_heads(&in, engine->touched.at, engine->touched.count);
    arena_done(&arena);
    if (err == OK && !change_is_lost(engine->store)) {
        change_commit(engine->store);
        return;
    }
    engine->batch_error = err;
    change_abandon(engine->store);
    batch_lost(engine);
}

void batch_run(struct engine *engine)
{
    struct kith_call *call;
    int64_t begun = clock_ticks_us(), enough;
    if (change_is_committing(engine->store))
        return;
    enough = 2 * change_counts(engine->store).last_us;
    enough = enough < BATCH_US ? enough : BATCH_US;
    while (engine->batch.count < BATCH_CALLS && (call = queue_take(&engine->arrivals)) != NULL) {
        if (!batch_take(engine, call)) {
            change_abandon(engine->store);
            batch_lost(engine);
            return;
        }
        if (engine->batch.count >= BATCH_LEAST && clock_ticks_us() - begun > enough)
            break;
    }
    if (change_is_open(engine->store))
        batch_commit(engine);
}

/* One call of a durable batch goes on its way. */
static void batch_go_on(struct kith_call *call)
{
    const kith_action *action = call->entry == NULL ? NULL : call->entry->action;
    call->durable = true;
    if (call->outcome == OK && call->repeated == NULL && call->proposal == 0 && action != NULL) {
        if (action->flags & KITH_UNLOGGED) /* it touched no journal, and yet may have put these */
            call->engine->next_due_ms = call->engine->next_effect_ms = 0;
        if (call_is_with_handler(call)) {
            call->stage = CALL_WORKING;
            return;
        }
        if (action->flags & KITH_LONG) {
            call->stage = CALL_WORKING;
            due_begun(call->engine, call);
            job_launch(call);
            return;
        }
    }
    call_answer(call);
}

void batch_settle(struct engine *engine)
{
    struct kith_call *call;
    struct queue settled = engine->batch;
    engine->batch_error = change_finish(engine->store);
    if (engine->batch_error != OK) {
        batch_lost(engine);
        return;
    }
    engine->batch = (struct queue){0};
    open_vote_end_batch(engine->open_vote);
    for (size_t i = 0; i < engine->touched.count; i++)
        deliver_wake(engine, engine->touched.at[i]);
    if (engine->touched.count > 0)
        engine->next_due_ms = engine->next_effect_ms = 0;
    engine->touched.count = 0;
    while ((call = queue_take(&settled)) != NULL)
        batch_go_on(call);
}
