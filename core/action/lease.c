/* Leases: effects handed, one recipient at a time, to the plugin that serves their kind.
 *
 * A lease lives in memory: a crash ends all of them, and what was not finished is due again. An
 * effect is finished once: the lease lasts until that is durable, and takes no second end. What
 * the recipient does not want now is put off, or dropped, instead of being handed out. */
#include <stdio.h>
#include <stdlib.h>

#include "action/delivery.h"
#include "action/state.h"
#include "model/effect.h"

enum {
    LEASE_MS = 5 * 60 * 1000,
    DAY_MS = 24 * 3600 * 1000,
    TRIES = 64, /* then others have their turn, and the rest is asked about in the next */
};

void effect_serve(struct engine *engine, const char *kind, void (*ready)(void *self), void *self)
{
    *list_add(&engine->servers) =
        (struct server_of_kind){.kind = kind, .ready = ready, .self = self};
    engine->next_effect_ms = 0;
    engine->host.wake(engine->host.self);
}

void effect_unserve(struct engine *engine, void *self)
{
    for (size_t i = engine->servers.count; i-- > 0;)
        if (engine->servers.at[i].self == self)
            list_remove(&engine->servers, i);
}

/* The lease under which an effect is held; NULL: nobody has it. */
static struct lease *lease_of(struct engine *engine, int64_t effect)
{
    int64_t now = clock_ticks_ms();
    for (size_t i = 0; i < engine->leases.count; i++) {
        struct lease *lease = &engine->leases.at[i];
        if (lease->effect == effect && (lease->ending || lease->until_ms > now))
            return lease;
    }
    return NULL;
}

static void effect_release(struct engine *engine, int64_t id)
{
    for (size_t i = engine->leases.count; i-- > 0;)
        if (engine->leases.at[i].effect == id)
            list_remove(&engine->leases, i);
}

struct taking {
    struct engine *engine;
    int64_t id;
};

static bool take_first(void *self, int64_t id)
{
    struct taking *taking = self;
    if (lease_of(taking->engine, id) != NULL)
        return false;
    taking->id = id;
    return true;
}

/* ---- what is not sent now: the recipient sleeps, or does not want to hear this way ---- */

struct putting_off {
    struct engine *engine;
    int64_t id, at_ms;
};

static int put_off(struct model *in, void *mine)
{
    const struct putting_off *putting_off = mine;
    if (putting_off->at_ms < 0)
        return effect_end(in, putting_off->id, "dropped",
                          STR("The recipient does not want to hear this way."));
    return effect_put_off(in, putting_off->id, putting_off->at_ms);
}

/* If it could not be written, it is due still, and is asked about again. */
static void was_put_off(void *mine, int err)
{
    struct putting_off *putting_off = mine;
    if (err != OK)
        engine_hold(putting_off->engine);
    effect_release(putting_off->engine, putting_off->id);
    putting_off->engine->next_effect_ms = 0;
    free(putting_off);
}

static void put_off_begin(struct engine *engine, int64_t id, int64_t at_ms)
{
    struct putting_off *putting_off = memory_take(sizeof *putting_off);
    *putting_off = (struct putting_off){engine, id, at_ms};
    engine_write(engine, 0, put_off, was_put_off, putting_off);
}

/* ---- taking ---- */

/* Takes the next of one kind: 1 taken, 0 there is none, -1 that one is not to be sent now. */
static int take_one(struct engine *engine, const char *kind, struct arena *arena,
                    struct effect_leased *ret_effect)
{
    struct error error = {0};
    struct model in = engine_model(engine, arena, &error);
    struct taking taking = {engine, 0};
    struct effect effect;
    struct delivery delivery;
    if (effect_due(&in, str_of(kind), take_first, &taking) != OK || taking.id == 0 ||
        effect_read(&in, taking.id, &effect) != OK)
        return 0;
    *list_add(&engine->leases) =
        (struct lease){.effect = effect.id, .until_ms = clock_ticks_ms() + LEASE_MS};
    int err = delivery_make(&in, &effect, &delivery);
    if (err == ERROR_REFUSED) {
        effect_finish(engine, effect.id, EFFECT_DROPPED,
                      STR("The recipient's membership is paused."));
        return -1;
    }
    if (err == ERROR_MISSING && effect.network != 0) {
        /* Tidying drops it. To do so now would show administrators when somebody is forgotten. */
        put_off_begin(engine, effect.id, in.now_ms + DAY_MS);
        return -1;
    }
    if (err != OK) {
        effect_finish(engine, effect.id, EFFECT_FAILED, STR("The recipient is not there."));
        return -1;
    }
    if (delivery.at_ms != in.now_ms) {
        put_off_begin(engine, effect.id, delivery.at_ms);
        return -1;
    }
    *ret_effect = (struct effect_leased){effect.id, effect.network, effect.kind, delivery.payload,
                                         effect.attempts};
    return 1;
}

bool effect_take(struct engine *engine, void *self, struct arena *arena,
                 struct effect_leased *ret_effect)
{
    for (size_t i = 0; i < engine->servers.count; i++) {
        int taken = engine->servers.at[i].self == self ? -1 : 0;
        for (int tries = 0; tries < TRIES && taken < 0; tries++)
            taken = take_one(engine, engine->servers.at[i].kind, arena, ret_effect);
        if (taken > 0)
            return true;
    }
    return false;
}

struct finishing {
    struct engine *engine;
    int64_t id;
    enum effect_outcome outcome;
    char answer[400];
};

static int finish(struct model *in, void *mine)
{
    static const char *const states[] = {[EFFECT_SENT] = "sent",
                                         [EFFECT_FAILED] = "failed",
                                         [EFFECT_UNKNOWN] = "unknown",
                                         [EFFECT_DROPPED] = "dropped"};
    struct finishing *finishing = mine;
    if (finishing->outcome == EFFECT_RETRY)
        return effect_again(in, finishing->id, str_of(finishing->answer));
    return effect_end(in, finishing->id, states[finishing->outcome], str_of(finishing->answer));
}

static void finished(void *mine, int err)
{
    struct finishing *finishing = mine;
    struct engine *engine = finishing->engine;
    if ((err == ERROR_BUSY || err == ERROR_FULL) && !engine->stopping) {
        engine_hold(engine);
        *list_add(&engine->unfinished) = finishing;
        return;
    }
    effect_release(engine, finishing->id);
    engine->next_effect_ms = 0;
    free(finishing);
}

int effect_finish(struct engine *engine, int64_t id, enum effect_outcome outcome, struct str answer)
{
    struct lease *lease = lease_of(engine, id);
    if (lease == NULL || lease->ending)
        return ERROR_MISSING;
    lease->ending = true;
    struct finishing *finishing = memory_take(sizeof *finishing);
    finishing->engine = engine;
    finishing->id = id;
    finishing->outcome = outcome;
    answer = str_head(answer, sizeof finishing->answer - 1);
    snprintf(finishing->answer, sizeof finishing->answer, "%.*s", STR_ARGS(answer));
    engine_write(engine, 0, finish, finished, finishing);
    return OK;
}

static void finish_again(struct engine *engine)
{
    for (size_t i = 0; i < engine->unfinished.count; i++)
        engine_write(engine, 0, finish, finished, engine->unfinished.at[i]);
    engine->unfinished.count = 0;
}

/* Leases that nobody finished in time end: what they held is due again. Answers in how many ms
 * the next one ends; negative for none. */
static int64_t leases_end(struct engine *engine)
{
    int64_t now = clock_ticks_ms(), wish = -1;
    for (size_t i = engine->leases.count; i-- > 0;) {
        int64_t wait = engine->leases.at[i].until_ms - now;
        if (engine->leases.at[i].ending)
            continue;
        if (wait <= 0) {
            list_remove(&engine->leases, i);
            engine->next_effect_ms = 0;
        } else if (wish < 0 || wait < wish) {
            wish = wait;
        }
    }
    return wish;
}

/* Tells those who serve a kind that something is due, once until it changes. */
static void effects_offer(struct engine *engine, int64_t now)
{
    engine->next_effect_ms = INT64_MAX;
    for (size_t i = 0; i < engine->servers.count; i++) {
        struct server_of_kind server = engine->servers.at[i];
        struct arena arena = {0};
        struct error error = {0};
        struct model in = engine_model(engine, &arena, &error);
        struct taking taking = {engine, 0};
        int64_t next = INT64_MAX;
        effect_due(&in, str_of(server.kind), take_first, &taking);
        if (taking.id == 0)
            effect_next(&in, str_of(server.kind), &next);
        arena_done(&arena);
        if (taking.id != 0)
            server.ready(server.self);
        else if (next > now && next < engine->next_effect_ms)
            engine->next_effect_ms = next;
    }
}

int64_t lease_turn(struct engine *engine)
{
    int64_t now = clock_now(&engine->clock);
    if (engine->stopping || !engine->started)
        return -1;
    int64_t wish = leases_end(engine), held = engine_held_ms(engine);
    if (held > 0)
        return wish < 0 || held < wish ? held : wish;
    finish_again(engine);
    if (engine->servers.count == 0)
        return wish;
    if (engine->next_effect_ms <= now)
        effects_offer(engine, now);
    if (engine->next_effect_ms == INT64_MAX)
        return wish;
    int64_t wait = engine->next_effect_ms > now ? engine->next_effect_ms - now : 0;
    return wish < 0 || wait < wish ? wait : wish;
}

bool lease_is_quiet(const struct engine *engine)
{
    return engine->leases.count == 0;
}

void lease_free(struct engine *engine)
{
    for (size_t i = 0; i < engine->unfinished.count; i++)
        free(engine->unfinished.at[i]);
    list_done(&engine->unfinished);
    list_done(&engine->servers);
    list_done(&engine->leases);
}
