/* The release ledger: what was shown stands for ever, sealed, and the next is judged by it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "model/ledger.h"

enum { NETWORK = 7, PLACE = 4711 };

static const struct release_topic allies = {{"kind=ally", 9}, {"place", 5}};
static const struct release_topic everybody = {{"", 0}, {"place", 5}};

static int release(struct model *in, int64_t network, const struct release_topic *topic,
                   int64_t people, struct release_list *ret_list)
{
    struct release_people groups[] = {{PLACE, people}};
    struct release_census today = {
        .groups = groups, .count = 1, .elsewhere = 50, .day = clock_day(in->now_ms)};

    return ledger_release(in, network, topic, suppress_preset_find(STR("membership")), &today,
                          ret_list);
}

static int64_t shown(const struct release_list *list)
{
    return release_show_group(suppress_preset_find(STR("membership")), list, PLACE).shown;
}

static int64_t rows(struct model *in)
{
    return model_count(in, "SELECT count(*) FROM released");
}

static void what_was_never_counted_has_not_begun(void **state)
{
    struct release_list list;

    assert_int_equal(ledger_read(IN(state), NETWORK, &allies, &list), OK);
    assert_false(list.begun);
    assert_int_equal(list.count, 0);
}

static void what_was_released_is_read_again_until_enough_has_changed(void **state)
{
    struct model *in = IN(state);
    struct release_list list;

    assert_int_equal(release(in, NETWORK, &allies, 20, &list), OK);
    int32_t day = clock_day(in->now_ms);
    in->now_ms += 7 * (int64_t)DAY_MS;
    assert_int_equal(release(in, NETWORK, &allies, 29, &list), OK);
    assert_int_equal(rows(in), 1);
    assert_int_equal(ledger_read(in, NETWORK, &allies, &list), OK);
    assert_int_equal(shown(&list), 20);
    assert_int_equal(list.day, day);
    assert_int_equal(release(in, NETWORK, &allies, 30, &list), OK);
    assert_int_equal(ledger_read(in, NETWORK, &allies, &list), OK);
    assert_int_equal(shown(&list), 30);
    assert_int_equal(list.day, day + 7);
    assert_int_equal(rows(in), 2);
}

static void networks_and_topics_are_kept_apart(void **state)
{
    struct model *in = IN(state);
    const struct release_topic members = {STR("kind=member"), STR("place")};
    struct release_list list;

    assert_int_equal(release(in, NETWORK, &allies, 20, &list), OK);
    assert_int_equal(release(in, NETWORK, &members, 25, &list), OK);
    assert_int_equal(release(in, NETWORK + 1, &everybody, 35, &list), OK);
    assert_int_equal(ledger_read(in, NETWORK, &allies, &list), OK);
    assert_int_equal(shown(&list), 20);
    assert_int_equal(ledger_read(in, NETWORK, &members, &list), OK);
    assert_int_equal(shown(&list), 25);
}

static void what_could_be_subtracted_from_an_earlier_release_is_refused(void **state)
{
    struct model *in = IN(state);
    struct release_list list;

    assert_int_equal(release(in, NETWORK, &allies, 20, &list), OK);
    assert_int_equal(release(in, NETWORK, &everybody, 25, &list), ERROR_CLASH);
    assert_non_null(strstr(in->error->message, "kind=ally"));
    assert_int_equal(rows(in), 1);
}

static void find_number(void *self, const char *table, const struct query *row, int column)
{
    if (strcmp(table, "released") == 0 &&
        (column_holds(row, column, PLACE) || column_holds(row, column, *(int64_t *)self))) {
        fail_msg("column %d of released tells a place or a count", column);
    }
}

static void without_the_key_nobody_reads_a_count_or_of_which_place_it_is(void **state)
{
    struct model *in = IN(state);
    struct release_list list;
    int64_t people = 123456;

    assert_int_equal(release(in, NETWORK, &allies, people, &list), OK);
    model_each_column(in, find_number, &people);
}

static void a_row_that_was_put_in_the_place_of_another_shows_nothing(void **state)
{
    struct model *in = IN(state);
    struct release_list list;

    assert_int_equal(release(in, NETWORK, &allies, 20, &list), OK);
    assert_int_equal(release(in, NETWORK + 1, &allies, 80, &list), OK);
    model_run(in, "UPDATE released SET body = (SELECT body FROM released WHERE network = 8)"
                  " WHERE network = 7");
    assert_int_equal(ledger_read(in, NETWORK, &allies, &list), ERROR_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(what_was_never_counted_has_not_begun),
        MODEL_TEST(what_was_released_is_read_again_until_enough_has_changed),
        MODEL_TEST(networks_and_topics_are_kept_apart),
        MODEL_TEST(what_could_be_subtracted_from_an_earlier_release_is_refused),
        MODEL_TEST(without_the_key_nobody_reads_a_count_or_of_which_place_it_is),
        MODEL_TEST(a_row_that_was_put_in_the_place_of_another_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
