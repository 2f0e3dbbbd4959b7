/* Timers, other threads, descriptors and calls: what comes back to the plugin in a later turn.
 *
 * Everything arrives on the loop's thread, in a frame, and only while the plugin runs. */
#include <stdlib.h>

#include "action/event.h"
#include "base/json.h"
#include "base/log.h"
#include "loop/socket.h"
#include "plugin/offer.h"
#include "plugin/plugin.h"

static bool may_begin(struct kith *plugin, const char *what)
{
    return frame_here(plugin, what) != NULL && !atomic_load(&plugin->ending);
}

/* ---- timers ---- */

static void timer_due(void *mine)
{
    struct kith_timer *timer = mine;
    struct kith *plugin = timer->plugin;
    struct frame *frame = frame_open(plugin, NULL);
    timer->running = true;
    timer->fn(plugin->self);
    timer->running = false;
    frame_close(frame);
    if (timer->once || timer->ended)
        timer_end(timer);
}

kith_timer *offer_timer(kith *plugin, int64_t first_ms, int64_t every_ms, void (*fn)(void *self))
{
    if (!may_begin(plugin, "timer"))
        return NULL;
    struct kith_timer *timer = memory_take(sizeof *timer);
    *timer = (struct kith_timer){
        .plugin = plugin, .fn = fn, .once = every_ms <= 0, .next = plugin->held.timers};
    timer->timer = timer_open(plugin->plugins->loop, timer_due, timer);
    plugin->held.timers = timer;
    timer_set(timer->timer, first_ms > 0 ? first_ms : 0, every_ms > 0 ? every_ms : 0);
    return timer;
}

void offer_timer_stop(kith_timer *timer)
{
    if (timer != NULL)
        timer_end(timer);
}

/* ---- wake: the one entry for other threads ---- */

struct woken {
    struct kith *plugin;
    void (*fn)(void *self);
};

static void woken_run(void *mine)
{
    struct woken *woken = mine;
    if (woken->plugin->state == PLUGIN_RUNNING) {
        struct frame *frame = frame_open(woken->plugin, NULL);
        woken->fn(woken->plugin->self);
        frame_close(frame);
    }
    plugin_release(woken->plugin);
    free(woken);
}

void offer_wake(kith *plugin, void (*fn)(void *self))
{
    struct woken *woken = memory_take(sizeof *woken);
    *woken = (struct woken){plugin_keep(plugin), fn};
    loop_post(plugin->plugins->loop, woken_run, woken);
}

/* ---- work on a pool thread ---- */

struct work {
    struct errand errand;
    void (*run)(void *mine);
    void (*done)(void *self, void *mine);
};

static void work_run(void *mine)
{
    struct work *work = mine;
    work->run(work->errand.mine);
}

static void work_done(void *mine)
{
    struct work *work = mine;
    struct kith *plugin = work->errand.plugin;
    if (errand_tell(&work->errand)) {
        struct frame *frame = frame_open(plugin, NULL);
        work->done(plugin->self, work->errand.mine);
        frame_close(frame);
    }
    atomic_fetch_sub(&plugin->held.at_work, 1);
    errand_end(&work->errand);
}

kith_err offer_work(kith *plugin, void (*run)(void *mine), void (*done)(void *self, void *mine),
                    void *mine)
{
    if (!may_begin(plugin, "work"))
        return ERROR_STOPPED;
    struct work *work = memory_take(sizeof *work);
    work->run = run;
    work->done = done;
    errand_begin(plugin, &work->errand, mine);
    int err = loop_work(plugin->plugins->loop, work_run, work_done, work);
    if (err == OK)
        atomic_fetch_add(&plugin->held.at_work, 1);
    else
        errand_end(&work->errand);
    return err;
}

/* ---- descriptors ---- */

static void watch_ready(void *mine, int descriptor, int what)
{
    struct kith_watch *watch = mine;
    struct kith *plugin = watch->plugin;
    struct frame *frame = frame_open(plugin, NULL);
    watch->running = true;
    watch->fn(plugin->self, descriptor, what);
    watch->running = false;
    frame_close(frame);
    if (watch->ended)
        watch_end(watch);
}

kith_watch *offer_watch(kith *plugin, int32_t descriptor, int32_t what,
                        void (*fn)(void *self, int32_t descriptor, int32_t what))
{
    struct error error = {0};
    if (!may_begin(plugin, "watch"))
        return NULL;
    struct watch *inner = watch_open(plugin->plugins->loop, descriptor, &error);
    if (inner == NULL) {
        log_warning(plugin->name, "%s", error.message);
        return NULL;
    }
    struct kith_watch *watch = memory_take(sizeof *watch);
    *watch = (struct kith_watch){
        .plugin = plugin, .watch = inner, .fn = fn, .next = plugin->held.watches};
    plugin->held.watches = watch;
    watch_set(inner, what & (WATCH_READ | WATCH_WRITE), watch_ready, watch);
    return watch;
}

void offer_watch_stop(kith_watch *watch)
{
    if (watch != NULL)
        watch_end(watch);
}

int32_t offer_listen(kith *plugin, const char *name, const char *address, int32_t *ret_descriptors,
                     int32_t room)
{
    struct error error = {0};
    size_t count = 0;
    if (!may_begin(plugin, "listen"))
        return ERROR_STOPPED;
    int err =
        socket_listen(name, address, ret_descriptors, room > 0 ? (size_t)room : 0, &count, &error);
    if (err == OK)
        return (int32_t)count;
    log_error(plugin->name, "%s", error.message);
    plugin_complains(plugin, error.message);
    return err;
}

/* ---- calls of its own ---- */

struct asked {
    struct errand errand;
    struct actor actor;
    const char *action;
    int32_t depth;
    struct json *with;
    void (*done)(void *self, void *mine, kith_err err, kith_str reply);
    struct arena arena;
};

static void asked_tell(struct asked *asked, int err, struct str reply)
{
    struct kith *plugin = asked->errand.plugin;
    if (asked->done == NULL)
        return;
    struct frame *frame = frame_open(plugin, NULL);
    asked->done(plugin->self, asked->errand.mine, err, str_to_kith(lend(&frame->lent, reply)));
    frame_close(frame);
}

/* {"name":"clash","field":"name","message":"…"}, as in the answers of the control socket. */
static void error_print(const struct error *error, struct text *out)
{
    struct json_writer writer = {.out = out};
    json_open(&writer, '{');
    json_key(&writer, "name");
    json_put_text(&writer, str_of(error_name(error->code)));
    if (error->field[0] != '\0') {
        json_key(&writer, "field");
        json_put_text(&writer, str_of(error->field));
    }
    json_key(&writer, "message");
    json_put_text(&writer, str_of(error->message));
    json_close(&writer, '}');
}

static void asked_stopped(struct errand *errand)
{
    struct text text = {0};
    struct error error = {0};
    error_set(&error, ERROR_STOPPED, NULL, "%s", error_sentence(ERROR_STOPPED));
    error_print(&error, &text);
    asked_tell((struct asked *)errand, ERROR_STOPPED, text_str(&text));
    text_done(&text);
}

static void asked_end(struct asked *asked)
{
    json_free(asked->with);
    arena_done(&asked->arena);
    errand_end(&asked->errand);
}

static void asked_done(void *mine, struct kith_call *call)
{
    struct asked *asked = mine;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    if (errand_tell(&asked->errand)) {
        if (call_outcome(call) == OK)
            call_print_reply(call, &writer);
        else
            error_print(call_error(call), &text);
        asked_tell(asked, call_outcome(call), text_str(&text));
    }
    text_done(&text);
    asked_end(asked);
}

static void asked_begin(void *mine)
{
    struct asked *asked = mine;
    if (asked->errand.told) {
        asked_end(asked);
        return;
    }
    struct call_request request = {.action = str_of(asked->action),
                                   .with = asked->with,
                                   .actor = asked->actor,
                                   .depth = asked->depth,
                                   .done = asked_done,
                                   .mine = asked};
    engine_call(asked->errand.plugin->plugins->engine, &request);
}

/* The call begins in a later turn, so that it never runs inside another, and `done` never
 * before call_as has returned. */
kith_err offer_call_as(kith *plugin, kith_id person, const char *action, kith_str with,
                       void (*done)(void *self, void *mine, kith_err err, kith_str reply),
                       void *mine)
{
    struct error error = {0};
    if (!may_begin(plugin, "call_as"))
        return ERROR_STOPPED;
    if (person != 0 && (plugin->setting == NULL || !plugin->setting->door)) {
        log_warning(plugin->name,
                    "It would act for a person, and is no door: say `door = yes` "
                    "below [plugin %s] if it may.",
                    plugin->name);
        return ERROR_REFUSED;
    }
    struct json *json = json_parse(with.len == 0 ? STR("{}") : str_from(with), &error);
    if (json == NULL) {
        log_warning(plugin->name, "It calls %s with what is no JSON: %s", action, error.message);
        return ERROR_WRONG;
    }
    struct asked *asked = memory_take(sizeof *asked);
    asked->actor = (struct actor){
        .kind = person != 0 ? ACTOR_PERSON : ACTOR_PLUGIN, .person = person, .name = plugin->name};
    asked->action = arena_copy(&asked->arena, str_of(action));
    asked->depth = engine_next_depth(plugin->plugins->engine);
    asked->with = json;
    asked->done = done;
    asked->errand.stopped = asked_stopped;
    errand_begin(plugin, &asked->errand, mine);
    loop_post(plugin->plugins->loop, asked_begin, asked);
    return OK;
}
