/* Holds elections for the attacker in test_election_attack.py, as the daemon does, step by step.
 *
 *   election_votes ELECTIONS VOTERS
 *
 * Prints a line of JSON at each moment, and waits for a line before it goes on, so that the state's
 * files can be looked at: {"moment","election","dir"}. After each election one line tells what the
 * attacker must not find out: {"truth":[[voter,receipt,choices]…],"papers":[[receipt,choices]…]}.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/model.h"
#include "lib/state.h"
#include "model/election_result.h"
#include "model/membership.h"
#include "model/person.h"

#define NETWORK INT64_C(700700700700700)

enum { CANDIDATES = 8, BATCH_MOST = 12, AGAIN_PERCENT = 10 };

struct voter {
    int64_t handle;
    char receipt[RECEIPT_LENGTH + 1];
    struct ballot ballot;
};

struct show {
    struct model_test *test;
    struct voter *voters;
    size_t voter_count;
};

static void must(int err, const struct model *in, const char *what)
{
    if (err == OK)
        return;
    fprintf(stderr, "election_votes: %s: %s\n", what, in->error->message);
    exit(EXIT_FAILURE);
}

static size_t chance(size_t below)
{
    uint64_t number;
    secret_random(&number, sizeof number);
    return (size_t)(number % below);
}

static void commit(struct show *show)
{
    struct model_test *test = show->test;
    must(change_commit_now(test->store), &test->in, "a commit");
    must(change_begin(test->store, &test->error), &test->in, "a batch");
    test->in.now_ms += 1000;
}

static void moment(const struct show *show, const char *name, int64_t election)
{
    printf("{\"moment\":\"%s\",\"election\":%" PRId64 ",\"dir\":\"%s\"}\n", name, election,
           show->test->dir);
    fflush(stdout);
    if (getchar() == EOF)
        exit(EXIT_FAILURE);
}

static void join_all(struct show *show)
{
    struct model *in = &show->test->in;
    for (size_t i = 0; i < show->voter_count; i++) {
        struct person person = {.given_name = str_of(arena_print(in->arena, "Person %zu", i))};
        struct membership membership = {
            .network = NETWORK, .kind = STR("member"), .visibility = STR("members")};
        must(person_add(in, &person), in, "a person");
        must(membership_add(in, person.id, &membership), in, "a membership");
        show->voters[i].handle = membership.handle;
    }
    commit(show);
}

/* ---- one election ---- */

static struct election plan(struct show *show)
{
    struct model *in = &show->test->in;
    struct election election = {.network = NETWORK,
                                .title = STR("Chair"),
                                .purpose = STR("office"),
                                .electorate = STR("members"),
                                .method = STR("meek"),
                                .seats = 2};
    must(election_add(in, &election, NULL, 0), in, "a plan");
    for (int i = 0; i < CANDIDATES; i++) {
        struct election_option option = {.handle = show->voters[i].handle,
                                         .name = str_of(arena_print(in->arena, "%c", 'A' + i))};
        must(election_nominate(in, &election, &option), in, "a candidate");
    }
    return election;
}

static void open_vote(struct show *show, const struct ballot_box *box, struct election *election)
{
    struct model *in = &show->test->in;
    handle_list roll = {0};
    must(election_option_shuffle(in, election), in, "the paper");
    must(election_electorate(in, election, &roll), in, "the electorate");
    must(election_roll_add(in, election->id, roll.at, roll.count), in, "the roll");
    must(ballot_box_add(box, roll.at, roll.count), in, "the boxes");
    must(ballot_box_open(box, &election->seed_hash), in, "the key");
    election->roll = (int64_t)roll.count;
    election->state = STR("open");
    must(election_write(in, election), in, "the opening");
    list_done(&roll);
    commit(show);
}

/* A ranking of all, each as likely as any other, so that hardly two papers are equal. */
static void vote(struct show *show, const struct ballot_box *box, struct voter *voter)
{
    size_t order[CANDIDATES];
    unsigned char nonce[NONCE_LEAST];
    secret_shuffle(order, CANDIDATES);
    secret_random(nonce, sizeof nonce);
    voter->ballot = (struct ballot){.count = 1 + chance(CANDIDATES)};
    for (size_t i = 0; i < voter->ballot.count; i++)
        voter->ballot.choices[i].candidate = (uint16_t)order[i];
    ballot_receipt(box->election, (struct str){(const char *)nonce, sizeof nonce},
                   voter->ballot.receipt);
    struct ballot_key key;
    must(ballot_box_key(box, &key), &show->test->in, "the key");
    must(ballot_box_put(box, &key, voter->handle, &voter->ballot), &show->test->in, "a vote");
}

/* Everybody votes, in a random order and in batches; some vote again at once, some later. */
static void vote_all(struct show *show, const struct ballot_box *box)
{
    size_t *order = memory_take(show->voter_count * sizeof *order);
    size_t left = 1;
    secret_shuffle(order, show->voter_count);
    for (size_t i = 0; i < show->voter_count; i++) {
        vote(show, box, &show->voters[order[i]]);
        if (chance(100) < AGAIN_PERCENT)
            vote(show, box, &show->voters[order[chance(i + 1)]]);
        if (--left == 0) {
            commit(show);
            left = 1 + chance(BATCH_MOST);
        }
        if (i == show->voter_count / 2)
            moment(show, "half", box->election);
    }
    commit(show);
    free(order);
}

static void print_paper(struct str line)
{
    printf("[\"%.*s\",\"%.*s\"]", RECEIPT_LENGTH, line.ptr, (int)line.len - RECEIPT_LENGTH - 1,
           line.ptr + RECEIPT_LENGTH + 1);
}

static void tell(struct show *show, const struct election *election)
{
    struct model *in = &show->test->in;
    struct str papers;
    printf("{\"truth\":[");
    for (size_t i = 0; i < show->voter_count; i++) {
        const struct voter *voter = &show->voters[i];
        printf("%s[%" PRId64 ",\"%s\",\"%.*s\"]", i > 0 ? "," : "", voter->handle,
               voter->ballot.receipt, STR_ARGS(ballot_print(&voter->ballot, in->arena)));
    }
    printf("],\"papers\":[");
    must(election_papers_read(in, election, &papers), in, "the papers");
    for (size_t at = 0, end; at < papers.len; at = end + 1) {
        for (end = at; papers.ptr[end] != '\n';)
            end++;
        printf(at > 0 ? "," : "");
        print_paper((struct str){papers.ptr + at, end - at});
    }
    printf("]}\n");
    fflush(stdout);
}

/* The boxes go in pieces, after the result is written down. */
static void count(struct show *show, const struct ballot_box *box, struct election *election)
{
    enum { PIECE = 64 };
    struct model *in = &show->test->in;
    struct election_tally tally;
    int64_t gone = PIECE;
    must(election_tally(box, election, &tally), in, "the tally");
    must(election_keep(in, election, &tally), in, "the count");
    commit(show);
    while (gone == PIECE) {
        must(ballot_box_empty(box, PIECE, &gone), in, "the emptying");
        commit(show);
    }
    change_scrub(show->test->store);
    commit(show);
}

static void hold(struct show *show)
{
    struct model_test *test = show->test;
    struct model *in = &test->in;
    struct election election = plan(show);
    const struct ballot_box box = {.in = in, .state_dir = test->dir, .election = election.id};
    commit(show);
    open_vote(show, &box, &election);
    moment(show, "open", election.id);
    vote_all(show, &box);
    moment(show, "full", election.id);
    election.state = STR("closed");
    must(election_write(in, &election), in, "the close");
    commit(show);
    count(show, &box, &election);
    moment(show, "counted", election.id);
    must(ballot_box_forget(&box), in, "the key");
    election.state = STR("published");
    must(election_write(in, &election), in, "the result");
    commit(show);
    moment(show, "over", election.id);
    tell(show, &election);
}

int main(int count, char **words)
{
    struct show show = {0};
    int elections = count == 3 ? atoi(words[1]) : 0;
    show.voter_count = count == 3 ? (size_t)atoi(words[2]) : 0;
    if (elections < 1 || show.voter_count < CANDIDATES)
        return EXIT_FAILURE;
    secret_start();
    if (model_setup((void **)&show.test) != 0)
        return EXIT_FAILURE;
    show.voters = memory_take(show.voter_count * sizeof *show.voters);
    join_all(&show);
    for (int i = 0; i < elections; i++) {
        hold(&show);
        arena_reset(&show.test->arena);
    }
    free(show.voters);
    return model_teardown((void **)&show.test);
}
