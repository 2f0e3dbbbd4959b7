/* committee.list and committee.show: a committee as its network's members read it. */
#include "action/committee.h"
#include "action/core.h"
#include "model/charter.h"
#include "model/meeting.h"

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

const kith_action committee_show_actions[] = {
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
