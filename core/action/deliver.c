/* Deliveries: events to subscribers, in order, at least once.
 *
 * Each pair of subscriber and network is a `hearing`: where it stands, and when it may be told
 * again. The scan for the next wanted entry reads; only an entry that is wanted costs a write,
 * in which the subscriber's own rows and its cursor share a savepoint. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action/state.h"
#include "base/log.h"
#include "model/cursor.h"
#include "model/journal.h"

enum { SCAN_ENTRIES = 1024, SAVE_AFTER = 4096 };

struct telling {
    struct engine *engine;
    struct subscriber *subscriber;
    int64_t network, sequence;
    enum event_answer answer;
    int64_t pause_ms;
};

static struct hearing *hearing_of(struct engine *engine, const struct subscriber *subscriber,
                                  int64_t network)
{
    for (size_t i = 0; i < engine->hearings.count; i++) {
        struct hearing *hearing = &engine->hearings.at[i];
        if (hearing->network == network && hearing->subscriber == subscriber)
            return hearing;
    }
    return NULL;
}

/* ---- telling one entry ---- */

static bool event_is_wanted(const struct subscriber *subscriber, struct str action)
{
    for (const char *const *event = subscriber->what.events; *event != NULL; event++)
        if (strcmp(*event, "*") == 0 || str_is(action, *event))
            return true;
    return false;
}

/* In a savepoint: the subscriber's writes and its cursor, or neither. */
static int tell(struct model *in, void *mine)
{
    struct telling *telling = mine;
    struct subscriber *subscriber = telling->subscriber;
    struct journal_entry entry;
    struct hearing *hearing = hearing_of(telling->engine, subscriber, telling->network);
    int err = journal_read(in, telling->network, telling->sequence, &entry);
    telling->answer = EVENT_RETRY;
    if (err != OK || hearing == NULL)
        return err != OK ? err : ERROR_BUSY;
    struct event event = {.action = entry.action,
                          .network = entry.network,
                          .sequence = entry.sequence,
                          .subject = entry.subject,
                          .day = entry.day,
                          .depth = entry.depth};
    telling->engine->running->depth = entry.depth;
    hearing->later = true; /* a late answer may come before this is durable */
    telling->answer = subscriber->what.on(subscriber->what.self, in, &event);
    if (telling->answer == EVENT_LATER)
        return OK;
    hearing = hearing_of(telling->engine, subscriber, telling->network);
    if (hearing != NULL)
        hearing->later = false;
    if (telling->answer == EVENT_RETRY)
        return ERROR_BUSY;
    return cursor_advance(in, str_of(subscriber->name), telling->network, telling->sequence);
}

static int tell_failed(struct model *in, void *mine)
{
    struct telling *telling = mine;
    return cursor_fail(in, str_of(telling->subscriber->name), telling->network, &telling->pause_ms);
}

static void tell_failure_noted(void *mine, int err)
{
    struct telling *telling = mine;
    struct hearing *hearing = hearing_of(telling->engine, telling->subscriber, telling->network);
    if (hearing != NULL) {
        hearing->telling = false;
        hearing->parked = err == OK && telling->pause_ms < 0;
        hearing->next_at_ms = clock_ticks_ms() + (err == OK ? telling->pause_ms : 1000);
        if (hearing->parked)
            log_error("event", "%s has failed for an hour and is parked: kith server doctor",
                      telling->subscriber->name);
    }
    free(telling);
}

static void told(void *mine, int err)
{
    struct telling *telling = mine;
    struct engine *engine = telling->engine;
    struct hearing *hearing = hearing_of(engine, telling->subscriber, telling->network);
    bool failed = telling->answer == EVENT_RETRY;
    if (hearing == NULL || (err != OK && !failed)) {
        if (hearing != NULL) {
            hearing->telling = hearing->later = false;
            hearing->next_at_ms = clock_ticks_ms() + 1000;
        }
        free(telling);
        return;
    }
    if (failed) {
        engine_write(engine, telling->network, tell_failed, tell_failure_noted, telling);
        return;
    }
    if (telling->answer != EVENT_LATER) {
        hearing->telling = false;
        hearing->heard = hearing->saved = telling->sequence;
    }
    free(telling);
}

/* ---- finding the next entry to tell ---- */

/* The next entry that the subscriber wants; 0 if there is none so far. */
static int scan(struct model *in, struct hearing *hearing, int64_t *ret_sequence)
{
    struct query query;
    int err;
    *ret_sequence = 0;
    query_open(&query, in->database,
               "SELECT sequence, action FROM journal WHERE network = ?1 AND sequence > ?2"
               " ORDER BY sequence LIMIT ?3");
    query_int(&query, hearing->network);
    query_int(&query, hearing->heard);
    query_int(&query, SCAN_ENTRIES);
    while ((err = query_step(&query)) == QUERY_ROW) {
        int64_t sequence = query_read_int(&query, 0);
        if (event_is_wanted(hearing->subscriber, query_read_text(&query, 1))) {
            *ret_sequence = sequence;
            err = OK;
            break;
        }
        hearing->heard = sequence;
        hearing->scanned++;
    }
    return query_close(&query, err);
}

static int save(struct model *in, void *mine)
{
    struct telling *telling = mine;
    return cursor_advance(in, str_of(telling->subscriber->name), telling->network,
                          telling->sequence);
}

static void saved(void *mine, int err)
{
    (void)err;
    free(mine);
}

static struct telling *telling_new(struct engine *engine, const struct hearing *hearing,
                                   int64_t sequence)
{
    struct telling *telling = memory_take(sizeof *telling);
    *telling = (struct telling){.engine = engine,
                                .subscriber = hearing->subscriber,
                                .network = hearing->network,
                                .sequence = sequence};
    return telling;
}

/* Where the hearing stands, from the database; then the next entry. Awake no more if none. */
static void hearing_go_on(struct engine *engine, struct hearing *hearing)
{
    struct arena arena = {0};
    struct error error = {0};
    struct model in = engine_model(engine, &arena, &error);
    struct cursor cursor;
    int64_t sequence = 0;
    int err = OK;
    if (!hearing->known && (err = cursor_read(&in, str_of(hearing->subscriber->name),
                                              hearing->network, &cursor)) == OK) {
        hearing->known = true;
        hearing->heard = hearing->saved = cursor.sequence;
        hearing->parked = cursor.parked;
    }
    hearing->scanned = 0;
    if (err == OK && !hearing->parked)
        err = scan(&in, hearing, &sequence);
    if (err == OK && sequence != 0) {
        hearing->telling = true;
        hearing->sequence = sequence;
        engine_write(engine, hearing->network, tell, told, telling_new(engine, hearing, sequence));
    } else if (err == OK) {
        hearing->awake = hearing->scanned == SCAN_ENTRIES;
        if (hearing->heard - hearing->saved > SAVE_AFTER) {
            hearing->saved = hearing->heard;
            engine_write(engine, hearing->network, save, saved,
                         telling_new(engine, hearing, hearing->heard));
        }
    }
    arena_done(&arena);
}

static int64_t hearings_turn(struct engine *engine)
{
    int64_t now = clock_ticks_ms(), wish = -1;
    for (size_t i = 0; i < engine->hearings.count; i++) {
        struct hearing *hearing = &engine->hearings.at[i];
        if (!hearing->awake || hearing->telling || hearing->parked)
            continue;
        if (hearing->next_at_ms <= now)
            hearing_go_on(engine, hearing);
        if (!hearing->awake || hearing->telling || hearing->parked)
            continue;
        int64_t wait = hearing->next_at_ms > now ? hearing->next_at_ms - now : 0;
        wish = wish < 0 || wait < wish ? wait : wish;
    }
    return wish;
}

void deliver_wake(struct engine *engine, int64_t network)
{
    for (size_t i = 0; i < engine->subscribers.count; i++) {
        struct subscriber *subscriber = engine->subscribers.at[i];
        if (!subscriber->known)
            continue;
        struct hearing *hearing = hearing_of(engine, subscriber, network);
        if (hearing == NULL) {
            hearing = list_add(&engine->hearings);
            *hearing = (struct hearing){.subscriber = subscriber, .network = network};
        }
        hearing->awake = true;
    }
}

/* ---- subscribing ---- */

static int begin(struct model *in, void *mine)
{
    const struct subscriber *subscriber = mine;
    int err = cursor_begin(in, str_of(subscriber->name));
    return err != OK ? err : cursor_unpark(in, str_of(subscriber->name));
}

static void begun(void *mine, int err)
{
    struct subscriber *subscriber = mine;
    struct engine *engine = subscriber->engine;
    struct arena arena = {0};
    struct error error = {0};
    struct model in = engine_model(engine, &arena, &error);
    int64_t network = -1;
    subscriber->beginning = false;
    if (err != OK || subscriber->gone)
        return;
    subscriber->known = true;
    while (journal_next_network(&in, network, &network) == OK && network >= 0)
        deliver_wake(engine, network);
    arena_done(&arena);
}

static void subscriber_begin(struct subscriber *subscriber)
{
    subscriber->beginning = true;
    engine_write(subscriber->engine, 0, begin, begun, subscriber);
}

void event_subscribe(struct engine *engine, const struct subscription *subscription)
{
    struct subscriber *subscriber = memory_take(sizeof *subscriber);
    subscriber->what = *subscription;
    subscriber->engine = engine;
    snprintf(subscriber->name, sizeof subscriber->name, "%s", subscription->subscriber);
    *list_add(&engine->subscribers) = subscriber;
    if (engine->started)
        subscriber_begin(subscriber);
}

void event_unsubscribe(struct engine *engine, const char *name)
{
    for (size_t i = engine->hearings.count; i-- > 0;)
        if (strcmp(engine->hearings.at[i].subscriber->name, name) == 0)
            list_remove(&engine->hearings, i);
    for (size_t i = 0; i < engine->subscribers.count; i++)
        if (strcmp(engine->subscribers.at[i]->name, name) == 0) {
            engine->subscribers.at[i]->gone = true;
            engine->subscribers.at[i]->known = false;
        }
}

void event_answer(struct engine *engine, const char *name, int64_t network, int64_t sequence,
                  enum event_answer answer)
{
    for (size_t i = 0; i < engine->hearings.count; i++) {
        struct hearing *hearing = &engine->hearings.at[i];
        if (!hearing->later || hearing->network != network || hearing->sequence != sequence ||
            strcmp(hearing->subscriber->name, name) != 0)
            continue;
        struct telling *telling = telling_new(engine, hearing, sequence);
        hearing->later = false;
        telling->answer = answer;
        if (answer == EVENT_DONE)
            engine_write(engine, network, save, told, telling);
        else
            engine_write(engine, network, tell_failed, tell_failure_noted, telling);
        return;
    }
}

/* ---- the turn ---- */

void deliver_start(struct engine *engine)
{
    for (size_t i = 0; i < engine->subscribers.count; i++)
        subscriber_begin(engine->subscribers.at[i]);
}

int64_t deliver_turn(struct engine *engine)
{
    return engine->stopping || !engine->started ? -1 : hearings_turn(engine);
}

bool deliver_is_quiet(const struct engine *engine)
{
    for (size_t i = 0; i < engine->hearings.count; i++)
        if ((engine->hearings.at[i].awake && !engine->hearings.at[i].parked) ||
            engine->hearings.at[i].telling)
            return false;
    return true;
}

void deliver_free(struct engine *engine)
{
    for (size_t i = 0; i < engine->subscribers.count; i++)
        free(engine->subscribers.at[i]);
    list_done(&engine->subscribers);
    list_done(&engine->hearings);
}
