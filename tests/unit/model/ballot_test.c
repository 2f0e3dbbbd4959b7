/* Papers: what can stand on one, that all have one length, and the receipts by which they are
 * found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "model/ballot.h"

static const bool third_withdrew[BALLOT_CHOICES] = {false, false, true};

static int read_words(const char *const *words, bool takes_ranks, size_t most,
                      struct ballot *ret_ballot, struct error *error)
{
    struct str ranks[BALLOT_CHOICES];
    size_t count = 0;
    const struct ballot_rules rules = {.options = 5,
                                       .withdrawn = third_withdrew,
                                       .takes_ranks = takes_ranks,
                                       .choices_most = most};
    for (; words[count] != NULL; count++)
        ranks[count] = str_of(words[count]);
    *error = (struct error){0};
    return ballot_read(ranks, count, &rules, ret_ballot, error);
}

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static void a_paper_reads_back_as_it_was_printed(void **state)
{
    static const char *const papers[] = {"2", "2 1", "5 1=4 2", "1=2=4=5"};
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
        struct ballot ballot;
        assert_true(ballot_parse(str_of(papers[i]), &ballot));
        assert_true(str_is(ballot_print(&ballot, &arena), papers[i]));
    }
    arena_done(&arena);
}

static void ranks_are_read_in_their_order(void **state)
{
    struct ballot ballot;
    struct error error;
    struct arena arena = {0};
    (void)state;
    assert_int_equal(read_words(WORDS("4", "1=5", "2"), true, 5, &ballot, &error), OK);
    assert_true(str_is(ballot_print(&ballot, &arena), "4 1=5 2"));
    assert_int_equal(read_words((const char *const[]){NULL}, false, 5, &ballot, &error), OK);
    assert_int_equal(ballot.count, 0);
    arena_done(&arena);
}

static void what_cannot_be_counted_is_refused_by_its_field(void **state)
{
    static const struct {
        const char *words[4];
        bool takes_ranks;
        size_t most;
    } wrong[] = {
        {{"6"}, false, 5},      {{"0"}, false, 5},  {{"-1"}, false, 5},  {{"two"}, false, 5},
        {{""}, false, 5},       {{"3"}, false, 5}, /* has withdrawn */
        {{"1", "1"}, false, 5}, {{"1=1"}, true, 5}, {{"1=2"}, false, 5}, {{"1="}, true, 5},
        {{"1", "2"}, false, 1}, {{"=1"}, true, 5},  {{"1 2"}, false, 5}, {{"1", "2=1"}, true, 5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct ballot ballot;
        struct error error;
        int err = read_words(wrong[i].words, wrong[i].takes_ranks, wrong[i].most, &ballot, &error);
        if (strcmp(wrong[i].words[0], "") == 0) { /* an empty rank says nothing */
            assert_int_equal(ballot.count, 0);
            continue;
        }
        assert_int_equal(err, ERROR_WRONG);
        assert_string_equal(error.field, "choices");
    }
}

static void every_packed_paper_opens_as_it_was(void **state)
{
    (void)state;
    for (size_t count = 0; count <= BALLOT_CHOICES; count++) {
        struct ballot ballot = {.count = count}, opened;
        unsigned char packed[BALLOT_PACKED];
        for (size_t i = 0; i < count; i++)
            ballot.choices[i] = (struct preference){.candidate = (uint16_t)(BALLOT_CHOICES - 1 - i),
                                                    .beside = i % 3 == 1};
        ballot_receipt(77, STR("sixteen letters!"), ballot.receipt);
        ballot_pack(&ballot, packed);
        assert_true(ballot_unpack(packed, &opened));
        assert_int_equal(opened.count, count);
        assert_string_equal(opened.receipt, ballot.receipt);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(opened.choices[i].candidate, ballot.choices[i].candidate);
            assert_int_equal(opened.choices[i].beside, ballot.choices[i].beside);
        }
    }
}

static void a_receipt_depends_on_the_vote_and_the_nonce_alone(void **state)
{
    char one[RECEIPT_LENGTH + 1], same[RECEIPT_LENGTH + 1], other[RECEIPT_LENGTH + 1];
    (void)state;
    ballot_receipt(77, STR("sixteen letters!"), one);
    ballot_receipt(77, STR("sixteen letters!"), same);
    assert_string_equal(one, same);
    assert_int_equal(strspn(one, "0123456789abcdefghjkmnpqrstvwxyz"), RECEIPT_LENGTH);
    ballot_receipt(78, STR("sixteen letters!"), other);
    assert_string_not_equal(one, other);
    ballot_receipt(77, STR("sixteen letters?"), other);
    assert_string_not_equal(one, other);
}

/* printf %s seed | b2sum -l 256 */
static void the_hash_of_a_seed_is_what_b2sum_says(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_true(str_is(ballot_seed_hash(STR("abc"), &arena),
                       "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
    arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paper_reads_back_as_it_was_printed),
        cmocka_unit_test(ranks_are_read_in_their_order),
        cmocka_unit_test(what_cannot_be_counted_is_refused_by_its_field),
        cmocka_unit_test(every_packed_paper_opens_as_it_was),
        cmocka_unit_test(a_receipt_depends_on_the_vote_and_the_nonce_alone),
        cmocka_unit_test(the_hash_of_a_seed_is_what_b2sum_says),
    };
    secret_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
