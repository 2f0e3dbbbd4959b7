/* Lines of the control door: what is taken, and what each kind of wrong one is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "control/request.h"

static void every_member_is_taken(void **state)
{
    struct request request;
    struct error error = {0};
    (void)state;
    int err = request_parse(STR("{\"id\":7,\"action\":\"place.add\",\"with\":{\"name\":\"Leeds\"},"
                                "\"as\":\"0000000000001\",\"key\":\"k1\",\"dry_run\":true,"
                                "\"token\":\"t1\",\"files\":2}"),
                            &request, &error);
    assert_int_equal(err, OK);
    assert_int_equal(json_int(request.id), 7);
    assert_true(str_is(request.action, "place.add"));
    assert_true(str_is(json_text(json_member(request.with, "name")), "Leeds"));
    assert_int_equal(request.as, 1);
    assert_true(str_is(request.key, "k1"));
    assert_true(str_is(request.token, "t1"));
    assert_true(request.dry_run);
    assert_int_equal(request.files, 2);
    request_done(&request);
}

static void an_id_and_an_action_are_enough(void **state)
{
    struct request request;
    (void)state;
    assert_int_equal(
        request_parse(STR("{\"action\":\"server.status\",\"id\":\"a\"}"), &request, NULL), OK);
    assert_true(str_is(json_text(request.id), "a"));
    assert_null(request.with);
    assert_int_equal(request.as, 0);
    assert_int_equal(request.files, 0);
    assert_false(request.dry_run);
    request_done(&request);
}

static void a_wrong_line_is_told_its_member_and_keeps_its_id(void **state)
{
    static const struct {
        const char *line, *field;
        bool has_id;
    } wrong[] = {
        {"", "", false},
        {"not json", "", false},
        {"[1]", "", false},
        {"{\"id\":1,\"action\":\"a.b\"} {}", "", false},
        {"{\"action\":\"a.b\"}", "id", false},
        {"{\"id\":null,\"action\":\"a.b\"}", "id", false},
        {"{\"id\":{},\"action\":\"a.b\"}", "id", false},
        {"{\"id\":\"12345678901234567890123456789012345678901234567890123456789012345\","
         "\"action\":\"a.b\"}",
         "id", false},
        {"{\"id\":1}", "action", true},
        {"{\"id\":1,\"action\":5}", "action", true},
        {"{\"id\":1,\"action\":\"\"}", "action", true},
        {"{\"id\":1,\"action\":\"a.b\",\"with\":[]}", "with", true},
        {"{\"id\":1,\"action\":\"a.b\",\"with\":null}", "with", true},
        {"{\"id\":1,\"action\":\"a.b\",\"as\":\"me\"}", "as", true},
        {"{\"id\":1,\"action\":\"a.b\",\"as\":1}", "as", true},
        {"{\"id\":1,\"action\":\"a.b\",\"key\":1}", "key", true},
        {"{\"id\":1,\"action\":\"a.b\",\"key\":\"\"}", "key", true},
        {"{\"id\":1,\"action\":\"a.b\",\"token\":\"\"}", "token", true},
        {"{\"id\":1,\"action\":\"a.b\",\"dry_run\":1}", "dry_run", true},
        {"{\"id\":1,\"action\":\"a.b\",\"files\":9}", "files", true},
        {"{\"id\":1,\"action\":\"a.b\",\"files\":-1}", "files", true},
        {"{\"name\":\"x\",\"id\":1,\"action\":\"a.b\"}", "name", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct request request;
        struct error error = {0};
        assert_int_equal(request_parse(str_of(wrong[i].line), &request, &error), ERROR_WRONG);
        assert_string_equal(error.field, wrong[i].field);
        assert_string_not_equal(error.message, "");
        assert_int_equal(request.id != NULL, wrong[i].has_id);
        request_done(&request);
    }
}

static void a_misspelt_member_is_told_the_nearest(void **state)
{
    struct request request;
    struct error error = {0};
    (void)state;
    request_parse(STR("{\"id\":1,\"acton\":\"a.b\"}"), &request, &error);
    assert_non_null(strstr(error.message, "Did you mean \"action\"?"));
    request_done(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_member_is_taken),
        cmocka_unit_test(an_id_and_an_action_are_enough),
        cmocka_unit_test(a_wrong_line_is_told_its_member_and_keeps_its_id),
        cmocka_unit_test(a_misspelt_member_is_told_the_nearest),
    };
    return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
