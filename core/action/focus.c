/* focus: the marginalised groups that a network looks to in particular. */
#include "model/focus.h"

#include "action/call.h"
#include "action/core.h"
#include "model/charter.h"

static kith_err agree_run(void *self, struct kith_call *call)
{
    (void)self;
    const struct value *many = call_value(call, "groups");
    size_t count = many == NULL ? 0 : many->count;
    struct str *groups = arena_take(&call->arena, (count + 1) * sizeof *groups);
    for (size_t i = 0; i < count; i++)
        groups[i] = value_item(many, i)->text;
    return focus_agree(&call->model, call_int(call, "network"), groups, count);
}

static int put_group(void *self, struct str group, int32_t since_day)
{
    struct kith_call *call = self;
    call_open(call, "groups");
    call_put_text(call, "group", group);
    call_put_int(call, "since", since_day);
    call_close(call);
    return OK;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t network = call_int(call, "network"), most;
    int err = charter_term_int(&call->model, network, "focus.groups", &most);
    if (err == OK)
        call_put_int(call, "at_most", most);
    return err != OK ? err : focus_each(&call->model, network, put_group, call);
}

static const kith_field agree_takes[] = {
    NETWORK_FIELD,
    {.name = "groups",
     .type = KITH_TEXT,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .limits = "1..80",
     .summary = "The groups, in the network's own words; none: no group is in focus."},
    {0},
};

static const kith_field one_network[] = {NETWORK_FIELD, {0}};

static const kith_field group_row[] = {
    {.name = "group", .type = KITH_TEXT, .summary = "The group, in the network's own words."},
    {.name = "since", .type = KITH_DATE, .summary = "Since when it is in focus."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "at_most", .type = KITH_INT, .summary = "How many the charter allows."},
    {.name = "groups",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = group_row,
     .summary = "The groups in focus."},
    {0},
};

const struct noun focus_noun = {
    .name = "focus",
    .plural = "focuses",
    .summary = "The marginalised groups that a network looks to in particular.",
};

const kith_action focus_actions[] = {
    {.name = "focus.agree",
     .summary = "Writes down which groups the network has agreed to focus on.",
     .may = "lead:charter",
     .flags = KITH_WRITES,
     .takes = agree_takes,
     .run = agree_run,
     .since = "0.1",
     .help = "These take the place of those before. How many there can be is a term of the "
             "charter, focus.groups."},
    {.name = "focus.list",
     .summary = "Lists the groups that a network focuses on.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
