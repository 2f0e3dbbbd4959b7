/* minutes: drafted, commented on, approved at the next meeting. */
#include "model/minutes.h"

#include "action/core.h"
#include "action/meeting.h"
#include "model/membership.h"

const struct noun minutes_noun = {
    .name = "minutes",
    .plural = "minutes",
    .summary = "Minutes: what a meeting talked about and agreed, approved by the next one."};

static kith_err draft_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    int64_t version = 0;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = minutes_draft(&call->model, &meeting, call_text(call, "text"), &version);
    if (err == OK)
        call_put_int(call, "version", version);
    call_put_text(call, "what_next",
                  STR("Colleagues say with minutes.comment what should be put right. A later "
                      "meeting approves them with minutes.approve, while it is quorate."));
    return err;
}

/* A draft is for the leads, and for whoever could be at the meeting; what is approved, for all
 * whom the committee's terms name. */
static int reads_check(struct kith_call *call, const struct meeting *meeting,
                       const struct minutes *minutes)
{
    enum viewer viewer;
    int64_t own;
    bool may = false, reads = false;
    int err = sight_viewer(&call->model, &call->actor, meeting->network, &viewer, &own);
    if (err == OK)
        err = meeting_may_come(&call->model, meeting, own, &may);
    if (err == OK)
        err = meeting_is_for_viewer(call, meeting, viewer, &reads);
    bool is_lead = viewer == VIEWER_LEAD || viewer == VIEWER_MEMBERSHIP_LEAD;
    if (err != OK || is_lead || may || (reads && minutes->approved != 0))
        return err;
    return call_fail(call, ERROR_MISSING, "meeting",
                     "There are no minutes of this meeting to show you. A draft is shown once it "
                     "is approved.");
}

static int minutes_of(struct kith_call *call, struct meeting *ret_meeting,
                      struct minutes *ret_minutes)
{
    int err = meeting_of(call, ret_meeting);
    if (err == OK)
        err = minutes_read(&call->model, ret_meeting, ret_minutes);
    return err != OK ? err : reads_check(call, ret_meeting, ret_minutes);
}

static kith_err show_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct minutes minutes;
    int err = minutes_of(call, &meeting, &minutes);
    if (err == OK && minutes.version == 0)
        return call_fail(call, ERROR_MISSING, "meeting", "There are no minutes of it yet.");
    if (err != OK)
        return err;
    call_put_text(call, "state", minutes.approved ? STR("approved") : STR("draft"));
    call_put_int(call, "version", minutes.version);
    call_put_int(call, "approved_by", minutes.approved);
    call_put_text(call, "text", minutes.text);
    return OK;
}

static kith_err comment_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct minutes minutes;
    int64_t handle = 0;
    int err = minutes_of(call, &meeting, &minutes);
    if (err == OK)
        err = meeting_actor(call, &meeting, &handle);
    return err != OK ? err
                     : minutes_comment_add(&call->model, &meeting, handle, call_text(call, "text"));
}

static void list_comment(void *self, const struct minutes_comment *comment)
{
    struct kith_call *call = self;
    call_open(call, "comments");
    call_put_text(call, "text", comment->text);
    call_close(call);
}

static kith_err comments_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting;
    struct minutes minutes;
    struct page page = call_page(call);
    int err = minutes_of(call, &meeting, &minutes);
    if (err == OK)
        err = minutes_comment_page(&call->model, &meeting, &page, list_comment, call);
    call_put_next(call, &page);
    return err;
}

static kith_err approve_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting meeting, by;
    int err = meeting_of(call, &meeting);
    if (err == OK)
        err = meeting_read(&call->model, call_int(call, "at_meeting"), &by);
    call_subject(call, call_int(call, "meeting"));
    return err != OK ? err : minutes_approve(&call->model, &meeting, &by);
}

/* ---- fields ---- */

static const kith_field draft_takes[] = {
    MEETING_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..100000",
     .summary = "What was talked about and agreed, in Markdown."},
    {0},
};

static const kith_field draft_gives[] = {
    {.name = "version", .type = KITH_INT, .summary = "Which version of the draft this is."},
    WHAT_NEXT_FIELD,
    {0},
};

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

static const kith_field show_gives[] = {
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "draft|approved",
     .summary = "A draft, or approved."},
    {.name = "version", .type = KITH_INT, .summary = "Which version of the draft."},
    {.name = "approved_by",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "meeting",
     .summary = "The meeting that approved them."},
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..100000",
     .summary = "The minutes."},
    {0},
};

static const kith_field comment_takes[] = {
    MEETING_FIELD,
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What should be put right. It is shown without your name."},
    {0},
};

static const kith_field comment_row[] = {
    {.name = "text",
     .type = KITH_MARKDOWN,
     .flags = KITH_PERSONAL,
     .limits = "1..4000",
     .summary = "What should be put right."},
    {0},
};

static const kith_field comments_gives[] = {
    {.name = "comments",
     .type = KITH_LIST,
     .parts = comment_row,
     .summary = "What colleagues would put right."},
    NEXT_FIELD,
    {0},
};

static const kith_field approve_takes[] = {
    MEETING_FIELD,
    {.name = "at_meeting",
     .type = KITH_ID,
     .limits = "meeting",
     .summary = "The later meeting that approves them; it must be open, and quorate."},
    {0},
};

const kith_action minutes_actions[] = {
    {.name = "minutes.draft",
     .summary = "Writes the minutes of a meeting, or a new version of their draft.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = draft_takes,
     .gives = draft_gives,
     .run = draft_run,
     .since = "0.1"},
    {.name = "minutes.comment",
     .summary = "Says what should be put right in a draft of minutes.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = comment_takes,
     .run = comment_run,
     .since = "0.1"},
    {.name = "minutes.comments",
     .summary = "Lists what colleagues would put right in a draft of minutes.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_meeting,
     .gives = comments_gives,
     .run = comments_run,
     .since = "0.1"},
    {.name = "minutes.approve",
     .summary = "Approves minutes at a later meeting, which must be quorate; then they stand.",
     .may = "lead",
     .flags = KITH_WRITES,
     .takes = approve_takes,
     .run = approve_run,
     .since = "0.1"},
    {.name = "minutes.show",
     .summary = "Shows the minutes of a meeting.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_meeting,
     .gives = show_gives,
     .run = show_run,
     .since = "0.1"},
    {0},
};
