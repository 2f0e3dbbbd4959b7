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

static int64_t add(struct model *in, const char *number, const char *email, const char *name)
{
    struct person person = person_of(number, email, name);
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
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

static void a_number_and_an_address_of_two_people_find_neither(void **state)
{
    struct model *in = IN(state);
    int64_t found;
    add(in, "E1", "ada@example.org", "Ada");
    add(in, "E2", "ben@example.org", "Ben");
    assert_model_fails(in, person_find(in, STR("E1"), STR("ben@example.org"), &found), ERROR_CLASH,
                       "work_email");
}

static void a_change_keeps_the_data_key_and_names_the_field_that_is_taken(void **state)
{
    struct model *in = IN(state);
    int64_t ada = add(in, "E1", "ada@example.org", "Ada");
    add(in, "E2", "ben@example.org", "Ben");
    model_run(in, "UPDATE person SET data_key = x'ad' WHERE given_name = 'Ada'");
    struct person person = read(in, ada);
    person.given_name = STR("Augusta");
    person.fed_by = STR("hr");
    person.left_day = 20000;
    assert_int_equal(person_change(in, &person), OK);
    assert_true(str_is(read(in, ada).given_name, "Augusta") && read(in, ada).left_day == 20000);
    assert_true(str_is(read(in, ada).fed_by, "hr"));
    assert_int_equal(model_count(in, "SELECT count(*) FROM person WHERE data_key = x'ad'"), 1);
    person.external_id = STR("E2");
    assert_model_fails(in, person_change(in, &person), ERROR_CLASH, "external_id");
}

static void nothing_is_left_of_whom_was_removed(void **state)
{
    struct model *in = IN(state);
    int64_t ada = add(in, "E1", "", "Ada");
    add(in, "E2", "", "Ben");
    model_run(in, "INSERT INTO correction (person, field, said) SELECT id, 'job', '' FROM person");
    assert_int_equal(person_remove(in, ada), OK);
    assert_int_equal(people(in), 1);
    assert_int_equal(model_count(in, "SELECT count(*) FROM correction"), 1);
}

static void people_are_found_by_number_or_address(void **state)
{
    struct model *in = IN(state);
    int64_t ada = add(in, "E1", "ada@example.org", "Ada"), found;
    bool exists;
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
    add(in, "E1", "", "Ada");
    add(in, "E2", "", "Ben");
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
        MODEL_TEST(a_number_and_an_address_of_two_people_find_neither),
        MODEL_TEST(a_change_keeps_the_data_key_and_names_the_field_that_is_taken),
        MODEL_TEST(nothing_is_left_of_whom_was_removed),
        MODEL_TEST(people_are_found_by_number_or_address),
        cmocka_unit_test(a_name_is_one_or_two_words),
        MODEL_TEST(everybody_has_a_data_key_of_their_own_which_is_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
