/* What a plugin holds of the core: frames, lent texts, timers, watches and errands. */
#include "plugin/belongings.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "plugin/plugin.h"

struct lent {
    struct lent *next;
    char bytes[];
};

struct str lend(struct lent **list, struct str text)
{
#ifdef KITH_CHECK
    struct lent *lent = memory_take(sizeof *lent + text.len);
    if (text.len > 0)
        memcpy(lent->bytes, text.ptr, text.len);
    lent->next = *list;
    *list = lent;
    return (struct str){lent->bytes, text.len};
#else
    (void)list;
    return text;
#endif
}

void lent_end(struct lent **list)
{
    while (*list != NULL) {
        struct lent *lent = *list;
        *list = lent->next;
        free(lent);
    }
}

static bool on_loop(const struct kith *plugin)
{
    return pthread_equal(plugin->plugins->thread, pthread_self()) != 0;
}

struct frame *frame_open(struct kith *plugin, kith_call *call)
{
    struct frame *frame = memory_take(sizeof *frame);
    frame->plugin = plugin;
    frame->call = call;
    if (call != NULL)
        call->frame = frame;
    if (on_loop(plugin)) {
        frame->outer = plugin->frame;
        plugin->frame = frame;
    }
    return frame;
}

static void frame_leave(struct frame *frame)
{
    while (frame->rows != NULL)
        rows_end(frame->rows);
    if (frame->plugin->frame == frame)
        frame->plugin->frame = frame->outer;
}

static void frame_free(struct frame *frame)
{
    lent_end(&frame->lent);
    arena_done(&frame->arena);
    if (frame->call != NULL)
        frame->call->frame = NULL;
    free(frame);
}

void frame_wait(struct frame *frame)
{
    frame_leave(frame);
    frame->waits = true;
    frame->next = frame->plugin->held.waiting;
    frame->plugin->held.waiting = frame;
}

void frame_close(struct frame *frame)
{
    struct frame **place = &frame->plugin->held.waiting;
    if (on_loop(frame->plugin)) {
        frame_leave(frame);
        while (*place != NULL && *place != frame)
            place = &(*place)->next;
        if (*place == frame)
            *place = frame->next;
    }
    frame_free(frame);
}

struct frame *frame_here(struct kith *plugin, const char *what)
{
    if (on_loop(plugin) && plugin->frame != NULL)
        return plugin->frame;
    log_warning(plugin->name, "`%s` was used on another thread: only `wake` may be.", what);
    return NULL;
}

void rows_end(struct kith_rows *rows)
{
    struct kith_rows **place = &rows->frame->rows;
    while (*place != rows)
        place = &(*place)->next;
    *place = rows->next;
    query_close(&rows->query, OK);
    json_free(rows->parameters);
    lent_end(&rows->lent);
    free(rows);
}

void timer_end(struct kith_timer *timer)
{
    struct kith_timer **place = &timer->plugin->held.timers;
    if (timer->running) {
        timer->ended = true;
        timer_clear(timer->timer);
        return;
    }
    while (*place != timer)
        place = &(*place)->next;
    *place = timer->next;
    timer_close(timer->timer);
    free(timer);
}

void watch_end(struct kith_watch *watch)
{
    struct kith_watch **place = &watch->plugin->held.watches;
    if (watch->watch != NULL)
        watch_close(watch->watch);
    watch->watch = NULL;
    if (watch->running) {
        watch->ended = true;
        return;
    }
    while (*place != watch)
        place = &(*place)->next;
    *place = watch->next;
    free(watch);
}

void errand_begin(struct kith *plugin, struct errand *errand, void *mine)
{
    errand->plugin = plugin_keep(plugin);
    errand->mine = mine;
    errand->next = plugin->held.errands;
    if (errand->next != NULL)
        errand->next->before = errand;
    plugin->held.errands = errand;
}

bool errand_tell(struct errand *errand)
{
    bool first = !errand->told;
    errand->told = true;
    return first && errand->plugin->state == PLUGIN_RUNNING;
}

void errand_end(struct errand *errand)
{
    struct kith *plugin = errand->plugin;
    if (errand->next != NULL)
        errand->next->before = errand->before;
    if (errand->before != NULL)
        errand->before->next = errand->next;
    else
        plugin->held.errands = errand->next;
    free(errand);
    plugin_release(plugin);
}

/* What is told may begin new errands, which are told in turn: hence again from the start. */
static struct errand *errand_untold(struct kith *plugin)
{
    for (struct errand *errand = plugin->held.errands; errand != NULL; errand = errand->next)
        if (!errand->told && errand->stopped != NULL)
            return errand;
    return NULL;
}

void belongings_cancel(struct kith *plugin)
{
    struct errand *errand;
    while ((errand = errand_untold(plugin)) != NULL) {
        errand->told = true;
        if (plugin->state == PLUGIN_RUNNING)
            errand->stopped(errand);
    }
    while (plugin->held.waiting != NULL) {
        kith_call *call = plugin->held.waiting->call;
        frame_close(plugin->held.waiting);
        call_done(call, call_fail(call, ERROR_STOPPED, NULL, "%s", error_sentence(ERROR_STOPPED)));
    }
}

void belongings_take_back(struct kith *plugin)
{
    while (plugin->held.timers != NULL) {
        plugin->held.timers->running = false;
        timer_end(plugin->held.timers);
    }
    while (plugin->held.watches != NULL) {
        plugin->held.watches->running = false;
        watch_end(plugin->held.watches);
    }
    for (struct errand *errand = plugin->held.errands; errand != NULL; errand = errand->next)
        errand->told = true;
}
