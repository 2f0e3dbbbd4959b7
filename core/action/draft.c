/* draft: versions of a charter - drafted, commented on, signed, in force. */
#include "model/draft.h"

#include "action/charter.h"

#include "action/charter_terms.h"
#include "action/core.h"
#include "model/membership.h"
#include "model/network.h"

static int draft_locate(struct model *in, const struct actor *actor, int64_t id,
                        struct location *ret_location)
{
    struct draft draft;
    (void)actor;
    int err = draft_read(in, id, &draft);
    *ret_location = (struct location){.visible = err == OK};
    if (err == OK)
        ret_location->network = draft.network;
    return err;
}

const struct noun draft_noun = {
    .name = "draft",
    .plural = "drafts",
    .summary = "Versions of a charter on which members are consulted.",
    .locate = draft_locate,
};

/* ---- drafting ---- */

/* What the files leave out comes from the version that the draft begins from. */
static int draft_from_files(struct kith_call *call, struct draft *draft)
{
    struct charter base, newest;
    int err = call_given(call, "from") ? charter_read_version(&call->model, draft->network,
                                                              call_int(call, "from"), &base)
                                       : charter_read(&call->model, draft->network, &base);
    if (err != OK)
        return err;
    draft->base = base.version;
    draft->text = base.text;
    draft->terms = base.terms;
    if (call_given(call, "charter"))
        err = charter_text_read(call, &draft->text);
    if (err == OK && call_given(call, "terms"))
        err = charter_terms_read(call, &draft->terms);
    if (err == OK)
        err = charter_read(&call->model, draft->network, &newest);
    return err != OK ? err : charter_terms_check(call, draft->network, newest.terms, draft->terms);
}

static kith_err draft_run(void *self, struct kith_call *call)
{
    (void)self;
    struct draft draft = {.network = call_int(call, "network")};
    int err = network_check_open(&call->model, draft.network);
    if (err == OK)
        err = draft_from_files(call, &draft);
    if (err == OK)
        err = draft_add(&call->model, &draft);
    if (err != OK)
        return err;
    call_put_int(call, "draft", draft.id);
    call_put_int(call, "open_on", draft.open_day);
    return draft_put_needs(call, &draft);
}

static kith_err withdraw_run(void *self, struct kith_call *call)
{
    (void)self;
    struct draft draft;
    int err = draft_check_open(&call->model, call_int(call, "draft"), &draft);
    if (err == OK)
        err = draft_vote_end(call, &draft);
    return err != OK ? err : draft_withdraw(&call->model, &draft);
}

/* ---- comments ---- */

static kith_err comment_run(void *self, struct kith_call *call)
{
    (void)self;
    struct draft draft;
    int64_t handle = 0;
    int err = draft_check_open(&call->model, call_int(call, "draft"), &draft);
    if (err == OK && call_int(call, "named"))
        err = membership_handle(&call->model, draft.network, call->actor.person, &handle);
    struct draft_comment comment = {.network = draft.network,
                                    .draft = draft.id,
                                    .handle = handle,
                                    .text = call_text(call, "text")};
    if (err == OK)
        err = draft_comment_add(&call->model, &comment);
    call_subject(call, draft.id);
    return err;
}

/* Whoever has left is a member who was there. */
static void list_comment(void *self, const struct draft_comment *comment)
{
    struct kith_call *call = self;
    int64_t person;
    call_open(call, "comments");
    call_put_text(call, "by", STR("a member"));
    if (comment->handle != 0 &&
        membership_person(&call->model, comment->network, comment->handle, &person) == OK)
        call_put_int(call, "membership", comment->handle);
    call_put_text(call, "text", comment->text);
    call_close(call);
}

static kith_err comments_run(void *self, struct kith_call *call)
{
    (void)self;
    struct page page = call_page(call);
    int err = draft_comment_page(&call->model, call_int(call, "draft"), &page, list_comment, call);
    call_put_next(call, &page);
    return err;
}

/* ---- signing, and coming into force ---- */

static kith_err sign_run(void *self, struct kith_call *call)
{
    (void)self;
    struct draft draft;
    int64_t handle;
    int err = draft_check_open(&call->model, call_int(call, "draft"), &draft);
    if (err == OK)
        err = membership_handle(&call->model, draft.network, call->actor.person, &handle);
    if (err == OK)
        err = draft_sign(&call->model, &draft, handle);
    if (err == OK)
        err = draft_go_on(call, &draft);
    if (err == OK)
        err = draft_read(&call->model, draft.id, &draft);
    if (err == OK)
        call_put_text(call, "state", draft.state);
    return err != OK ? err : draft_put_needs(call, &draft);
}

static kith_err settle_run(void *self, struct kith_call *call)
{
    (void)self;
    struct draft draft;
    int err = draft_check_open(&call->model, call_int(call, "draft"), &draft);
    return err != OK ? err : draft_go_on(call, &draft);
}

/* ---- fields ---- */

#define DRAFT_FIELD                                                                                \
    {                                                                                              \
        .name = "draft", .type = KITH_ID, .limits = "draft", .summary = "Which draft."             \
    }

static const kith_field one_draft[] = {DRAFT_FIELD, {0}};

static const kith_field draft_takes[] = {
    NETWORK_FIELD,
    {.name = "charter",
     .type = KITH_FILE,
     .flags = KITH_OPTIONAL,
     .limits = "1..200000",
     .summary = "The new text, in Markdown; without it, that of the version it begins from."},
    {.name = "terms",
     .type = KITH_FILE,
     .flags = KITH_OPTIONAL,
     .limits = "2..65536",
     .summary = "The new terms, as JSON, in which what is left out has its default; without "
                "it, those of the version it begins from."},
    {.name = "from",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .limits = "1..1000000",
     .summary = "The version it begins from; without it, the one in force."},
    {0},
};

static const kith_field draft_gives[] = {
    DRAFT_FIELD,
    {.name = "open_on",
     .type = KITH_DATE,
     .summary = "The first day on which it can come into force; until then, members comment."},
    DRAFT_NEEDS_FIELDS,
    {0},
};

static const kith_field comment_takes[] = {
    DRAFT_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What you think of it."},
    {.name = "named",
     .type = KITH_BOOL,
     .flags = KITH_PERSONAL,
     .preset = "false",
     .summary = "Show your handle beside it; otherwise it says only \"a member\"."},
    {0},
};

static const kith_field comment_row[] = {
    {.name = "by", .type = KITH_TEXT, .summary = "Who says so: a member."},
    {.name = "membership",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "membership",
     .summary = "Their handle, if they want it shown and still belong."},
    {.name = "text", .type = KITH_MARKDOWN, .limits = "1..4000", .summary = "What they think."},
    {0},
};

static const kith_field comments_gives[] = {
    {.name = "comments",
     .type = KITH_LIST,
     .parts = comment_row,
     .summary = "What members think, in the order of days."},
    NEXT_FIELD,
    {0},
};

static const kith_field sign_gives[] = {
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = DRAFT_STATES,
     .summary = "Open while others have to sign, the days of consultation have not passed, or it "
                "is voted on."},
    DRAFT_NEEDS_FIELDS,
    {0},
};

const kith_action draft_actions[] = {
    {.name = "charter.draft",
     .summary = "Drafts a new version of a charter, and asks the members what they think.",
     .may = "lead:charter",
     .flags = KITH_WRITES,
     .takes = draft_takes,
     .gives = draft_gives,
     .run = draft_run,
     .since = "0.1",
     .help = "It comes into force when every role that the charter's terms name under "
             "amend.signed_by has signed, and the days of amend.consultation_days have passed. "
             "Where amend.by names who votes on it, a vote then opens by itself: amend.majority "
             "carries it. The terms in force rule the change, not those of the draft."},
    {.name = "charter.withdraw",
     .summary = "Takes a draft back.",
     .may = "lead:charter",
     .flags = KITH_WRITES,
     .takes = one_draft,
     .run = withdraw_run,
     .since = "0.1"},
    {.name = "charter.comment",
     .summary = "Says what you think of a draft, as a member.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL | KITH_UNTIMED,
     .takes = comment_takes,
     .run = comment_run,
     .since = "0.1"},
    {.name = "charter.comments",
     .summary = "Lists what members think of a draft.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_draft,
     .gives = comments_gives,
     .run = comments_run,
     .since = "0.1"},
    {.name = "charter.sign",
     .summary = "Signs a draft, for the roles that you hold.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_draft,
     .gives = sign_gives,
     .run = sign_run,
     .since = "0.1",
     .help = "A charter can ask for a vote as well: its terms then say under amend.by who votes, "
             "once all have signed."},
    {.name = "charter.settle",
     .summary = "Puts a draft in force if all have signed; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES,
     .takes = one_draft,
     .run = settle_run,
     .since = "0.1"},
    {0},
};
