/* committee: the steering group, a leads group, any other; its seats and its own terms. */
#include "action/committee.h"

#include <stddef.h>

#include "action/core.h"
#include "base/name.h"
#include "model/charter.h"
#include "model/meeting.h"
#include "model/network.h"
#include "model/office.h"
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

static void put_committee(struct kith_call *call, const struct committee *committee)
{
    call_put_int(call, "committee", committee->id);
    call_put_text(call, "name", committee->name);
    call_put_text(call, "key", committee->key);
    call_put_text(call, "tier", committee->tier);
    call_put_int(call, "place", committee->place);
    call_put_text(call, "attend", committee->attend);
    call_put_text(call, "minutes_for", committee->minutes_for);
    call_put_int(call, "closed", committee->closed_day != 0);
}

static void list_committee(void *self, const struct committee *committee)
{
    struct kith_call *call = self;
    call_open(call, "committees");
    put_committee(call, committee);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = committee_page(&call->model, call_int(call, "network"), call_int(call, "closed") != 0,
                             &page, list_committee, call);
    call_put_next(call, &page);
    return err;
}

static int put_role(void *self, int64_t role)
{
    call_put_int(self, "roles", role);
    return OK;
}

/* The committee's own rule; else that of the charter, in the same words. */
static int put_quorum(struct kith_call *call, const struct committee *committee)
{
    struct meeting meeting = {.network = committee->network, .committee = committee->id};
    struct quorum_rule rule;
    struct charter charter = {0};
    int err = charter_read(&call->model, committee->network, &charter);
    meeting.charter = charter.version;
    if (err == OK || err == ERROR_MISSING)
        err = meeting_rule(&call->model, &meeting, &rule);
    if (err != OK)
        return err;
    call_put_text(call, "quorum", quorum_print(&rule, &call->arena));
    call_put_int(call, "own_quorum", committee->quorum.len > 0);
    return OK;
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct committee committee;
    struct committee_base base;
    struct str warning;
    int err = committee_read(&call->model, call_int(call, "committee"), &committee);
    if (err == OK)
        err = committee_base(&call->model, committee.network, committee.id, &base);
    if (err == OK)
        err = committee_warning(&call->model, committee.network, committee.id, &warning);
    if (err != OK)
        return err;
    put_committee(call, &committee);
    call_put_text(call, "aim", committee.aim);
    call_put_int(call, "seats", base.seats);
    call_put_int(call, "filled", base.filled);
    call_put_int(call, "vacant", base.vacant);
    call_put_text_if(call, "warning", warning);
    err = put_quorum(call, &committee);
    if (err == OK)
        err = committee_roles(&call->model, &committee, put_role, call);
    return err != OK ? err : committee_put_cadence(call, &committee);
}

/* ---- fields ---- */

#define TIERS       "regional|local"
#define ATTENDS     "seats|leads|members"
#define MINUTES_FOR "members|seats"
#define TERM_FIELD(name_, limits_, preset_, flags_, summary_)                                      \
    {                                                                                              \
        .name = name_, .type = KITH_ONE_OF, .flags = (flags_), .preset = (preset_),                \
        .limits = limits_, .summary = summary_                                                     \
    }
#define TIER_SUMMARY    "Of the whole region, or of one place."
#define ATTEND_SUMMARY  "Who may come: those with a seat, all leads, all members."
#define MINUTES_SUMMARY "Who reads its minutes once they are approved."

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

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {.name = "closed", .type = KITH_BOOL, .preset = "false", .summary = "Closed ones, too."},
    {0},
};

#define ROW_FIELDS                                                                                 \
    COMMITTEE_FIELD, {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},         \
        {.name = "key",                                                                            \
         .type = KITH_TEXT,                                                                        \
         .summary = "A short word for it; the steering group's is steering."},                     \
        TERM_FIELD("tier", TIERS, NULL, 0, TIER_SUMMARY),                                          \
        {.name = "place",                                                                          \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "place",                                                                        \
         .summary = "Of a local one: which place."},                                               \
        TERM_FIELD("attend", ATTENDS, NULL, 0, ATTEND_SUMMARY),                                    \
        TERM_FIELD("minutes_for", MINUTES_FOR, NULL, 0, MINUTES_SUMMARY),                          \
    {                                                                                              \
        .name = "closed", .type = KITH_BOOL, .summary = "Is it closed?"                            \
    }

static const kith_field committee_row[] = {ROW_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "committees", .type = KITH_LIST, .parts = committee_row, .summary = "The committees."},
    NEXT_FIELD,
    {0},
};

static const kith_field cadence_row[] = {
    {.name = "next", .type = KITH_TIME, .summary = "When the next one that it plans begins."},
    {.name = "every", .type = KITH_TEXT, .summary = "How often: P1M is monthly."},
    {.name = "keeps",
     .type = KITH_ONE_OF,
     .limits = "weekday|date",
     .summary = "What of the month stays the same."},
    {0},
};

static const kith_field show_gives[] = {
    ROW_FIELDS,
    {.name = "aim", .type = KITH_TEXT, .summary = "What it is for."},
    {.name = "seats", .type = KITH_INT, .summary = "How many seats it has."},
    {.name = "filled", .type = KITH_INT, .summary = "How many people sit in it."},
    {.name = "vacant", .type = KITH_INT, .summary = "How many of the seats are vacant."},
    {.name = "warning",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "That so many are vacant that a quorum says little."},
    {.name = "quorum", .type = KITH_TEXT, .summary = "Its quorum, as a line."},
    {.name = "own_quorum", .type = KITH_BOOL, .summary = "Is that its own, and not the charter's?"},
    {.name = "roles",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL | KITH_MANY,
     .limits = "role",
     .summary = "The roles whose holders sit in it."},
    {.name = "cadence",
     .type = KITH_RECORD,
     .flags = KITH_OPTIONAL,
     .parts = cadence_row,
     .summary = "When it meets by itself."},
    {0},
};

const kith_action committee_actions[] = {
    {.name = "committee.open",
     .summary = "Opens a committee: its seats are those of roles.",
     .may = "lead:roles",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = one_committee,
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
    {.name = "committee.list",
     .summary = "Lists the committees of a network.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "committee.show",
     .summary = "Shows a committee: its seats, its terms, when it meets.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_committee,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
