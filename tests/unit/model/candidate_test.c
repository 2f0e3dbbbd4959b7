/* Candidates: interest counts once, shows nothing but "enough", and is forgotten with the answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/candidate.h"

/* Of nobody else in these tests, so that a column that holds one is found. */
#define PERSON INT64_C(987654321987654000)

static int64_t propose_with(struct model *in, const char *name, int64_t threshold)
{
    struct candidate candidate = {.place = 5,
                                  .name = str_of(name),
                                  .whom = STR("Carers."),
                                  .aim = STR("To breathe."),
                                  .threshold = threshold};
    assert_int_equal(candidate_add(in, PERSON, &candidate), OK);
    return candidate.id;
}

static bool support(struct model *in, int64_t id, int64_t person)
{
    bool reached;
    assert_int_equal(candidate_support(in, id, person, CANDIDATE_SUPPORT, &reached), OK);
    return reached;
}

static void withdraw(struct model *in, int64_t id, int64_t person)
{
    bool reached;
    assert_int_equal(candidate_support(in, id, person, CANDIDATE_WITHDRAW, &reached), OK);
    assert_false(reached);
}

static struct candidate read(struct model *in, int64_t id)
{
    struct candidate candidate;
    assert_int_equal(candidate_read(in, id, &candidate), OK);
    return candidate;
}

static int count_one(void *self, int64_t person)
{
    assert_true(person >= PERSON && person < PERSON + 1000);
    ++*(int *)self;
    return OK;
}

static int people(struct model *in, int64_t id)
{
    int count = 0;
    assert_int_equal(candidate_each_person(in, id, count_one, &count), OK);
    return count;
}

static void enough_is_as_many_different_colleagues_as_were_set(void **state)
{
    struct model *in = IN(state);
    int64_t id = propose_with(in, "Carers", 3);
    assert_false(support(in, id, PERSON));
    assert_false(support(in, id, PERSON + 1));
    assert_false(support(in, id, PERSON + 1));
    assert_true(str_is(read(in, id).state, "gathering"));
    assert_true(support(in, id, PERSON + 2));
    struct candidate candidate = read(in, id);
    assert_true(str_is(candidate.state, "enough"));
    /* Saturday 21 November, and four weeks of working days. */
    assert_int_equal(candidate.answer_day, civil_to_day(2026, 12, 18));
    assert_false(support(in, id, PERSON + 3));
}

static void interest_can_be_withdrawn_until_it_is_enough_and_then_stays_enough(void **state)
{
    struct model *in = IN(state);
    int64_t id = propose_with(in, "Carers", 3);
    support(in, id, PERSON + 1);
    withdraw(in, id, PERSON + 1);
    withdraw(in, id, PERSON + 1);
    assert_false(support(in, id, PERSON + 2));
    assert_true(support(in, id, PERSON + 1));
    withdraw(in, id, PERSON + 1);
    assert_true(str_is(read(in, id).state, "enough"));
    assert_int_equal(people(in, id), 2);
}

static void whoever_proposed_it_is_told_though_they_withdrew(void **state)
{
    struct model *in = IN(state);
    int64_t id = propose_with(in, "Carers", 3);
    support(in, id, PERSON + 1);
    assert_int_equal(people(in, id), 2);
    withdraw(in, id, PERSON);
    assert_int_equal(people(in, id), 2);
    withdraw(in, id, PERSON + 1);
    assert_int_equal(people(in, id), 1);
}

struct looking {
    bool found;
    size_t size;
};

static void look(void *self, const char *table, const struct query *row, int column)
{
    struct looking *looking = self;
    (void)table;
    for (int64_t person = PERSON; person < PERSON + 20; person++)
        looking->found = looking->found || column_holds(row, column, person);
    if (query_kind(row, column) == QUERY_BLOB)
        looking->size += query_read_blob(row, column).len;
}

static struct looking database_of(struct model *in)
{
    struct looking looking = {0};
    model_each_column(in, look, &looking);
    return looking;
}

static void nothing_tells_who_supports_it_or_how_many(void **state)
{
    struct model *in = IN(state);
    int64_t id = propose_with(in, "Carers", 25);
    struct looking one = database_of(in);
    for (int64_t person = PERSON + 1; person < PERSON + 20; person++)
        support(in, id, person);
    struct looking twenty = database_of(in);
    assert_false(one.found || twenty.found);
    assert_int_equal(one.size, twenty.size);
    assert_int_equal(people(in, id), 20);
}

static void more_than_one_set_holds_is_kept_all_the_same(void **state)
{
    struct model *in = IN(state);
    int64_t id = propose_with(in, "Carers", 25);
    for (int64_t person = PERSON; person < PERSON + 200; person++)
        support(in, id, person);
    assert_int_equal(people(in, id), 200);
}

static void an_answer_forgets_who_asked_and_is_the_last(void **state)
{
    struct model *in = IN(state);
    bool reached;
    int64_t opened = propose_with(in, "Carers", 3), declined = propose_with(in, "Pride", 3);
    support(in, opened, PERSON + 1);
    assert_int_equal(candidate_answer(in, opened, 77, STR("")), OK);
    assert_int_equal(candidate_answer(in, declined, 0, STR("There is one.")), OK);
    assert_true(str_is(read(in, opened).state, "opened") && read(in, opened).network == 77);
    assert_true(str_is(read(in, declined).state, "declined"));
    assert_true(str_is(read(in, declined).reasons, "There is one."));
    assert_int_equal(people(in, opened), 0);
    assert_int_equal(model_count(in, "SELECT count(*) FROM candidate WHERE supporters IS NOT NULL"
                                     " OR proposer IS NOT NULL"),
                     0);
    assert_model_fails(in, candidate_answer(in, opened, 78, STR("")), ERROR_CLASH, "candidate");
    assert_model_fails(in, candidate_support(in, declined, PERSON, CANDIDATE_SUPPORT, &reached),
                       ERROR_CLASH, "candidate");
}

static void one_name_is_proposed_once_at_a_time(void **state)
{
    struct model *in = IN(state);
    struct candidate again = {.place = 6, .name = STR(" carers"), .threshold = 3};
    int64_t id = propose_with(in, "Carers", 3);
    assert_model_fails(in, candidate_add(in, PERSON + 1, &again), ERROR_CLASH, "name");
    assert_int_equal(candidate_answer(in, id, 0, STR("Not yet.")), OK);
    assert_int_equal(candidate_add(in, PERSON + 1, &again), OK);
}

static void whoever_is_erased_is_taken_out_of_every_set(void **state)
{
    struct model *in = IN(state);
    int64_t own = propose_with(in, "Carers", 5), other = propose_with(in, "Pride", 5);
    int64_t answered = propose_with(in, "Women", 5);
    support(in, own, PERSON + 1);
    support(in, other, PERSON + 1);
    withdraw(in, other, PERSON);
    assert_int_equal(candidate_answer(in, answered, 0, STR("No.")), OK);
    assert_int_equal(candidate_erase(in, PERSON), OK);
    assert_int_equal(people(in, own), 1);
    assert_int_equal(people(in, other), 1);
    assert_int_equal(candidate_erase(in, PERSON + 1), OK);
    assert_int_equal(people(in, own), 0);
}

static void two_who_are_one_person_count_once(void **state)
{
    struct model *in = IN(state);
    int64_t both = propose_with(in, "Carers", 5), one = propose_with(in, "Pride", 5);
    support(in, both, PERSON + 1);
    support(in, both, PERSON + 2);
    assert_int_equal(candidate_merge(in, PERSON, PERSON + 1), OK);
    assert_int_equal(people(in, both), 2);
    assert_int_equal(people(in, one), 1);
    withdraw(in, both, PERSON + 1);
    assert_int_equal(people(in, both), 2); /* they proposed it, and are told */
    assert_int_equal(candidate_erase(in, PERSON + 1), OK);
    assert_int_equal(people(in, both), 1);
    assert_int_equal(people(in, one), 0);
}

static void late_is_enough_without_an_answer_in_its_time(void **state)
{
    struct model *in = IN(state);
    int64_t id = propose_with(in, "Carers", 3), late;
    support(in, id, PERSON + 1);
    support(in, id, PERSON + 2);
    propose_with(in, "Pride", 3);
    int32_t until = read(in, id).answer_day;
    assert_int_equal(candidate_count_late(in, until, &late), OK);
    assert_int_equal(late, 0);
    assert_int_equal(candidate_count_late(in, until + 1, &late), OK);
    assert_int_equal(late, 1);
    assert_int_equal(candidate_answer(in, id, 0, STR("No.")), OK);
    assert_int_equal(candidate_count_late(in, until + 1, &late), OK);
    assert_int_equal(late, 0);
}

static void a_set_that_was_moved_to_another_row_does_not_open(void **state)
{
    struct model *in = IN(state);
    int64_t one = propose_with(in, "Carers", 3);
    bool reached;
    propose_with(in, "Pride", 3);
    model_run(in, "UPDATE candidate SET supporters ="
                  " (SELECT supporters FROM candidate WHERE name = 'Pride')");
    assert_int_equal(candidate_support(in, one, PERSON, CANDIDATE_SUPPORT, &reached), ERROR_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(enough_is_as_many_different_colleagues_as_were_set),
        MODEL_TEST(interest_can_be_withdrawn_until_it_is_enough_and_then_stays_enough),
        MODEL_TEST(whoever_proposed_it_is_told_though_they_withdrew),
        MODEL_TEST(nothing_tells_who_supports_it_or_how_many),
        MODEL_TEST(more_than_one_set_holds_is_kept_all_the_same),
        MODEL_TEST(an_answer_forgets_who_asked_and_is_the_last),
        MODEL_TEST(one_name_is_proposed_once_at_a_time),
        MODEL_TEST(whoever_is_erased_is_taken_out_of_every_set),
        MODEL_TEST(two_who_are_one_person_count_once),
        MODEL_TEST(late_is_enough_without_an_answer_in_its_time),
        MODEL_TEST(a_set_that_was_moved_to_another_row_does_not_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
