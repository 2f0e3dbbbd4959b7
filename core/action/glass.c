/* glass: breaking the glass, for an emergency - two people, a reason, and the person is told. */
#include "model/glass.h"

#include "action/call.h"
#include "action/core.h"
#include "action/notice.h"
#include "model/look.h"
#include "model/membership.h"
#include "model/network.h"
#include "model/person.h"

static int glass_locate(struct model *in, const struct actor *actor, int64_t id,
                        struct location *ret_location)
{
    struct glass glass;
    bool is_keeper = false;
    *ret_location = (struct location){0};
    if (actor->kind != ACTOR_PERSON)
        return OK;
    int err = glass_is_keeper(in, actor->person, &is_keeper);
    if (err == OK)
        err = glass_read(in, id, &glass);
    if (err == OK)
        ret_location->visible = glass_is_seen(&glass, actor->person, is_keeper);
    return err;
}

const struct noun glass_noun = {
    .name = "glass",
    .plural = "glasses",
    .summary = "Requests to look, in an emergency, at what a person belongs to.",
    .locate = glass_locate,
};

/* All keepers by now, but who asks and whom it is about. */
struct telling {
    struct kith_call *call;
    const struct glass *glass;
};

static int tell_one(void *self, const struct glass_keeper *keeper)
{
    const struct telling *telling = self;
    struct kith_call *call = telling->call;
    if (keeper->person == telling->glass->asker || keeper->person == telling->glass->subject ||
        keeper->from_at > call->model.now_ms)
        return OK;
    return notice_person(call, keeper->person,
                         "A keeper asks another to agree to something. glass.list shows what, and "
                         "why.\n");
}

enum naming { NAME_QUIETLY, NAME_AND_RECORD };

static int put_name(struct kith_call *call, const char *field, int64_t id, enum naming naming)
{
    struct person person;
    int err = person_read(&call->model, id, &person);
    if (err == ERROR_MISSING)
        return OK;
    if (err == OK)
        call_put_text(call, field, person_name(&call->arena, &person));
    if (err == OK && naming == NAME_AND_RECORD)
        call_looks_at(call, id);
    return err;
}

/* ---- asking, agreeing, looking ---- */

static kith_err ask_run(void *self, struct kith_call *call)
{
    (void)self;
    struct glass glass = {.asker = call->actor.person,
                          .subject = call_int(call, "person"),
                          .reason = call_text(call, "reason")};
    struct telling others = {call, &glass};
    int err = glass_ask(&call->model, &glass);
    if (err != OK)
        return err;
    call_put_int(call, "glass", glass.id);
    return glass_each_keeper(&call->model, tell_one, &others);
}

static int decide(struct kith_call *call, const char *state, struct glass *ret_glass)
{
    int err = glass_read(&call->model, call_int(call, "glass"), ret_glass);
    if (err == OK)
        err = glass_decide(&call->model, ret_glass, call->actor.person, state);
    return err;
}

/* The person concerned is told in the savepoint that lets the other look: before any look. */
static kith_err agree_run(void *self, struct kith_call *call)
{
    (void)self;
    struct glass glass;
    int err = decide(call, "agreed", &glass);
    if (err != OK)
        return err;
    const char *until = notice_time(call, glass_until(&glass));
    err = notice_person(
        call, glass.subject,
        arena_print(&call->arena,
                    "Two keepers have agreed that one of them may look at which networks you "
                    "belong to, if any, from %s until %s. The reason they gave:\n\n%.*s\n\n"
                    "glass.list shows who they are. You can ask them about it.\n",
                    notice_time(call, glass.decided_at), until, STR_ARGS(glass.reason)));
    if (err == OK)
        err = notice_person(
            call, glass.asker,
            arena_print(&call->arena,
                        "Another keeper has agreed to what you asked for, until %s. The person "
                        "concerned has been told.\n",
                        until));
    call_put_int(call, "until", glass_until(&glass));
    return err;
}

static kith_err refuse_run(void *self, struct kith_call *call)
{
    (void)self;
    struct glass glass;
    int err = decide(call, "refused", &glass);
    return err != OK ? err
                     : notice_person(call, glass.asker,
                                     "Another keeper has not agreed to what you asked for.\n");
}

static void put_membership(void *self, const struct membership *membership)
{
    struct kith_call *call = self;
    struct network network;
    call_open(call, "memberships");
    call_put_int(call, "network", membership->network);
    if (network_read(&call->model, membership->network, &network) == OK)
        call_put_text(call, "name", network.name);
    call_put_text(call, "kind", membership->kind);
    call_close(call);
}

/* A write, though it changes nothing: what is looked at stands in the journal first. A try that
 * is taken back would show the same and leave no trace. */
static kith_err look_run(void *self, struct kith_call *call)
{
    (void)self;
    struct glass glass;
    if (call->dry_run)
        return call_fail(call, ERROR_REFUSED, "dry_run",
                         "A look cannot be taken back, so it cannot be tried.");
    int err = glass_read(&call->model, call_int(call, "glass"), &glass);
    if (err == OK)
        err = glass_may_look(&call->model, &glass, call->actor.person);
    if (err == OK)
        err = look_add(&call->model, &call->actor, "glass.look", glass.subject);
    if (err == OK)
        err = membership_mine(&call->model, glass.subject, put_membership, call);
    return err;
}

/* ---- the list ---- */

struct glass_listing {
    struct kith_call *call;
    struct page page;
    bool is_keeper;
};

static int put_glass(struct kith_call *call, const struct glass *glass)
{
    const char *state = glass_state(&call->model, glass);
    call_open(call, "requests");
    call_put_int(call, "glass", glass->id);
    call_put_text(call, "state", str_of(state));
    call_put_int(call, "asked_at", glass->asked_at);
    call_put_int_if(call, "decided_at", glass->decided_at);
    if (str_is(glass->state, "agreed"))
        call_put_int(call, "until", glass_until(glass));
    call_put_text(call, "reason", glass->reason);
    /* Whom it is about sees the request itself once it is decided, and no look at it before. */
    bool is_decided = !str_is(glass->state, "asked");
    int err = put_name(call, "asked_by", glass->asker, NAME_AND_RECORD);
    if (err == OK)
        err = put_name(call, "about", glass->subject, is_decided ? NAME_AND_RECORD : NAME_QUIETLY);
    if (err == OK && glass->decider != 0)
        err = put_name(call, "decided_by", glass->decider, NAME_AND_RECORD);
    call_close(call);
    return err;
}

static int list_one(void *self, const struct glass *glass)
{
    struct glass_listing *listing = self;
    if (!glass_is_seen(glass, listing->call->actor.person, listing->is_keeper))
        return QUERY_ROW;
    if (!page_takes(&listing->page, glass->id))
        return OK;
    int err = put_glass(listing->call, glass);
    return err == OK ? QUERY_ROW : err;
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    struct glass_listing listing = {.call = call, .page = call_page(call)};
    int err = glass_is_keeper(&call->model, call->actor.person, &listing.is_keeper);
    if (err == OK)
        err = glass_each(&call->model, listing.page.after, list_one, &listing);
    call_put_next(call, &listing.page);
    return err;
}

/* ---- fields ---- */

static const kith_field one_glass[] = {
    {.name = "glass", .type = KITH_ID, .limits = "glass", .summary = "Which request."},
    {0},
};

/* A keeper may know nobody's id by looking, so the id is checked to be a person's by the model. */
static const kith_field ask_takes[] = {
    {.name = "person",
     .type = KITH_ID,
     .flags = KITH_PERSONAL,
     .limits = "*",
     .summary = "About whom. An administrator can tell their id."},
    {.name = "reason",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL,
     .limits = "10..1000",
     .summary = "Why it has to be. The person concerned will read it."},
    {0},
};

static const kith_field agree_gives[] = {
    {.name = "until", .type = KITH_TIME, .summary = "Until when the other may look."},
    {0},
};

static const kith_field look_row[] = {
    NETWORK_FIELD,
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "kind", .type = KITH_ONE_OF, .limits = "member|ally", .summary = "Member or ally."},
    {0},
};

static const kith_field look_gives[] = {
    {.name = "memberships",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL | KITH_SPECIAL,
     .parts = look_row,
     .summary = "What the person belongs to; left out if nothing. Spaces are never shown."},
    {0},
};

static const kith_field glass_row[] = {
    {.name = "glass", .type = KITH_ID, .limits = "glass", .summary = "Its id."},
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "asked|agreed|refused|expired",
     .summary = "How it stands."},
    {.name = "asked_at", .type = KITH_TIME, .summary = "When it was asked for."},
    {.name = "decided_at",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When another keeper agreed or refused."},
    {.name = "until",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "Until when who asked may look, or could."},
    {.name = "reason", .type = KITH_TEXT, .flags = KITH_PERSONAL, .summary = "Why."},
    {.name = "asked_by",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "The keeper who asked."},
    {.name = "about",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "The person concerned."},
    {.name = "decided_by",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "The keeper who agreed or refused."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "requests", .type = KITH_LIST, .parts = glass_row, .summary = "The requests."},
    NEXT_FIELD,
    {0},
};

const kith_action glass_actions[] = {
    {.name = "glass.ask",
     .summary = "Asks to look at what a person belongs to; another keeper has to agree.",
     .may = "keeper",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = ask_takes,
     .gives = one_glass,
     .run = ask_run,
     .since = "0.1",
     .help = "For an emergency, such as a threat to somebody's life. If nobody has agreed within "
             "seven days, the request expires."},
    {.name = "glass.agree",
     .summary = "Agrees to another keeper's request. The person concerned is told at once.",
     .may = "keeper",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_glass,
     .gives = agree_gives,
     .run = agree_run,
     .since = "0.1"},
    {.name = "glass.refuse",
     .summary = "Does not agree to another keeper's request.",
     .may = "keeper",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_glass,
     .run = refuse_run,
     .since = "0.1"},
    {.name = "glass.look",
     .summary = "Shows which networks the person belongs to; for a day after it was agreed to.",
     .may = "keeper",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_glass,
     .gives = look_gives,
     .run = look_run,
     .since = "0.1",
     .help = "Each look is journalled, and shown to the person among those who looked."},
    {.name = "glass.list",
     .summary = "Lists the requests that you may decide on, and those that were about you.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {0},
};
