/* confidence.show and confidence.list: how a vote of no confidence stands, or ended. */
#include "action/confidence.h"
#include "action/core.h"
#include "action/notice.h"
#include "model/office.h"
#include "model/sight.h"

static int put_row(struct kith_call *call, const struct confidence *confidence)
{
    struct office office = {0};
    struct role role = {0};
    int err = office_read(&call->model, confidence->office, &office);
    if (err == OK)
        err = role_read(&call->model, office.role, &role);
    call_put_int(call, "confidence", confidence->id);
    call_put_int(call, "office", confidence->office);
    call_put_text(call, "title", role.title);
    call_put_text(call, "state", confidence->state);
    call_put_int(call, "called_at", confidence->called_at);
    call_put_int_if(call, "opens_at", confidence->opens_at);
    call_put_int_if(call, "ended_at", confidence->ended_at);
    call_put_int_if(call, "free_from", confidence->free_day);
    call_put_int_if(call, "election", confidence->election);
    call_put_text_if(call, "why", confidence->why);
    return err;
}

static void put_stage(struct kith_call *call, const struct confidence *confidence)
{
    if (str_is(confidence->state, "notice"))
        call_put_text(call, "what_next",
                      str_of(arena_print(&call->arena,
                                         "The secret ballot opens on %s. Until then whoever it is "
                                         "about can reply, and those who called it can take that "
                                         "back.",
                                         notice_time(call, confidence->opens_at))));
    if (str_is(confidence->state, "ballot"))
        call_put_text(call, "what_next",
                      STR("The secret ballot is open: election.show tells how to vote and until "
                          "when. The outcome is told here once it is counted."));
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct confidence confidence = {0};
    int64_t handle = 0;
    int err = confidence_read(&call->model, call_int(call, "confidence"), &confidence);
    if (err == OK)
        err = sight_own_handle(&call->model, &call->actor, confidence.network, &handle);
    if (err == OK)
        err = put_row(call, &confidence);
    call_put_int(call, "charter", confidence.charter);
    call_put_int(call, "yours", handle != 0 && handle == confidence.handle);
    call_put_text(call, "reason", confidence.reason);
    call_put_text_if(call, "reply", confidence.reply);
    if (err == OK)
        put_stage(call, &confidence);
    return err;
}

static int list_one(void *self, const struct confidence *confidence)
{
    struct kith_call *call = self;
    call_open(call, "votes");
    int err = put_row(call, confidence);
    call_close(call);
    return err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = confidence_page(&call->model, call_int(call, "network"), &page, list_one, call);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

static const kith_field one_confidence[] = {CONFIDENCE_FIELD, {0}};

#define REASON_FIELD                                                                               \
    {                                                                                              \
        .name = "reason", .type = KITH_MARKDOWN, .flags = KITH_PERSONAL, .limits = "1..20000",     \
        .summary = "Why it is called; shown to the members once enough have called it."            \
    }

#define ROW_FIELDS                                                                                 \
    CONFIDENCE_FIELD,                                                                              \
        {.name = "office",                                                                         \
         .type = KITH_ID,                                                                          \
         .limits = "office",                                                                       \
         .summary = "The office it is about."},                                                    \
        {.name = "title", .type = KITH_TEXT, .summary = "What the role is called."},               \
        {.name = "state",                                                                          \
         .type = KITH_ONE_OF,                                                                      \
         .limits = "gathering|notice|ballot|carried|not_carried|withdrawn|forgotten|office_ended", \
         .summary = "Where it stands."},                                                           \
        {.name = "called_at", .type = KITH_TIME, .summary = "When enough had called it."},         \
        {.name = "opens_at",                                                                       \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When the ballot opens."},                                                     \
        {.name = "ended_at",                                                                       \
         .type = KITH_TIME,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "When it ended."},                                                             \
        {.name = "free_from",                                                                      \
         .type = KITH_DATE,                                                                        \
         .flags = KITH_OPTIONAL,                                                                   \
         .summary = "From when another can be called about this holder."},                         \
        {.name = "election",                                                                       \
         .type = KITH_ID,                                                                          \
         .flags = KITH_OPTIONAL,                                                                   \
         .limits = "election",                                                                     \
         .summary = "Its ballot."},                                                                \
    {                                                                                              \
        .name = "why", .type = KITH_TEXT, .flags = KITH_OPTIONAL,                                  \
        .summary = "How it ended, in a sentence."                                                  \
    }

static const kith_field show_gives[] = {
    ROW_FIELDS,
    {.name = "charter", .type = KITH_INT, .summary = "The charter's version when it was called."},
    {.name = "yours", .type = KITH_BOOL, .summary = "Is it about an office of yours?"},
    WHAT_NEXT_FIELD,
    REASON_FIELD,
    {.name = "reply",
     .type = KITH_MARKDOWN,
     .flags = KITH_OPTIONAL | KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What the colleague whom it is about has to say."},
    {0},
};

static const kith_field list_takes[] = {
    NETWORK_FIELD,
    {0},
};

static const kith_field list_row[] = {ROW_FIELDS, {0}};

static const kith_field list_gives[] = {
    {.name = "votes", .type = KITH_LIST, .parts = list_row, .summary = "The votes."},
    NEXT_FIELD,
    {0},
};

const kith_action confidence_show_actions[] = {
    {.name = "confidence.show",
     .summary = "Shows a vote of no confidence: why, the reply, and how it stands or ended.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_confidence,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {.name = "confidence.list",
     .summary = "Lists a network's votes of no confidence.",
     .may = "member",
     .flags = KITH_READS,
     .takes = list_takes,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
