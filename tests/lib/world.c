/* A whole engine for tests: a store in memory, a host of its own, calls that are answered at once.
 */
#include "lib/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "action/state.h"
#include "lib/state.h"
#include "lib/tea.h"
#include "model/journal.h"

enum { TURNS_LIMIT = 10000, STOPS_LIMIT = 100, NOT_THERE = 1 };

const struct actor administrator = {.kind = ACTOR_ADMINISTRATOR};
const struct actor core_itself = {.kind = ACTOR_SYSTEM};
const struct actor nobody_known = {.kind = ACTOR_ANONYMOUS};

struct actor somebody(int64_t person)
{
    return (struct actor){.kind = ACTOR_PERSON, .person = person};
}

/* ---- the host: wakes are noted, wishes kept, pool work gets a thread each ---- */

struct pool_work {
    struct world_host *host;
    void (*run)(void *mine);
    void (*done)(void *mine);
    void *mine;
    pthread_t thread;
    bool ran;
};

struct world_host {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool woken;
    LIST(struct pool_work *) works;
};

static void host_wake(void *self)
{
    struct world_host *host = ((struct world *)self)->host;
    pthread_mutex_lock(&host->lock);
    host->woken = true;
    pthread_cond_signal(&host->changed);
    pthread_mutex_unlock(&host->lock);
}

static void host_arm(void *self, int64_t ms)
{
    ((struct world *)self)->armed_ms = ms;
}

static void *pool_thread(void *mine)
{
    struct pool_work *work = mine;
    work->run(work->mine);
    pthread_mutex_lock(&work->host->lock);
    work->ran = true;
    pthread_cond_signal(&work->host->changed);
    pthread_mutex_unlock(&work->host->lock);
    return NULL;
}

static int host_work(void *self, void (*run)(void *mine), void (*done)(void *mine), void *mine)
{
    struct world_host *host = ((struct world *)self)->host;
    struct pool_work *work = memory_take(sizeof *work);
    *work = (struct pool_work){.host = host, .run = run, .done = done, .mine = mine};
    pthread_mutex_lock(&host->lock);
    *list_add(&host->works) = work;
    pthread_mutex_unlock(&host->lock);
    return pthread_create(&work->thread, NULL, pool_thread, work) == 0 ? OK : ERROR_MEMORY;
}

static void host_stop(void *self)
{
    (void)self;
}

/* Work whose thread has ended, taken out of the list; NULL if there is none. */
static struct pool_work *host_take_ran(struct world_host *host)
{
    struct pool_work *ran = NULL;
    pthread_mutex_lock(&host->lock);
    for (size_t i = 0; i < host->works.count && ran == NULL; i++) {
        if (!host->works.at[i]->ran)
            continue;
        ran = host->works.at[i];
        list_remove(&host->works, i);
    }
    pthread_mutex_unlock(&host->lock);
    return ran;
}

static bool host_take_wake(struct world_host *host)
{
    pthread_mutex_lock(&host->lock);
    bool woken = host->woken;
    host->woken = false;
    pthread_mutex_unlock(&host->lock);
    return woken;
}

/* Waits until a pool thread wants something; false if there is no such work. */
static bool host_wait(struct world_host *host)
{
    pthread_mutex_lock(&host->lock);
    bool working = host->works.count > 0;
    while (working && !host->woken) {
        bool ran = false;
        for (size_t i = 0; i < host->works.count; i++)
            ran = ran || host->works.at[i]->ran;
        if (ran)
            break;
        pthread_cond_wait(&host->changed, &host->lock);
    }
    pthread_mutex_unlock(&host->lock);
    return working;
}

void world_turn(struct world *world)
{
    for (int turns = 0; turns < TURNS_LIMIT; turns++) {
        bool goes_on = false;
        struct pool_work *work = host_take_ran(world->host);
        host_take_wake(world->host);
        if (work != NULL) {
            pthread_join(work->thread, NULL);
            work->done(work->mine);
            free(work);
            goes_on = true;
        }
        engine_turn(world->engine);
        if (change_is_committing(world->store)) {
            change_wait(world->store);
            goes_on = true;
        }
        if (!goes_on && world->armed_ms != 0 && !host_take_wake(world->host))
            return;
    }
    fail_msg("the engine never comes to rest");
}

void world_run(struct world *world)
{
    do
        world_turn(world);
    while (host_wait(world->host));
}

/* ---- opening and closing ---- */

static int add_actions(struct world *world, const kith_action *actions, struct error *error)
{
    if (actions == NULL)
        return OK;
    return registry_add(engine_registry(world->engine), "test", actions, world, error);
}

static void world_start(struct world *world)
{
    struct error error = {0};
    struct engine_options options = {
        .store = world->store =
            state_open(world->dir, &(struct store_options){.vfs = world->options.vfs}),
        .keys = world->keys,
        .packs = world->packs,
        .host = {world, host_wake, host_arm, host_work, host_stop},
        .rehearsal = world->options.rehearsal,
        .version = "0.1.0",
        .frozen_ms = world->frozen_ms};
    world->engine = engine_new(&options, &error);
    if (world->engine == NULL || core_register(world->engine, &error) != OK ||
        add_actions(world, tea_actions, &error) != OK ||
        add_actions(world, world->options.more, &error) != OK)
        fail_msg("the engine does not start: %s", error.message);
    assert_int_equal(engine_start(world->engine, &error), OK);
    world_turn(world);
}

static void world_stop(struct world *world)
{
    for (int i = 0; i < STOPS_LIMIT && !engine_stop(world->engine); i++)
        world_run(world); /* after a test that failed, a call may be left for ever */
    engine_free(world->engine);
    store_close(world->store);
}

struct world *world_open(const struct world_options *options)
{
    static const unsigned char master[SECRET_KEY_SIZE] = "the master key of tests";
    struct world *world = memory_take(sizeof *world);
    world->frozen_ms = WORLD_NOW;
    if (options != NULL)
        world->options = *options;
    world->dir = state_make();
    if (world->options.dir != NULL) {
        state_remove(world->dir);
        world->dir = strdup(world->options.dir);
    }
    world->keys = keyring_from(master);
    world->packs = packs_open("scripts/data");
    world->host = memory_take(sizeof *world->host);
    pthread_mutex_init(&world->host->lock, NULL);
    pthread_cond_init(&world->host->changed, NULL);
    world_start(world);
    return world;
}

void world_close(struct world *world)
{
    world_stop(world);
    keyring_close(world->keys);
    packs_close(world->packs);
    state_remove(world->dir);
    list_done(&world->host->works);
    pthread_cond_destroy(&world->host->changed);
    pthread_mutex_destroy(&world->host->lock);
    free(world->host);
    arena_done(&world->arena);
    free(world);
}

void world_restart(struct world *world)
{
    world->frozen_ms = engine_clock(world->engine)->frozen_ms;
    world_stop(world);
    world_start(world);
}

/* ---- calls ---- */

static void answered(void *mine, struct kith_call *call)
{
    struct answer *answer = mine;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    answer->there = true;
    answer->outcome = call_outcome(call);
    answer->error = *call_error(call);
    if (answer->outcome == OK)
        call_print_reply(call, &writer);
    answer->reply = arena_copy(&answer->world->arena, text_str(&text));
    text_done(&text);
}

static void progressed(void *mine, int64_t done, int64_t total, const char *note)
{
    struct answer *answer = mine;
    (void)note;
    answer->told++;
    answer->done = done;
    answer->total = total;
}

struct answer *world_send(struct world *world, const struct call_request *request, const char *with)
{
    struct answer *answer = arena_take(&world->arena, sizeof *answer);
    char *text = arena_copy(&world->arena, str_of(with));
    struct call_request sent = *request;
    struct error error = {0};
    for (char *c = text; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    struct json *json = json_parse(str_of(text), &error);
    if (json == NULL)
        fail_msg("%s: %s", text, error.message);
    answer->world = world;
    answer->outcome = NOT_THERE;
    sent.with = json;
    sent.done = answered;
    sent.progress = progressed;
    sent.mine = answer;
    engine_call(world->engine, &sent);
    json_free(json);
    return answer;
}

static struct answer *call_and_run(struct world *world, struct actor actor, const char *action,
                                   const char *format, va_list args)
{
    char with[4096];
    vsnprintf(with, sizeof with, format, args);
    struct call_request request = {.action = str_of(action), .actor = actor};
    struct answer *answer = world_send(world, &request, with);
    world_run(world);
    if (!answer->there)
        fail_msg("%s was not answered", action);
    return answer;
}

struct answer *world_call(struct world *world, struct actor actor, const char *action,
                          const char *with, ...)
{
    va_list args;
    va_start(args, with);
    struct answer *answer = call_and_run(world, actor, action, with, args);
    va_end(args);
    return answer;
}

struct answer *world_do(struct world *world, struct actor actor, const char *action,
                        const char *with, ...)
{
    va_list args;
    va_start(args, with);
    struct answer *answer = call_and_run(world, actor, action, with, args);
    va_end(args);
    if (answer->outcome != OK)
        fail_msg("%s: %s: %s", action, answer->error.field, answer->error.message);
    return answer;
}

const char *world_id(struct world *world, int64_t id)
{
    char *text = arena_take(&world->arena, IDENT_LENGTH + 1);
    ident_print(id, text);
    return text;
}

int64_t answer_id(const struct answer *answer, const char *field)
{
    struct error error = {0};
    int64_t id = 0;
    struct json *json = json_parse(str_of(answer->reply), &error);
    const struct json *member = json == NULL ? NULL : json_member(json, field);
    if (member != NULL)
        ident_parse(json_text(member), &id);
    json_free(json);
    return id;
}

int world_file(const char *content)
{
    int file = memfd_create("kith-test", MFD_CLOEXEC);
    assert_true(file >= 0);
    assert_int_equal(write(file, content, strlen(content)), strlen(content));
    return file;
}

/* ---- things to work with ---- */

int64_t world_place(struct world *world, const char *name)
{
    return answer_id(
        world_do(world, administrator, "place.add", "{'name':'%s','kind':'host'}", name), "place");
}

int64_t world_person(struct world *world, const char *name)
{
    return answer_id(world_do(world, administrator, "person.add",
                              "{'given_name':'%s','work_email':'%s@example.org'}", name, name),
                     "person");
}

int64_t world_network(struct world *world, const char *name, const char *terms)
{
    const int files[2] = {world_file("# What we are for\n"), world_file(terms ? terms : "{}")};
    const char *place = world_id(world, world_place(world, name));
    struct call_request request = {
        .action = STR("network.open"), .actor = administrator, .files = files, .file_count = 2};
    const char *with = arena_print(&world->arena,
                                   "{'name':'%s','place':'%s','aim':'To be there for each "
                                   "other.','charter':0,'terms':1}",
                                   name, place);
    struct answer *answer = world_send(world, &request, with);
    world_run(world);
    if (!answer->there || answer->outcome != OK)
        fail_msg("network.open: %s: %s", answer->error.field, answer->error.message);
    return answer_id(answer, "network");
}

int64_t world_join(struct world *world, int64_t person, int64_t network)
{
    return answer_id(world_do(world, somebody(person), "membership.join", "{'network':'%s'}",
                              world_id(world, network)),
                     "membership");
}

/* ---- looking ---- */

struct model world_model(struct world *world)
{
    return engine_model(world->engine, &world->arena, &world->error);
}

int64_t world_count(struct world *world, const char *sql)
{
    int64_t number;
    assert_int_equal(query_number(store_reader(world->store), sql, 0, &number), OK);
    return number;
}

int64_t world_entries(struct world *world, int64_t network)
{
    struct model in = world_model(world);
    int64_t last;
    assert_int_equal(journal_last(&in, network, &last), OK);
    return last;
}

/* ---- for cmocka ---- */

int world_setup_with(void **state, const struct world_options *options)
{
    *state = world_open(options);
    return 0;
}

int world_setup(void **state)
{
    return world_setup_with(state, NULL);
}

int world_teardown(void **state)
{
    world_close(*state);
    return 0;
}

void assert_fails(const struct answer *answer, int outcome, const char *field)
{
    assert_int_equal(answer->outcome, outcome);
    assert_string_equal(answer->error.field, field);
}
