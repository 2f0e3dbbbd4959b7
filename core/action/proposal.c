/* proposal: calls that wait for a network's consent. */
#include "model/proposal.h"

#include <sys/mman.h>
#include <unistd.h>

#include "action/call.h"
#include "action/core.h"
#include "action/state.h"
#include "model/task.h"

enum { FILES_LIMIT = 8 };

static int proposal_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    struct proposal proposal;
    (void)actor;
    int err = proposal_read(in, id, &proposal);
    *ret_location = (struct location){.visible = err == OK};
    if (err == OK)
        ret_location->network = proposal.network;
    return err;
}

const struct noun proposal_noun = {
    .name = "proposal",
    .plural = "proposals",
    .summary = "Actions that wait for a network's consent.",
    .locate = proposal_locate,
};

/* ---- handlers ---- */

static int read_open(struct kith_call *call, struct proposal *ret_proposal)
{
    int err = proposal_read(&call->model, call_int(call, "proposal"), ret_proposal);
    if (err == OK && !str_is(ret_proposal->state, "open"))
        return call_fail(call, ERROR_CLASH, "proposal", "It is %.*s already.",
                         STR_ARGS(ret_proposal->state));
    return err;
}

/* The kept files as descriptors, for the call that is run now. */
static int open_files(struct kith_call *call, int64_t proposal, int *files, size_t *ret_count)
{
    *ret_count = 0;
    for (size_t i = 0; i < FILES_LIMIT; i++) {
        struct str bytes;
        bool found;
        int err = proposal_read_file(&call->model, proposal, (int64_t)i, &bytes, &found);
        if (err != OK || !found)
            return err;
        int file = memfd_create("kith-proposal", MFD_CLOEXEC);
        if (file < 0)
            return ERROR_MEMORY;
        files[(*ret_count)++] = file;
        if (write(file, bytes.ptr, bytes.len) != (ssize_t)bytes.len)
            return ERROR_MEMORY;
    }
    return OK;
}

static int end(struct kith_call *call, const struct proposal *proposal, const char *state)
{
    int err = proposal_end(&call->model, proposal->id, state);
    return err != OK
               ? err
               : task_end_about(&call->model, proposal->network, STR(PROPOSAL_TASK), proposal->id);
}

/* The stored call runs as its proposer, with the consent it asked for: its fields, ids and
 * permission are checked again. */
static kith_err pass_run(void *self, struct kith_call *call)
{
    struct engine *engine = self;
    struct proposal proposal;
    struct str reply;
    int err = read_open(call, &proposal);
    if (err != OK)
        return err;
    const struct registered *entry = registry_find(engine->registry, proposal.action);
    if (entry == NULL || (int64_t)entry->schema != proposal.schema)
        return call_fail(call, ERROR_CLASH, "proposal",
                         "The action has changed since it was proposed. Propose it again.");
    int files[FILES_LIMIT];
    struct nested_how how = {.consented = true, .files = files};
    err = open_files(call, proposal.id, files, &how.file_count);
    if (err != OK) {
        for (size_t i = 0; i < how.file_count; i++)
            close(files[i]);
        return err;
    }
    err = call_nested(call, &proposal.actor, entry->action->name, proposal.arguments, &how, &reply);
    if (err == OK)
        err = end(call, &proposal, "passed");
    if (err == OK)
        call_put_text(call, "reply", reply);
    return err;
}

static kith_err decline_run(void *self, struct kith_call *call)
{
    (void)self;
    struct proposal proposal;
    int err = read_open(call, &proposal);
    return err != OK ? err : end(call, &proposal, "declined");
}

static void put_proposal(struct kith_call *call, const struct proposal *proposal)
{
    call_put_int(call, "proposal", proposal->id);
    call_put_int(call, "network", proposal->network);
    call_put_text(call, "action", proposal->action);
    call_put_text(call, "state", proposal->state);
    call_put_int(call, "made_at", proposal->made_at);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct proposal proposal;
    int err = proposal_read(&call->model, call_int(call, "proposal"), &proposal);
    if (err != OK)
        return err;
    put_proposal(call, &proposal);
    call_put_text(call, "with", proposal.arguments);
    return OK;
}

static void list_proposal(void *self, const struct proposal *proposal)
{
    struct kith_call *call = self;
    call_open(call, "proposals");
    put_proposal(call, proposal);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = proposal_page(&call->model, call_int(call, "network"), &page, list_proposal, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

#define PROPOSAL_FIELDS                                                                            \
    {.name = "proposal", .type = KITH_ID, .limits = "proposal", .summary = "Its id."},             \
        {.name = "network",                                                                        \
         .type = KITH_ID,                                                                          \
         .limits = "network",                                                                      \
         .summary = "Whose consent it needs."},                                                    \
        {.name = "action", .type = KITH_TEXT, .summary = "What would be done."},                   \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "open|passed|declined",                                                         \
         .summary = "Where it stands."},                                                           \
    {                                                                                              \
        .name = "made_at", .type = KITH_TIME, .summary = "When it was made."                       \
    }

static const kith_field one_proposal[] = {
    {.name = "proposal", .type = KITH_ID, .limits = "proposal", .summary = "Which proposal."},
    {0},
};

static const kith_field pass_gives[] = {
    {.name = "reply",
     .type = KITH_MARKDOWN,
     .limits = "0..200000",
     .summary = "What the action answered, as JSON."},
    {0},
};

static const kith_field proposal_row[] = {PROPOSAL_FIELDS, {0}};

static const kith_field show_gives[] = {
    PROPOSAL_FIELDS,
    {.name = "with",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "0..2000000",
     .summary = "The action's arguments, as JSON."},
    {0},
};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field list_gives[] = {
    {.name = "proposals", .type = KITH_LIST, .parts = proposal_row, .summary = "The proposals."},
    NEXT_FIELD,
    {0},
};

const kith_action proposal_actions[] = {
    {.name = "proposal.list",
     .summary = "Lists what waits for a network's consent, and what became of the rest.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "proposal.show",
     .summary = "Shows a proposal with all it would do.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_proposal,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "proposal.pass",
     .summary = "Does what was proposed, after the network has consented.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_proposal,
     .gives = pass_gives,
     .run = pass_run,
     .since = "0.1"},
    {.name = "proposal.decline",
     .summary = "Ends a proposal to which the network has not consented.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_proposal,
     .run = decline_run,
     .since = "0.1"},
    {0},
};
