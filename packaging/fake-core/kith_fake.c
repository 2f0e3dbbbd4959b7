/* A core in memory, with which a plugin is tested without a daemon: see kith_fake.h.
 *
 * Everything it makes is kept until kith_fake_free, so that nothing that a test still looks at
 * goes away. What the plugin began and what has not come back yet stands in one queue. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "kith_fake_inside.h"

/* ---- what the plugin asks of others ---- */

static const struct setting *setting_find(const struct setting *setting, const char *name)
{
    for (; setting != NULL; setting = setting->next)
        if (strcmp(setting->name, name) == 0)
            return setting;
    return NULL;
}

static kith_err asked(struct kith *core, const char *action, kith_str with, const char **ret_reply)
{
    const struct setting *answer = setting_find(core->answers, action);
    core->asked = fake_print(core, "%s %.*s", action, (int)with.len, with.ptr);
    *ret_reply = answer == NULL ? "{}" : answer->text;
    return answer == NULL ? KITH_UNKNOWN : answer->err;
}

static kith_err ask(kith_call *call, const char *action, kith_str with, kith_str *ret_reply)
{
    const char *reply;
    kith_err err = asked(call->core, action, with, &reply);
    *ret_reply = fake_str(reply);
    return err;
}

static struct errand *errand_add(struct kith *core, void *mine)
{
    struct errand *errand = fake_take(core, sizeof *errand), **place = &core->errands;
    errand->mine = mine;
    while (*place != NULL)
        place = &(*place)->next;
    *place = errand;
    return errand;
}

static kith_err call_as(kith *core, kith_id person, const char *action, kith_str with,
                        void (*called)(void *self, void *mine, kith_err err, kith_str reply),
                        void *mine)
{
    struct errand *errand = errand_add(core, mine);
    (void)person;
    errand->called = called;
    errand->err = asked(core, action, with, &errand->reply);
    return KITH_OK;
}

static kith_timer *timer(kith *core, int64_t first_ms, int64_t every_ms, void (*fn)(void *self))
{
    kith_timer *made = fake_take(core, sizeof *made);
    *made = (kith_timer){.core = core,
                         .at_ms = core->now_ms + first_ms,
                         .every_ms = every_ms,
                         .fn = fn,
                         .next = core->timers};
    core->timers = made;
    return made;
}

static void timer_stop(kith_timer *stopped)
{
    stopped->stopped = true;
}

static void wake(kith *core, void (*fn)(void *self))
{
    errand_add(core, NULL)->woken = fn;
}

static kith_err work(kith *core, void (*run)(void *mine), void (*worked)(void *self, void *mine),
                     void *mine)
{
    struct errand *errand = errand_add(core, mine);
    errand->run = run;
    errand->worked = worked;
    return KITH_OK;
}

static kith_watch *watch(kith *core, int32_t descriptor, int32_t what,
                         void (*fn)(void *self, int32_t descriptor, int32_t what))
{
    kith_watch *made = fake_take(core, sizeof *made);
    *made = (kith_watch){.descriptor = descriptor, .what = what, .fn = fn, .next = core->watches};
    core->watches = made;
    return made;
}

static void watch_stop(kith_watch *stopped)
{
    stopped->stopped = true;
}

static int32_t listen_at(kith *core, const char *name, const char *address,
                         int32_t *ret_descriptors, int32_t room)
{
    (void)name;
    (void)address;
    if (core->socket < 0 || room < 1)
        return KITH_MISSING;
    ret_descriptors[0] = core->socket;
    return 1;
}

static kith_err transfer(kith *core, const kith_transfer *wanted,
                         void (*transferred)(void *self, void *mine, const kith_transferred *),
                         void *mine)
{
    struct errand *errand = errand_add(core, mine);
    errand->transferred = transferred;
    errand->transfer = *wanted;
    errand->transfer.url = fake_copy(core, wanted->url, strlen(wanted->url));
    errand->transfer.body.ptr = fake_copy(core, wanted->body.ptr, wanted->body.len);
    return KITH_OK;
}

static void event_done(kith *core, kith_id of, int64_t sequence, int32_t answer)
{
    (void)of;
    (void)sequence;
    core->event_answer = answer;
}

static int32_t effect_take(kith *core, kith_effect *ret_effect)
{
    for (struct effect *effect = core->effects; effect != NULL; effect = effect->next) {
        if (effect->taken)
            continue;
        effect->taken = true;
        *ret_effect = effect->effect;
        return 1;
    }
    return 0;
}

static kith_err effect_finish(kith *core, kith_id id, int32_t outcome, const char *answer)
{
    (void)answer;
    for (struct effect *effect = core->effects; effect != NULL; effect = effect->next) {
        if (effect->effect.id != id)
            continue;
        effect->outcome = outcome;
        return KITH_OK;
    }
    return KITH_MISSING;
}

static kith_err effect_put(kith_call *call, const char *kind, kith_id recipient, kith_str payload)
{
    (void)recipient;
    call->core->put = fake_print(call->core, "%s %.*s", kind, (int)payload.len, payload.ptr);
    return KITH_OK;
}

/* Not secret, but bound to its tag and altered. */
static kith_err seal(kith *core, kith_str tag, kith_str plain, kith_str *ret_sealed)
{
    char *sealed = fake_take(core, tag.len + 1 + plain.len);
    memcpy(sealed, tag.ptr, tag.len);
    for (size_t i = 0; i < plain.len; i++)
        sealed[tag.len + 1 + i] = (char)(plain.ptr[i] ^ 0x5a);
    *ret_sealed = (kith_str){sealed, tag.len + 1 + plain.len};
    return KITH_OK;
}

static kith_err unseal(kith *core, kith_str tag, kith_str sealed, kith_str *ret_plain)
{
    if (sealed.len <= tag.len || memcmp(sealed.ptr, tag.ptr, tag.len) != 0 ||
        sealed.ptr[tag.len] != '\0')
        return KITH_BROKEN;
    char *plain = fake_copy(core, sealed.ptr + tag.len + 1, sealed.len - tag.len - 1);
    for (size_t i = 0; i < sealed.len - tag.len - 1; i++)
        plain[i] = (char)(plain[i] ^ 0x5a);
    *ret_plain = (kith_str){plain, sealed.len - tag.len - 1};
    return KITH_OK;
}

static kith_str describe(kith *core)
{
    const char *json = "{\"actions\":[", *comma = "";
    const kith_action *action = core->plugin->actions;
    for (; action != NULL && action->name != NULL; action++, comma = ",")
        json = fake_print(core, "%s%s{\"name\":\"%s\"}", json, comma, action->name);
    return fake_str(fake_print(core, "%s]}", json));
}

static void log_it(kith *core, int32_t level, const char *line)
{
    (void)level;
    core->log = fake_copy(core, line, strlen(line));
}

static const char *option_find(struct kith *core, const char *name)
{
    const kith_field *field = fake_field(core->plugin->options, name);
    const struct setting *setting = setting_find(core->options, name);
    if (setting != NULL)
        return setting->text;
    return field == NULL || field->preset == NULL ? "" : field->preset;
}

static kith_str option_text(kith *core, const char *name)
{
    return fake_str(option_find(core, name));
}

static int64_t option_int(kith *core, const char *name)
{
    const kith_field *field = fake_field(core->plugin->options, name);
    int64_t number = 0;
    if (field != NULL && option_find(core, name)[0] != '\0')
        fake_number_parse(field, option_find(core, name), &number);
    return number;
}

static kith_id make_id(kith *core)
{
    return ++core->last_id;
}

static int64_t now_ms(kith *core)
{
    return core->now_ms;
}

static void offer(kith_api *api)
{
    *api = (kith_api){.size = sizeof *api, .minor = KITH_ABI_MINOR};
    api->log = log_it;
    api->option_int = option_int;
    api->option_text = option_text;
    api->make_id = make_id;
    api->now_ms = now_ms;
    api->ask = ask;
    api->call_as = call_as;
    api->timer = timer;
    api->timer_stop = timer_stop;
    api->wake = wake;
    api->work = work;
    api->watch = watch;
    api->watch_stop = watch_stop;
    api->listen = listen_at;
    api->transfer = transfer;
    api->event_done = event_done;
    api->effect_take = effect_take;
    api->effect_finish = effect_finish;
    api->effect_put = effect_put;
    api->seal = seal;
    api->unseal = unseal;
    api->describe = describe;
    fake_call_offer(api);
    fake_rows_offer(api);
}

/* ---- what a test does with it ---- */

kith_fake *kith_fake_new(kith_plugin_entry entry)
{
    struct kith *core = calloc(1, sizeof *core);
    if (core == NULL)
        abort();
    core->plugin = entry();
    offer(&core->api);
    core->now_ms = INT64_C(1767225600000); /* 2026-01-01 */
    core->log = core->asked = core->put = "";
    core->socket = core->event_answer = -1;
    core->last_id = INT64_C(1) << 60;
    return core;
}

void kith_fake_set(kith_fake *core, const char *option, const char *text)
{
    struct setting *setting = fake_take(core, sizeof *setting);
    *setting = (struct setting){fake_copy(core, option, strlen(option)),
                                fake_copy(core, text, strlen(text)), KITH_OK, core->options};
    core->options = setting;
}

void kith_fake_answer(kith_fake *core, const char *action, kith_err err, const char *reply)
{
    struct setting *setting = fake_take(core, sizeof *setting);
    *setting = (struct setting){fake_copy(core, action, strlen(action)),
                                fake_copy(core, reply, strlen(reply)), err, core->answers};
    core->answers = setting;
}

kith_err kith_fake_start(kith_fake *core)
{
    kith_err err = fake_rows_open(core);
    if (err == KITH_OK && core->plugin->start != NULL)
        err = core->plugin->start(&core->api, core, &core->self);
    fake_rows_end(core);
    core->started = err == KITH_OK;
    return err;
}

void kith_fake_stop(kith_fake *core)
{
    if (core->started && core->plugin->stop != NULL)
        core->plugin->stop(core->self);
    core->started = false;
}

void kith_fake_free(kith_fake *core)
{
    kith_fake_stop(core);
    fake_rows_close(core);
    while (core->blocks != NULL) {
        struct block *block = core->blocks;
        core->blocks = block->next;
        free(block);
    }
    free(core);
}

static kith_err arguments_read(kith_call *call, va_list list)
{
    const char *name, *text;
    while ((name = va_arg(list, const char *)) != NULL) {
        text = va_arg(list, const char *);
        kith_err err = fake_argument_add(call, name, text);
        if (err != KITH_OK)
            return err;
    }
    return fake_arguments_complete(call);
}

static kith_err call_run(struct kith *core, kith_call *call)
{
    bool writes = call->action->flags & KITH_WRITES;
    if (writes)
        fake_savepoint(core, "SAVEPOINT call");
    kith_err err = call->action->run(core->self, call);
    fake_rows_end(core);
    if (writes && err != KITH_OK)
        fake_savepoint(core, "ROLLBACK TO call");
    if (writes)
        fake_savepoint(core, "RELEASE call");
    return err;
}

int32_t kith_fake_call(kith_fake *core, const char *name, ...)
{
    const kith_action *action = core->plugin->actions;
    kith_call *call = fake_take(core, sizeof *call);
    va_list list;
    while (action != NULL && action->name != NULL && strcmp(action->name, name) != 0)
        action++;
    *call = (kith_call){
        .core = core, .action = action, .depth = 1, .reply = "", .message = "", .field = ""};
    call->arguments = fake_take(core, sizeof *call->arguments);
    call->open[0] = fake_take(core, sizeof *call->open[0]);
    core->call = call;
    if (action == NULL || action->name == NULL) {
        call->done = true;
        return call->outcome = KITH_UNKNOWN;
    }
    va_start(list, name);
    kith_err err = arguments_read(call, list);
    va_end(list);
    if (err == KITH_OK)
        err = call_run(core, call);
    if (err != KITH_OK || !(action->flags & KITH_LATER))
        fake_call_done(call, err);
    return call->done ? call->outcome : KITH_FAKE_WAITS;
}

int32_t kith_fake_outcome(kith_fake *core)
{
    return core->call->done ? core->call->outcome : KITH_FAKE_WAITS;
}

const char *kith_fake_reply(kith_fake *core)
{
    return core->call->reply;
}

const char *kith_fake_error(kith_fake *core)
{
    return core->call->message;
}

const char *kith_fake_error_field(kith_fake *core)
{
    return core->call->field;
}

const char *kith_fake_log(kith_fake *core)
{
    return core->log;
}

void kith_fake_network(kith_fake *core, kith_id of)
{
    core->network = of;
}

const char *kith_fake_asked(kith_fake *core)
{
    return core->asked;
}

const char *kith_fake_effect_put(kith_fake *core)
{
    return core->put;
}

void kith_fake_socket(kith_fake *core, int32_t descriptor)
{
    core->socket = descriptor;
}

void kith_fake_turn(kith_fake *core)
{
    for (struct errand *errand = core->errands; errand != NULL; errand = errand->next) {
        if (errand->over || errand->transferred != NULL)
            continue;
        errand->over = true;
        if (errand->run != NULL)
            errand->run(errand->mine);
        if (errand->worked != NULL)
            errand->worked(core->self, errand->mine);
        if (errand->woken != NULL)
            errand->woken(core->self);
        if (errand->called != NULL)
            errand->called(core->self, errand->mine, errand->err, fake_str(errand->reply));
        fake_rows_end(core);
    }
}

static kith_timer *timer_next(const struct kith *core)
{
    kith_timer *first = NULL;
    for (kith_timer *at = core->timers; at != NULL; at = at->next)
        if (!at->stopped && (first == NULL || at->at_ms < first->at_ms))
            first = at;
    return first;
}

void kith_fake_pass(kith_fake *core, int64_t ms)
{
    int64_t until = core->now_ms + ms;
    kith_timer *due;
    while ((due = timer_next(core)) != NULL && due->at_ms <= until) {
        core->now_ms = due->at_ms;
        due->at_ms += due->every_ms;
        due->stopped = due->every_ms <= 0;
        due->fn(core->self);
        fake_rows_end(core);
    }
    core->now_ms = until;
}

int32_t kith_fake_tell(kith_fake *core, const char *event, kith_id of, int64_t sequence,
                       kith_id subject)
{
    const kith_subscription *row = core->plugin->subscriptions, *all = NULL;
    kith_event told = {.size = sizeof told,
                       .action = fake_str(event),
                       .network = of,
                       .sequence = sequence,
                       .subject = subject,
                       .day = (int32_t)(core->now_ms / DAY_MS)};
    for (; row != NULL && row->event != NULL && strcmp(row->event, event) != 0; row++)
        all = strcmp(row->event, "*") == 0 ? row : all;
    row = row != NULL && row->event != NULL ? row : all;
    if (row == NULL)
        return KITH_EVENT_OK;
    fake_savepoint(core, "SAVEPOINT event");
    int32_t answer = row->on(core->self, &told);
    fake_rows_end(core);
    if (answer == KITH_EVENT_RETRY)
        fake_savepoint(core, "ROLLBACK TO event");
    fake_savepoint(core, "RELEASE event");
    return answer;
}

int32_t kith_fake_event_answer(kith_fake *core)
{
    return core->event_answer;
}

void kith_fake_ready(kith_fake *core, int32_t descriptor, int32_t what)
{
    for (kith_watch *at = core->watches; at != NULL; at = at->next)
        if (!at->stopped && at->descriptor == descriptor && (at->what & what))
            at->fn(core->self, descriptor, what);
}

kith_id kith_fake_effect(kith_fake *core, const char *kind, const char *payload)
{
    struct effect *effect = fake_take(core, sizeof *effect), **place = &core->effects;
    const kith_effect_kind *served = core->plugin->effect_kinds;
    effect->outcome = -1;
    effect->effect = (kith_effect){.size = sizeof(kith_effect),
                                   .id = make_id(core),
                                   .network = core->network,
                                   .kind = fake_str(fake_copy(core, kind, strlen(kind))),
                                   .payload = fake_str(fake_copy(core, payload, strlen(payload)))};
    while (*place != NULL)
        place = &(*place)->next;
    *place = effect;
    for (; served != NULL && served->kind != NULL; served++)
        if (strcmp(served->kind, kind) == 0)
            served->ready(core->self);
    return effect->effect.id;
}

int32_t kith_fake_effect_outcome(kith_fake *core, kith_id id)
{
    for (struct effect *effect = core->effects; effect != NULL; effect = effect->next)
        if (effect->effect.id == id)
            return effect->outcome;
    return -1;
}

static struct errand *transfer_first(struct kith *core)
{
    struct errand *errand = core->errands;
    while (errand != NULL && (errand->over || errand->transferred == NULL))
        errand = errand->next;
    return errand;
}

const kith_transfer *kith_fake_transfer(kith_fake *core)
{
    struct errand *errand = transfer_first(core);
    return errand == NULL ? NULL : &errand->transfer;
}

void kith_fake_transfer_end(kith_fake *core, int32_t status, const char *body)
{
    struct errand *errand = transfer_first(core);
    kith_transferred answer = {.size = sizeof answer,
                               .status = status,
                               .headers = fake_str(""),
                               .body = fake_str(body),
                               .error = status == 0 ? "no answer came" : NULL};
    if (errand == NULL)
        return;
    errand->over = true;
    errand->transferred(core->self, errand->mine, &answer);
}
