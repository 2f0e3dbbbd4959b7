/* meeting: who was there, who could not come and who wrote, as far as the viewer may see.
 *
 * meeting.show has the first of each; here are the whole lists, page by page. A page counts the
 * rows that are shown, so that neither its length nor its cursor tells of anybody who is not. */
#include "action/core.h"
#include "action/meeting_show.h"
#include "model/meeting_counted.h"
#include "model/meeting_paper.h"
#include "model/membership.h"
#include "model/person.h"

struct people {
    const struct meeting_view *view;
    struct page page;
    int64_t in_room, remote, apologies; /* people */
    int64_t last;                       /* the handle of the last row of attendance */
};

/* ---- somebody ---- */

bool meeting_view_is_lead(const struct meeting_view *view)
{
    return view->viewer == VIEWER_LEAD || view->viewer == VIEWER_MEMBERSHIP_LEAD;
}

int meeting_view_of(struct kith_call *call, struct meeting_view *ret_view)
{
    *ret_view = (struct meeting_view){.call = call};
    struct meeting *meeting = &ret_view->meeting;
    int err = meeting_of(call, meeting);
    if (err == OK)
        err = sight_viewer(&call->model, &call->actor, meeting->network, &ret_view->viewer,
                           &ret_view->own);
    if (err == OK)
        err = meeting_is_for_viewer(call, meeting, ret_view->viewer, &ret_view->reads);
    if (err == OK)
        err = meeting_may_come(&call->model, meeting, ret_view->own, &ret_view->may_come);
    return err;
}

struct on_roll {
    int64_t handle;
    bool is_there;
};

static int is_on_roll(void *self, int64_t handle, int64_t role, bool seated)
{
    struct on_roll *on_roll = self;
    (void)role, (void)seated;
    on_roll->is_there = on_roll->is_there || on_roll->handle == handle;
    return OK;
}

/* A handle may be shown as itself: of who holds an office, and of whom the viewer may see. The
 * name stands beside it only in the second case. */
static int seen(const struct meeting_view *view, int64_t handle, bool *ret_handle, bool *ret_name)
{
    struct model *in = &view->call->model;
    struct membership membership = {0};
    struct on_roll on_roll = {.handle = handle};
    bool own = handle == view->own && handle != 0;
    *ret_handle = *ret_name = false;
    int err = membership_read(in, view->meeting.network, handle, &membership);
    if (err == OK)
        *ret_name = sight_allows(visibility_by_name(membership.visibility),
                                 own ? VIEWER_SELF : view->viewer);
    if (err == ERROR_MISSING)
        err = OK;
    if (err == OK && !*ret_name)
        err = meeting_roll(in, &view->meeting, is_on_roll, &on_roll);
    *ret_handle = *ret_name || on_roll.is_there;
    return err;
}

static int put_name(const struct meeting_view *view, int64_t handle)
{
    struct kith_call *call = view->call;
    struct person person = {0};
    int64_t id = 0;
    int err = membership_person(&call->model, view->meeting.network, handle, &id);
    if (err == OK)
        err = person_read(&call->model, id, &person);
    if (err != OK)
        return err;
    call_put_text(call, "name", person_name(&call->arena, &person));
    if (handle != view->own)
        call_looks_at(call, handle); /* never the person: it would tell that they belong */
    return OK;
}

int meeting_put_somebody(const struct meeting_view *view, int64_t handle, bool *ret_shown)
{
    bool name = false;
    int err = seen(view, handle, ret_shown, &name);
    if (err != OK || !*ret_shown)
        return err;
    call_put_int(view->call, "membership", handle);
    return name ? put_name(view, handle) : OK;
}

/* Begins the row of somebody who is shown, if they are and the page has room for it; a second row
 * of the same handle never begins the next page. */
static int row_open(struct people *people, const char *list, int64_t handle, bool *ret_open)
{
    const struct meeting_view *view = people->view;
    struct page *page = &people->page;
    bool handle_shown = false, name = false, again = page->count > 0 && page->last == handle;
    *ret_open = false;
    if (page->more || handle <= page->after || (!meeting_view_is_lead(view) && handle != view->own))
        return OK;
    int err = seen(view, handle, &handle_shown, &name);
    if (err != OK || !handle_shown || (!again && !page_takes(page, handle)))
        return err;
    call_open(view->call, list);
    call_put_int(view->call, "membership", handle);
    *ret_open = true;
    return name ? put_name(view, handle) : OK;
}

/* ---- who was there ---- */

/* Each person is shown to the leads, who keep the record, and to themself. */
static int show_presence(void *self, const struct attendance *attendance)
{
    struct people *people = self;
    struct kith_call *call = people->view->call;
    bool is_another = attendance->handle != people->last, open = false;
    people->last = attendance->handle;
    people->in_room += is_another && str_is(attendance->how, "room");
    people->remote += is_another && str_is(attendance->how, "remote");
    int err = row_open(people, "attendance", attendance->handle, &open);
    if (!open)
        return err;
    call_put_text(call, "how", attendance->how);
    call_put_int(call, "from", attendance->from_at);
    call_put_int_if(call, "until", attendance->until_at);
    call_close(call);
    return err;
}

static int show_word(void *self, int64_t handle, const struct meeting_word *word)
{
    struct people *people = self;
    struct kith_call *call = people->view->call;
    bool open = false;
    if (!word->has_apologised && !word->is_excused)
        return OK;
    people->apologies++;
    int err = row_open(people, "apologies", handle, &open);
    if (!open)
        return err;
    call_put_int(call, "excused", word->is_excused);
    if (handle == people->view->own && word->reason.len > 0) /* a reason is nobody else's */
        call_put_text(call, "reason", word->reason);
    call_close(call);
    return err;
}

/* Of one that was long ago only the numbers are left. */
static int put_counted(struct people *people)
{
    struct kith_call *call = people->view->call;
    struct meeting_counted counted;
    int err = meeting_counted_read(&call->model, &people->view->meeting, &counted);
    if (err != OK || !counted.is_counted)
        return err;
    people->in_room = counted.in_room;
    people->remote = counted.remote;
    people->apologies = counted.cannot_come;
    call_put_text(call, "kept", meeting_counted_words(&counted, &call->arena));
    return OK;
}

/* Says which of the lists goes on elsewhere. */
static void put_more(const struct meeting_view *view, const struct page *page, const char *action)
{
    if (page->more)
        call_put_text(view->call, "more",
                      str_of(arena_print(&view->call->arena,
                                         "Only the first %d are shown here; %s lists them all.",
                                         MEETING_SHOWN_MOST, action)));
}

int meeting_put_presence(const struct meeting_view *view)
{
    struct kith_call *call = view->call;
    struct people people = {.view = view, .page = {.limit = MEETING_SHOWN_MOST}};
    int err = meeting_attendance(&call->model, &view->meeting, show_presence, &people);
    put_more(view, &people.page, "meeting.attendance");
    people.page = (struct page){.limit = MEETING_SHOWN_MOST};
    if (err == OK)
        err = meeting_words(&call->model, &view->meeting, show_word, &people);
    put_more(view, &people.page, "meeting.apologies");
    if (err == OK)
        err = put_counted(&people);
    call_put_int(call, "in_room", people.in_room);
    call_put_int(call, "remote", people.remote);
    call_put_int(call, "cannot_come", people.apologies);
    return err;
}

/* ---- what was written ---- */

static int show_contribution(void *self, const struct contribution *contribution)
{
    const struct meeting_view *view = self;
    bool shown = false;
    call_open(view->call, "contributions");
    int err = meeting_put_somebody(view, contribution->handle, &shown);
    call_put_text(view->call, "text", contribution->text);
    call_close(view->call);
    return err;
}

static int put_contributions(struct meeting_view *view, struct page *page)
{
    return contribution_page(&view->call->model, view->meeting.network, view->meeting.id, page,
                             show_contribution, view);
}

int meeting_put_contributions(struct meeting_view *view)
{
    struct page page = {.limit = MEETING_SHOWN_MOST};
    int err = put_contributions(view, &page);
    put_more(view, &page, "meeting.contributions");
    return err;
}

/* ---- the lists ---- */

static kith_err attendance_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting_view view;
    struct people people = {.view = &view, .page = call_page(call)};
    int err = meeting_view_of(call, &view);
    if (err == OK)
        err = meeting_attendance(&call->model, &view.meeting, show_presence, &people);
    call_put_next(call, &people.page);
    return err;
}

static kith_err apologies_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting_view view;
    struct people people = {.view = &view, .page = call_page(call)};
    int err = meeting_view_of(call, &view);
    if (err == OK)
        err = meeting_words(&call->model, &view.meeting, show_word, &people);
    call_put_next(call, &people.page);
    return err;
}

static kith_err contributions_run(void *self, struct kith_call *call)
{
    (void)self;
    struct meeting_view view;
    struct page page = call_page(call);
    int err = meeting_view_of(call, &view);
    if (err == OK && (view.reads || view.may_come))
        err = put_contributions(&view, &page);
    call_put_next(call, &page);
    return err;
}

/* ---- fields ---- */

const kith_field meeting_attendance_row[] = {
    MEETING_SOMEBODY_FIELDS,
    {.name = "how", .type = KITH_ONE_OF, .limits = "room|remote", .summary = "In what way."},
    {.name = "from", .type = KITH_TIME, .summary = "When they came."},
    {.name = "until",
     .type = KITH_TIME,
     .flags = KITH_OPTIONAL,
     .summary = "When they left; absent while they are there."},
    {0},
};

const kith_field meeting_apologies_row[] = {
    MEETING_SOMEBODY_FIELDS,
    {.name = "excused", .type = KITH_BOOL, .summary = "Is the absence accepted?"},
    {.name = "reason",
     .type = KITH_TEXT,
     .flags = KITH_OPTIONAL | KITH_PERSONAL | KITH_SPECIAL,
     .summary = "Your own reason, if you gave one. Nobody else sees it."},
    {0},
};

const kith_field meeting_contribution_row[] = {
    MEETING_SOMEBODY_FIELDS,
    {.name = "text", .type = KITH_MARKDOWN, .limits = "1..10000", .summary = "What they wrote."},
    {0},
};

static const kith_field one_meeting[] = {MEETING_FIELD, {0}};

static const kith_field attendance_gives[] = {
    {.name = "attendance",
     .type = KITH_LIST,
     .parts = meeting_attendance_row,
     .summary = "For leads: who was there, and when; for others their own."},
    NEXT_FIELD,
    {0},
};

static const kith_field apologies_gives[] = {
    {.name = "apologies",
     .type = KITH_LIST,
     .parts = meeting_apologies_row,
     .summary = "For leads: who could not come; for others their own."},
    NEXT_FIELD,
    {0},
};

static const kith_field contributions_gives[] = {
    {.name = "contributions",
     .type = KITH_LIST,
     .parts = meeting_contribution_row,
     .summary = "What was written for it, for those who may read what lies on its table."},
    NEXT_FIELD,
    {0},
};

const kith_action meeting_people_actions[] = {
    {.name = "meeting.attendance",
     .summary = "Lists who was at a meeting, and when, as far as you may see.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_meeting,
     .gives = attendance_gives,
     .run = attendance_run,
     .since = "0.1"},
    {.name = "meeting.apologies",
     .summary = "Lists who could not come to a meeting, as far as you may see.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_meeting,
     .gives = apologies_gives,
     .run = apologies_run,
     .since = "0.1"},
    {.name = "meeting.contributions",
     .summary = "Lists what was written for a meeting.",
     .may = "member",
     .flags = KITH_READS,
     .takes = one_meeting,
     .gives = contributions_gives,
     .run = contributions_run,
     .since = "0.1"},
    {0},
};
