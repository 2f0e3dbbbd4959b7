/* membership: joining, leaving, being seen, being counted. */
#include "action/core.h"
#include "action/member.h"
#include "action/members.h"
#include "action/membership_import.h"
#include "action/membership_summary.h"
#include "base/clock.h"
#include "model/network.h"
#include "model/refresh.h"
#include "model/sight.h"

/* ---- joining ---- */

static int welcome(struct kith_call *call, const struct membership *membership)
{
    struct network network;
    int err = network_read(&call->model, membership->network, &network);
    if (err != OK)
        return err;
    struct str seen = sight_sentence(&call->arena, visibility_by_name(membership->visibility));
    const struct member_mail mail = {
        .subject = "Welcome",
        .text = arena_print(&call->arena,
                            "Welcome to %.*s. It is good to have you with us.\n\n"
                            "%.*s You can change that, or leave, at any time, and need "
                            "not say why.\n\n"
                            "Sign in to say what you would like: to meet your local lead, to talk "
                            "to one person, or just to listen.\n",
                            STR_ARGS(network.name), STR_ARGS(seen))};
    return member_mail(call, membership, &mail);
}

/* Whoever is paused and comes to join again is told of the shorter way. */
static int explain_clash(struct kith_call *call, const struct membership *wanted)
{
    int64_t handle = 0;
    struct error clash = call->error;
    membership_current(&call->model, wanted->network, call->actor.person, &handle);
    call->error = clash;
    if (handle != 0)
        return ERROR_CLASH;
    return call_fail(call, ERROR_CLASH, "network",
                     "Your membership of this network is paused. membership.confirm brings you "
                     "back.");
}

static kith_err join_run(void *self, struct kith_call *call)
{
    (void)self;
    struct membership membership = {.network = call_int(call, "network"),
                                    .handle = ident_random(),
                                    .kind = call_text(call, "kind"),
                                    .visibility = call_text(call, "visibility"),
                                    .joined_day = clock_day(call->model.now_ms)};
    const struct value *answer = value_part(call->answer, "answer");
    if (str_is(answer->text, "no")) {
        const struct value *because = value_part(call->answer, "because");
        return call_fail(
            call, ERROR_REFUSED, NULL, "%.*s",
            STR_ARGS(because->given ? because->text : STR("The network's own rule says no.")));
    }
    struct duration every;
    int err = network_check_open(&call->model, membership.network);
    if (err == OK)
        err = charter_term_duration(&call->model, membership.network, "refresh.every", &every);
    if (err != OK)
        return err;
    refresh_begin(&membership, every, membership.joined_day);
    err = membership_add(&call->model, call->actor.person, &membership);
    if (err == ERROR_CLASH)
        return explain_clash(call, &membership);
    if (err == OK)
        err = welcome(call, &membership);
    if (err != OK)
        return err;
    call->actor_handle = membership.handle;
    call_put_int(call, "membership", membership.handle);
    call_put_text(call, "seen_by",
                  sight_sentence(&call->arena, visibility_by_name(membership.visibility)));
    return OK;
}

static kith_err leave_run(void *self, struct kith_call *call)
{
    (void)self;
    struct membership membership;
    int err = member_own(call, call_int(call, "network"), &membership);
    return err != OK ? err : membership_end(&call->model, call->actor.person, membership.network);
}

static kith_err visibility_run(void *self, struct kith_call *call)
{
    (void)self;
    struct membership membership;
    struct str visibility = call_text(call, "visibility");
    int err = member_own(call, call_int(call, "network"), &membership);
    if (err == OK)
        err = membership_set_visibility(&call->model, membership.network, membership.handle,
                                        visibility);
    if (err != OK)
        return err;
    call_put_text(call, "seen_by", sight_sentence(&call->arena, visibility_by_name(visibility)));
    return OK;
}

static struct str state_of(const struct kith_call *call, const struct membership *membership)
{
    bool absent = membership->absent_until > clock_day(call->model.now_ms);
    return absent && !str_is(membership->stage, "paused") ? STR("absent") : membership->stage;
}

static void list_mine(void *self, const struct membership *membership)
{
    struct kith_call *call = self;
    struct network network;
    call_open(call, "memberships");
    call_put_int(call, "network", membership->network);
    if (network_read(&call->model, membership->network, &network) == OK)
        call_put_text(call, "name", network.name);
    call_put_text(call, "kind", membership->kind);
    call_put_text(call, "visibility", membership->visibility);
    call_put_text(call, "seen_by",
                  sight_sentence(&call->arena, visibility_by_name(membership->visibility)));
    call_put_text(call, "state", state_of(call, membership));
    call_put_int(call, "refresh", membership->next_day);
    call_close(call);
}

static kith_err list_run(void *self, struct kith_call *call)
{
    (void)self;
    return membership_mine(&call->model, call->actor.person, list_mine, call);
}

/* ---- fields ---- */

#define VISIBILITY_WORDS "visible|members|leads|concealed"
#define SEEN_BY_FIELD                                                                              \
    {                                                                                              \
        .name = "seen_by", .type = KITH_TEXT, .summary = "Who can see that you belong, in words."  \
    }
#define VISIBILITY_SUMMARY                                                                         \
    "Who can see you: colleagues (visible), members, leads, or nobody but the membership lead "    \
    "(concealed)."
#define VISIBILITY_FIELD                                                                           \
    {                                                                                              \
        .name = "visibility", .type = KITH_ONE_OF, .limits = VISIBILITY_WORDS,                     \
        .preset = "members", .flags = KITH_PERSONAL, .summary = VISIBILITY_SUMMARY                 \
    }

static const kith_field join_takes[] = {
    NETWORK_FIELD,
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = "member|ally",
     .preset = "member",
     .flags = KITH_PERSONAL,
     .summary = "A member is someone the network is for; an ally stands beside them."},
    VISIBILITY_FIELD,
    {0},
};

static const kith_field join_gives[] = {
    {.name = "membership",
     .type = KITH_ID,
     .limits = "membership",
     .summary = "Your handle in this network. It means nothing outside it."},
    SEEN_BY_FIELD,
    {0},
};

static const kith_field one_network[] = {NETWORK_FIELD, {0}};

/* No preset: a slip must not show whoever is concealed. */
static const kith_field visibility_takes[] = {
    NETWORK_FIELD,
    {.name = "visibility",
     .type = KITH_ONE_OF,
     .limits = VISIBILITY_WORDS,
     .flags = KITH_PERSONAL,
     .summary = VISIBILITY_SUMMARY},
    {0},
};

static const kith_field seen_by[] = {SEEN_BY_FIELD, {0}};

static const kith_field preview_takes[] = {
    NETWORK_FIELD,
    VISIBILITY_FIELD,
    {.name = "space",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "space",
     .summary = "A space of the network: who could see that you are in it."},
    {0},
};

static const kith_field membership_row[] = {
    NETWORK_FIELD,
    {.name = "name", .type = KITH_TEXT, .summary = "What it is called."},
    {.name = "kind", .type = KITH_ONE_OF, .limits = "member|ally", .summary = "Member or ally."},
    {.name = "visibility",
     .type = KITH_ONE_OF,
     .limits = VISIBILITY_WORDS,
     .summary = "Who can see you."},
    SEEN_BY_FIELD,
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "current|asked|absent|paused",
     .summary = "Whether you were asked if you still want to belong, are away, or paused."},
    {.name = "refresh",
     .type = KITH_DATE,
     .summary = "The day of the next step: usually, when you are asked whether you still want "
                "to belong."},
    {0},
};

static const kith_field list_gives[] = {
    {.name = "memberships",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = membership_row,
     .summary = "Your memberships. Nobody else gets this list."},
    {0},
};

const kith_action membership_actions[] = {
    {.name = "membership.preview",
     .summary = "Tells who could see you, before you join.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = preview_takes,
     .gives = preview_gives,
     .run = preview_run,
     .since = "0.1"},
    {.name = "membership.join",
     .summary = "Joins a network, as a member or as an ally. Nobody proves anything.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = join_takes,
     .gives = join_gives,
     .run = join_run,
     .question = "membership.may_join",
     .since = "0.1"},
    {.name = "membership.leave",
     .summary = "Leaves a network at once; what tied you to it is deleted.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_network,
     .run = leave_run,
     .since = "0.1"},
    {.name = "membership.import",
     .summary = "Takes in a list of members: all of them at once, or none.",
     .may = "lead:members",
     .flags = KITH_WRITES | KITH_LONG,
     .takes = membership_import_takes,
     .gives = membership_import_gives,
     .run = membership_import_run,
     .since = "0.1",
     .help = "People are found by staff number, then by work address, then by a personal one that "
             "they have verified; who is not known here comes in by the address, or by the number "
             "until the staff system tells more. Who "
             "belongs already counts as accepted and stays as they are, and so does a second "
             "run. Try a dry run first: it gives the same report. Nobody on the list was asked, "
             "so everybody is told by a mail that names no network, with a code by which they "
             "leave in one step. A date of joining that is still to come counts as today."},
    {.name = "membership.decline",
     .summary = "Leaves a network by the code of a mail, with no signing in.",
     .may = "anyone",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = membership_decline_takes,
     .run = membership_decline_run,
     .since = "0.1"},
    {.name = "membership.visibility",
     .summary = "Changes who can see that you belong.",
     .may = "person",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = visibility_takes,
     .gives = seen_by,
     .run = visibility_run,
     .since = "0.1"},
    {.name = "membership.list",
     .summary = "Lists the networks you belong to, and who can see that.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .gives = list_gives,
     .run = list_run,
     .since = "0.1"},
    {.name = "membership.members",
     .summary = "Lists a network's members, as far as they let you see them.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = one_network,
     .gives = members_gives,
     .run = members_run,
     .since = "0.1",
     .help = "Its membership lead sees all members; nobody sees who is in a confidential space. "
             "membership.looked shows a member who looked."},
    {.name = "membership.looked",
     .summary = "Lists who has seen you among the members of a network, newest first.",
     .may = "person",
     .flags = KITH_READS | KITH_IS_PERSONAL,
     .takes = one_network,
     .gives = looked_gives,
     .run = looked_run,
     .since = "0.1"},
    {.name = "membership.summary",
     .summary = "How many belong, by place of work, as last counted; small numbers are not "
                "shown.",
     .may = "colleague",
     .flags = KITH_READS,
     .takes = one_network,
     .gives = membership_summary_gives,
     .run = membership_summary_run,
     .since = "0.1"},
    {.name = "membership.count",
     .summary = "Counts the members of a network for its summary; weekly, on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_LONG | KITH_UNLOGGED,
     .takes = one_network,
     .run = membership_count_run,
     .since = "0.1"},
    {0},
};
