/* identity: who a person is to other systems. */
#include "model/identity.h"

#include "action/call.h"
#include "action/core.h"
#include "model/glass.h"

/* Those who link them, and whose it is. */
static int identity_locate(struct model *in, const struct actor *actor, int64_t id,
                           struct location *ret_location)
{
    struct identity identity = {0};
    int err = identity_read(in, id, &identity);
    bool may_know = actor->kind == ACTOR_ADMINISTRATOR || actor->kind == ACTOR_SYSTEM ||
                    (actor->kind == ACTOR_PERSON && actor->person == identity.person);
    *ret_location = (struct location){.owner = identity.person, .visible = err == OK && may_know};
    return err;
}

const struct noun identity_noun = {
    .name = "identity",
    .plural = "identities",
    .summary = "Who a person is to other systems: where they sign in, a number in a staff feed.",
    .locate = identity_locate,
};

/* ---- handlers ---- */

static kith_err link_run(void *self, struct kith_call *call)
{
    (void)self;
    struct identity identity = {.person = call_int(call, "person"),
                                .provider = call_text(call, "provider"),
                                .subject = call_text(call, "subject")};
    int err = identity_link(&call->model, &identity);
    if (err == OK)
        err = glass_settle_again(&call->model, identity.person);
    if (err == OK)
        call_put_int(call, "identity", identity.id);
    return err;
}

static kith_err unlink_run(void *self, struct kith_call *call)
{
    (void)self;
    return identity_unlink(&call->model, call_int(call, "identity"));
}

static int list_identity(void *self, const struct identity *identity)
{
    struct kith_call *call = self;
    call_open(call, "identities");
    call_put_int(call, "identity", identity->id);
    call_put_text(call, "provider", identity->provider);
    call_put_text(call, "subject", identity->subject);
    call_put_int(call, "linked", identity->day);
    call_close(call);
    return OK;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    int64_t person = call_int(call, "person");
    call_looks_at(call, person);
    return identity_each(&call->model, person, list_identity, call);
}

/* ---- fields ---- */

#define PROVIDER_FIELD                                                                             \
    {                                                                                              \
        .name = "provider", .type = KITH_TEXT, .limits = "1..40",                                  \
        .summary = "Who knows them so: \"hr\", the name of a feed, where they sign in."            \
    }
#define SUBJECT_FIELD                                                                              \
    {                                                                                              \
        .name = "subject", .type = KITH_TEXT, .flags = KITH_PERSONAL, .limits = "1..255",          \
        .summary = "What they are called there. It belongs to one person only."                    \
    }

static const kith_field link_takes[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Which person."},
    PROVIDER_FIELD,
    SUBJECT_FIELD,
    {0},
};

static const kith_field one_identity[] = {
    {.name = "identity", .type = KITH_ID, .limits = "identity", .summary = "Which identity."},
    {0},
};

static const kith_field one_person[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Which person."},
    {0},
};

static const kith_field identity_row[] = {
    {.name = "identity", .type = KITH_ID, .limits = "identity", .summary = "Its id."},
    PROVIDER_FIELD,
    SUBJECT_FIELD,
    {.name = "linked", .type = KITH_DATE, .summary = "Since when."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "identities",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = identity_row,
     .summary = "The identities."},
    {0},
};

const kith_action identity_actions[] = {
    {.name = "identity.link",
     .summary = "Says who a person is to another system, so that it is known here who they are.",
     .may = "administrator",
     .flags = KITH_WRITES,
     .takes = link_takes,
     .gives = one_identity,
     .run = link_run,
     .since = "0.1"},
    {.name = "identity.unlink",
     .summary = "Forgets an identity: whoever comes with it is not known any more.",
     .may = "self",
     .flags = KITH_WRITES,
     .takes = one_identity,
     .run = unlink_run,
     .since = "0.1"},
    {.name = "identity.list",
     .summary = "Lists the identities of a person. That somebody looked is recorded.",
     .may = "self",
     .flags = KITH_READS,
     .takes = one_person,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
