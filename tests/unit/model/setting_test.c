/* Settings: the server's few facts and choices. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/setting.h"

static void a_setting_is_empty_until_it_is_written_and_then_the_last_one_counts(void **state)
{
    struct model *in = IN(state);
    struct str value;
    assert_int_equal(setting_read(in, "server_name", &value), OK);
    assert_int_equal(value.len, 0);
    assert_int_equal(setting_write(in, "server_name", STR("Leeds")), OK);
    assert_int_equal(setting_write(in, "server_name", STR("York")), OK);
    assert_int_equal(setting_read(in, "server_name", &value), OK);
    assert_true(str_is(value, "York"));
}

static void a_number_is_read_back_and_what_is_none_gives_the_other(void **state)
{
    struct model *in = IN(state);
    int64_t number;
    assert_int_equal(setting_write_int(in, "a", INT64_MIN), OK);
    assert_int_equal(setting_read_int(in, "a", 5, &number), OK);
    assert_true(number == INT64_MIN);
    assert_int_equal(setting_read_int(in, "b", 5, &number), OK);
    assert_int_equal(number, 5);
    assert_int_equal(setting_write(in, "a", STR("12 apples")), OK);
    assert_int_equal(setting_read_int(in, "a", 5, &number), OK);
    assert_int_equal(number, 5);
}

static void it_is_the_day_of_the_servers_own_zone(void **state)
{
    struct model *in = IN(state);
    const char *zone;
    int32_t day;
    assert_int_equal(setting_zone(in, &zone), OK);
    assert_string_equal(zone, "Europe/London");
    in->now_ms = INT64_C(1782860400000); /* 2026-06-30T23:00:00Z: July in summer time */
    assert_int_equal(setting_today(in, &day), OK);
    assert_int_equal(day, civil_to_day(2026, 7, 1));
    in->now_ms -= 1;
    assert_int_equal(setting_today(in, &day), OK);
    assert_int_equal(day, civil_to_day(2026, 6, 30));
    assert_int_equal(setting_write(in, "time_zone", STR("Asia/Manila")), OK);
    assert_int_equal(setting_zone(in, &zone), OK);
    assert_string_equal(zone, "Asia/Manila");
    assert_int_equal(setting_today(in, &day), OK);
    assert_int_equal(day, civil_to_day(2026, 7, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_setting_is_empty_until_it_is_written_and_then_the_last_one_counts),
        MODEL_TEST(a_number_is_read_back_and_what_is_none_gives_the_other),
        MODEL_TEST(it_is_the_day_of_the_servers_own_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
