/* role: what a network gives somebody to do. Who does it stands in office.c. */
#include "action/role.h"

#include <ctype.h>

#include "action/appointment.h"
#include "action/core.h"
#include "base/clock.h"
#include "base/name.h"
#include "model/network.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static int role_locate(struct model *in, const struct actor *actor, int64_t id,
                       struct location *ret_location)
{
    struct role role = {0};
    int err = role_read(in, id, &role);
    *ret_location = location_for_colleagues(actor, role.network);
    return err;
}

const struct noun role_noun = {
    .name = "role",
    .plural = "roles",
    .summary = "What a network gives somebody to do: chair, membership lead, a local lead.",
    .locate = role_locate,
};

/* ---- what the arguments make of a role ---- */

static int key_set(struct kith_call *call, struct role *role)
{
    role->key = call_given(call, "key") ? call_text(call, "key")
                                        : name_word(&call->arena, role->title, "role");
    for (size_t i = 0; i < role->key.len; i++) {
        unsigned char c = (unsigned char)role->key.ptr[i];
        if (c != '_' && (c >= 0x80 || !isalnum(c) || isupper(c)))
            return call_fail(call, ERROR_WRONG, "key",
                             "A key is small letters, digits and underscores, such as "
                             "membership_lead.");
    }
    return OK;
}

/* Whole months or whole days; none at all means without end, or as the charter says. */
static int term_set(struct kith_call *call, struct role *role)
{
    const struct value *term = call_value(call, "term");
    char text[48];
    if (term == NULL || !term->given)
        return OK;
    struct duration length = {.months = (int32_t)term->other, .ms = term->number};
    if (length.ms % DAY_MS != 0 || (length.months > 0 && length.ms > 0))
        return call_fail(call, ERROR_WRONG, "term",
                         "A term is whole months or whole days, such as P24M; P0D is without end.");
    role->term = (struct str){0};
    if (length.months == 0 && length.ms == 0)
        return OK;
    duration_print(length, text);
    role->term = arena_str(&call->arena, str_of(text));
    return OK;
}

/* What is given replaces what was. */
static int role_take(struct kith_call *call, struct role *role)
{
    const struct {
        const char *name;
        struct str *text;
    } texts[] = {{"title", &role->title},
                 {"team", &role->team},
                 {"remit", &role->remit},
                 {"hands_over", &role->hands_over}};
    const struct value *grants = call_value(call, "grants");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (call_given(call, texts[i].name))
            *texts[i].text = call_text(call, texts[i].name);
    if (call_given(call, "terms_at_most"))
        role->terms_at_most = call_int(call, "terms_at_most");
    if (call_given(call, "seats"))
        role->seats = call_int(call, "seats");
    if (call_given(call, "place"))
        role->place = call_int(call, "place");
    if (call_given(call, "grants"))
        role->grants = 0;
    for (size_t i = 0; grants != NULL && i < grants->count; i++)
        role->grants |= grant_by_name(value_item(grants, i)->text);
    return term_set(call, role);
}

struct rival {
    int64_t role;
    struct str title; /* of another open role that grants members */
};

static int find_rival(void *self, const struct role *role)
{
    struct rival *rival = self;
    if (role->id != rival->role && !role->closed && (role->grants & GRANT_MEMBERS))
        rival->title = role->title;
    return OK;
}

/* Who sees concealed members is one role, so that nobody is seen by more than they were told. */
static int grants_check(struct kith_call *call, const struct role *role, const char *field)
{
    struct rival rival = {.role = role->id};
    int err = OK;
    if (role->grants & GRANT_MEMBERS)
        err = role_each(&call->model, role->network, find_rival, &rival);
    if (err == OK && rival.title.len > 0)
        return call_fail(call, ERROR_CLASH, field,
                         "%.*s grants members already, and only one role may: its holder alone "
                         "sees members whom nobody else sees.",
                         STR_ARGS(rival.title));
    return err;
}

/* ---- handlers ---- */

static kith_err define_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {.network = call_int(call, "network")};
    int err = network_check_open(&call->model, role.network);
    if (err == OK)
        err = role_take(call, &role);
    if (err == OK)
        err = key_set(call, &role);
    if (err == OK)
        err = grants_check(call, &role, "grants");
    if (err == OK)
        err = role_add(&call->model, &role);
    if (err == OK)
        call_put_int(call, "role", role.id);
    return err;
}

static int role_read_open(struct kith_call *call, struct role *ret_role)
{
    int err = role_read(&call->model, call_int(call, "role"), ret_role);
    if (err == OK)
        err = network_check_open(&call->model, ret_role->network);
    if (err == OK && ret_role->closed)
        return call_fail(call, ERROR_CLASH, "role", "%.*s is closed. role.reopen opens it again.",
                         STR_ARGS(ret_role->title));
    return err;
}

static kith_err edit_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    int64_t filled = 0;
    int err = role_read_open(call, &role);
    if (err == OK)
        err = role_take(call, &role);
    if (err == OK)
        err = grants_check(call, &role, "grants");
    if (err == OK)
        err = office_count(&call->model, role.id, &filled);
    if (err == OK && role.seats < filled)
        return call_fail(call, ERROR_CLASH, "seats",
                         "%lld members hold this role: end a term before you take a seat away.",
                         (long long)filled);
    if (err == OK)
        err = role_change(&call->model, &role);
    return err != OK ? err : office_watch(&call->model, &role);
}

struct closing {
    struct kith_call *call;
    int64_t role, office; /* the first office that is still held */
};

static int find_office(void *self, const struct office *office)
{
    struct closing *closing = self;
    if (office->role == closing->role && closing->office == 0)
        closing->office = office->id;
    return OK;
}

/* Nobody is looked for any more. */
static int appointment_end(struct kith_call *call, const struct role *role)
{
    struct appointment appointment = {0};
    int64_t open = 0;
    int err = appointment_open(&call->model, role->network, role->id, &open);
    if (err != OK || open == 0)
        return err;
    err = appointment_read(&call->model, open, &appointment);
    return err != OK ? err
                     : appointment_stop(call, &appointment,
                                        STR("It was stopped, as the role was closed."));
}

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    struct closing closing = {.call = call, .role = call_int(call, "role")};
    int err = role_read_open(call, &role);
    role.closed = true;
    if (err == OK)
        err = role_change(&call->model, &role);
    if (err == OK)
        err = appointment_end(call, &role);
    while (err == OK) {
        struct office office;
        closing.office = 0;
        err = office_each(&call->model, role.network, false, find_office, &closing);
        if (err != OK || closing.office == 0)
            break;
        err = office_read(&call->model, closing.office, &office);
        if (err == OK)
            err = office_let_go(call, &role, &office, STR("ended"));
    }
    return err != OK ? err : office_watch(&call->model, &role);
}

static kith_err reopen_run(void *self, struct kith_call *call)
{
    (void)self;
    struct role role = {0};
    int err = role_read(&call->model, call_int(call, "role"), &role);
    role.closed = false;
    if (err == OK)
        err = network_check_open(&call->model, role.network);
    if (err == OK)
        err = grants_check(call, &role, "role");
    return err != OK ? err : role_change(&call->model, &role);
}

/* ---- fields ---- */

#define TITLE_FIELD(more)                                                                          \
    {                                                                                              \
        .name = "title", .type = KITH_TEXT, .flags = (more), .limits = "1..80",                    \
        .summary = "What it is called: \"Membership lead\"."                                       \
    }
/* Whatever else there is to say of a role; all of it may be left out. */
#define ROLE_FIELDS                                                                                \
    {.name = "grants",                                                                             \
     .type = KITH_ONE_OF,                                                                          \
     .flags = KITH_OPTIONAL | KITH_MANY,                                                           \
     .limits = ROLE_GRANTS,                                                                        \
     .summary = "What its holders may do in Kith. Only one role grants members."},                 \
        {.name = "term",                                                                           \
         .type = KITH_DURATION,                                                                    \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "How long it is held: P24M. Left out or P0D: without end; a chair's as the "   \
                    "charter says."},                                                              \
        {.name = "terms_at_most",                                                                  \
         .type = KITH_INT,                                                                         \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "0..10",                                                                        \
         .summary = "How many terms in a row; 0 for no limit, or a chair's as the charter says."}, \
        {.name = "place",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "place",                                                                        \
         .summary = "Of a local lead: the employer they lead for."},                               \
    {                                                                                              \
        .name = "hands_over", .type = KITH_MARKDOWN, .flags = KITH_OPTIONAL, .limits = "0..4000",  \
        .summary = "What the outgoing holder hands over: a line becomes a task."                   \
    }

static const kith_field define_takes[] = {
    NETWORK_FIELD,
    TITLE_FIELD(0),
    {.name = "key",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..40",
     .summary = "By which a charter names it: membership_lead. Made from the title if left out."},
    {.name = "team",
     .type = KITH_ONE_OF,
     .limits = ROLE_TEAMS,
     .preset = "operational",
     .summary = "Leadership, operational lead or speciality lead."},
    {.name = "remit",
     .type = KITH_MARKDOWN,
     .limits = "0..4000",
     .preset = "",
     .summary = "What is expected."},
    {.name = "seats",
     .type = KITH_INT,
     .limits = "1..50",
     .preset = "1",
     .summary = "How many may hold it at once."},
    ROLE_FIELDS,
    {0},
};

static const kith_field edit_takes[] = {
    ROLE_FIELD,
    TITLE_FIELD(KITH_OPTIONAL),
    {.name = "team",
     .type = KITH_ONE_OF,
     .flags = KITH_OPTIONAL,
     .limits = ROLE_TEAMS,
     .summary = "Leadership, operational lead or speciality lead."},
    {.name = "remit",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "0..4000",
     .summary = "What is expected."},
    {.name = "seats",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .limits = "1..50",
     .summary = "How many may hold it at once."},
    ROLE_FIELDS,
    {0},
};

static const kith_field one_role[] = {ROLE_FIELD, {0}};

const kith_action role_actions[] = {
    {.name = "role.define",
     .summary = "Defines a role: its team, its remit, its powers, its term.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = define_takes,
     .gives = one_role,
     .run = define_run,
     .since = "0.1"},
    {.name = "role.edit",
     .summary = "Changes a role; what is left out stays. Terms that run are not changed.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = edit_takes,
     .run = edit_run,
     .since = "0.1"},
    {.name = "role.close",
     .summary = "Closes a role: who holds it is told, and holds it no longer.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = one_role,
     .run = close_run,
     .since = "0.1"},
    {.name = "role.reopen",
     .summary = "Opens a closed role again.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = one_role,
     .run = reopen_run,
     .since = "0.1"},
    {.name = "role.list",
     .summary = "Lists a network's roles: who holds them, until when, which seats are free.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = role_list_takes,
     .gives = role_list_gives,
     .run = role_list_run,
     .since = "0.1",
     .help = "Members are shown as handles. A name stands beside one only where that member lets "
             "you see it, and that you saw it is recorded."},
    {.name = "role.show",
     .summary = "Shows a role: its remit, its powers, its term, and who holds it.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = role_show_takes,
     .gives = role_show_gives,
     .run = role_show_run,
     .since = "0.1"},
    {0},
};
