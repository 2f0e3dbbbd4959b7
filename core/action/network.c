/* network: staff networks, their charters and terms. */
#include "model/network.h"

#include "action/candidate.h"
#include "action/charter.h"
#include "action/charter_terms.h"
#include "action/core.h"
#include "action/duty.h"
#include "action/membership_summary.h"
#include "action/role.h"
#include "model/candidate.h"
#include "model/place.h"
#include "model/task.h"

static int network_locate(struct model *in, const struct actor *actor, int64_t id,
                          struct location *ret_location)
{
    struct network network;
    (void)actor;
    int err = network_read(in, id, &network);
    *ret_location = (struct location){.network = id, .visible = err == OK};
    if (err == OK)
        ret_location->place = network.place;
    return err;
}

const struct noun network_noun = {
    .name = "network",
    .plural = "networks",
    .summary = "Staff networks: colleagues who support each other and change their employer.",
    .locate = network_locate,
};

/* ---- handlers ---- */

/* Whoever asked for the network has said whom it is for. */
static int whom_asked(struct kith_call *call, struct network *network)
{
    struct candidate candidate;
    if (!call_given(call, "candidate") || network->whom.len > 0)
        return OK;
    int err = candidate_read(&call->model, call_int(call, "candidate"), &candidate);
    if (err == OK)
        network->whom = candidate.whom;
    return err;
}

static kith_err network_open_run(void *self, struct kith_call *call)
{
    (void)self;
    struct place place;
    struct charter charter = {0};
    struct network network = {.place = call_int(call, "place"),
                              .name = call_text(call, "name"),
                              .aim = call_text(call, "aim"),
                              .whom = call_text(call, "whom")};
    int err = place_read(&call->model, network.place, &place);
    if (err == OK && place.closed)
        err = call_fail(call, ERROR_CLASH, "place", "%.*s is closed.", STR_ARGS(place.name));
    if (err == OK)
        err = charter_text_read(call, &charter.text);
    if (err == OK)
        err = charter_terms_read(call, &charter.terms);
    if (err == OK)
        err = whom_asked(call, &network);
    if (err == OK)
        err = network_add(&call->model, &network);
    if (err != OK)
        return err;
    charter.network = network.id;
    call->where.network = network.id;
    call_put_int(call, "network", network.id);
    err = charter_add(&call->model, &charter);
    if (err == OK)
        err = role_template(call, network.id, call_text(call, "roles"));
    if (err == OK)
        err = charter_terms_check(call, network.id, STR("{}"), charter.terms);
    if (err == OK)
        err = office_watch_founding(&call->model, network.id);
    if (err == OK && call_given(call, "candidate"))
        err = candidate_opened(call, call_int(call, "candidate"), network.id);
    if (err == OK)
        err = duty_monthly(call, network.id);
    return err != OK ? err : membership_count_weekly(call, network.id);
}

/* Once a network has leads, its charter is changed as the charter itself says. */
static kith_err network_amend_run(void *self, struct kith_call *call)
{
    (void)self;
    bool led = false;
    struct charter charter = {.network = call_int(call, "network")}, before;
    int err = network_check_open(&call->model, charter.network);
    if (err == OK)
        err = office_is_any_filled(&call->model, charter.network, &led);
    if (err == OK && led)
        return call_fail(call, ERROR_CLASH, "network",
                         "The network has leads: they change its charter with charter.draft.");
    if (err == OK)
        err = charter_text_read(call, &charter.text);
    if (err == OK)
        err = charter_terms_read(call, &charter.terms);
    if (err == OK)
        err = charter_read(&call->model, charter.network, &before);
    if (err == OK)
        err = charter_terms_check(call, charter.network, before.terms, charter.terms);
    if (err == OK)
        err = charter_add(&call->model, &charter);
    if (err == OK)
        err = task_end_about(&call->model, 0, CHARTER_REVIEW_TASK, charter.network);
    if (err == OK)
        call_put_int(call, "version", charter.version);
    return err;
}

static void put_network(struct kith_call *call, const struct network *network)
{
    call_put_int(call, "network", network->id);
    call_put_text(call, "name", network->name);
    call_put_text(call, "aim", network->aim);
    call_put_text(call, "whom", network->whom);
    call_put_int(call, "place", network->place);
    call_put_text(call, "state", network->state);
}

static int put_page(struct kith_call *call, const struct network *network)
{
    int32_t review;
    int err = charter_review_day(&call->model, network->id, &review);
    call_put_text_if(call, "short_name", network->short_name);
    call_put_text_if(call, "colour", network->colour);
    call_put_text_if(call, "accent", network->accent);
    call_put_text_if(call, "reason", network->reason);
    if (err == OK && review != 0 && str_is(network->state, "open"))
        call_put_int(call, "review", review);
    return err;
}

static kith_err network_show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct network network;
    struct charter charter;
    struct place place;
    int err = network_read(&call->model, call_int(call, "network"), &network);
    if (err == OK)
        err = charter_read(&call->model, network.id, &charter);
    if (err == OK)
        err = place_read(&call->model, network.place, &place);
    if (err != OK)
        return err;
    put_network(call, &network);
    call_put_text(call, "place_name", place.name);
    call_put_int(call, "charter_version", charter.version);
    call_put_text(call, "charter", charter.text);
    call_put_text(call, "terms", charter.terms);
    return put_page(call, &network);
}

static void list_network(void *self, const struct network *network)
{
    struct kith_call *call = self;
    call_open(call, "networks");
    put_network(call, network);
    call_close(call);
}

static kith_err network_list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    struct str state = call_text(call, "state");
    if (str_is(state, "all"))
        state = (struct str){0};
    int err = network_page(&call->model, call_int(call, "place"), state, &page, list_network, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

static const kith_field open_takes[] = {
    {.name = "name", .type = KITH_TEXT, .limits = "1..120", .summary = "What it is called."},
    {.name = "place", .type = KITH_ID, .limits = "place", .summary = "The host that backs it."},
    {.name = "aim",
     .type = KITH_TEXT,
     .limits = "1..300",
     .summary = "Whom it is for and what it wants, in a sentence, for the directory."},
    CHARTER_FIELD,
    TERMS_FIELD,
    {.name = "roles",
     .type = KITH_TEXT,
     .preset = "primary-care",
     .limits = "1..60",
     .summary =
         "Which roles it begins with, by the data pack that holds them: primary-care, trust; "
         "or none."},
    {.name = "whom",
     .type = KITH_TEXT,
     .preset = "",
     .limits = "0..300",
     .summary = "The group it is for, in its own words; without it, in those of the proposal."},
    {.name = "candidate",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "candidate",
     .summary = "The proposal that this answers: whoever asked for it is told."},
    {0},
};

static const kith_field one_network[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field amend_takes[] = {
    NETWORK_FIELD,
    CHARTER_FIELD,
    TERMS_FIELD,
    {0},
};

static const kith_field amend_gives[] = {
    {.name = "version", .type = KITH_INT, .summary = "The version that is now in force."},
    {0},
};

#define NETWORK_FIELDS                                                                             \
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "Its id."},               \
        {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},                      \
        {.name = "aim", .type = KITH_TEXT, .summary = "Whom it is for and what it wants."},        \
        {.name = "whom",                                                                           \
         .type = KITH_TEXT,                                                                        \
         .summary = "The group it is for, in its own words; may be empty."},                       \
        {.name = "place",                                                                          \
         .type = KITH_ID,                                                                          \
         .limits = "place",                                                                        \
         .summary = "The host that backs it."},                                                    \
    {                                                                                              \
        .name = "state", .type = KITH_ONE_OF, .limits = "open|closed",                             \
        .summary = "Open, or closed for good."                                                     \
    }

static const kith_field show_gives[] = {
    NETWORK_FIELDS,
    {.name = "place_name", .type = KITH_TEXT, .summary = "What that host is called."},
    {.name = "charter_version",
     .type = KITH_INT,
     .summary = "The version of the charter that is in force."},
    {.name = "charter",
     .type = KITH_MARKDOWN,
     .limits = "0..200000",
     .summary = "The charter's text."},
    {.name = "terms",
     .type = KITH_MARKDOWN,
     .limits = "0..65536",
     .summary = "The charter's typed terms, as JSON."},
    {.name = "review",
     .type = KITH_DATE,
     .flags = KITH_OPTIONAL,
     .summary = "When the charter is looked at again."},
    {.name = "short_name",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "What it is called where there is little room."},
    {.name = "colour",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL,
     .summary = "Its colour, as #005f73."},
    {.name = "accent", .type = KITH_TEXT, .flags = KITH_OPTIONAL, .summary = "A second colour."},
    {.name = "reason",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL,
     .limits = "1..4000",
     .summary = "Why it was closed."},
    {0},
};

static const kith_field network_row[] = {NETWORK_FIELDS, {0}};

static const kith_field list_takes[] = {
    {.name = "place",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "Only networks that this host backs."},
    {.name = "state",
     .type = KITH_ONE_OF,
     .preset = "open",
     .limits = "open|closed|all",
     .summary = "Which ones; closed ones are no part of the directory."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "networks", .type = KITH_LIST, .parts = network_row, .summary = "The networks."},
    NEXT_FIELD,
    {0},
};

const kith_action network_actions[] = {
    {.name = "network.open",
     .summary = "Opens a network with its charter.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = open_takes,
     .gives = one_network,
     .run = network_open_run,
     .since = "0.1"},
    {.name = "network.amend",
     .summary = "Puts a new version of a network's charter in force.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = amend_takes,
     .gives = amend_gives,
     .run = network_amend_run,
     .since = "0.1",
     .help = "For a network that is being founded, in which nobody holds an office yet; after "
             "that, its leads use charter.draft. Earlier versions are kept. A charter can ask for "
             "the network's consent to its own amendment: its terms then name network.amend under "
             "`ask`."},
    {.name = "network.show",
     .summary = "Shows a network and its charter.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = show_gives,
     .run = network_show_run,
     .since = "0.1"},
    {.name = "network.list",
     .summary = "Lists the networks: the directory for all staff.",
     .may = "anyone",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = network_list_run,
     .since = "0.1"},
    {0},
};
