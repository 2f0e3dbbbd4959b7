/* A majority is read from one line as people write it, and what can never be met is refused. */
#include "model/quorum/majority.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void expect(const char *line, const char *words)
{
    struct arena arena = {0};
    struct error error = {0};
    struct majority_rule rule, again;
    assert_int_equal(majority_parse(str_of(line), &arena, &rule, &error), OK);
    struct str printed = majority_words(&rule, &arena);
    assert_string_equal(arena_copy(&arena, printed), words);
    assert_int_equal(majority_parse(printed, &arena, &again, &error), OK);
    assert_memory_equal(&rule, &again, sizeof rule);
    arena_done(&arena);
}

static void a_line_is_read_as_people_write_it_and_what_is_said_of_it_reads_the_same(void **state)
{
    (void)state;
    expect("two thirds of votes", "two thirds of the votes");
    expect("Two Thirds of the votes cast", "two thirds of the votes");
    expect("more than half of votes", "more than half of the votes");
    expect("60% of all who may vote", "60% of the people who may vote");
    expect("3/5 of votes, abstentions count", "three fifths of the votes, abstentions among them");
    expect("three quarters of the seats", "three quarters of the seats");
    expect("a third of members", "a third of the members");
    expect("half of members without allies", "half of the members without allies");
    expect("all of the members", "all of the members");
}

static void refuse(const char *line, const char *part)
{
    struct arena arena = {0};
    struct error error = {0};
    struct majority_rule rule;
    assert_int_equal(majority_parse(str_of(line), &arena, &rule, &error), ERROR_WRONG);
    assert_string_equal(error.field, "majority");
    assert_non_null(strstr(error.message, part));
    arena_done(&arena);
}

static void what_cannot_be_read_or_never_be_met_is_refused_with_the_remedy(void **state)
{
    (void)state;
    refuse("", "The rule ends too soon");
    refuse("many of votes", "\"many\" cannot be read: a part such as");
    refuse("two thirds", "ends too soon: \"of\" was expected");
    refuse("two thirds votes", "\"votes\" cannot be read: \"of\" was expected");
    refuse("two thirds of chairs", "\"chairs\" cannot be read: votes, all who may vote");
    refuse("two thirds of votes or so", "\"or\" cannot be read: the end");
    refuse("two thirds of votes, abstentions count twice", "\"twice\" cannot be read: the end");
    refuse("half of members, abstentions count", "leave \"abstentions\" out");
    refuse("4/3 of votes", "A majority is a part above nothing and at most all");
    refuse("0/3 of votes", "A majority is a part above nothing and at most all");
    refuse("1/0 of votes", "cannot be read: a part");
    refuse("more than all of votes", "More than all can never vote for it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_read_as_people_write_it_and_what_is_said_of_it_reads_the_same),
        cmocka_unit_test(what_cannot_be_read_or_never_be_met_is_refused_with_the_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
