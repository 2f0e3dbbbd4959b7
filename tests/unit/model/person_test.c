/* People: found again by staff number, then by work address, and never confused. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/person.h"

static struct person person_of(const char *number, const char *email, const char *name)
{
    return (struct person){.external_id = str_of(number),
                           .work_email = str_of(email),
                           .given_name = str_of(name),
                           .family_name = STR("Lovelace"),
                           .job = STR("Nurse")};
}

static enum person_change upsert(struct model *in, const char *number, const char *email,
                                 const char *name, int64_t *ret_id)
{
    struct person person = person_of(number, email, name);
    enum person_change change;
    assert_int_equal(person_upsert(in, &person, &change), OK);
    *ret_id = person.id;
    return change;
}

static void assert_upsert_clashes(struct model *in, const char *number, const char *email)
{
    struct person person = person_of(number, email, "Eve");
    enum person_change change;
    assert_model_fails(in, person_upsert(in, &person, &change), ERROR_CLASH, "work_email");
}

static struct person read(struct model *in, int64_t id)
{
    struct person person;
    assert_int_equal(person_read(in, id, &person), OK);
    return person;
}

static int64_t people(struct model *in)
{
    return model_count(in, "SELECT count(*) FROM person");
}

static void a_person_is_read_as_they_were_added(void **state)
{
    struct model *in = IN(state);
    struct person ada = person_of("E1", "ada@example.org", "Ada"), missing;
    ada.employer = 77;
    assert_int_equal(person_add(in, &ada), OK);
    struct person found = read(in, ada.id);
    assert_true(str_is(found.external_id, "E1") && str_is(found.work_email, "ada@example.org"));
    assert_true(str_is(found.given_name, "Ada") && str_is(found.job, "Nurse"));
    assert_int_equal(found.employer, 77);
    assert_model_fails(in, person_read(in, ada.id + 1, &missing), ERROR_MISSING, "person");
}

static void no_two_people_have_one_staff_number_or_work_address(void **state)
{
    struct model *in = IN(state);
    struct person ada = person_of("E1", "ada@example.org", "Ada");
    struct person number = person_of("E1", "", "Ben"),
                  email = person_of("", "ada@example.org", "B");
    assert_int_equal(person_add(in, &ada), OK);
    assert_model_fails(in, person_add(in, &number), ERROR_CLASH, "external_id");
    assert_model_fails(in, person_add(in, &email), ERROR_CLASH, "work_email");
    email.external_id = STR("E2");
    assert_model_fails(in, person_add(in, &email), ERROR_CLASH, "work_email");
}

static void many_people_may_have_neither(void **state)
{
    struct model *in = IN(state);
    struct person one = person_of("", "", "Ada"), other = person_of("", "", "Ben");
    assert_int_equal(person_add(in, &one), OK);
    assert_int_equal(person_add(in, &other), OK);
    assert_int_equal(people(in), 2);
}

static void taking_in_the_same_file_twice_changes_nothing(void **state)
{
    struct model *in = IN(state);
    int64_t first, again;
    assert_int_equal(upsert(in, "E1", "ada@example.org", "Ada", &first), PERSON_NEW);
    assert_int_equal(upsert(in, "E1", "ada@example.org", "Ada", &again), PERSON_SAME);
    assert_int_equal(again, first);
    assert_int_equal(people(in), 1);
}

static void a_staff_number_finds_who_has_a_new_name_and_address(void **state)
{
    struct model *in = IN(state);
    int64_t first, again;
    upsert(in, "E1", "ada@example.org", "Ada", &first);
    assert_int_equal(upsert(in, "E1", "ada.king@example.org", "Augusta", &again), PERSON_CHANGED);
    assert_int_equal(again, first);
    assert_true(str_is(read(in, first).given_name, "Augusta"));
    assert_true(str_is(read(in, first).work_email, "ada.king@example.org"));
}

static void a_work_address_finds_who_had_no_staff_number_yet(void **state)
{
    struct model *in = IN(state);
    int64_t first, again;
    upsert(in, "", "ada@example.org", "Ada", &first);
    assert_int_equal(upsert(in, "E1", "ada@example.org", "Ada", &again), PERSON_CHANGED);
    assert_int_equal(again, first);
    assert_true(str_is(read(in, first).external_id, "E1"));
}

static void a_row_that_leads_to_two_people_is_refused(void **state)
{
    struct model *in = IN(state);
    int64_t ada, ben;
    upsert(in, "E1", "ada@example.org", "Ada", &ada);
    upsert(in, "E2", "ben@example.org", "Ben", &ben);
    assert_upsert_clashes(in, "E1", "ben@example.org");
    assert_upsert_clashes(in, "E3", "ada@example.org"); /* Ada has another number */
    assert_true(str_is(read(in, ada).work_email, "ada@example.org"));
    assert_int_equal(people(in), 2);
}

static void somebody_without_either_is_always_somebody_else(void **state)
{
    struct model *in = IN(state);
    int64_t one, other;
    assert_int_equal(upsert(in, "", "", "Ada", &one), PERSON_NEW);
    assert_int_equal(upsert(in, "", "", "Ada", &other), PERSON_NEW);
    assert_true(one != other);
}

static void people_are_found_by_number_or_address(void **state)
{
    struct model *in = IN(state);
    int64_t ada, found;
    bool exists;
    upsert(in, "E1", "ada@example.org", "Ada", &ada);
    assert_int_equal(person_find(in, STR("E1"), STR(""), &found), OK);
    assert_int_equal(found, ada);
    assert_int_equal(person_find(in, STR(""), STR("ada@example.org"), &found), OK);
    assert_int_equal(found, ada);
    assert_int_equal(person_find(in, STR("E2"), STR(""), &found), OK);
    assert_int_equal(found, 0);
    assert_int_equal(person_exists(in, ada, &exists), OK);
    assert_true(exists);
    assert_int_equal(person_exists(in, ada + 1, &exists), OK);
    assert_false(exists);
}

static void a_name_is_one_or_two_words(void **state)
{
    struct arena arena = {0};
    struct person ada = {.given_name = STR("Ada"), .family_name = STR("Lovelace")};
    struct person one = {.given_name = STR("Suharto")};
    (void)state;
    assert_true(str_is(person_name(&arena, &ada), "Ada Lovelace"));
    assert_true(str_is(person_name(&arena, &one), "Suharto"));
    arena_done(&arena);
}

static void everybody_has_a_data_key_of_their_own_which_is_wrapped(void **state)
{
    struct model *in = IN(state);
    int64_t one, other;
    upsert(in, "E1", "", "Ada", &one);
    upsert(in, "E2", "", "Ben", &other);
    assert_int_equal(model_count(in, "SELECT count(DISTINCT data_key) FROM person"
                                     " WHERE length(data_key) = 32 + 40"),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_person_is_read_as_they_were_added),
        MODEL_TEST(no_two_people_have_one_staff_number_or_work_address),
        MODEL_TEST(many_people_may_have_neither),
        MODEL_TEST(taking_in_the_same_file_twice_changes_nothing),
        MODEL_TEST(a_staff_number_finds_who_has_a_new_name_and_address),
        MODEL_TEST(a_work_address_finds_who_had_no_staff_number_yet),
        MODEL_TEST(a_row_that_leads_to_two_people_is_refused),
        MODEL_TEST(somebody_without_either_is_always_somebody_else),
        MODEL_TEST(people_are_found_by_number_or_address),
        cmocka_unit_test(a_name_is_one_or_two_words),
        MODEL_TEST(everybody_has_a_data_key_of_their_own_which_is_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
