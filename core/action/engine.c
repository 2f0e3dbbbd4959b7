/* The engine: takes calls from doors, runs them in lanes and batches, and settles them. */
#include <stdlib.h>
#include <string.h>

#include "action/erasing.h"
#include "action/state.h"
#include "base/log.h"
#include "model/charter.h"
#include "model/epoch.h"
#include "model/look.h"
#include "model/open_vote.h"
#include "model/setting.h"
#include "model/tidy.h"
#include "model/token.h"

enum { REST_AFTER_MS = 20 };

static int rehearsal_check(struct engine *engine, struct error *error)
{
    struct arena arena = {0};
    struct model in = engine_model(engine, &arena, error);
    int64_t marked = 0, shift = 0;
    int err = setting_read_int(&in, "server.rehearsal", -1, &marked);
    if (err == OK)
        err = setting_read_int(&in, "clock.shift_ms", 0, &shift);
    arena_done(&arena);
    if (err != OK)
        return err;
    if (marked == 1 && !engine->rehearsal)
        return error_set(error, ERROR_CLASH, NULL,
                         "This state was made by a rehearsal and stays one. Start kithd with "
                         "--rehearsal, or with another --state.");
    if (marked == 0 && engine->rehearsal)
        return error_set(error, ERROR_CLASH, NULL,
                         "This state is in real use, so nothing can be rehearsed in it. Start "
                         "kithd with another --state.");
    engine->clock.shift_ms = engine->rehearsal ? shift : 0;
    return OK;
}

/* The first start says for ever whether this is a rehearsal; the first after a restored backup
 * begins a new epoch, in which whoever had been erased is erased again. */
static int mark_state(struct engine *engine, struct error *error)
{
    struct arena arena = {0};
    struct model in = engine_model(engine, &arena, error);
    struct text missing = {0};
    int64_t marked;
    bool is_new = false;
    in.database = store_writer(engine->store);
    int err = change_begin(engine->store, error);
    if (err == OK)
        err = setting_read_int(&in, "server.rehearsal", -1, &marked);
    if (err == OK && marked < 0)
        err = setting_write_int(&in, "server.rehearsal", engine->rehearsal);
    if (err == OK)
        err = epoch_begin(&in, &is_new);
    if (err == OK)
        err = erasing_again(engine, &in, is_new, &missing);
    if (err == OK)
        err = tidy_schedule(&in);
    if (err == OK)
        err = charter_review_begin(&in);
    if (err == OK)
        err = change_commit_now(engine->store);
    else
        change_abandon(engine->store);
    if (err == OK)
        erasing_make_whole(engine, text_str(&missing));
    if (err == OK && is_new)
        log_warning("engine", "a backup was restored: effects that waited are held, and tokens "
                              "have ended");
    text_done(&missing);
    arena_done(&arena);
    return err;
}

static void committed(void *self)
{
    struct engine *engine = self;
    engine->host.wake(engine->host.self);
}

struct engine *engine_new(const struct engine_options *options, struct error *error)
{
    struct engine *engine = memory_take(sizeof *engine);
    engine->store = options->store;
    engine->keys = options->keys;
    engine->packs = options->packs;
    engine->host = options->host;
    engine->rehearsal = options->rehearsal;
    engine->version = options->version;
    engine->clock.frozen_ms = options->frozen_ms;
    engine->registry = registry_new();
    engine->open_vote = open_vote_new();
    pthread_mutex_init(&engine->posts_lock, NULL);
    change_on_commit(engine->store, committed, engine);
    if (rehearsal_check(engine, error) == OK && mark_state(engine, error) == OK)
        return engine;
    registry_free(engine->registry);
    open_vote_free(engine->open_vote);
    free(engine);
    return NULL;
}

void engine_free(struct engine *engine)
{
    if (engine == NULL)
        return;
    deliver_free(engine);
    lease_free(engine);
    lane_free_all(engine);
    list_done(&engine->touched);
    list_done(&engine->dues);
    list_done(&engine->runs);
    list_done(&engine->pauses);
    pthread_mutex_destroy(&engine->posts_lock);
    registry_free(engine->registry);
    open_vote_free(engine->open_vote);
    free(engine);
}

struct model engine_model(struct engine *engine, struct arena *arena, struct error *error)
{
    return (struct model){.database = store_reader(engine->store),
                          .keys = engine->keys,
                          .packs = engine->packs,
                          .ids = &engine->ids,
                          .arena = arena,
                          .error = error,
                          .now_ms = clock_now(&engine->clock)};
}

int engine_start(struct engine *engine, struct error *error)
{
    engine->started = true;
    deliver_start(engine);
    return job_resume_all(engine, error);
}

/* The sooner of two wishes for a turn; negative: none. */
static int64_t sooner(int64_t one, int64_t other)
{
    if (one < 0 || other < 0)
        return one < 0 ? other : one;
    return one < other ? one : other;
}

/* A moment in which nobody waits is the store's, if it has a use for it. Answers in how many ms
 * it wants another turn; negative for none. */
static int64_t rest_turn(struct engine *engine)
{
    if (engine->under_way > 0 || !change_wants_rest(engine->store)) {
        engine->resting_since_ms = 0;
        return -1;
    }
    int64_t now = clock_ticks_ms();
    if (engine->resting_since_ms == 0)
        engine->resting_since_ms = now;
    if (now - engine->resting_since_ms < REST_AFTER_MS)
        return REST_AFTER_MS;
    change_rest(engine->store);
    return -1;
}

void engine_turn(struct engine *engine)
{
    if (engine->turning)
        return;
    engine->turning = true;
    bool settles = change_is_committing(engine->store) && change_is_over(engine->store);
    if (settles)
        batch_settle(engine);
    int64_t wish = job_turn(engine);
    wish = sooner(wish, due_turn(engine));
    wish = sooner(wish, deliver_turn(engine));
    wish = sooner(wish, lease_turn(engine));
    wish = sooner(wish, move_turn(engine));
    if (!settles) /* answers leave at the end of a turn: not after another batch's work */
        batch_run(engine);
    if (engine->arrivals.count > 0 && !change_is_committing(engine->store))
        wish = 0;
    wish = sooner(wish, rest_turn(engine));
    engine->host.arm(engine->host.self, wish);
    engine->turning = false;
}

bool engine_is_quiet(const struct engine *engine)
{
    return engine->under_way == 0 && engine->runs.count == 0;
}

bool engine_stop(struct engine *engine)
{
    if (!engine->stopping)
        job_halt_all(engine);
    engine->stopping = true;
    return engine_is_quiet(engine) && !change_is_committing(engine->store);
}

struct registry *engine_registry(struct engine *engine)
{
    return engine->registry;
}

struct store *engine_store(struct engine *engine)
{
    return engine->store;
}

struct clock *engine_clock(struct engine *engine)
{
    return &engine->clock;
}

const struct keyring *engine_keys(const struct engine *engine)
{
    return engine->keys;
}

const struct packs *engine_packs(const struct engine *engine)
{
    return engine->packs;
}

struct ident_source *engine_ids(struct engine *engine)
{
    return &engine->ids;
}

bool engine_is_rehearsal(const struct engine *engine)
{
    return engine->rehearsal;
}

const char *engine_version(const struct engine *engine)
{
    return engine->version;
}

struct model *engine_running(struct engine *engine)
{
    return engine->running == NULL ? NULL : &engine->running->model;
}

bool engine_running_writes(struct engine *engine)
{
    return engine->running != NULL &&
           engine->running->model.database == store_writer(engine->store);
}

int32_t engine_next_depth(const struct engine *engine)
{
    return engine->running == NULL ? 0 : engine->running->depth + 1;
}

int engine_token_person(struct engine *engine, struct str token, int64_t *ret_person)
{
    struct arena arena = {0};
    struct error error = {0};
    struct model in = engine_model(engine, &arena, &error);
    int err = token_find(&in, token, ret_person);
    arena_done(&arena);
    if (err == OK && *ret_person == 0)
        return ERROR_REFUSED;
    return err;
}

/* ---- looks: the reply waits until it is written down who saw whose data ---- */

static int look_write(struct model *in, void *mine)
{
    const struct kith_call *call = mine;
    int err = OK;
    for (size_t i = 0; i < call->looked_count && err == OK; i++)
        err = look_add(in, &call->actor, call->entry->action->name, call->looked_at[i]);
    return err;
}

static void look_written(void *mine, int err)
{
    struct kith_call *call = mine;
    call->outcome = err;
    call_answer(call);
}

void look_before_leaving(struct kith_call *call)
{
    call->stage = CALL_WORKING;
    engine_write(call->engine, 0, look_write, look_written, call);
}
