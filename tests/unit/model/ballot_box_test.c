/* The ballot box: what goes in comes out once, in any order; nothing moves; no key, no paper. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "lib/state.h"
#include "model/ballot_box.h"

enum { VOTERS = 40 };

#define ELECTION INT64_C(9009009009)

static struct ballot_box box_of(void **state)
{
    struct model_test *test = *state;
    return (struct ballot_box){.in = &test->in, .state_dir = test->dir, .election = ELECTION};
}

static struct str open_box(const struct ballot_box *box)
{
    handle_list roll = {0};
    struct str hash;
    for (int64_t i = 0; i < VOTERS; i++)
        *list_add(&roll) = 1000 + i;
    assert_int_equal(ballot_box_add(box, roll.at, roll.count), OK);
    assert_int_equal(ballot_box_open(box, &hash), OK);
    list_done(&roll);
    return hash;
}

static int put(const struct ballot_box *box, int64_t voter, uint16_t choice)
{
    struct ballot ballot = {.count = 1, .choices = {{.candidate = choice}}};
    char nonce[32];
    snprintf(nonce, sizeof nonce, "nonce of voter %lld", (long long)voter);
    ballot_receipt(box->election, str_of(nonce), ballot.receipt);
    struct ballot_key key;
    int err = ballot_box_key(box, &key);
    return err == OK ? ballot_box_put(box, &key, voter, &ballot) : err;
}

struct tipped {
    size_t count, choices[VOTERS];
};

static int note(void *self, const struct ballot *ballot)
{
    struct tipped *tipped = self;
    tipped->choices[tipped->count++] = ballot->choices[0].candidate;
    return OK;
}

static struct tipped tip(const struct ballot_box *box, struct str *ret_seed)
{
    struct tipped tipped = {0};
    assert_int_equal(ballot_box_tip(box, note, &tipped, ret_seed), OK);
    return tipped;
}

static void what_was_put_in_comes_out_once_and_the_last_paper_counts(void **state)
{
    const struct ballot_box box = box_of(state);
    bool found[VOTERS] = {false};
    struct str seed;
    int64_t voted;
    open_box(&box);
    for (uint16_t i = 0; i < (uint16_t)VOTERS; i++) {
        assert_int_equal(put(&box, 1000 + i, (uint16_t)(99 - i)), OK);
        assert_int_equal(put(&box, 1000 + i, i), OK);
    }
    assert_int_equal(ballot_box_turnout(&box, &voted), OK);
    assert_int_equal(voted, VOTERS);
    struct tipped tipped = tip(&box, &seed);
    assert_int_equal(tipped.count, VOTERS);
    for (size_t i = 0; i < tipped.count; i++) {
        assert_true(tipped.choices[i] < VOTERS && !found[tipped.choices[i]]);
        found[tipped.choices[i]] = true;
    }
}

/* 40! orders: two alike, or one as it went in, do not happen. */
static void the_order_is_another_each_time(void **state)
{
    const struct ballot_box box = box_of(state);
    struct str seed;
    size_t in_place = 0;
    open_box(&box);
    for (uint16_t i = 0; i < (uint16_t)VOTERS; i++)
        assert_int_equal(put(&box, 1000 + i, i), OK);
    struct tipped one = tip(&box, &seed), other = tip(&box, &seed);
    assert_memory_not_equal(one.choices, other.choices, sizeof one.choices);
    for (size_t i = 0; i < VOTERS; i++)
        in_place += one.choices[i] == i;
    assert_true(in_place < VOTERS / 2);
}

static void who_has_not_voted_puts_nothing_on_the_heap(void **state)
{
    const struct ballot_box box = box_of(state);
    struct str seed;
    open_box(&box);
    assert_int_equal(put(&box, 1007, 3), OK);
    struct tipped tipped = tip(&box, &seed);
    assert_int_equal(tipped.count, 1);
    assert_int_equal(tipped.choices[0], 3);
}

static void who_is_not_on_the_roll_cannot_vote(void **state)
{
    const struct ballot_box box = box_of(state);
    open_box(&box);
    int err = put(&box, 999, 3);
    assert_model_fails(box.in, err, ERROR_REFUSED, "election");
}

static void boxes_have_one_length_before_and_after_the_vote(void **state)
{
    const struct ballot_box box = box_of(state);
    struct model *in = IN(state);
    open_box(&box);
    int64_t before = model_count(in, "SELECT total(id) FROM election_box");
    assert_int_equal(model_count(in, "SELECT count(DISTINCT length(sealed)) FROM election_box"), 1);
    for (uint16_t i = 0; i < (uint16_t)(VOTERS / 2); i++)
        assert_int_equal(put(&box, 1000 + i, i), OK);
    assert_int_equal(model_count(in, "SELECT count(DISTINCT length(sealed)) FROM election_box"), 1);
    assert_int_equal(model_count(in, "SELECT total(id) FROM election_box"), before);
    assert_int_equal(model_count(in, "SELECT count(*) FROM election_box"), VOTERS);
}

static void a_box_moved_to_another_voter_does_not_open(void **state)
{
    const struct ballot_box box = box_of(state);
    struct tipped tipped = {0};
    struct str seed;
    open_box(&box);
    assert_int_equal(put(&box, 1000, 1), OK);
    model_run(IN(state), "UPDATE election_box SET voted = 1, sealed = (SELECT sealed FROM"
                         " election_box WHERE voter = 1000) WHERE voter = 1001");
    int err = ballot_box_tip(&box, note, &tipped, &seed);
    assert_model_fails(box.in, err, ERROR_BROKEN, "election");
}

static void the_seed_is_the_one_whose_hash_was_told(void **state)
{
    const struct ballot_box box = box_of(state);
    struct str seed, told = open_box(&box);
    tip(&box, &seed);
    assert_true(str_equal(ballot_seed_hash(seed, box.in->arena), told));
}

static void without_the_key_nothing_is_opened_or_put_in(void **state)
{
    const struct ballot_box box = box_of(state);
    struct tipped tipped = {0};
    struct str seed;
    open_box(&box);
    assert_int_equal(put(&box, 1000, 1), OK);
    assert_true(ballot_box_has_key(&box));
    assert_int_equal(ballot_box_forget(&box), OK);
    assert_false(ballot_box_has_key(&box));
    assert_int_equal(ballot_box_tip(&box, note, &tipped, &seed), ERROR_MISSING);
    assert_int_equal(put(&box, 1001, 1), ERROR_MISSING);
    assert_int_equal(tipped.count, 0);
    assert_int_equal(ballot_box_forget(&box), OK);
}

/* The transaction was not kept, and the key's file was. */
static void an_opening_that_was_cut_short_can_be_done_again(void **state)
{
    const struct ballot_box box = box_of(state);
    struct str first = open_box(&box);
    model_run(IN(state), "DELETE FROM election_box");
    struct str second = open_box(&box);
    assert_true(str_equal(first, second));
}

static int count_key(void *self, int64_t election)
{
    assert_int_equal(election, ELECTION);
    ++*(int *)self;
    return OK;
}

static void keys_that_are_there_can_be_found(void **state)
{
    const struct ballot_box box = box_of(state);
    int count = 0;
    open_box(&box);
    assert_int_equal(ballot_box_each_key(box.in, box.state_dir, count_key, &count), OK);
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(what_was_put_in_comes_out_once_and_the_last_paper_counts),
        MODEL_TEST(the_order_is_another_each_time),
        MODEL_TEST(who_has_not_voted_puts_nothing_on_the_heap),
        MODEL_TEST(who_is_not_on_the_roll_cannot_vote),
        MODEL_TEST(boxes_have_one_length_before_and_after_the_vote),
        MODEL_TEST(a_box_moved_to_another_voter_does_not_open),
        MODEL_TEST(the_seed_is_the_one_whose_hash_was_told),
        MODEL_TEST(without_the_key_nothing_is_opened_or_put_in),
        MODEL_TEST(an_opening_that_was_cut_short_can_be_done_again),
        MODEL_TEST(keys_that_are_there_can_be_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
