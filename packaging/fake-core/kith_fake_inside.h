/* What the files of the fake core share: its state, memory, typed values. */
#ifndef KITH_FAKE_INSIDE_H
#define KITH_FAKE_INSIDE_H

#include <stdbool.h>

#include "kith_fake.h"

enum { DEPTH = 8, DAY_MS = 86400000 };

struct block {
    struct block *next;
    max_align_t bytes[];
};

/* An argument, a part of a reply, or a record of them. */
struct node {
    const kith_field *field;
    const char *text; /* in text form; NULL for a number */
    size_t len;
    int64_t number;
    struct node *first, *last, *next;
};

struct kith_call {
    struct kith *core;
    const kith_action *action;
    struct node *arguments, *open[DEPTH];
    int depth;
    bool done;
    int64_t mark;
    kith_err outcome;
    const char *reply, *message, *field;
};

struct kith_timer {
    struct kith *core;
    int64_t at_ms, every_ms;
    void (*fn)(void *self);
    bool stopped;
    struct kith_timer *next;
};

struct kith_watch {
    int32_t descriptor, what;
    void (*fn)(void *self, int32_t descriptor, int32_t what);
    bool stopped;
    struct kith_watch *next;
};

/* Something that comes back in a later turn: one of the functions is set. */
struct errand {
    void (*woken)(void *self);
    void (*run)(void *mine), (*worked)(void *self, void *mine);
    void (*called)(void *self, void *mine, kith_err err, kith_str reply);
    void (*transferred)(void *self, void *mine, const kith_transferred *answer);
    void *mine;
    kith_err err;
    const char *reply;
    kith_transfer transfer;
    bool over;
    struct errand *next;
};

struct effect {
    kith_effect effect;
    int32_t outcome;
    bool taken;
    struct effect *next;
};

struct setting { /* an option, or a prepared answer */
    const char *name, *text;
    kith_err err;
    struct setting *next;
};

struct kith {
    const kith_plugin *plugin;
    kith_api api;
    void *self;
    bool started;
    struct block *blocks;
    struct kith_call *call;
    kith_id network, last_id;
    int64_t now_ms;
    const char *log, *asked, *put;
    int32_t event_answer, socket;
    struct setting *options, *answers;
    struct kith_timer *timers;
    struct kith_watch *watches;
    struct errand *errands;
    struct effect *effects;
    void *rows; /* sqlite3 */
};

/* Memory that lasts until kith_fake_free. */
void *fake_take(struct kith *core, size_t size);
char *fake_copy(struct kith *core, const char *text, size_t len);
char *fake_print(struct kith *core, const char *format, ...) __attribute__((format(printf, 2, 3)));
kith_str fake_str(const char *text);
const char *fake_quote(struct kith *core, const char *text, size_t len); /* as JSON */

/* Typed values: their text form read, their JSON written. */
bool fake_is_text(const kith_field *field);
bool fake_number_parse(const kith_field *field, const char *text, int64_t *ret_number);
const char *fake_number_json(struct kith *core, const kith_field *field, int64_t number);
const kith_field *fake_field(const kith_field *fields, const char *name);
struct node *fake_node(const struct node *record, const char *name, size_t i); /* the i-th */
struct node *fake_node_add(struct kith *core, struct node *record, const kith_field *field);

/* Rows: kith_fake_rows.c; without KITH_FAKE_ROWS a plugin must have no tables. */
kith_err fake_rows_open(struct kith *core); /* runs the plugin's steps */
void fake_rows_end(struct kith *core);      /* closes what the plugin left open */
void fake_rows_close(struct kith *core);
void fake_savepoint(struct kith *core, const char *sql);
void fake_rows_offer(kith_api *api);

/* One running action: kith_fake_call.c. */
kith_err fake_call_fail(kith_call *call, kith_err err, const char *field, const char *message);
kith_err fake_argument_add(kith_call *call, const char *name, const char *text);
kith_err fake_arguments_complete(kith_call *call);
void fake_call_done(kith_call *call, kith_err err);
void fake_call_offer(kith_api *api);

#endif
