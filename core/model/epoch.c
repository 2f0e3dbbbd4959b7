/* Epochs: a restored backup begins a new one, in which nothing of the old one goes on unasked. */
#include "model/epoch.h"

#include "base/clock.h"
#include "model/effect.h"
#include "model/journal.h"
#include "model/schedule.h"
#include "model/setting.h"

static int run_all(struct model *in)
{
    static const char *const statements[] = {
        "DELETE FROM token",
        "UPDATE job SET state = 'stopped' WHERE state = 'running'",
    };
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        struct query query;
        query_open(&query, in->database, statements[i]);
        int err = query_run(&query);
        if (err != OK)
            return err;
    }
    return effect_hold(in, STR("Held: a backup was restored, and it may have been sent before. "
                               "effect.retry sends it."));
}

/* Among what it does: votes whose key no backup holds are void, and that is told. */
static int tidy_soon(struct model *in)
{
    struct schedule tidying = {
        .due_at = in->now_ms, .action = STR("server.tidy"), .arguments = STR("{}")};
    return schedule_add(in, &tidying);
}

static int journal_it(struct model *in, int64_t epoch)
{
    static const int64_t server = 0;
    struct journal_entry entry = {
        .action = STR("server.restored"),
        .day = clock_day(in->now_ms),
        .at_ms = in->now_ms,
        .actor = STR("system"),
        .facts = str_of(arena_print(in->arena, "{\"epoch\":%lld}", (long long)epoch))};
    int err = journal_append(in, &entry);
    return err != OK ? err : journal_chain_heads(in, &server, 1);
}

int epoch_begin(struct model *in, bool *ret_is_new)
{
    int64_t epoch = 0, seen = 0;
    int err = store_epoch(in->database, &epoch);
    if (err == OK)
        err = setting_read_int(in, "server.epoch", 1, &seen);
    *ret_is_new = err == OK && epoch != seen;
    if (err != OK || !*ret_is_new)
        return err;
    err = run_all(in);
    if (err == OK)
        err = journal_it(in, epoch);
    if (err == OK)
        err = tidy_soon(in);
    return err != OK ? err : setting_write_int(in, "server.epoch", epoch);
}
