/* Leases: effects handed, one recipient at a time, to the plugin that serves their kind.
 *
 * A lease lives in memory: a crash ends all of them, and what was not finished is due again. The
 * recipient's name and address are looked up at the last moment. */
#include <stdio.h>
#include <stdlib.h>

#include "action/state.h"
#include "model/effect.h"
#include "model/membership.h"
#include "model/person.h"

enum { LEASE_MS = 5 * 60 * 1000 };

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

static bool effect_is_leased(struct engine *engine, int64_t id)
{
    int64_t now = clock_ticks_ms();
    for (size_t i = 0; i < engine->leases.count; i++)
        if (engine->leases.at[i].effect == id && engine->leases.at[i].until_ms > now)
            return true;
    return false;
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
    if (effect_is_leased(taking->engine, id))
        return false;
    taking->id = id;
    return true;
}

/* Does the message carry the code that brings a paused member back? */
static bool has_way_back(struct model *in, const struct effect *effect)
{
    struct json *json = json_parse(effect->payload, in->error);
    bool has = json != NULL && json_member(json, "way_back") != NULL;
    json_free(json);
    return has;
}

/* The person behind the handle. MISSING if they have left since; REFUSED if they are paused, and
 * it is not the message that brings them back: looked up now, whenever it was written. */
static int effect_recipient(struct model *in, const struct effect *effect, int64_t *ret_person)
{
    struct membership membership;
    *ret_person = effect->recipient;
    if (effect->recipient == 0 || effect->network == 0)
        return OK;
    int err = membership_read(in, effect->network, effect->recipient, &membership);
    if (err == OK && str_is(membership.stage, "paused") && !has_way_back(in, effect))
        return ERROR_REFUSED;
    return err != OK ? err : membership_person(in, effect->network, effect->recipient, ret_person);
}

/* {"to":{"name","address"},"message":payload}: the recipient is looked up at the last moment. */
static int effect_address(struct model *in, const struct effect *effect, struct str *ret_payload)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    struct person person = {0};
    int64_t id;
    int err = effect_recipient(in, effect, &id);
    if (err == OK && id != 0)
        err = person_read(in, id, &person);
    json_open(&writer, '{');
    if (err == OK && id != 0) {
        json_key(&writer, "to");
        json_open(&writer, '{');
        json_key(&writer, "name");
        json_put_text(&writer, person_name(in->arena, &person));
        json_key(&writer, "address");
        json_put_text(&writer, person.work_email);
        json_close(&writer, '}');
    }
    json_key(&writer, "message");
    json_put_raw(&writer, effect->payload);
    json_close(&writer, '}');
    *ret_payload = arena_str(in->arena, text_str(&text));
    text_done(&text);
    return err;
}

bool effect_take(struct engine *engine, void *self, struct arena *arena,
                 struct effect_leased *ret_effect)
{
    struct error error = {0};
    struct model in = engine_model(engine, arena, &error);
    struct effect effect;
    for (size_t i = 0; i < engine->servers.count; i++) {
        struct taking taking = {engine, 0};
        if (engine->servers.at[i].self != self)
            continue;
        if (effect_due(&in, str_of(engine->servers.at[i].kind), take_first, &taking) != OK ||
            taking.id == 0 || effect_read(&in, taking.id, &effect) != OK)
            continue;
        *ret_effect =
            (struct effect_leased){effect.id, effect.network, effect.kind, {0}, effect.attempts};
        *list_add(&engine->leases) = (struct lease){effect.id, clock_ticks_ms() + LEASE_MS};
        int err = effect_address(&in, &effect, &ret_effect->payload);
        if (err == OK)
            return true;
        effect_finish(engine, effect.id, EFFECT_DROPPED,
                      err == ERROR_REFUSED ? STR("The recipient's membership is paused.")
                                           : STR("The recipient has left."));
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
    if (err == ERROR_BUSY || err == ERROR_FULL) {
        if (!engine->stopping) {
            engine_write(engine, 0, finish, finished, finishing);
            return;
        }
    }
    effect_release(engine, finishing->id);
    engine->next_effect_ms = 0;
    free(finishing);
}

int effect_finish(struct engine *engine, int64_t id, enum effect_outcome outcome, struct str answer)
{
    if (!effect_is_leased(engine, id))
        return ERROR_MISSING;
    struct finishing *finishing = memory_take(sizeof *finishing);
    finishing->engine = engine;
    finishing->id = id;
    finishing->outcome = outcome;
    snprintf(finishing->answer, sizeof finishing->answer, "%.*s", STR_ARGS(answer));
    engine_write(engine, 0, finish, finished, finishing);
    return OK;
}

/* Leases that nobody finished in time end: what they held is due again. Answers in how many ms
 * the next one ends; negative for none. */
static int64_t leases_end(struct engine *engine)
{
    int64_t now = clock_ticks_ms(), wish = -1;
    for (size_t i = engine->leases.count; i-- > 0;) {
        int64_t wait = engine->leases.at[i].until_ms - now;
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
    int64_t wish = leases_end(engine);
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
    list_done(&engine->servers);
    list_done(&engine->leases);
}
