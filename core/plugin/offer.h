/* The functions behind kith_api, one file an area; offer.c puts them into the table. Each is
 * described in kith.h. */
#ifndef PLUGIN_OFFER_H
#define PLUGIN_OFFER_H

#include "base/text.h"
#include "kith.h"

static inline struct str str_from(kith_str text)
{
    return (struct str){text.ptr, text.ptr == NULL ? 0 : text.len};
}

static inline kith_str str_to_kith(struct str text)
{
    return (kith_str){text.ptr == NULL ? "" : text.ptr, text.len};
}

/* offer_call.c: one running action */
int32_t offer_given(kith_call *call, const char *arg);
int64_t offer_get_int(kith_call *call, const char *arg);
kith_str offer_get_text(kith_call *call, const char *arg);
size_t offer_count(kith_call *call, const char *arg);
int64_t offer_get_int_at(kith_call *call, const char *arg, size_t i);
kith_str offer_get_text_at(kith_call *call, const char *arg, size_t i);
kith_id offer_network(kith_call *call);
void offer_put_int(kith_call *call, const char *field, int64_t number);
void offer_put_text(kith_call *call, const char *field, kith_str text);
void offer_open(kith_call *call, const char *field);
void offer_close(kith_call *call);
kith_err offer_fail(kith_call *call, kith_err err, const char *field, const char *message);
void offer_done(kith_call *call, kith_err err);
void *offer_alloc(kith_call *call, size_t size);
kith_err offer_ask(kith_call *call, const char *action, kith_str with, kith_str *ret_reply);
kith_err offer_error(kith_call *call, kith_err err); /* what a handler gave back, made right */

/* offer_job.c */
int32_t offer_progress(kith_call *call, int64_t done, int64_t total, const char *note);
kith_err offer_step(kith_call *call, int64_t mark,
                    kith_err (*run)(void *self, kith_call *call, void *mine), void *mine);
int64_t offer_mark(kith_call *call);

/* offer_world.c: timers, other threads, descriptors, calls and transfers */
kith_err offer_call_as(kith *plugin, kith_id person, const char *action, kith_str with,
                       void (*done)(void *self, void *mine, kith_err err, kith_str reply),
                       void *mine);
kith_timer *offer_timer(kith *plugin, int64_t first_ms, int64_t every_ms, void (*fn)(void *self));
void offer_timer_stop(kith_timer *timer);
void offer_wake(kith *plugin, void (*fn)(void *self));
kith_err offer_work(kith *plugin, void (*run)(void *mine), void (*done)(void *self, void *mine),
                    void *mine);
kith_watch *offer_watch(kith *plugin, int32_t descriptor, int32_t what,
                        void (*fn)(void *self, int32_t descriptor, int32_t what));
void offer_watch_stop(kith_watch *watch);
int32_t offer_listen(kith *plugin, const char *name, const char *address, int32_t *ret_descriptors,
                     int32_t room);

/* offer_transfer.c */
kith_err offer_transfer(kith *plugin, const kith_transfer *transfer,
                        void (*done)(void *self, void *mine, const kith_transferred *answer),
                        void *mine);

/* offer_rows.c: the plugin's own tables */
kith_err offer_query(kith *plugin, kith_str sql, kith_str parameters, kith_rows **ret_rows);
int32_t offer_next(kith_rows *rows);
int64_t offer_row_int(kith_rows *rows, int32_t column);
kith_str offer_row_text(kith_rows *rows, int32_t column);
void offer_rows_close(kith_rows *rows);
kith_err offer_change(kith *plugin, kith_str sql, kith_str parameters, int64_t *ret_changed);

/* offer_event.c: events and effects */
void offer_event_done(kith *plugin, kith_id network, int64_t sequence, int32_t answer);
int32_t offer_effect_take(kith *plugin, kith_effect *ret_effect);
kith_err offer_effect_finish(kith *plugin, kith_id effect, int32_t outcome, const char *answer);
kith_err offer_effect_put(kith_call *call, const char *kind, kith_id recipient, kith_str payload);

#endif
