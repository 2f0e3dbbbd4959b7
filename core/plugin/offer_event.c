/* Events told to a plugin, and the effects that it serves. */
#include <string.h>

#include "action/event.h"
#include "base/json.h"
#include "base/log.h"
#include "model/effect.h"
#include "plugin/offer.h"
#include "plugin/plugin.h"

/* ---- events ---- */

/* The row that names the event, or else the one for all. */
static const kith_subscription *subscription_find(const struct kith *plugin, struct str action)
{
    const kith_subscription *all = NULL, *row = plugin->about.subscriptions;
    for (; row->event != NULL; row++) {
        if (str_is(action, row->event))
            return row;
        if (strcmp(row->event, "*") == 0)
            all = row;
    }
    return all;
}

static enum event_answer answer_from(int32_t answer)
{
    static const enum event_answer answers[] = {[KITH_EVENT_OK] = EVENT_DONE,
                                                [KITH_EVENT_RETRY] = EVENT_RETRY,
                                                [KITH_EVENT_LATER] = EVENT_LATER};
    return answer < 0 || answer > KITH_EVENT_LATER ? EVENT_RETRY : answers[answer];
}

static enum event_answer event_tell(void *self, struct model *in, const struct event *event)
{
    struct kith *plugin = self;
    const kith_subscription *row = subscription_find(plugin, event->action);
    (void)in;
    if (row == NULL)
        return EVENT_DONE;
    struct frame *frame = frame_open(plugin, NULL);
    kith_event told = {.size = sizeof told,
                       .action = str_to_kith(lend(&frame->lent, event->action)),
                       .network = event->network,
                       .sequence = event->sequence,
                       .subject = event->subject,
                       .day = event->day};
    int32_t answer = row->on(plugin->self, &told);
    frame_close(frame);
    return answer_from(answer);
}

void offer_event_done(kith *plugin, kith_id network, int64_t sequence, int32_t answer)
{
    if (frame_here(plugin, "event_done") == NULL)
        return;
    event_answer(plugin->plugins->engine, plugin->name, network, sequence,
                 answer == KITH_EVENT_OK ? EVENT_DONE : EVENT_RETRY);
}

/* ---- effects ---- */

static void effect_ready(void *self)
{
    struct kith *plugin = self;
    const kith_effect_kind *kind = plugin->about.effect_kinds;
    for (; kind->kind != NULL; kind++) {
        struct frame *frame = frame_open(plugin, NULL);
        kind->ready(plugin->self);
        frame_close(frame);
    }
}

int32_t offer_effect_take(kith *plugin, kith_effect *ret_effect)
{
    struct frame *frame = frame_here(plugin, "effect_take");
    struct effect_leased leased;
    if (frame == NULL || atomic_load(&plugin->ending))
        return 0;
    if (ret_effect->size <= sizeof ret_effect->size || ret_effect->size > 4096) {
        log_error(plugin->name, "effect_take got no size: set `.size = sizeof(kith_effect)`.");
        return 0;
    }
    if (!effect_take(plugin->plugins->engine, plugin, &frame->arena, &leased))
        return 0;
    kith_effect effect = {.size = ret_effect->size,
                          .id = leased.id,
                          .network = leased.network,
                          .kind = str_to_kith(lend(&frame->lent, leased.kind)),
                          .payload = str_to_kith(lend(&frame->lent, leased.payload)),
                          .attempts = (int32_t)leased.attempts};
    memcpy(ret_effect, &effect,
           ret_effect->size < sizeof effect ? ret_effect->size : sizeof effect);
    return 1;
}

kith_err offer_effect_finish(kith *plugin, kith_id effect, int32_t outcome, const char *answer)
{
    static const enum effect_outcome outcomes[] = {[KITH_EFFECT_SENT] = EFFECT_SENT,
                                                   [KITH_EFFECT_RETRY] = EFFECT_RETRY,
                                                   [KITH_EFFECT_FAILED] = EFFECT_FAILED,
                                                   [KITH_EFFECT_UNKNOWN] = EFFECT_UNKNOWN};
    if (frame_here(plugin, "effect_finish") == NULL)
        return ERROR_REFUSED;
    if (outcome < 0 || outcome > KITH_EFFECT_UNKNOWN)
        return ERROR_WRONG;
    return effect_finish(plugin->plugins->engine, effect, outcomes[outcome], str_of(answer));
}

static bool is_object(struct str text)
{
    struct json *json = json_parse(text, NULL);
    bool object = json != NULL && json_type(json) == JSON_OBJECT;
    json_free(json);
    return object;
}

kith_err offer_effect_put(kith_call *call, const char *kind, kith_id recipient, kith_str payload)
{
    struct engine *engine = call->engine;
    if (frame_here(call->frame->plugin, "effect_put") == NULL ||
        engine_running(engine) != &call->model || !engine_running_writes(engine))
        return call_fail(call, ERROR_REFUSED, NULL,
                         "An effect is put only inside a call that writes, before it returns.");
    if (!is_object(str_from(payload)))
        return call_fail(call, ERROR_WRONG, NULL, "The payload of an effect is a JSON object.");
    struct effect effect = {.network = call->where.network,
                            .kind = str_of(kind),
                            .recipient = recipient,
                            .payload = str_from(payload)};
    return effect_add(&call->model, &effect, engine_is_rehearsal(engine));
}

/* ---- beginning and end ---- */

void plugin_listen_in(struct kith *plugin)
{
    struct engine *engine = plugin->plugins->engine;
    const kith_subscription *row = plugin->about.subscriptions;
    const kith_effect_kind *kind = plugin->about.effect_kinds;
    size_t count = 0;
    while (row != NULL && row[count].event != NULL)
        count++;
    const char **events = arena_take(&plugin->arena, (count + 1) * sizeof *events);
    for (size_t i = 0; i < count; i++)
        events[i] = row[i].event;
    struct subscription subscription = {
        .subscriber = plugin->name, .events = events, .on = event_tell, .self = plugin};
    if (count > 0)
        event_subscribe(engine, &subscription);
    for (; kind != NULL && kind->kind != NULL; kind++)
        effect_serve(engine, kind->kind, effect_ready, plugin);
}

void plugin_fall_silent(struct kith *plugin)
{
    event_unsubscribe(plugin->plugins->engine, plugin->name);
    effect_unserve(plugin->plugins->engine, plugin);
}
