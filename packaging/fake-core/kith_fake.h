/* A core in memory, with which a plugin is tested without a daemon.
 *
 * Compile kith_fake.c into the test beside the plugin's own files; it needs the C library, and
 * SQLite for rows if KITH_FAKE_ROWS is defined. Nothing happens by itself: time passes, wakes
 * arrive, work runs and transfers end when the test says so. It is strict where the core is
 * (unknown or missing arguments, replies that the fields do not know), and looser elsewhere: it
 * knows no permissions, no networks and no authorizer.
 *
 *   kith_fake *core = kith_fake_new(kith_plugin_v0);
 *   kith_fake_start(core);
 *   assert(kith_fake_call(core, "hello.say", "name", "Ada", NULL) == KITH_OK);
 *   assert(strcmp(kith_fake_reply(core), "{\"greeting\":\"Hello\",…}") == 0);
 *   kith_fake_free(core);
 *
 * Texts are lent until the next function of the fake. */
#ifndef KITH_FAKE_H
#define KITH_FAKE_H

#include "kith.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct kith kith_fake;

/* ---- the plugin's life ---- */

kith_fake *kith_fake_new(kith_plugin_entry entry);
void kith_fake_set(kith_fake *, const char *option, const char *text); /* before the start */
kith_err kith_fake_start(kith_fake *); /* runs the steps, then start */
void kith_fake_stop(kith_fake *);
void kith_fake_free(kith_fake *);       /* stops it if need be */
const char *kith_fake_log(kith_fake *); /* the last line that it logged; "" if none */

/* ---- calls ---- */

enum { KITH_FAKE_WAITS = 1 }; /* a KITH_LATER action has not called `done` yet */

/* Calls an action with arguments in text form, by name: "name", "Ada", "size", "12", NULL. A name
 * given again is one more of a KITH_MANY; the text of a file is its bytes. */
int32_t kith_fake_call(kith_fake *, const char *action, ...);
int32_t kith_fake_outcome(kith_fake *);               /* of the last call, once it is done */
const char *kith_fake_reply(kith_fake *);             /* its reply as JSON */
const char *kith_fake_error(kith_fake *);             /* its message, "" if it went well */
const char *kith_fake_error_field(kith_fake *);       /* the field at fault */
void kith_fake_network(kith_fake *, kith_id network); /* of the calls that follow */

/* ---- what comes to it ---- */

void kith_fake_turn(kith_fake *);             /* what was woken, worked and called ends */
void kith_fake_pass(kith_fake *, int64_t ms); /* time passes, timers run */
int32_t kith_fake_tell(kith_fake *, const char *event, kith_id network, int64_t sequence,
                       kith_id subject);     /* the answer to an event */
int32_t kith_fake_event_answer(kith_fake *); /* of event_done; -1 if there was none */
void kith_fake_ready(kith_fake *, int32_t descriptor, int32_t what);          /* runs its watch */
kith_id kith_fake_effect(kith_fake *, const char *kind, const char *payload); /* queued, told */
int32_t kith_fake_effect_outcome(kith_fake *, kith_id effect); /* -1 if it is not finished */

/* ---- what it asks of others ---- */

/* From now on `ask` and `call_as` of this action are answered so. Without it: KITH_UNKNOWN. */
void kith_fake_answer(kith_fake *, const char *action, kith_err err, const char *reply);
const char *kith_fake_asked(kith_fake *); /* "action {…}" of the last ask or call_as; "" */
void kith_fake_socket(kith_fake *, int32_t descriptor); /* what `listen` gives */
const char *kith_fake_effect_put(kith_fake *); /* "kind {…}" of the last effect_put; "" */
/* The transfer that waits longest; NULL if none does. `end` answers it; status 0: no answer. */
const kith_transfer *kith_fake_transfer(kith_fake *);
void kith_fake_transfer_end(kith_fake *, int32_t status, const char *body);

#ifdef __cplusplus
}
#endif
#endif
