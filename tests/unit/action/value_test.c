/* Replies are filled by the fields they declare, and a slip of the program is noticed. */
#include "action/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "action/field.h"

#define SUMMARY .summary = "A field of a test."

static const kith_field row[] = {
    {.name = "id", .type = KITH_ID, SUMMARY},
    {.name = "name", .type = KITH_TEXT, SUMMARY},
    {.name = "email", .type = KITH_TEXT, .flags = KITH_PERSONAL, SUMMARY},
    {0}};
static const kith_field gives[] = {
    {.name = "id", .type = KITH_ID, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "open", .type = KITH_BOOL, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "quorum", .type = KITH_FRACTION, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "notice", .type = KITH_DURATION, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "day", .type = KITH_DATE, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "state",
     .type = KITH_ONE_OF,
     .limits = "open|closed",
     .flags = KITH_OPTIONAL,
     SUMMARY},
    {.name = "cost", .type = KITH_MONEY, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "first", .type = KITH_RECORD, .parts = row, .flags = KITH_OPTIONAL, SUMMARY},
    {.name = "rows", .type = KITH_LIST, .parts = row, SUMMARY},
    {.name = "numbers", .type = KITH_INT, .flags = KITH_MANY | KITH_OPTIONAL, SUMMARY},
    {0}};

struct fixture {
    struct arena arena;
    struct reply reply;
    struct text out;
};

static int begin(void **state)
{
    static struct fixture fixture;
    fixture = (struct fixture){0};
    reply_start(&fixture.reply, &fixture.arena, gives);
    *state = &fixture;
    return 0;
}

static int end(void **state)
{
    struct fixture *fixture = *state;
    text_done(&fixture->out);
    arena_done(&fixture->arena);
    return 0;
}

static const char *print(struct fixture *fixture, uint32_t without)
{
    struct json_writer writer = {.out = &fixture->out};
    text_clear(&fixture->out);
    value_print_json(fixture->reply.root, without, &writer);
    return fixture->out.ptr;
}

static void fields_print_in_their_own_order_whatever_order_they_came_in(void **state)
{
    struct fixture *fixture = *state;
    struct reply *reply = &fixture->reply;
    reply_put_text(reply, "state", STR("closed"));
    reply_put_int(reply, "day", 0);
    reply_put_pair(reply, "notice", 86400000, 2);
    reply_put_pair(reply, "quorum", 4, 6);
    reply_put_int(reply, "cost", -1250);
    reply_put_int(reply, "open", 5);
    reply_put_int(reply, "id", 1);
    assert_string_equal(reply->fault, "");
    assert_string_equal(print(fixture, 0),
                        "{\"id\":\"0000000000001\",\"open\":true,\"quorum\":\"4/6\","
                        "\"notice\":\"P2M1D\",\"day\":\"1970-01-01\",\"state\":\"closed\","
                        "\"cost\":-1250,\"rows\":[]}");
    assert_int_equal(value_part(reply->root, "state")->number, 1);
}

static void the_id_zero_is_no_id_and_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    reply_put_int(&fixture->reply, "id", 0);
    assert_string_equal(fixture->reply.fault, "");
    assert_string_equal(print(fixture, 0), "{\"rows\":[]}");
}

static void rows_and_records_nest(void **state)
{
    struct fixture *fixture = *state;
    struct reply *reply = &fixture->reply;
    for (int64_t i = 1; i <= 2; i++) {
        reply_open(reply, "rows");
        reply_put_int(reply, "id", i);
        reply_put_text(reply, "name", STR("Ann"));
        reply_put_text(reply, "email", STR("ann@example.org"));
        reply_close(reply);
    }
    reply_open(reply, "first");
    reply_put_text(reply, "name", STR("Bo"));
    reply_close(reply);
    reply_put_int(reply, "numbers", 7);
    reply_put_int(reply, "numbers", 8);
    assert_string_equal(reply->fault, "");
    assert_string_equal(print(fixture, KITH_PERSONAL),
                        "{\"first\":{\"name\":\"Bo\"},\"rows\":[{\"id\":\"0000000000001\","
                        "\"name\":\"Ann\"},{\"id\":\"0000000000002\",\"name\":\"Ann\"}],"
                        "\"numbers\":[7,8]}");
    assert_non_null(strstr(print(fixture, 0), "ann@example.org"));
}

static void text_that_was_put_is_a_copy(void **state)
{
    struct fixture *fixture = *state;
    char name[] = "Ann";
    reply_open(&fixture->reply, "first");
    reply_put_text(&fixture->reply, "name", str_of(name));
    reply_close(&fixture->reply);
    name[0] = 'X';
    assert_string_equal(print(fixture, 0), "{\"first\":{\"name\":\"Ann\"},\"rows\":[]}");
}

static void put_undeclared(struct reply *reply)
{
    reply_put_int(reply, "nothing", 1);
}

static void put_number_into_text(struct reply *reply)
{
    reply_open(reply, "first");
    reply_put_int(reply, "name", 1);
}

static void put_unknown_word(struct reply *reply)
{
    reply_put_text(reply, "state", STR("ajar"));
}

static void put_twice(struct reply *reply)
{
    reply_put_int(reply, "open", 1);
    reply_put_int(reply, "open", 1);
}

static void put_pair_into_number(struct reply *reply)
{
    reply_put_pair(reply, "cost", 1, 2);
}

static void open_number(struct reply *reply)
{
    reply_open(reply, "cost");
}

static void close_too_much(struct reply *reply)
{
    reply_close(reply);
}

static void put_text_into_record(struct reply *reply)
{
    reply_put_text(reply, "first", STR("{}"));
}

static void a_slip_of_the_program_is_a_fault_and_nothing_more_is_put(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        void (*slip)(struct reply *reply);
        const char *fault;
    } slips[] = {
        {put_undeclared, "the reply's field nothing is not declared"},
        {put_number_into_text, "the reply's field name is not a number"},
        {put_unknown_word, "the reply's field state cannot hold the text put into it"},
        {put_twice, "the reply's field open is put twice"},
        {put_pair_into_number, "the reply's field cost is not a pair of numbers"},
        {open_number, "the reply's field cost is not a record or a list"},
        {close_too_much, "the reply closes more than it opened"},
        {put_text_into_record, "the reply's field first cannot hold the text put into it"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        struct reply *reply = &fixture->reply;
        reply_start(reply, &fixture->arena, gives);
        slips[i].slip(reply);
        assert_string_equal(reply->fault, slips[i].fault);
        reply_put_int(reply, "day", 1);
        reply_open(reply, "rows");
        reply_close(reply);
        assert_string_equal(reply->fault, slips[i].fault);
        assert_false(value_part(reply->root, "day")->given);
    }
}

static void a_reply_of_an_action_that_gives_nothing_is_empty(void **state)
{
    struct fixture *fixture = *state;
    reply_start(&fixture->reply, &fixture->arena, NULL);
    assert_string_equal(print(fixture, 0), "{}");
    reply_put_int(&fixture->reply, "id", 1);
    assert_string_not_equal(fixture->reply.fault, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_print_in_their_own_order_whatever_order_they_came_in,
                                        begin, end),
        cmocka_unit_test_setup_teardown(the_id_zero_is_no_id_and_is_left_out, begin, end),
        cmocka_unit_test_setup_teardown(rows_and_records_nest, begin, end),
        cmocka_unit_test_setup_teardown(text_that_was_put_is_a_copy, begin, end),
        cmocka_unit_test_setup_teardown(a_slip_of_the_program_is_a_fault_and_nothing_more_is_put,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_reply_of_an_action_that_gives_nothing_is_empty, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
