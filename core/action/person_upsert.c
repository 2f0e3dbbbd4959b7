/* person.upsert: a staff file, row by row, in chunks that are each kept whole or not at all.
 *
 * It is write-only: nothing in here reads who belongs to what. Each row is counted once: as what
 * became of somebody, as ambiguous, or as refused; what is left over is lost, and there is none. */
#include <string.h>

#include "action/call.h"
#include "action/core.h"
#include "action/intake.h"
#include "action/person_leavers.h"
#include "action/staff_file.h"
#include "model/feed.h"
#include "model/identity.h"
#include "model/place.h"

struct upsert {
    struct feed feed;
    struct feed_dry dry;
    struct seen by_address;
    int64_t earlier;
    int64_t counts[FEED_OUTCOMES];
    int64_t chunk_counts[FEED_OUTCOMES], chunk_earlier;
};

/* ---- a row, on the loop's thread ---- */

static int employer_find(struct model *in, struct str name, int64_t *ret_place)
{
    int err = name.len == 0 ? OK : place_by_name(in, name, ret_place);
    if (err != OK || name.len == 0 || *ret_place != 0)
        return err;
    return error_set(in->error, ERROR_MISSING, "employer",
                     "There is no place called \"%.*s\". Add it with place.add.", STR_ARGS(name));
}

static void chunk_begin(struct intake *intake)
{
    struct upsert *upsert = intake->mine;
    memset(upsert->chunk_counts, 0, sizeof upsert->chunk_counts);
    upsert->chunk_earlier = 0;
}

static int chunk_row(struct model *in, struct intake *intake, const struct file_row *row)
{
    struct upsert *upsert = intake->mine;
    enum feed_outcome outcome = FEED_SAME;
    struct person person = {.external_id = row->cells[STAFF_EXTERNAL_ID],
                            .given_name = row->cells[STAFF_GIVEN_NAME],
                            .family_name = row->cells[STAFF_FAMILY_NAME],
                            .work_email = row->cells[STAFF_WORK_EMAIL],
                            .job = row->cells[STAFF_JOB]};
    int err = employer_find(in, row->cells[STAFF_EMPLOYER], &person.employer);
    if (err == OK)
        err = feed_row(in, &upsert->feed, &person, &outcome);
    if (err != OK)
        return err;
    if (outcome == FEED_SAME && intake_was_earlier(intake, row))
        upsert->chunk_earlier++;
    else
        upsert->chunk_counts[outcome]++;
    return outcome == FEED_AMBIGUOUS ? ERROR_CLASH : OK;
}

static void chunk_kept(struct intake *intake)
{
    struct upsert *upsert = intake->mine;
    for (size_t i = 0; i < FEED_OUTCOMES; i++)
        upsert->counts[i] += upsert->chunk_counts[i];
    upsert->earlier += upsert->chunk_earlier;
}

/* Once the file is open: which columns it has. */
static void file_opened(struct intake *intake)
{
    static const enum staff_column columns[CORRECTABLES] = {[CORRECT_GIVEN_NAME] = STAFF_GIVEN_NAME,
                                                            [CORRECT_FAMILY_NAME] =
                                                                STAFF_FAMILY_NAME,
                                                            [CORRECT_WORK_EMAIL] = STAFF_WORK_EMAIL,
                                                            [CORRECT_EMPLOYER] = STAFF_EMPLOYER,
                                                            [CORRECT_JOB] = STAFF_JOB};
    struct feed *feed = &((struct upsert *)intake->mine)->feed;
    for (size_t i = 0; i < CORRECTABLES; i++)
        feed->has[i] = sheet_file_has(&intake->file, columns[i]);
    feed->has_number = sheet_file_has(&intake->file, STAFF_EXTERNAL_ID);
}

static const struct intake_kind upsert_intake = {.file = &staff_file,
                                                 .chunk_rows = 500,
                                                 .opened = file_opened,
                                                 .begin = chunk_begin,
                                                 .row = chunk_row,
                                                 .kept = chunk_kept};

/* ---- the reply ---- */

/* "412 same, 9 new, 3 moved, 2 ambiguous, 0 lost" */
static void put_summary(const struct intake *intake, const struct leavers *leavers, int64_t refused,
                        int64_t lost)
{
    const struct upsert *upsert = intake->mine;
    const struct {
        int64_t count;
        const char *word;
        bool always;
    } parts[] = {{upsert->earlier, "taken in before a stop", false},
                 {upsert->counts[FEED_SAME], "same", true},
                 {upsert->counts[FEED_NEW], "new", true},
                 {upsert->counts[FEED_CHANGED], "changed", false},
                 {upsert->counts[FEED_MOVED], "moved", true},
                 {upsert->counts[FEED_AMBIGUOUS], "ambiguous", true},
                 {refused, "refused", false},
                 {leavers->left, "left", false},
                 {lost, "lost", true}};
    struct text text = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].always || parts[i].count > 0)
            text_print(&text, "%s%lld %s", text.len > 0 ? ", " : "", (long long)parts[i].count,
                       parts[i].word);
    if (leavers->nameless > 0)
        text_print(
            &text,
            ". Nobody is marked as having left, since %lld rows name nobody: mend them first",
            (long long)leavers->nameless);
    call_put_text(intake->call, "summary", text_str(&text));
    text_done(&text);
}

static void put_leavers(struct kith_call *call, const struct leavers *leavers)
{
    for (size_t i = 0; i < leavers->shown.count; i++) {
        const struct leaver *leaver = &leavers->shown.at[i];
        call_open(call, "leavers");
        call_put_int(call, "person", leaver->person);
        if (leaver->external_id != NULL)
            call_put_text(call, "external_id", str_of(leaver->external_id));
        call_close(call);
    }
}

static void put_result(struct intake *intake, const struct leavers *leavers)
{
    const struct upsert *upsert = intake->mine;
    struct kith_call *call = intake->call;
    int64_t refused = intake->refused - upsert->counts[FEED_AMBIGUOUS];
    int64_t lost = intake->rows - upsert->earlier - refused;
    for (size_t i = 0; i < FEED_OUTCOMES; i++)
        lost -= upsert->counts[i];
    put_summary(intake, leavers, refused, lost);
    call_put_int(call, "rows", intake->rows);
    call_put_int(call, "added", upsert->counts[FEED_NEW]);
    call_put_int(call, "changed", upsert->counts[FEED_CHANGED]);
    call_put_int(call, "moved", upsert->counts[FEED_MOVED]);
    call_put_int(call, "same", upsert->counts[FEED_SAME]);
    call_put_int(call, "ambiguous", upsert->counts[FEED_AMBIGUOUS]);
    call_put_int(call, "refused", refused);
    call_put_int(call, "lost", lost);
    call_put_int_if(call, "earlier", upsert->earlier);
    call_put_int(call, "left", leavers->left);
    put_leavers(call, leavers);
    intake_put(intake);
}

static int arguments_check(struct kith_call *call, bool is_complete)
{
    static const char *const of_complete[] = {"within", "leavers_at_most"};
    for (size_t i = 0; i < sizeof of_complete / sizeof *of_complete; i++)
        if (!is_complete && call_given(call, of_complete[i]))
            return call_fail(call, ERROR_WRONG, of_complete[i],
                             "This says something of a full file only: add `complete`, or leave it "
                             "out.");
    if (!identity_is_provider(call_text(call, "provider")))
        return call_fail(call, ERROR_WRONG, "provider",
                         "Call it by lower case letters, digits, _ or -, such as \"hr\".");
    return OK;
}

static kith_err person_upsert_run(void *self, struct kith_call *call)
{
    (void)self;
    struct arena arena = {0};
    struct upsert upsert = {.feed = {.provider = call_text(call, "provider")}};
    struct intake intake = {.call = call, .kind = &upsert_intake, .mine = &upsert, .arena = &arena};
    struct leavers leavers = {
        .call = call, .provider = upsert.feed.provider, .within = call_int(call, "within")};
    bool is_complete = call_int(call, "complete");
    upsert.feed.dry = call->dry_run ? &upsert.dry : NULL;
    upsert.feed.by_address = &upsert.by_address;
    int err = arguments_check(call, is_complete);
    if (err == OK && is_complete)
        err = leavers_check(&leavers);
    if (err == OK)
        err = intake_run(&intake);
    if (err == OK && is_complete)
        err = leavers_mark(&leavers, &intake.file);
    if (err == OK)
        put_result(&intake, &leavers);
    leavers_done(&leavers);
    feed_dry_done(&upsert.dry);
    seen_done(&upsert.by_address);
    intake_done(&intake);
    return err;
}

/* ---- fields ---- */

static const kith_field upsert_takes[] = {
    SHEET_FILE_TAKES("The staff file", "\"given_name=First name\"; \"job=\" leaves jobs unread."),
    {.name = "provider",
     .type = KITH_TEXT,
     .preset = FEED_FIRST,
     .limits = "1..40",
     .summary = "Which staff system the file comes from, if there are several."},
    {.name = "complete",
     .type = KITH_BOOL,
     .preset = "false",
     .summary = "The file names everybody: who is not in it has left."},
    {.name = "within",
     .type = KITH_ID,
     .flags = KITH_OPTIONAL,
     .limits = "place",
     .summary = "Of a full file: it names everybody of this place and those in it, and no others."},
    {.name = "leavers_at_most",
     .type = KITH_FRACTION,
     .flags = KITH_OPTIONAL,
     .limits = "0..1",
     .summary = "Of a full file: how many of the people known may be missing from it, such as 1/4. "
                "Beyond that it is refused. The setting of this name, if not said."},
    {0},
};

static const kith_field one_leaver[] = {
    {.name = "person", .type = KITH_ID, .limits = "person", .summary = "Who."},
    {.name = "external_id",
     .type = KITH_TEXT,
     .flags = KITH_PERSONAL | KITH_OPTIONAL,
     .summary = "Their staff number."},
    {0},
};

static const kith_field upsert_gives[] = {
    {.name = "summary",
     .type = KITH_TEXT,
     .summary = "In words: \"412 same, 9 new, 3 moved, 2 ambiguous, 0 lost\"."},
    {.name = "rows", .type = KITH_INT, .summary = "Rows of people in the file."},
    {.name = "added", .type = KITH_INT, .summary = "People who were not known before."},
    {.name = "changed", .type = KITH_INT, .summary = "People of whom something changed."},
    {.name = "moved", .type = KITH_INT, .summary = "People who have another employer."},
    {.name = "same", .type = KITH_INT, .summary = "People of whom nothing changed."},
    {.name = "ambiguous",
     .type = KITH_INT,
     .summary = "Rows of which it cannot be told whom they mean; they were not taken in."},
    {.name = "refused", .type = KITH_INT, .summary = "Rows that were not taken in for a fault."},
    {.name = "lost",
     .type = KITH_INT,
     .summary = "Rows that were neither taken in nor reported: always 0, and counted."},
    {.name = "earlier",
     .type = KITH_INT,
     .flags = KITH_OPTIONAL,
     .summary = "Rows taken in before a stop interrupted the job; not in the counts above."},
    {.name = "left",
     .type = KITH_INT,
     .summary = "People whom a full file names no more. They were signed out; what they belong to "
                "is not touched."},
    {.name = "leavers",
     .type = KITH_RECORD,
     .flags = KITH_MANY | KITH_OPTIONAL,
     .parts = one_leaver,
     .summary = "The first of them."},
    SHEET_FILE_GIVES,
    INTAKE_FAULTS,
    {0},
};

const kith_action person_feed_actions[] = {
    {.name = "person.upsert",
     .summary = "Takes in a staff file: adds who is new, changes who has changed.",
     .may = "administrator",
     .flags = KITH_WRITES | KITH_LONG,
     .takes = upsert_takes,
     .gives = upsert_gives,
     .run = person_upsert_run,
     .since = "0.1",
     .help = "People are found again by staff number, then by work address. Where the two "
             "disagree, or only a name speaks for somebody, the row is listed as ambiguous with "
             "what to do. What was corrected with person.correct stays until the file says "
             "something else. Nobody is erased, and memberships are neither read nor changed. Rows "
             "that cannot be taken in are reported and leave the others alone; a second run "
             "changes nothing. Encoding, separator, header and columns are guessed and shown: try "
             "a dry run first. An employer is a place's name."},
    {0},
};
