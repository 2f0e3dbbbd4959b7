/* journal: what was done, as far as the reader may know it. */
#include "action/core.h"
#include "action/journal_sight.h"
#include "action/state.h"

static void put_entry(struct kith_call *call, const struct journal_entry *entry)
{
    call_put_int(call, "sequence", entry->sequence);
    call_put_text(call, "action", entry->action);
    call_put_int(call, "day", entry->day);
    if (entry->erased) {
        call_put_int(call, "erased", 1);
        return;
    }
    call_put_int_if(call, "at", entry->at_ms);
    call_put_text_if(call, "actor", entry->actor);
    call_put_int_if(call, "actor_id", entry->actor_id);
    call_put_int_if(call, "subject", entry->subject);
    call_put_text_if(call, "facts", entry->facts);
}

static void list_entry(void *self, const struct journal_entry *entry)
{
    const struct journal_reader *reader = self;
    call_open(reader->call, "entries");
    put_entry(reader->call, entry);
    call_close(reader->call);
}

static struct journal_view view_of(struct journal_reader *reader)
{
    return (struct journal_view){.in = &reader->call->model,
                                 .network = reader->call->where.network,
                                 .hides = journal_hides,
                                 .reader = reader->onlooker.own,
                                 .look = journal_look,
                                 .each = list_entry,
                                 .self = reader};
}

static kith_err list_run(void *self, struct kith_call *call)
{
    struct journal_reader reader;
    struct page page = call_page(call);
    int err = journal_reader_find(self, call, &reader);
    struct journal_view view = view_of(&reader);
    if (err == OK)
        err = journal_view_page(&view, &page);
    call_put_next(call, &page);
    return err;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    struct journal_reader reader;
    struct journal_entry entry;
    int err = journal_reader_find(self, call, &reader);
    struct journal_view view = view_of(&reader);
    if (err == OK)
        err = journal_view_read(&view, call_int(call, "sequence"), &entry);
    if (err == OK)
        put_entry(call, &entry);
    return err;
}

/* ---- verify ---- */

#define MENDING                                                                                    \
    "Somebody, or a failing disk, changed the database: keep a copy of it, then put a whole "      \
    "backup in its place (kith server restore)."

static bool go_on(void *self, int64_t entries)
{
    (void)entries;
    return job_progress(self, 0, 0, "checking the journal");
}

/* A bad journal is an error, so that whoever runs this by a timer learns of it by its status. */
static int fault_say(struct kith_call *call, const struct journal_fault *fault)
{
    char id[IDENT_LENGTH + 1];
    const char *whose = "The server's journal", *members = "", *network = "";
    const long long number = journal_view_number(&call->model, fault->network, fault->sequence);
    if (fault->sequence == 0)
        return call_fail(call, ERROR_BROKEN, NULL, "The journal is not whole: %s. %s", fault->what,
                         MENDING);
    if (fault->network != 0) {
        ident_print(fault->network, id);
        network = arena_print(&call->arena, " --network %s", id);
        whose = arena_print(&call->arena, "The journal of the network %s", id);
        members = "for its members: ";
    }
    return call_fail(
        call, ERROR_BROKEN, NULL,
        "%s is not whole. The first bad entry is %lld (%skith journal show --sequence %lld%s): "
        "%s. %s",
        whose, number, members, number, network, fault->what, MENDING);
}

static kith_err verify_run(void *self, struct kith_call *call)
{
    (void)self;
    struct journal_fault fault = {0};
    int64_t network = -1;
    int err = reader_begin(call->model.database);
    while (err == OK && fault.what == NULL &&
           (err = journal_next_network(&call->model, network, &network)) == OK && network >= 0)
        err = journal_verify(&call->model, network, go_on, call, &fault);
    if (err == OK && fault.what == NULL)
        err = journal_verify_heads(&call->model, &fault);
    int ended = reader_end(call->model.database);
    err = err != OK ? err : ended;
    if (err == OK && fault.what != NULL)
        err = fault_say(call, &fault);
    if (err == OK)
        call_put_int(call, "whole", true);
    return err;
}

/* ---- fields ---- */

#define WHOSE_FIELD                                                                                \
    {                                                                                              \
        .name = "network", .type = KITH_ID, .flags = KITH_OPTIONAL, .limits = "network",           \
        .summary = "Which network's journal; leave it out for the server's own."                   \
    }

#define ENTRY_FIELDS                                                                               \
    {.name = "sequence",                                                                           \
     .type = KITH_INT,                                                                             \
     .summary = "Its number; numbers say nothing of the order."},                                  \
        {.name = "action", .type = KITH_TEXT, .summary = "What was done."},                        \
        {.name = "day", .type = KITH_DATE, .summary = "On which day (UTC)."},                      \
        {.name = "at", .type = KITH_TIME, .flags = KITH_OPTIONAL, .summary = "When."},             \
        {.name = "actor",                                                                          \
         .type = KITH_TEXT,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "What kind of actor did it."},                                                 \
        {.name = "actor_id",                                                                       \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "*",                                                                            \
         .summary = "Who: a handle in a network, a person outside one."},                          \
        {.name = "subject",                                                                        \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "*",                                                                            \
         .summary = "What it happened to."},                                                       \
        {.name = "facts",                                                                          \
         .type = KITH_MARKDOWN,                                                                    \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "0..2000000",                                                                   \
         .summary = "What it was asked with, as JSON, without what is personal."},                 \
    {                                                                                              \
        .name = "erased", .type = KITH_BOOL, .flags = KITH_OPTIONAL,                               \
        .summary = "The body was erased; the chain is whole all the same."                         \
    }

static const kith_field list_takes[] = {WHOSE_FIELD, {0}};

static const kith_field entry_fields[] = {ENTRY_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "entries",
     .type = KITH_LIST,
     .parts = entry_fields,
     .summary = "The entries, newest first."},
    NEXT_FIELD,
    {0},
};

static const kith_field show_takes[] = {
    {.name = "sequence",
     .type = KITH_INT,
     .limits = "1..9007199254740991",
     .summary = "The entry's number."},
    WHOSE_FIELD,
    {0},
};

static const kith_field verify_gives[] = {
    {.name = "whole", .type = KITH_BOOL, .summary = "Nothing was altered, added or taken out."},
    {0},
};

const kith_action journal_actions[] = {
    {.name = "journal.list",
     .summary = "Lists what was done, newest first.",
     .may = "steward",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "journal.show",
     .summary = "Shows one entry.",
     .may = "steward",
     .flags = KITH_READS,
     .takes = show_takes,
     .gives = entry_fields,
     .run = show_run,
     .since = "0.1"},
    {.name = "journal.verify",
     .summary = "Checks every journal's chain, and names the first bad entry.",
     .may = "administrator",
     .flags = KITH_READS | KITH_LONG,
     .gives = verify_gives,
     .run = verify_run,
     .since = "0.1",
     .help = "A journal that is not whole is the error `broken`, so the command's status is 70 "
             "and a timer notices. The error names the network and the entry's number, as "
             "`kith journal show` takes them."},
    {0},
};
