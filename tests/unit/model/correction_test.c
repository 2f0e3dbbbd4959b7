/* Corrections: what the staff file said is kept beside them, and only what it owns. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/correction.h"

static struct person add(struct model *in, const char *fed_by)
{
    struct person person = {
        .given_name = STR("Ada"), .job = STR("Nurse"), .employer = 7, .fed_by = str_of(fed_by)};
    assert_int_equal(person_add(in, &person), OK);
    return person;
}

static struct str said(struct model *in, int64_t person, enum correctable field)
{
    struct correction all[CORRECTABLES];
    assert_int_equal(correction_read(in, person, all), OK);
    return all[field].is_made ? all[field].said : STR("not corrected");
}

static void correct(struct model *in, struct person *person, enum correctable field,
                    const char *value)
{
    assert_int_equal(correction_make(in, person, field, str_of(value)), OK);
}

static void the_first_correction_keeps_what_the_file_said(void **state)
{
    struct model *in = IN(state);
    struct person ada = add(in, "hr"), kept;
    correct(in, &ada, CORRECT_JOB, "Doctor");
    correct(in, &ada, CORRECT_JOB, "Surgeon");
    assert_true(str_is(said(in, ada.id, CORRECT_JOB), "Nurse"));
    assert_int_equal(person_read(in, ada.id, &kept), OK);
    assert_true(str_is(kept.job, "Surgeon") && str_is(kept.given_name, "Ada"));
}

static void correcting_back_to_what_it_said_ends_the_correction(void **state)
{
    struct model *in = IN(state);
    struct person ada = add(in, "hr");
    correct(in, &ada, CORRECT_JOB, "Doctor");
    correct(in, &ada, CORRECT_JOB, "Nurse");
    assert_true(str_is(said(in, ada.id, CORRECT_JOB), "not corrected"));
}

static void of_people_added_by_hand_nothing_is_kept(void **state)
{
    struct model *in = IN(state);
    struct person ada = add(in, "");
    correct(in, &ada, CORRECT_JOB, "Doctor");
    assert_true(str_is(said(in, ada.id, CORRECT_JOB), "not corrected"));
}

static void an_employer_is_kept_as_its_id(void **state)
{
    struct model *in = IN(state);
    struct person ada = add(in, "hr"), kept;
    char id[IDENT_LENGTH + 1];
    ident_print(8, id);
    correct(in, &ada, CORRECT_EMPLOYER, id);
    assert_int_equal(person_read(in, ada.id, &kept), OK);
    assert_int_equal(kept.employer, 8);
    ident_print(7, id);
    assert_true(str_is(said(in, ada.id, CORRECT_EMPLOYER), id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(the_first_correction_keeps_what_the_file_said),
        MODEL_TEST(correcting_back_to_what_it_said_ends_the_correction),
        MODEL_TEST(of_people_added_by_hand_nothing_is_kept),
        MODEL_TEST(an_employer_is_kept_as_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
