/* handover: what an outgoing holder leaves for whoever follows, and the pack made of it. */
#include "action/appointment.h"
#include "action/core.h"
#include "action/notice.h"
#include "action/role.h"
#include "action/somebody.h"
#include "base/list.h"
#include "model/decision.h"
#include "model/follow_up.h"
#include "model/network.h"
#include "model/succession.h"
#include "model/task.h"

#define KINDS "action|promise|decision|contact|other"

/* Is the role one that the handle holds now, or was the last to hold? */
static int holds_or_held(struct model *in, const struct role *role, int64_t handle, bool *ret_is);

static int handover_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    struct handover_note note = {0};
    struct role role = {0};
    int64_t handle = 0;
    bool is = false;
    int err = handover_read(in, id, &note);
    if (err == OK)
        err = role_read(in, note.role, &role);
    if (err == OK && actor->kind == ACTOR_PERSON)
        err = sight_own_handle(in, actor, note.network, &handle);
    if (err == OK && handle != 0)
        err = holds_or_held(in, &role, handle, &is);
    *ret_location = (struct location){.network = note.network, .visible = err == OK && is};
    return err;
}

const struct noun handover_noun = {
    .name = "handover",
    .one = "note to hand over",
    .plural = "notes to hand over",
    .summary = "What a holder of a role leaves in words for whoever follows.",
    .locate = handover_locate,
};

/* ---- who may ---- */

struct held {
    int64_t role, handle;
    int32_t last_day; /* the latest day on which a term of it ended */
    bool holds, was_last;
};

static int find_held(void *self, const struct office *office)
{
    struct held *held = self;
    if (office->role != held->role)
        return OK;
    bool is = office->handle == held->handle;
    if (office->ended_day == 0) {
        held->holds = held->holds || is;
        return OK;
    }
    if (office->ended_day > held->last_day) {
        held->last_day = office->ended_day;
        held->was_last = false;
    }
    held->was_last = held->was_last || (is && office->ended_day == held->last_day);
    return OK;
}

static int holds_or_held(struct model *in, const struct role *role, int64_t handle, bool *ret_is)
{
    struct held held = {.role = role->id, .handle = handle};
    int err = office_each(in, role->network, true, find_held, &held);
    *ret_is = held.holds || held.was_last;
    return err;
}

static int check_holder(struct kith_call *call, struct role *ret_role, int64_t *ret_handle)
{
    bool is = false;
    int err = role_read(&call->model, call_int(call, "role"), ret_role);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, ret_role->network, ret_handle);
    if (err == OK)
        err = holds_or_held(&call->model, ret_role, *ret_handle, &is);
    if (err == OK && !is)
        return call_fail(call, ERROR_REFUSED, "role",
                         "This is between whoever holds the role and the last one who did.");
    return err;
}

/* ---- notes ---- */

static kith_err note_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    int64_t handle = 0;
    int err = check_holder(call, &role, &handle);
    if (err == OK)
        err = network_check_open(&call->model, role.network);
    struct handover_note note = {.network = role.network,
                                 .role = role.id,
                                 .author = handle,
                                 .kind = call_text(call, "kind"),
                                 .text = call_text(call, "text")};
    if (err == OK)
        err = handover_add(&call->model, &note);
    if (err == OK)
        call_put_int(call, "handover", note.id);
    return err;
}

static kith_err done_run(void *self, struct kith_call *call)
{
    (void)self;
    struct handover_note note = {0};
    int err = handover_read(&call->model, call_int(call, "handover"), &note);
    if (err == OK)
        err = network_check_open(&call->model, note.network);
    return err != OK ? err : handover_set_done(&call->model, note.id);
}

/* ---- the pack ---- */

/* A pack is put twice over: as rows, and as Markdown in which each kind has its heading. */
enum { PACK_MOST = 1000 };

enum section { ACTIONS, PROMISES, DECISIONS, CONTACTS, OTHERS, SECTIONS };

static const struct {
    const char *kind, *heading;
} sections[SECTIONS] = {
    [ACTIONS] = {"action", "Open actions"},
    [PROMISES] = {"promise", "Promises"},
    [DECISIONS] = {"decision", "Decisions"},
    [CONTACTS] = {"contact", "Contacts"},
    [OTHERS] = {"other", "What else there is to know"},
};

struct packing {
    struct kith_call *call;
    const struct role *role;
    int64_t handle; /* of who reads it */
    struct onlooker onlooker;
    LIST(int64_t) seen; /* holders whose open ends are in it */
    struct text section[SECTIONS];
    struct text markdown;
};

static enum section section_of(struct str kind)
{
    for (int i = 0; i < SECTIONS; i++)
        if (str_is(kind, sections[i].kind))
            return (enum section)i;
    return OTHERS;
}

struct item {
    enum section section;
    int64_t note;   /* 0: no note */
    int64_t author; /* of a note; 0: not to be named */
    int32_t day;    /* 0: none */
    struct str text, author_name;
};

/* "(3 December 2026, Zoë Baker)" */
static const char *item_foot(struct packing *packing, const struct item *item)
{
    struct arena *arena = &packing->call->arena;
    const char *day = item->day != 0 ? notice_day(arena, item->day) : "";
    if (item->author_name.len == 0)
        return item->day == 0 ? "" : arena_print(arena, " (%s)", day);
    return arena_print(arena, " (%s%s%.*s)", day, item->day == 0 ? "" : ", ",
                       STR_ARGS(item->author_name));
}

static void put_whole(struct packing *packing, const struct item *item)
{
    struct kith_call *call = packing->call;
    call_open(call, "items");
    call_put_text(call, "kind", str_of(sections[item->section].kind));
    call_put_int_if(call, "handover", item->note);
    call_put_int_if(call, "day", item->day);
    call_put_int_if(call, "by", item->author);
    call_put_text_if(call, "by_name", item->author_name);
    call_put_text(call, "text", item->text);
    call_close(call);
    text_print(&packing->section[item->section], "- %.*s%s\n", STR_ARGS(item->text),
               item_foot(packing, item));
}

static void put_item(struct packing *packing, enum section section, int32_t day, struct str text)
{
    const struct item item = {.section = section, .day = day, .text = text};
    put_whole(packing, &item);
}

/* Whoever may read the pack sees who wrote what in it, as far as they let themself be seen. */
static int pack_note(void *self, const struct handover_note *note)
{
    struct packing *packing = self;
    struct item item = {
        .section = section_of(note->kind), .note = note->id, .day = note->day, .text = note->text};
    if (note->done)
        return OK;
    int err = note->author == 0 ? OK
                                : somebody_name(packing->call, &packing->onlooker, note->author,
                                                &item.author_name);
    if (err == OK && item.author_name.len > 0)
        item.author = note->author;
    if (err == OK)
        put_whole(packing, &item);
    return err;
}

/* What waits for the role, for whoever holds it. */
static int pack_task(void *self, const struct task *task)
{
    struct packing *packing = self;
    if (task->handle == 0)
        put_item(packing, ACTIONS, task->due_day, task->sentence);
    return OK;
}

struct unfinished {
    struct packing *packing;
    int64_t office;
};

static int pack_unfinished(void *self, const struct task *task)
{
    struct unfinished *unfinished = self;
    if (task->subject == unfinished->office && str_is(task->kind, "role.hand_over"))
        put_item(unfinished->packing, ACTIONS, task->due_day, task->sentence);
    return OK;
}

static void pack_follow_up(void *self, const struct follow_up *follow_up)
{
    put_item(self, ACTIONS, follow_up->due_day, follow_up->text);
}

struct owned {
    struct packing *packing;
    int64_t owner;
};

/* Those that stand, with the day on which each is looked at again. */
static int pack_decision(void *self, const struct decision *decision)
{
    struct owned *owned = self;
    if (decision->owner == owned->owner)
        put_item(owned->packing, DECISIONS, decision->review_day, decision->title);
    return OK;
}

static int pack_owned(struct packing *packing, int64_t network, int64_t handle)
{
    struct model *in = &packing->call->model;
    struct owned owned = {packing, handle};
    const struct follow_up_filter filter = {.network = network, .committee = -1, .owner = handle};
    const struct decision_search search = {.network = network, .state = STR("passed")};
    struct page page = {.limit = PACK_MOST}, decisions = {.limit = PACK_MOST};
    int err = follow_up_page(in, &filter, &page, pack_follow_up, packing);
    return err != OK ? err : decision_page(in, &search, &decisions, pack_decision, &owned);
}

/* What earlier holders were to hand over and have not said to be done; and, once for each of them,
 * what else they own. */
static int pack_office(void *self, const struct office *office)
{
    struct packing *packing = self;
    struct unfinished unfinished = {packing, office->id};
    if (office->role != packing->role->id)
        return OK;
    int err = task_each_for(&packing->call->model, office->network, office->handle, pack_unfinished,
                            &unfinished);
    for (size_t i = 0; i < packing->seen.count; i++)
        if (packing->seen.at[i] == office->handle)
            return err;
    *list_add(&packing->seen) = office->handle;
    return err != OK ? err : pack_owned(packing, office->network, office->handle);
}

/* Whom to turn to: who holds which role, as far as they let the reader see it. */
static int pack_colleague(void *self, const struct office *office)
{
    struct packing *packing = self;
    struct role role = {0};
    struct str name;
    if (office->handle == packing->handle || office->role == packing->role->id)
        return OK;
    int err = somebody_name(packing->call, &packing->onlooker, office->handle, &name);
    if (err != OK || name.len == 0)
        return err;
    err = role_read(&packing->call->model, office->role, &role);
    put_item(packing, CONTACTS, 0,
             str_of(arena_print(&packing->call->arena, "%.*s: %.*s", STR_ARGS(role.title),
                                STR_ARGS(name))));
    return err;
}

static int pack_open(void *self, const struct appointment *appointment)
{
    struct packing *packing = self;
    struct str title = {0};
    if (appointment_is_over(appointment->stage))
        return OK;
    int err = appointment_title(&packing->call->model, appointment, &title);
    put_item(packing, ACTIONS, 0,
             str_of(arena_print(&packing->call->arena, "Under way: appointment of %.*s (%s)",
                                STR_ARGS(title), appointment_stage_title(appointment->stage))));
    return err;
}

static int pack_all(struct packing *packing)
{
    struct model *in = &packing->call->model;
    int64_t network = packing->role->network;
    struct page page = {.limit = PACK_MOST};
    int err = handover_each(in, packing->role->id, pack_note, packing);
    if (err == OK)
        err = office_each(in, network, true, pack_office, packing);
    if (err == OK)
        err = task_each_for(in, network, packing->handle, pack_task, packing);
    if (err == OK)
        err = appointment_page(in, network, &page, pack_open, packing);
    return err != OK ? err : office_each(in, network, false, pack_colleague, packing);
}

static void pack_write(struct packing *packing)
{
    const struct role *role = packing->role;
    struct text *out = &packing->markdown;
    text_print(out, "# Handing over: %.*s\n", STR_ARGS(role->title));
    if (role->remit.len > 0)
        text_print(out, "\n## The remit\n\n%.*s\n", STR_ARGS(role->remit));
    if (role->hands_over.len > 0)
        text_print(out, "\n## What is handed over\n\n%.*s\n", STR_ARGS(role->hands_over));
    for (int i = 0; i < SECTIONS; i++)
        if (packing->section[i].len > 0)
            text_print(out, "\n## %s\n\n%s", sections[i].heading, packing->section[i].ptr);
    text_print(out, "\nNo passwords stand here: whoever needs a way in is given one of their "
                    "own.\n");
    call_put_text(packing->call, "markdown", text_str(out));
}

static kith_err pack_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct packing packing = {.call = call, .role = &role};
    int err = check_holder(call, &role, &packing.handle);
    if (err == OK)
        err = onlooker_of(call, role.network, &packing.onlooker);
    if (err == OK)
        call_put_text(call, "title", role.title);
    if (err == OK)
        err = pack_all(&packing);
    if (err == OK)
        pack_write(&packing);
    for (int i = 0; i < SECTIONS; i++)
        text_done(&packing.section[i]);
    text_done(&packing.markdown);
    list_done(&packing.seen);
    return err;
}

/* ---- fields ---- */

#define HANDOVER_FIELD                                                                             \
    {                                                                                              \
        .name = "handover", .type = KITH_ID, .limits = "handover",                                 \
        .summary = "Which note; handover.pack tells them."                                         \
    }

static const kith_field one_note[] = {HANDOVER_FIELD, {0}};
static const kith_field one_role[] = {ROLE_FIELD, {0}};

static const kith_field note_takes[] = {
    ROLE_FIELD,
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = KINDS,
     .summary = "An open action, a promise, a decision, a contact, or something else."},
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..2000",
     .summary = "What whoever follows shall know. Never a password."},
    {0},
};

static const kith_field item_row[] = {
    {.name = "kind", .type = KITH_ONE_OF, .limits = KINDS, .summary = "What it is."},
    {.name = "handover",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "handover",
     .summary = "The note, if it is one: handover.done ends it."},
    {.name = "day",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "Since when, or by when."},
    {.name = "by",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Who wrote the note, where they let you see that they belong."},
    {.name = "by_name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .summary = "Their name."},
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "0..5000",
     .summary = "In words."},
    {0},
};

static const kith_field pack_gives[] = {
    {.name = "title", .type = KITH_TEXT, .summary = "Of which role."},
    {.name = "markdown",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "0..2000000",
     .summary = "All of it as one text, to keep or to print."},
    {.name = "items",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = item_row,
     .summary = "The same, piece by piece."},
    {0},
};

const kith_action handover_actions[] = {
    {.name = "handover.note",
     .summary = "Leaves something in words for whoever holds the role next.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = note_takes,
     .gives = one_note,
     .run = note_run,
     .since = "0.1"},
    {.name = "handover.done",
     .summary = "Says that something handed over is done.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_note,
     .run = done_run,
     .since = "0.1"},
    {.name = "handover.pack",
     .summary = "Gives the pack of a role: open actions, promises, decisions, contacts.",
     .may = "member",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = one_role,
     .gives = pack_gives,
     .run = pack_run,
     .since = "0.1",
     .help =
         "For whoever holds the role, and for the last one who did. Colleagues stand in it only "
         "as far as they let you see them."},
    {0},
};
