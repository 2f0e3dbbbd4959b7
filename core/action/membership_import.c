/* membership.import: a list of members comes into a network, all at once or not at all.
 *
 * Whoever imports learns nothing that the file does not say. What can be wrong with a row stands in
 * the row; a row of somebody who belongs already, or whom nobody here knows, is accepted like any
 * other, does as much work, and leads to as much mail. So a list of guesses tells nothing. Nobody
 * on the list was asked: nobody sees them unless the import says so, they are told, and the mail
 * has a code with which they leave in one step. */
#include "action/membership_import.h"

#include "action/core.h"
#include "action/intake.h"
#include "action/member.h"
#include "action/member_file.h"
#include "base/clock.h"
#include "model/contact.h"
#include "model/import.h"
#include "model/network.h"
#include "model/person.h"
#include "model/refresh.h"
#include "model/sight.h"
#include "model/space.h"
#include "model/way_back.h"

static const int64_t ALL_SHOWN = (int64_t)1 << 62; /* a mark beyond every row */

struct importing {
    struct import import;
    struct str kind, visibility; /* where a row does not say */
    struct duration every;       /* how long until they are asked whether they want to belong */
    int64_t space;               /* 0 if it goes into the network alone */
    enum door door;              /* the space's, as the last transaction saw it */
    bool is_for_members;         /* the space takes no allies */
};

/* ---- a row, on the loop's thread ---- */

static void chunk_begin(struct intake *intake)
{
    struct importing *importing = intake->mine;
    importing->import.id = 0;
}

/* May the network and the space take in anybody? */
static int target_check(struct model *in, int64_t network, struct importing *importing)
{
    struct space space;
    int err = network_check_open(in, network);
    importing->door = DOOR_NETWORK;
    if (err != OK || importing->space == 0)
        return err;
    if ((err = space_read(in, importing->space, &space)) != OK)
        return err;
    importing->door = door_by_name(space.door);
    importing->is_for_members = str_is(space.for_whom, "members");
    if (space.ended)
        return error_set(in->error, ERROR_CLASH, "space", "This space has ended.");
    if (importing->door == DOOR_CONFIDENTIAL)
        return error_set(in->error, ERROR_REFUSED, "space",
                         "Nobody comes into a confidential space by a list: who is inside shall "
                         "be known to nobody. Each colleague enters by themselves.");
    if (importing->is_for_members && str_is(importing->kind, "ally"))
        return error_set(in->error, ERROR_REFUSED, "kind",
                         "This space is for members, not for allies.");
    return OK;
}

/* In each chunk anew, since the job may have been stopped meanwhile. What was closed meanwhile is
 * told by the next try, of the whole rather than of a row. */
static int import_find(struct model *in, struct intake *intake)
{
    struct importing *importing = intake->mine;
    if (importing->import.id != 0)
        return OK;
    int64_t network = intake->call->where.network;
    if (target_check(in, network, importing) != OK)
        return ERROR_BUSY;
    int err = charter_term_duration(in, network, "refresh.every", &importing->every);
    if (err != OK)
        return err;
    importing->import =
        (struct import){.network = network, .space = importing->space, .job = intake->call->job};
    return import_begin(in, &importing->import);
}

static void row_check(const struct intake *intake, struct file_row *row)
{
    const struct importing *importing = intake->mine;
    struct str kind = row->cells[MEMBER_KIND];
    if (!importing->is_for_members || kind.len == 0 || !str_is(str_of(member_kind(kind)), "ally"))
        return;
    row->field = "kind";
    row->fault = "The space is for members, not for allies. Clear the cell, or take out the row.";
}

/* By an address: whoever their employer gave it, else the one who has shown that it is theirs. */
static int person_at(struct model *in, struct str address, int64_t *ret_person)
{
    int err = OK;
    if (address.len > 0)
        err = person_find(in, (struct str){0}, address, ret_person);
    if (err == OK && address.len > 0 && *ret_person == 0)
        err = contact_find(in, STR("email"), address, ret_person);
    return err;
}

/* A number says whose it is before an address does. */
static int person_of(struct model *in, const struct file_row *row, int64_t *ret_person)
{
    const struct str number = row->cells[MEMBER_EXTERNAL_ID];
    int err = OK;
    *ret_person = 0;
    if (number.len > 0)
        err = person_find(in, number, (struct str){0}, ret_person);
    if (err == OK && *ret_person == 0)
        err = person_at(in, row->cells[MEMBER_WORK_EMAIL], ret_person);
    if (err == OK && *ret_person == 0)
        err = person_at(in, row->cells[MEMBER_PERSONAL_EMAIL], ret_person);
    return err;
}

/* Known by one thing alone, an address if there is one: a list may not say whose number belongs
 * to whose address. Of nobody is more known than that: so even a personal address stands where the
 * work address would, and mail finds it there. The id does not tell when it was made, which would
 * tell by which import. */
static int person_make(struct model *in, const struct file_row *row, int64_t *ret_person)
{
    bool has_work = row->cells[MEMBER_WORK_EMAIL].len > 0;
    bool has_name = row->cells[MEMBER_GIVEN_NAME].len > 0;
    struct str address = row->cells[has_work ? MEMBER_WORK_EMAIL : MEMBER_PERSONAL_EMAIL];
    struct person person = {.id = ident_random(),
                            .given_name =
                                has_name ? row->cells[MEMBER_GIVEN_NAME] : STR("Colleague"),
                            .family_name = row->cells[MEMBER_FAMILY_NAME]};
    if (address.len > 0)
        person.work_email = address;
    else
        person.external_id = row->cells[MEMBER_EXTERNAL_ID];
    *ret_person = person.id;
    return person_add(in, &person);
}

/* The stricter of what the row says and what was asked of all. */
static struct str visibility_of(const struct importing *importing, struct str cell)
{
    const char *said = cell.len > 0 ? member_visibility(cell) : NULL;
    enum visibility asked = visibility_by_name(importing->visibility);
    if (said == NULL || visibility_by_name(str_of(said)) <= asked)
        return importing->visibility;
    return str_of(said);
}

static int chunk_row(struct model *in, struct intake *intake, const struct file_row *row)
{
    const struct importing *importing = intake->mine;
    const struct str kind = row->cells[MEMBER_KIND], joined = row->cells[MEMBER_JOINED];
    const int32_t today = clock_day(in->now_ms);
    int32_t day;
    struct membership membership = {
        .kind = kind.len > 0 ? str_of(member_kind(kind)) : importing->kind,
        .visibility = visibility_of(importing, row->cells[MEMBER_VISIBILITY]),
        .joined_day = joined.len > 0 && member_joined(joined, &day) && day < today ? day : today};
    int64_t person = 0;
    int err = import_find(in, intake);
    if (err == OK)
        err = person_of(in, row, &person);
    refresh_begin(&membership, importing->every, today);
    membership.is_newly_known = person == 0;
    if (err == OK && person == 0)
        err = person_make(in, row, &person);
    return err == OK ? import_stage(in, &importing->import, person, &membership) : err;
}

static const struct intake_kind import_intake = {.file = &member_file,
                                                 .chunk_rows = 200,
                                                 .begin = chunk_begin,
                                                 .row = chunk_row,
                                                 .is_whole = true,
                                                 .check = row_check};

/* ---- the handler ---- */

static int show_write(struct model *in, void *mine)
{
    struct intake *intake = mine;
    struct importing *importing = intake->mine;
    importing->import.id = 0;
    int err = import_find(in, intake);
    return err == OK ? import_show(in, &importing->import) : err;
}

/* All that was staged by this run of the job and by earlier ones. */
static int show_all(struct intake *intake)
{
    struct kith_call *call = intake->call;
    bool has_rows = intake->rows > intake->refused;
    if (call->dry_run || !has_rows || call->job_mark >= ALL_SHOWN)
        return OK;
    return job_write(call, ALL_SHOWN, show_write, intake);
}

static struct str seen_by(struct kith_call *call, enum door door, struct str visibility)
{
    enum visibility seen = visibility_by_name(visibility);
    struct str sentence = sight_sentence(&call->arena, seen);
    if (door == DOOR_NETWORK)
        return sentence;
    struct str inside = sight_sentence_in(&call->arena, door, seen);
    return str_of(arena_print(&call->arena, "%.*s %.*s", STR_ARGS(sentence), STR_ARGS(inside)));
}

kith_err membership_import_run(void *self, struct kith_call *call)
{
    (void)self;
    struct arena arena = {0};
    struct importing importing = {.kind = call_text(call, "kind"),
                                  .visibility = call_text(call, "visibility"),
                                  .space = call_int(call, "space")};
    struct intake intake = {
        .call = call, .kind = &import_intake, .mine = &importing, .arena = &arena};
    int err = target_check(&call->model, call->where.network, &importing);
    if (err == OK)
        err = intake_run(&intake);
    if (err == OK)
        err = show_all(&intake);
    if (err == OK) {
        call_put_int(call, "rows", intake.rows);
        call_put_int(call, "accepted", intake.rows - intake.refused);
        call_put_int(call, "refused", intake.refused);
        call_put_text(call, "seen_by", seen_by(call, importing.door, importing.visibility));
        intake_put(&intake);
    }
    intake_done(&intake);
    return err;
}

/* ---- telling them ---- */

struct telling {
    struct kith_call *call;
    enum door door; /* the space's; DOOR_NETWORK if it goes into the network alone */
};

/* The same for those who belonged already: their mail must not be known by its length. It names
 * no network, since nobody chose where it is read. */
static int tell(void *self, struct membership *membership)
{
    const struct telling *telling = self;
    struct kith_call *call = telling->call;
    struct way_back way = {.network = membership->network, .handle = membership->handle};
    struct str code = way_back_print(&call->model, &way);
    struct str seen = seen_by(call, telling->door, membership->visibility);
    bool is_space = telling->door != DOOR_NETWORK;
    const struct member_mail mail = {
        .subject = "A message waits for you",
        .text = arena_print(
            &call->arena,
            "A staff network has brought its list of members into Kith, and you are on it%s. "
            "You were not asked again. If you belonged here already, nothing changes for you.\n\n"
            "%.*s You can change that, or leave, at any time, and need not say why. "
            "To leave%s in one step, without signing in, give this code: %.*s\n",
            is_space ? " for one of its spaces" : "", STR_ARGS(seen),
            is_space ? " the network and its spaces" : "", STR_ARGS(code)),
        .way_back = code};
    return member_mail(call, membership, &mail);
}

static kith_err settle_run(void *self, struct kith_call *call)
{
    (void)self;
    struct import import;
    struct telling telling = {.call = call, .door = DOOR_NETWORK};
    struct space space = {0};
    int64_t next_at;
    int err = import_read(&call->model, call_int(call, "import"), &import);
    if (err == OK && import.space != 0)
        err = space_read(&call->model, import.space, &space);
    if (err == OK && import.space != 0)
        telling.door = door_by_name(space.door);
    return err == OK ? import_settle(&call->model, &import, tell, &telling, &next_at) : err;
}

/* ---- leaving by the code ---- */

kith_err membership_decline_run(void *self, struct kith_call *call)
{
    (void)self;
    struct way_back way;
    struct membership membership;
    int64_t person;
    int err = way_back_read(&call->model, call_text(call, "code"), &way);
    if (err == OK)
        err = membership_read(&call->model, way.network, way.handle, &membership);
    if (err == OK)
        err = membership_person(&call->model, way.network, way.handle, &person);
    if (err == ERROR_MISSING)
        return call_fail(call, ERROR_MISSING, "code",
                         "This code leads to no membership. If you have left already, there is "
                         "nothing more to do.");
    /* It stands in the network's journal: the server's would show administrators that somebody
     * belonged. */
    call->where.network = way.network;
    call->actor_handle = way.handle;
    call_subject(call, way.handle);
    return err == OK ? membership_end(&call->model, person, way.network) : err;
}

/* ---- fields ---- */

const kith_field membership_import_takes[] = {
    {.name = "network", .type = KITH_ID, .limits = "network", .summary = "Into which network."},
    {.name = "space",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "space",
     .summary = "And into which space of it, open or closed; into none, if not said."},
    SHEET_FILE_TAKES("The list of members",
                     "\"work_email=Contact\"; \"joined=\" leaves dates unread."),
    {.name = "kind",
     .type = KITH_ONE_OF,
     .limits = "member|ally",
     .preset = "member",
     .summary = "What those are of whom the list does not say it."},
    {.name = "visibility",
     .type = KITH_ONE_OF,
     .limits = "visible|members|leads|concealed",
     .preset = "concealed",
     .summary = "Who can see them. A row can say less, never more: nobody on the list was "
                "asked."},
    {0},
};

const kith_field membership_import_gives[] = {
    {.name = "rows", .type = KITH_INT, .summary = "Rows of people in the file."},
    {.name = "accepted",
     .type = KITH_INT,
     .summary = "Rows that were taken in, of those too who belong already."},
    {.name = "refused", .type = KITH_INT, .summary = "Rows that were not taken in."},
    {.name = "seen_by", .type = KITH_TEXT, .summary = "What they are told of who can see them."},
    SHEET_FILE_GIVES,
    INTAKE_FAULTS,
    {0},
};

const kith_field membership_decline_takes[] = {
    {.name = "code",
     .type = KITH_TEXT,
     .flags = KITH_SECRET,
     .limits = "1..200",
     .summary = "The code of the mail."},
    {0},
};

static const kith_field settle_takes[] = {
    {.name = "import", .type = KITH_ID, .limits = "import", .summary = "Which import."},
    {0},
};

/* ---- the noun ---- */

/* Nobody is shown which imports there are: only the schedule finds its own. */
static int import_locate(struct model *in, const struct actor *actor, int64_t id,
                         struct location *ret_location)
{
    struct import import;
    bool may_know = actor->kind == ACTOR_SYSTEM;
    int err = import_read(in, id, &import);
    *ret_location = (struct location){0};
    if (err == OK && actor->kind == ACTOR_SCHEDULE)
        may_know = actor->network == import.network;
    if (err == OK && may_know)
        *ret_location = (struct location){.network = import.network, .visible = true};
    return err;
}

const struct noun import_noun = {
    .name = "import",
    .plural = "imports",
    .summary = "Lists of members on their way into a network.",
    .locate = import_locate,
};

const kith_action import_actions[] = {
    {.name = "import.settle",
     .summary = "Tells those whom a list has brought in, or clears away a list that was "
                "stopped; on the schedule.",
     .may = "system",
     .flags = KITH_WRITES | KITH_UNLOGGED,
     .takes = settle_takes,
     .run = settle_run,
     .since = "0.1"},
    {0},
};
