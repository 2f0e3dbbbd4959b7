/* What the cells of a list of members may say: a kind, who can see, a date of joining. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "action/member_file.h"
#include "base/clock.h"

static void dates_are_read_as_people_write_them(void **state)
{
    static const char *const dates[] = {"2024-03-01",          "01/03/2024", "1.3.2024",
                                        "1 March 2024",        "1-Mar-2024", "1 mar 2024",
                                        "2024-03-01 00:00:00", "01 03 2024", "1/march/2024",
                                        "2024-03-01T09:30:00", "001/3/2024", "1. March 2024"};
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int32_t day = 0;
        assert_true(member_joined(str_of(dates[i]), &day));
        assert_int_equal(day, civil_to_day(2024, 3, 1));
    }
}

static void what_is_no_date_is_not_taken_for_one(void **state)
{
    static const char *const dates[] = {
        "",           "yesterday",  "2024",        "3/2024",      "03/25/2024", "30/02/2024",
        "01/03/24",   "1/3/2024/5", "01/ma/2024",  "00/03/2024",  "1/0/2024",   "45352",
        "2024-13-01", "1/3/20244",  "-1/03/2024x", "1 marx 2024", "/ / /",      "01/03/0000"};
    (void)state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int32_t day = 0;
        assert_false(member_joined(str_of(dates[i]), &day));
    }
}

static void words_are_read_in_any_case(void **state)
{
    (void)state;
    assert_string_equal(member_kind(STR("Member")), "member");
    assert_string_equal(member_kind(STR("ALLIES")), "ally");
    assert_null(member_kind(STR("memb")));
    assert_null(member_kind(STR("")));
    assert_string_equal(member_visibility(STR("Leads only")), "leads");
    assert_string_equal(member_visibility(STR("Concealed")), "concealed");
    assert_null(member_visibility(STR("lead")));
}

static const char *fault_of(enum member_column column, const char *cell)
{
    return member_file.columns[column].fault(str_of(cell));
}

static void an_address_is_one_address(void **state)
{
    static const char *const wrong[] = {"ana",           "@x.example",      "ana@",
                                        "a@b@c.example", "a b@c.example",   "Ana <a@c.example>",
                                        "a@b.example;",  "a@b, c@d.example"};
    (void)state;
    assert_null(fault_of(MEMBER_WORK_EMAIL, "zoë.o'brien+x@trust.example"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_non_null(fault_of(MEMBER_WORK_EMAIL, wrong[i]));
}

static void a_fault_says_how_to_mend_it(void **state)
{
    (void)state;
    assert_null(fault_of(MEMBER_JOINED, "05/07/1948"));
    assert_non_null(strstr(fault_of(MEMBER_JOINED, "04/07/1948"), "2024-03-01"));
    assert_non_null(strstr(fault_of(MEMBER_KIND, "friend"), "member or ally"));
    assert_non_null(strstr(fault_of(MEMBER_VISIBILITY, "all"), "concealed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_as_people_write_them),
        cmocka_unit_test(what_is_no_date_is_not_taken_for_one),
        cmocka_unit_test(words_are_read_in_any_case),
        cmocka_unit_test(an_address_is_one_address),
        cmocka_unit_test(a_fault_says_how_to_mend_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
