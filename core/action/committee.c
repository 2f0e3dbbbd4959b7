/* committee: the steering group, a leads group, any other; its seats and its own terms. */
#include "action/committee.h"

#include <stddef.h>

#include "action/core.h"
#include "base/name.h"
#include "model/network.h"
#include "model/office.h"
#include "model/quorum/quorum.h"
#include "model/setting.h"

static int committee_locate(struct model *in, const struct actor *actor, int64_t id,
                            struct location *ret_location)
{
    struct committee committee = {0};
    int err = committee_read(in, id, &committee);
    *ret_location = location_for_colleagues(actor, committee.network);
    return err;
}

const struct noun committee_noun = {
    .name = "committee",
    .plural = "committees",
    .summary = "Committees of a network: the steering group, a leads group, any other.",
    .locate = committee_locate,
};

int committee_open_one(struct kith_call *call, struct committee *ret_committee)
{
    int err = committee_read(&call->model, call_int(call, "committee"), ret_committee);
    if (err == OK)
        err = network_check_open(&call->model, ret_committee->network);
    if (err == OK && ret_committee->closed_day != 0)
        return call_fail(call, ERROR_CLASH, "committee", "%.*s has been closed.",
                         STR_ARGS(ret_committee->name));
    return err;
}

/* ---- its terms ---- */

static int roles_known(struct kith_call *call, int64_t network, const struct quorum_rule *rule)
{
    struct role role;
    for (size_t i = 0; i < rule->role_count; i++) {
        int err = role_by_key(&call->model, network, rule->roles[i], &role);
        if (err == ERROR_MISSING)
            return call_fail(call, ERROR_WRONG, "quorum",
                             "No role of this network has the key \"%.*s\". role.list tells them.",
                             STR_ARGS(rule->roles[i]));
        if (err != OK)
            return err;
    }
    return OK;
}

/* A line that can be read, and a rule that the committee's seats can meet when all are filled. */
static int quorum_check(struct kith_call *call, struct committee *committee)
{
    struct quorum_rule rule;
    struct committee_base base;
    struct str why;
    if (committee->quorum.len == 0)
        return OK;
    int err = quorum_parse(committee->quorum, &call->arena, &rule, &call->error);
    if (err == OK)
        err = roles_known(call, committee->network, &rule);
    if (err == OK)
        err = committee_base(&call->model, committee->network, committee->id, &base);
    if (err != OK)
        return err;
    const int64_t bases[QUORUM_OVERS] = {base.seats, base.seats, base.members, base.of_kind};
    if (!quorum_is_possible(&rule, bases, base.seats, &call->arena, &why))
        return call_fail(call, ERROR_WRONG, "quorum", "%.*s", STR_ARGS(why));
    committee->quorum = quorum_print(&rule, &call->arena);
    return OK;
}

static int place_check(struct kith_call *call, const struct committee *committee)
{
    if ((committee->place != 0) != str_is(committee->tier, "local"))
        return call_fail(call, ERROR_WRONG, "place",
                         "A local committee says of which place it is; a regional one has none.");
    return OK;
}

static int roles_set(struct kith_call *call, const struct committee *committee)
{
    int64_t roles[100];
    const struct value *many = call_value(call, "roles");
    size_t count = many == NULL ? 0 : many->count;
    for (size_t i = 0; i < count; i++)
        roles[i] = value_item(many, i)->number;
    return count == 0 ? OK : committee_set_roles(&call->model, committee, roles, count);
}

/* What the arguments say; what they leave out stays. */
static void terms_take(struct kith_call *call, struct committee *committee)
{
    static const struct {
        const char *name;
        size_t at;
    } texts[] = {
        {"name", offsetof(struct committee, name)},
        {"aim", offsetof(struct committee, aim)},
        {"tier", offsetof(struct committee, tier)},
        {"quorum", offsetof(struct committee, quorum)},
        {"attend", offsetof(struct committee, attend)},
        {"minutes_for", offsetof(struct committee, minutes_for)},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (call_given(call, texts[i].name))
            *(struct str *)((char *)committee + texts[i].at) = call_text(call, texts[i].name);
    if (call_given(call, "place"))
        committee->place = call_int(call, "place");
    if (str_is(committee->tier, "regional") && !call_given(call, "place"))
        committee->place = 0;
    if (call_given(call, "roles"))
        committee->all_roles = false;
    if (call_given(call, "all_roles"))
        committee->all_roles = call_int(call, "all_roles") != 0;
}

/* ---- handlers ---- */

static kith_err open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee = {.network = call_int(call, "network")};
    int err = network_check_open(&call->model, committee.network);
    if (err != OK)
        return err;
    terms_take(call, &committee);
    committee.key = name_word(&call->arena, committee.name, "committee");
    if (!committee.all_roles && !call_given(call, "roles"))
        return call_fail(call, ERROR_WRONG, "roles",
                         "Say whose seats these are: some roles, or all_roles.");
    err = place_check(call, &committee);
    if (err == OK)
        err = committee_add(&call->model, &committee);
    if (err == OK)
        err = roles_set(call, &committee);
    if (err == OK)
        err = quorum_check(call, &committee);
    if (err == OK)
        err = committee_change(&call->model, &committee);
    if (err == OK)
        call_put_int(call, "committee", committee.id);
    if (err == OK)
        call_put_text(call, "what_next",
                      STR("Say when it meets by itself with committee.cadence, or plan its "
                          "meetings one by one with meeting.plan."));
    return err;
}

static kith_err edit_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee;
    int err = committee_open_one(call, &committee);
    if (err != OK)
        return err;
    terms_take(call, &committee);
    err = place_check(call, &committee);
    if (err == OK)
        err = roles_set(call, &committee);
    if (err == OK)
        err = committee_change(&call->model, &committee);
    if (err == OK)
        err = quorum_check(call, &committee);
    return err != OK ? err : committee_change(&call->model, &committee);
}

static kith_err close_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee;
    int err = committee_open_one(call, &committee);
    if (err == OK && str_is(committee.key, COMMITTEE_STEERING))
        return call_fail(call, ERROR_CLASH, "committee",
                         "Every network has its steering group. Its name and its seats can be "
                         "changed, with committee.edit.");
    if (err == OK)
        err = committee_cadence_end(call, &committee, true);
    if (err == OK)
        err = setting_today(&call->model, &committee.closed_day);
    return err != OK ? err : committee_change(&call->model, &committee);
}

/* ---- fields ---- */

#define SEAT_FIELDS                                                                                \
    {.name = "aim",                                                                                \
     .type = KITH_TEXT,                                                                            \
     .flags = KITH_OPTIONAL,                                                                       \
     .limits = "0..300",                                                                           \
     .summary = "What it is for."},                                                                \
        {.name = "roles",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL | KITH_MANY,                                                       \
         .limits = "role",                                                                         \
         .summary = "The roles whose holders sit in it."},                                         \
        {.name = "all_roles",                                                                      \
         .type = KITH_BOOL,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "Whoever holds any role sits in it."},                                         \
        {.name = "place",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "place",                                                                        \
         .summary = "Of a local committee: which place."},                                         \
    {                                                                                              \
        .name = "quorum", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .limits = "0..300",           \
        .summary = "Its own quorum, as a line: greater of 3 and half of filled seats. Empty, or "  \
                   "left out at first: as the charter says."                                       \
    }

static const kith_field open_takes[] = {
    NETWORK_FIELD,
    {.name = "name", .type = KITH_TEXT, .limits = "1..120", .summary = "What it is called."},
    SEAT_FIELDS,
    TERM_FIELD("tier", TIERS, "regional", 0, TIER_SUMMARY),
    TERM_FIELD("attend", ATTENDS, "seats", 0, ATTEND_SUMMARY),
    TERM_FIELD("minutes_for", MINUTES_FOR, "members", 0, MINUTES_SUMMARY),
    {0},
};

static const kith_field edit_takes[] = {
    COMMITTEE_FIELD,
    {.name = "name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .limits = "1..120",
     .summary = "What it is called."},
    SEAT_FIELDS,
    TERM_FIELD("tier", TIERS, NULL, KITH_OPTIONAL, TIER_SUMMARY),
    TERM_FIELD("attend", ATTENDS, NULL, KITH_OPTIONAL, ATTEND_SUMMARY),
    TERM_FIELD("minutes_for", MINUTES_FOR, NULL, KITH_OPTIONAL, MINUTES_SUMMARY),
    {0},
};

static const kith_field one_committee[] = {COMMITTEE_FIELD, {0}};
static const kith_field open_gives[] = {COMMITTEE_FIELD, WHAT_NEXT_FIELD, {0}};

const kith_action committee_actions[] = {
    {.name = "committee.open",
     .summary = "Opens a committee: its seats are those of roles.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = open_gives,
     .run = open_run,
     .since = "0.1"},
    {.name = "committee.edit",
     .summary = "Changes a committee: its seats, its quorum, who may come.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = edit_takes,
     .run = edit_run,
     .since = "0.1"},
    {.name = "committee.close",
     .summary = "Closes a committee; meetings that are planned are called off.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = one_committee,
     .run = close_run,
     .since = "0.1"},
    {0},
};
