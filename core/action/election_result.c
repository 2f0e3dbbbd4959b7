/* election.recount, election.scrutinise and election.audit: anybody can look whether it is right.
 */
#include "model/election_result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "action/core.h"
#include "action/election.h"
#include "action/state.h"

/* The papers, for whoever may have them: everybody once they are published; of a small vote its
 * two scrutineers, when both have asked. */
static int papers_for(struct kith_call *call, const struct election *election, int64_t handle,
                      struct str *ret_papers)
{
    bool is_scrutineer = false;
    int64_t named = 0, agreed = 0;
    int err = election_check(&call->model, election, "published");
    if (err != OK || election->papers_shown)
        return err != OK ? err : election_papers_read(&call->model, election, ret_papers);
    err = election_is_scrutineer(&call->model, election->id, handle, &is_scrutineer);
    if (err == OK)
        err = election_scrutineer_count(&call->model, election->id, &named, &agreed);
    if (err == OK && named < ELECTION_SCRUTINEERS)
        return call_fail(call, ERROR_REFUSED, "election",
                         "Only the outcome of this vote is published, and its papers are "
                         "destroyed: so few voted, and two scrutineers are not there.");
    if (err == OK && (!is_scrutineer || agreed < ELECTION_SCRUTINEERS))
        return call_fail(call, ERROR_REFUSED, "election",
                         "Only the outcome of this vote is published. Its two scrutineers hold "
                         "the recount; both must ask for it with election.scrutinise.");
    return err != OK ? err : election_papers_read(&call->model, election, ret_papers);
}

/* ---- beside the loop, since papers may be many ---- */

/* No job: what comes of it is kept nowhere. */
struct aside {
    struct kith_call *call;
    struct database *before, *reader;
    int (*work)(struct kith_call *call);
    int outcome;
};

static void aside_run(void *mine)
{
    struct aside *aside = mine;
    struct kith_call *call = aside->call;
    aside->outcome = reader_begin(aside->reader);
    if (aside->outcome == OK)
        aside->outcome = aside->work(call);
    int ended = reader_end(aside->reader);
    aside->outcome = aside->outcome != OK ? aside->outcome : ended;
}

static void aside_done(void *mine)
{
    struct aside *aside = mine;
    struct kith_call *call = aside->call;
    call->model.database = aside->before;
    database_close(aside->reader);
    int err = aside->outcome;
    if (err == OK && call->reply.fault[0] != '\0')
        err =
            call_fail(call, ERROR_LIMIT, NULL, "These papers are more than fits into one answer.");
    call_done(call, err);
}

static kith_err aside_begin(struct engine *engine, struct kith_call *call,
                            int (*work)(struct kith_call *call))
{
    struct aside *aside = arena_take(&call->arena, sizeof *aside);
    *aside = (struct aside){.call = call, .before = call->model.database, .work = work};
    int err = store_open_reader(engine->store, &aside->reader, &call->error);
    if (err != OK)
        return err;
    call->model.database = aside->reader;
    err = engine->host.work(engine->host.self, aside_run, aside_done, aside);
    if (err == OK)
        return OK;
    call->model.database = aside->before;
    database_close(aside->reader);
    return err;
}

/* ---- the recount ---- */

static int recount(struct kith_call *call)
{
    struct election election;
    struct election_decision decision;
    struct str papers = {0}, blt;
    bool same = false;
    int64_t handle = 0;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = papers_for(call, &election, handle, &papers);
    if (err == OK)
        err = election_decide(&call->model, &election, papers, &decision);
    if (err == OK)
        err = election_is_same(&call->model, &election, &decision, &same);
    if (err == OK)
        err = election_blt(&call->model, &election, papers, &blt);
    if (err != OK)
        return err;
    call_put_text(call, "outcome", str_of(decision.outcome));
    call_put_int(call, "same", same);
    call_put_text(call, "counted", str_of(election_method_sentence(&call->model, &election)));
    call_put_text(
        call, "command",
        str_of(arena_print(&call->arena,
                           "kith-count FILE.blt --method %.*s --seats %" PRId64 " --seed %.*s",
                           STR_ARGS(election.method), election.seats, STR_ARGS(election.seed))));
    call_put_text(call, "blt", blt);
    return OK;
}

static kith_err recount_run(void *self, struct kith_call *call)
{
    return aside_begin(self, call, recount);
}

static kith_err scrutinise_run(void *self, struct kith_call *call)
{
    (void)self;
    struct election election;
    int64_t handle, named = 0, agreed = 0;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = election_check(&call->model, &election, "published");
    if (err == OK)
        err = election_scrutineer_agree(&call->model, &election, handle);
    if (err == OK)
        err = election_scrutineer_count(&call->model, election.id, &named, &agreed);
    if (err == OK)
        call_put_int(call, "both", agreed >= ELECTION_SCRUTINEERS);
    return err;
}

/* ---- the audit ---- */

static void put_check(struct kith_call *call, const char *check, bool well, const char *found)
{
    call_open(call, "lines");
    call_put_text(call, "check", str_of(check));
    call_put_int(call, "well", well);
    call_put_text(call, "found", str_of(found));
    call_close(call);
}

static int count_one(void *self, int64_t handle)
{
    (void)handle;
    ++*(int64_t *)self;
    return OK;
}

static int audit_roll(struct kith_call *call, const struct election *election)
{
    struct str hash = {0};
    int64_t count = 0;
    int err = election_roll_hash(&call->model, election->id, &hash);
    if (err == OK)
        err = election_roll_each(&call->model, election->id, count_one, &count);
    if (err != OK)
        return err;
    bool same = str_equal(hash, election->roll_hash) && count == election->roll;
    put_check(call, "roll", same,
              arena_print(&call->arena,
                          "The roll %s it was when the vote opened; its hash is %.*s.",
                          same ? "is as" : "is NOT as", STR_ARGS(hash)));
    return OK;
}

static void audit_seed(struct kith_call *call, const struct election *election)
{
    struct str hash = ballot_seed_hash(election->seed, &call->arena);
    bool same = str_equal(hash, election->seed_hash);
    put_check(call, "seed", same,
              same ? "The seed of the lot is the one whose hash was told when the vote opened."
                   : "The seed of the lot is NOT the one whose hash was told.");
}

static int compare_receipts(const void *one, const void *other)
{
    return memcmp(*(const char *const *)one, *(const char *const *)other, RECEIPT_LENGTH);
}

/* How many papers share their receipt with another. */
static int64_t receipts_shared(struct str papers)
{
    LIST(const char *) receipts = {0};
    int64_t shared = 0;
    for (size_t at = 0; at + RECEIPT_LENGTH <= papers.len;) {
        *list_add(&receipts) = papers.ptr + at;
        const char *end = memchr(papers.ptr + at, '\n', papers.len - at);
        at = end == NULL ? papers.len : (size_t)(end - papers.ptr) + 1;
    }
    if (receipts.count > 0)
        qsort(receipts.at, receipts.count, sizeof *receipts.at, compare_receipts);
    for (size_t i = 0; i < receipts.count; i++) {
        bool before = i > 0 && compare_receipts(&receipts.at[i - 1], &receipts.at[i]) == 0;
        bool after =
            i + 1 < receipts.count && compare_receipts(&receipts.at[i], &receipts.at[i + 1]) == 0;
        shared += before || after;
    }
    list_done(&receipts);
    return shared;
}

static int audit_papers(struct kith_call *call, const struct election *election)
{
    struct election_decision decision;
    struct str papers;
    bool same = false;
    int err = election_papers_read(&call->model, election, &papers);
    if (err == OK)
        err = election_decide(&call->model, election, papers, &decision);
    if (err == OK)
        err = election_is_same(&call->model, election, &decision, &same);
    if (err != OK)
        return err;
    int64_t lines = papers_lines(papers), shared = receipts_shared(papers);
    put_check(call, "papers", lines <= election->roll && lines == election->papers,
              arena_print(&call->arena, "%" PRId64 " papers; %" PRId64 " may vote.", lines,
                          election->roll));
    put_check(call, "receipts", shared == 0,
              shared == 0 ? "Each paper has a receipt of its own."
                          : "Some papers share a receipt: their voters' sides made up the same "
                            "chance.");
    put_check(call, "count", same,
              arena_print(&call->arena, "Counted again, the outcome is: %s%s.", decision.outcome,
                          same ? ", as was published" : ", and that is NOT what was published"));
    return OK;
}

static int audit(struct kith_call *call)
{
    struct election election;
    int64_t handle;
    int err = election_of_call(call, &election, &handle);
    if (err == OK)
        err = election_check(&call->model, &election, "published");
    if (err == OK && election.roll == 0) {
        put_check(call, "roll", true,
                  "Nobody had to vote: there were no more candidates than seats.");
        return OK;
    }
    if (err == OK)
        err = audit_roll(call, &election);
    if (err != OK)
        return err;
    audit_seed(call, &election);
    if (election.papers_shown)
        return audit_papers(call, &election);
    put_check(call, "papers", election.papers <= election.roll,
              "There are no more papers than may vote. Only the outcome is published.");
    return OK;
}

static kith_err audit_run(void *self, struct kith_call *call)
{
    return aside_begin(self, call, audit);
}

static const kith_field recount_gives[] = {
    {.name = "outcome",
     .type = KITH_ONE_OF,
     .limits = ELECTION_OUTCOMES,
     .summary = "What comes out when the papers are counted again."},
    {.name = "same",
     .type = KITH_BOOL,
     .summary = "It is what was published, and so is who was elected."},
    {.name = "counted", .type = KITH_TEXT, .summary = "How it is counted, in a sentence."},
    {.name = "command", .type = KITH_TEXT, .summary = "How to count it yourself."},
    {.name = "blt",
     .type = KITH_MARKDOWN,
     .limits = "1..100000000",
     .summary = "All papers in the BLT format, each with its receipt in brackets."},
    {0},
};

static const kith_field scrutinise_gives[] = {
    {.name = "both", .type = KITH_BOOL, .summary = "Both have asked: election.recount answers."},
    {0},
};

static const kith_field line_parts[] = {
    {.name = "check", .type = KITH_TEXT, .summary = "What was looked at."},
    {.name = "well", .type = KITH_BOOL, .summary = "It is as it should be."},
    {.name = "found", .type = KITH_TEXT, .summary = "What was found."},
    {0},
};

static const kith_field audit_gives[] = {
    {.name = "lines",
     .type = KITH_RECORD,
     .flags = KITH_MANY,
     .parts = line_parts,
     .summary = "The findings."},
    {0},
};

const kith_action election_result_actions[] = {
    {.name = "election.recount",
     .summary = "Counts a vote again, and gives its papers for counting them yourself.",
     .may = "member",
     .flags = KITH_READS | KITH_LATER,
     .takes = one_election,
     .gives = recount_gives,
     .run = recount_run,
     .since = "0.1",
     .help = "Save `blt` as a file and run kith-count on it, on any machine. Of a vote with fewer "
             "than 20 papers only the outcome is published."},
    {.name = "election.scrutinise",
     .summary = "Asks, as one of two scrutineers, for the recount of a small vote.",
     .may = "member",
     .flags = KITH_WRITES | KITH_IS_PERSONAL,
     .takes = one_election,
     .gives = scrutinise_gives,
     .run = scrutinise_run,
     .since = "0.1"},
    {.name = "election.audit",
     .summary = "Looks whether a vote that is over is whole: its roll, seed, papers and count.",
     .may = "member",
     .flags = KITH_READS | KITH_LATER,
     .takes = one_election,
     .gives = audit_gives,
     .run = audit_run,
     .since = "0.1"},
    {0},
};
