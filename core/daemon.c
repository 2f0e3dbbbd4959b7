/* The daemon: puts the parts together, runs them, and takes them apart in reverse order. */
#include "daemon.h"

#include <string.h>
#include <unistd.h>

#include "action/core.h"
#include "base/log.h"
#include "config.h"
#include "control/server.h"
#include "loop/notify.h"

#ifndef KITH_LIBDIR
#define KITH_LIBDIR "/usr/local/lib/kith"
#endif

enum { STOP_PATIENCE_MS = 30000 };

struct daemon {
    const struct options *options;
    struct arena arena;
    struct config config;
    const char *socket;
    struct keyring *keys;
    struct packs *packs;
    struct store *store;
    struct loop *loop;
    struct timer *next_turn; /* does nothing: its turn does */
    struct timer *stop_patience;
    struct engine *engine;
    struct plugins *plugins;
    struct server *server;
    struct change_counts seen; /* by the watchdog, when it last looked */
    bool was_committing;       /* then */
    bool stopping;
};

/* ---- what the engine needs from the loop ---- */

static void host_wake(void *self)
{
    loop_wake(((struct daemon *)self)->loop);
}

static void host_arm(void *self, int64_t ms)
{
    struct daemon *daemon = self;
    if (ms < 0)
        timer_clear(daemon->next_turn);
    else
        timer_set(daemon->next_turn, ms, 0);
}

static int host_work(void *self, void (*run)(void *mine), void (*done)(void *mine), void *mine)
{
    return loop_work(((struct daemon *)self)->loop, run, done, mine);
}

static void only_a_turn(void *mine)
{
    (void)mine;
}

static void on_turn(void *self)
{
    struct daemon *daemon = self;
    engine_turn(daemon->engine);
    if (!daemon->stopping)
        return;
    bool engine_stopped = engine_stop(daemon->engine);
    if (plugins_stop(daemon->plugins) && engine_stopped)
        loop_stop(daemon->loop);
}

/* ---- the end ---- */

/* What still runs on other threads cannot be taken apart under them; all of it goes on from
 * its last durable step at the next start. */
static void on_patience_over(void *mine)
{
    (void)mine;
    log_warning("main", "some work did not stop within 30 seconds; it goes on at the next start");
    _exit(0);
}

static void begin_stop(void *self)
{
    struct daemon *daemon = self;
    if (daemon->stopping)
        return;
    daemon->stopping = true;
    notify_stopping();
    log_info("main", "stopping");
    server_stop_listening(daemon->server);
    timer_set(daemon->stop_patience, STOP_PATIENCE_MS, 0);
    loop_wake(daemon->loop);
}

static void on_stop_signal(void *mine)
{
    const struct daemon *daemon = mine;
    if (daemon->stopping)
        _exit(error_exit_status(ERROR_STOPPED));
    begin_stop(mine);
}

/* ---- the start ---- */

/* False when the commit that is under way was under way at the last look too. */
static bool is_well(void *mine)
{
    struct daemon *daemon = mine;
    struct change_counts counts = change_counts(daemon->store);
    bool committing = change_is_committing(daemon->store);
    bool stuck = committing && daemon->was_committing && counts.commits == daemon->seen.commits &&
                 counts.failures == daemon->seen.failures;
    daemon->seen = counts;
    daemon->was_committing = committing;
    return !stuck;
}

/* Runs in the first turn, when the socket answers. */
static void say_ready(void *mine)
{
    const struct daemon *daemon = mine;
    notify_ready("Ready.");
    log_info("main", "kithd %s is ready: %s", KITH_VERSION, daemon->socket);
}

/* A folder beside the program, or above it; NULL if it is not there. */
static const char *beside_program(struct daemon *daemon, const char *folder)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program);
    while (length > 0 && program[length - 1] != '/')
        length--;
    if (length <= 0)
        return NULL;
    const char *dir = arena_print(&daemon->arena, "%.*s%s", (int)length, program, folder);
    return access(dir, X_OK) == 0 ? dir : NULL;
}

/* Beside the program while it lies in its build tree, else where it was installed. */
static const char *plugin_dir(struct daemon *daemon)
{
    if (daemon->options->plugins)
        return daemon->options->plugins;
    if (daemon->config.plugin_dir)
        return daemon->config.plugin_dir;
    const char *dir = beside_program(daemon, "plugins");
    return dir ? dir : KITH_LIBDIR "/plugins";
}

/* A build tree lies in the source tree or in its build/. */
static const char *script_dir(struct daemon *daemon)
{
    static const char *const above[] = {"../scripts", "../../scripts"};
    const char *dir = daemon->config.script_dir;
    for (size_t i = 0; i < 2 && !dir && beside_program(daemon, "plugins"); i++)
        dir = beside_program(daemon, above[i]);
    return dir ? dir : KITH_LIBDIR "/../../share/kith/scripts";
}

/* A faulty pack serves nobody, and is no reason for all the others to wait. */
static void read_packs(struct daemon *daemon)
{
    daemon->packs = packs_open(arena_print(&daemon->arena, "%s/data", script_dir(daemon)));
    for (size_t i = 0; i < packs_fault_count(daemon->packs); i++) {
        const struct pack_fault *fault = packs_fault(daemon->packs, i);
        log_warning("pack", "%s is left out: %s", fault->file, fault->error.message);
    }
}

static int open_engine(struct daemon *daemon, struct error *error)
{
    const struct store_options store = {0};
    int err = store_open(&daemon->store, daemon->options->state, daemon->keys->name, &store, error);
    if (!err)
        err = loop_open(&daemon->loop, error);
    if (err)
        return err;
    daemon->next_turn = timer_open(daemon->loop, only_a_turn, NULL);
    daemon->stop_patience = timer_open(daemon->loop, on_patience_over, NULL);
    const struct engine_options engine = {
        .store = daemon->store,
        .keys = daemon->keys,
        .packs = daemon->packs,
        .host = {daemon, host_wake, host_arm, host_work, begin_stop},
        .rehearsal = daemon->options->rehearsal,
        .version = KITH_VERSION};
    daemon->engine = engine_new(&engine, error);
    if (!daemon->engine)
        return error->code;
    return core_register(daemon->engine, error);
}

static int open_doors(struct daemon *daemon, struct error *error)
{
    const struct plugins_options plugins = {.engine = daemon->engine,
                                            .loop = daemon->loop,
                                            .dir = plugin_dir(daemon),
                                            .settings = daemon->config.plugins,
                                            .setting_count = daemon->config.plugin_count};
    const struct server_options server = {.loop = daemon->loop,
                                          .engine = daemon->engine,
                                          .path = daemon->socket,
                                          .group = daemon->config.group};
    int err = plugins_open(&daemon->plugins, &plugins, error);
    if (!err)
        err = server_open(&daemon->server, &server, error);
    if (!err && loop_on_stop_signal(daemon->loop, on_stop_signal, daemon))
        err = error_set(error, ERROR_BUSY, NULL, "The signals to stop could not be watched.");
    return err;
}

static void take_apart(struct daemon *daemon)
{
    server_close(daemon->server);
    plugins_close(daemon->plugins);
    if (daemon->engine)
        engine_free(daemon->engine);
    loop_close(daemon->loop);
    store_close(daemon->store);
    packs_close(daemon->packs);
    keyring_close(daemon->keys);
    arena_done(&daemon->arena);
}

static void set_log_level(const char *name)
{
    static const struct {
        const char *name;
        enum log_level level;
    } levels[] = {{"error", LOG_LEVEL_ERROR},
                  {"warning", LOG_LEVEL_WARNING},
                  {"info", LOG_LEVEL_INFO},
                  {"debug", LOG_LEVEL_DEBUG}};

    for (size_t i = 0; name && i < sizeof levels / sizeof *levels; i++) {
        if (strcmp(name, levels[i].name) == 0)
            log_set_level(levels[i].level);
    }
}

static int start_and_run(struct daemon *daemon, struct error *error)
{
    int err = config_read(daemon->options->config, &daemon->arena, &daemon->config, error);
    if (err)
        return err;
    set_log_level(daemon->config.log_level);
    daemon->socket = daemon->config.socket
                         ? daemon->config.socket
                         : arena_print(&daemon->arena, "%s/kith.sock", daemon->options->state);
    daemon->keys = keyring_open(daemon->options->state, true, error);
    if (!daemon->keys)
        return error->code;
    read_packs(daemon);
    err = open_engine(daemon, error);
    if (!err)
        err = open_doors(daemon, error);
    /* Last: from here on jobs may be at work on other threads. */
    if (!err)
        err = engine_start(daemon->engine, error);
    if (err)
        return err;
    notify_watchdog(daemon->loop, is_well, daemon);
    loop_post(daemon->loop, say_ready, daemon);
    loop_run(daemon->loop, on_turn, daemon);
    return OK;
}

int daemon_run(const struct options *options, struct error *error)
{
    struct daemon daemon = {.options = options};
    int err = start_and_run(&daemon, error);
    take_apart(&daemon);
    return err;
}
