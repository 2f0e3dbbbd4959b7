/* The life of one call, in six steps: find and check, locate, may, rules, run, durable.
 *
 * Whatever door it came through, a call goes this one way. Steps 2 to 5 of a write run on the
 * write connection, in a savepoint of the batch, so that they see all writes before them; those
 * of a read run in one read transaction. Step 6 is batch.c: it answers when the batch is durable.
 * A dry run is a write rolled back after step 5. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "action/field.h"
#include "action/state.h"
#include "base/log.h"
#include "model/journal.h"
#include "model/look.h"
#include "model/membership.h"
#include "model/person.h"
#include "model/proposal.h"
#include "model/schedule.h"
#include "model/sight.h"
#include "model/task.h"

enum { DEPTH_LIMIT = 8, PROPOSED_FILE_LIMIT = 4 << 20 };

/* ---- 1. find the action; check the arguments against its fields ---- */

static int call_find(struct kith_call *call)
{
    struct engine *engine = call->engine;
    struct str name = call->request.action;
    call->entry = registry_find(engine->registry, name);
    if (call->entry != NULL)
        return OK;
    const struct registered *near = registry_suggest(engine->registry, name);
    if (near != NULL)
        return call_fail(call, ERROR_UNKNOWN, "action",
                         "Kith does not know \"%.*s\". Did you mean %s?", STR_ARGS(name),
                         near->action->name);
    return call_fail(call, ERROR_UNKNOWN, "action",
                     "Kith does not know \"%.*s\". server.describe lists what there is.",
                     STR_ARGS(name));
}

/* Every file that an argument names was passed with the request, and is one that its field takes.
 */
static int call_check_files(struct kith_call *call)
{
    for (const struct value *arg = call->args->first; arg != NULL; arg = arg->next) {
        if (!arg->given || arg->field->type != KITH_FILE)
            continue;
        if ((size_t)arg->number >= call->request.file_count)
            return call_fail(call, ERROR_WRONG, arg->field->name,
                             "%s: no such file was passed with the request.", arg->field->name);
        int err = field_check_file(arg->field, call->request.files[arg->number], &call->error);
        if (err != OK)
            return err;
    }
    return OK;
}

static int call_check(struct kith_call *call)
{
    const kith_action *action = call->entry->action;
    if (call->depth > DEPTH_LIMIT)
        return call_fail(call, ERROR_LIMIT, NULL, "Events have led to events %d times: stopped.",
                         DEPTH_LIMIT);
    if (call->request.dry_run && !(action->flags & KITH_WRITES))
        return call_fail(call, ERROR_WRONG, "dry_run", "This action changes nothing anyway.");
    if (call->request.dry_run && (action->flags & KITH_LATER))
        return call_fail(call, ERROR_WRONG, "dry_run",
                         "This action takes its time, so it cannot be tried and taken back.");
    int err = call_check_personal(call);
    if (err != OK)
        return err;
    if (fields_parse(call->entry->takes, call->request.with, &call->arena, &call->args,
                     &call->error) != OK)
        return call->error.code;
    err = call_check_files(call);
    if (err == OK)
        err = call_check_page(call);
    return err != OK ? err : call_check_key(call);
}

/* ---- 2. locate every id: absent and invisible answer alike ---- */

static int call_join_location(struct kith_call *call, const struct value *value,
                              const struct location *found)
{
    bool crosses = call->entry->action->flags & KITH_CROSSES;
    struct location *where = &call->where;
    const struct kith_call *parent = call->parent;
    if (parent != NULL && found->network != 0 && found->network != parent->where.network &&
        !(parent->entry->action->flags & KITH_CROSSES))
        return call_fail(call, ERROR_REFUSED, value->field->name,
                         "A call may ask for what is in its own network only.");
    if (found->network != 0 && where->network != 0 && found->network != where->network && !crosses)
        return call_fail(call, ERROR_WRONG, value->field->name,
                         "This belongs to another network than the rest of the request.");
    if (where->network == 0)
        where->network = found->network;
    if (where->handle == 0 && where->network == found->network)
        where->handle = found->handle;
    if (where->place == 0)
        where->place = found->place;
    if (where->owner == 0)
        where->owner = found->owner;
    return OK;
}

static int call_locate_id(struct kith_call *call, const struct value *value)
{
    const char *limits = value->field->limits;
    struct location found = {0};
    if (limits[0] == '*')
        return OK;
    const struct noun *noun = registry_noun(call->engine->registry, str_of(limits));
    int err = noun->locate(&call->model, &call->actor, value->number, &found);
    if (err != OK && err != ERROR_MISSING)
        return err;
    if (err == ERROR_MISSING || !found.visible)
        return call_fail(call, ERROR_MISSING, value->field->name,
                         "There is no such %s, or you may not see it.",
                         noun->one != NULL ? noun->one : noun->name);
    return call_join_location(call, value, &found);
}

static int call_locate_value(struct kith_call *call, const struct value *value)
{
    if (value == NULL || !value->given)
        return OK;
    if (value->first != NULL) {
        int err = OK;
        for (const struct value *part = value->first; part != NULL && err == OK; part = part->next)
            err = call_locate_value(call, part);
        return err;
    }
    if (value->field == NULL || value->field->type != KITH_ID || value->number == 0)
        return OK;
    return call_locate_id(call, value);
}

/* The person an administrator speaks for must be there. */
static int call_locate_actor(struct kith_call *call)
{
    bool exists = true;
    if (!call->actor.spoken_for || call->parent != NULL)
        return OK;
    int err = person_exists(&call->model, call->actor.person, &exists);
    if (err == OK && !exists)
        return call_fail(call, ERROR_MISSING, "as", "There is no such person.");
    return err;
}

static int call_locate(struct kith_call *call)
{
    int err = call_locate_actor(call);
    call->where = (struct location){.visible = true};
    return err != OK ? err : call_locate_value(call, call->args);
}

/* ---- 3. may the actor: yes, no, or ask the network ---- */

/* Whoever is paused has not been shut out. */
static int call_refuse(struct kith_call *call)
{
    const kith_action *action = call->entry->action;
    bool is_paused;
    int err = sight_is_paused(&call->model, &call->actor, call->where.network, &is_paused);
    if (err == OK && is_paused)
        return call_fail(call, ERROR_REFUSED, NULL,
                         "Your membership of this network is paused. membership.confirm brings you "
                         "back; %s is for %s.",
                         action->name, permission_sentence(action->may));
    return err != OK
               ? err
               : call_fail(call, ERROR_REFUSED, NULL, "%s is not for you to do: it is for %s.",
                           action->name, permission_sentence(action->may));
}

static int call_may(struct kith_call *call, enum permission *ret_permission)
{
    const kith_action *action = call->entry->action;
    /* What leaves no entry in the journal must leave no proposal either. */
    const char *asked_for = action->flags & KITH_UNLOGGED ? NULL : action->name;
    int err = permission_may(&call->model, &call->actor, action->may, asked_for, &call->where,
                             ret_permission);
    return err == OK && *ret_permission == PERMISSION_NO ? call_refuse(call) : err;
}

/* What was passed with the call is kept with the proposal. */
static int call_propose_files(struct kith_call *call)
{
    int err = OK;
    for (size_t i = 0; i < call->request.file_count && err == OK; i++) {
        struct str bytes;
        err = call_read_passed(call, i, "file", PROPOSED_FILE_LIMIT, &bytes);
        if (err == OK)
            err = proposal_add_file(&call->model, call->proposal, (int64_t)i, bytes);
    }
    return err;
}

/* Whoever leads is told that there is something to decide. */
static int call_propose_task(struct kith_call *call, const struct proposal *proposal)
{
    struct task task = {
        .network = proposal->network,
        .kind = STR(PROPOSAL_TASK),
        .subject = proposal->id,
        .sentence = str_of(arena_print(&call->arena,
                                       "Something waits for the network's consent: %.*s. "
                                       "proposal.show says what; decision.propose puts it to all "
                                       "members.",
                                       STR_ARGS(proposal->action)))};
    task_for_leads(&task);
    return task_add(&call->model, &task);
}

/* The call becomes a proposal: the actor, the arguments in canonical form, their schema. */
static int call_propose(struct kith_call *call)
{
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    value_print_json(call->args, 0, &writer);
    struct proposal proposal = {.network = call->where.network,
                                .action = str_of(call->entry->action->name),
                                .schema = (int64_t)call->entry->schema,
                                .actor = call->actor,
                                .arguments = text_str(&text)};
    int err = proposal_add(&call->model, &proposal);
    text_done(&text);
    call->proposal = proposal.id;
    call->subject = proposal.id;
    if (err == OK)
        err = call_propose_files(call);
    return err != OK ? err : call_propose_task(call, &proposal);
}

/* ---- 5. run the handler; check the reply; journal; store the key ---- */

static int call_handle(struct kith_call *call)
{
    if (call->entry->action->flags & KITH_LONG)
        return call->dry_run ? OK : job_begin(call);
    int err = call->entry->action->run(call->entry->self, call);
    if (err != OK && call->error.code == OK)
        error_set(&call->error, err, NULL, "%s", error_sentence(err));
    return err;
}

static int call_check_reply(struct kith_call *call)
{
    if (call->reply.fault[0] != '\0') {
        log_error("call", "%s put a wrong reply: %s", call->entry->action->name, call->reply.fault);
        return call_fail(call, ERROR_BROKEN, NULL, "%s", error_sentence(ERROR_BROKEN));
    }
#ifdef KITH_CHECK
    struct error error = {0};
    uint32_t unfinished = call->entry->action->flags & (KITH_LATER | KITH_LONG);
    bool whole = call->proposal == 0 && !unfinished && call->raw.len == 0;
    if (whole && value_check(call->reply.root, call->entry->action->gives, &error) != OK) {
        log_error("call", "%s gave a wrong reply: %s: %s", call->entry->action->name, error.field,
                  error.message);
        abort();
    }
#endif
    return OK;
}

static int64_t call_first_id(const struct value *record)
{
    for (const struct value *part = record == NULL ? NULL : record->first; part != NULL;
         part = part->next)
        if (part->given && part->field->type == KITH_ID && part->number != 0)
            return part->number;
    return 0;
}

/* Inside a network an actor is a handle; the journal never joins the two. */
static int call_actor_id(struct kith_call *call, int64_t *ret_id)
{
    *ret_id = 0;
    if (call->actor.kind != ACTOR_PERSON)
        return OK;
    if (call->where.network == 0) {
        *ret_id = call->actor.person;
        return OK;
    }
    return membership_handle(&call->model, call->where.network, call->actor.person, ret_id);
}

static int call_journal(struct kith_call *call)
{
    const kith_action *action = call->entry->action;
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    if (action->flags & KITH_UNLOGGED)
        return OK;
    if (call->subject == 0)
        call->subject = call_first_id(call->reply.root);
    if (call->subject == 0)
        call->subject = call_first_id(call->args);
    value_print_json(call->args, KITH_PERSONAL | KITH_SPECIAL | KITH_SECRET, &writer);
    struct journal_entry entry = {.network = call->where.network,
                                  .action =
                                      str_of(call->proposal == 0 ? action->name : "proposal.add"),
                                  .day = clock_day(call->model.now_ms),
                                  .subject = call->subject,
                                  .depth = call->depth,
                                  .facts = text_str(&text)};
    int err = OK;
    if (!(action->flags & KITH_UNTIMED)) {
        entry.at_ms = call->model.now_ms;
        entry.actor = str_of(actor_kind_name(call->actor.kind));
        err = call->actor_handle != 0 ? OK : call_actor_id(call, &entry.actor_id);
        if (call->actor_handle != 0)
            entry.actor_id = call->actor_handle;
    }
    if (err == OK)
        err = journal_append(&call->model, &entry);
    if (err == OK)
        engine_touch(call->engine, entry.network);
    text_done(&text);
    return err;
}

static int call_run(struct kith_call *call)
{
    int err;
    reply_start(&call->reply, &call->arena, call->entry->action->gives);
    struct kith_call *outer = call->engine->running;
    call->engine->running = call;
    err = call->proposal != 0 ? OK : call_handle(call);
    call->engine->running = outer;
    if (err == OK)
        err = call_check_reply(call);
    if (err == OK && (call->entry->action->flags & KITH_WRITES))
        err = call_journal(call);
    if (err == OK)
        err = call_keep_key(call);
    return err;
}

/* ---- the steps in their order ---- */

/* Steps 2 to 5 of a write. `call->stage` is CALL_ASKING if it waits for a rule, CALL_HELD if it
 * waits behind one of its lane that does. */
int call_steps(struct kith_call *call, bool consented)
{
    enum permission permission = PERMISSION_NO;
    call->consented = consented;
    /* First: what a call did may be why it could not be done again. */
    int err = call_look_up_key(call);
    if (err != OK || call->repeated != NULL)
        return err;
    err = call_locate(call);
    if (err == OK && call->parent == NULL && lane_holds(call->engine, call))
        return OK;
    if (err == OK)
        err = call_may(call, &permission);
    if (err != OK)
        return err;
    if (permission == PERMISSION_ASK && !consented) {
        err = call_propose(call);
    } else if (call->entry->action->question != NULL && call->answer == NULL) {
        err = lane_ask(call->engine, call);
        if (err != OK || call->stage == CALL_ASKING)
            return err;
    }
    return err != OK ? err : call_run(call);
}

/* A write that is no action: deliveries, looks, a job's steps. */
static int call_steps_inside(struct kith_call *call)
{
    struct kith_call *outer = call->engine->running;
    call->engine->running = call;
    int err = call->inside(&call->model, call->inside_mine);
    call->engine->running = outer;
    return err;
}

void call_write(struct kith_call *call)
{
    struct engine *engine = call->engine;
    struct store *store = engine->store;
    size_t touched = engine->touched.count;
    int err = change_savepoint(store);
    call->model.database = store_writer(store);
    call->model.now_ms = clock_now(&engine->clock);
    if (err == OK && call->schedule != 0)
        err = schedule_advance(&call->model, call->schedule);
    if (err == OK)
        err = call->inside != NULL ? call_steps_inside(call) : call_steps(call, false);
    if (change_is_lost(store)) {
        call->outcome = err != OK ? err : ERROR_BUSY;
        return;
    }
    bool waits = call->stage == CALL_ASKING || call->stage == CALL_HELD;
    bool keep = err == OK && !call->dry_run && !waits;
    if (!keep)
        engine->touched.count = touched; /* what is undone wrote to no journal */
    int ended = keep ? change_release(store) : change_undo(store);
    call->outcome = err != OK ? err : ended;
    if (!waits)
        call->stage = CALL_RAN;
}

void call_read(struct kith_call *call)
{
    struct database *reader = store_reader(call->engine->store);
    enum permission permission = PERMISSION_NO;
    call->model.database = reader;
    call->model.now_ms = clock_now(&call->engine->clock);
    int err = reader_begin(reader);
    if (err == OK)
        err = call_locate(call);
    if (err == OK)
        err = call_may(call, &permission);
    if (err == OK && permission == PERMISSION_ASK)
        err = call_fail(call, ERROR_REFUSED, NULL, "This needs the network's consent.");
    if (err == OK)
        err = call_run(call);
    int ended = reader_end(reader);
    call->outcome = err != OK ? err : ended;
    call->stage = CALL_RAN;
}

int call_arrive(struct kith_call *call)
{
    int err = call_find(call);
    return err != OK ? err : call_check(call);
}
