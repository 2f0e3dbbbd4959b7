/* JSON: what is read, what is refused and where, and that writing gives back what was read. */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct json *read_right(const char *text)
{
    struct error error = {0};
    struct json *json = json_parse(str_of(text), &error);
    if (!json)
        fail_msg("%s: %s", text, error.message);
    return json;
}

/* A right text and how it is written again. */
static void assert_rewritten(const char *text, const char *expected)
{
    struct json *json = read_right(text);
    struct text out = {0};
    struct json_writer writer = {.out = &out};
    json_put(&writer, json);
    assert_string_equal(out.ptr, expected);
    text_done(&out);
    json_free(json);
}

static void right_json_is_read_and_written_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "null",
        "true",
        "[]",
        "{}",
        "0",
        "-1",
        "\"\"",
        "9007199254740991",
        "-9007199254740991",
        "[[],[[]],{\"a\":{}}]",
        "{\"\":1,\"a\":[true,false,null,\"x\",{\"b\":-7}],\"A\":2}",
        "\"Zo\u00eb \u674e \U0001f600\"",
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_rewritten(texts[i], texts[i]);
}

static void other_spellings_of_the_same_are_read(void **state)
{
    (void)state;
    assert_rewritten(" \t\r\n[ 1 ,\n2 ] ", "[1,2]");
    assert_rewritten("{ \"a\" : 1 , \"b\" : { } }", "{\"a\":1,\"b\":{}}");
    assert_rewritten("\"\\u0041\\u00e9\\u674E\\ud83d\\uDE00\\/\"", "\"A\u00e9\u674e\U0001f600/\"");
    assert_rewritten("-0", "0");
    assert_rewritten("[1e3,1E+3,1.0,10e-1,0.0e9999,1.50e1]", "[1000,1000,1,1,0,15]");
    assert_rewritten("9007199254740991.000", "9007199254740991");
    assert_rewritten("900719925474099100e-2", "9007199254740991");
}

struct wrong {
    const char *text, *byte, *reason;
};

static const struct wrong wrongs[] = {
    {"", "byte 1:", "value is expected"},
    {"  ", "byte 3:", "value is expected"},
    {"[1,]", "byte 4:", "value is expected"},
    {"[1 2]", "byte 4:", "comma or ]"},
    {"[1", "byte 3:", "comma or ]"},
    {"{\"a\":1", "byte 7:", "comma or }"},
    {"{\"a\" 1}", "byte 6:", "colon"},
    {"{\"a\":1,}", "byte 8:", "name in quotes"},
    {"{a:1}", "byte 2:", "name in quotes"},
    {"{'a':1}", "byte 2:", "name in quotes"},
    {"{1:1}", "byte 2:", "name in quotes"},
    {"[1]]", "byte 4:", "nothing may follow"},
    {"1 1", "byte 3:", "nothing may follow"},
    {"nul", "byte 1:", "value is expected"},
    {"nulL", "byte 1:", "value is expected"},
    {"True", "byte 1:", "value is expected"},
    {"NaN", "byte 1:", "value is expected"},
    {"[1,/**/2]", "byte 4:", "value is expected"},
    {"\xEF\xBB\xBF{}", "byte 1:", "byte order mark"},
    {"\"a", "byte 1:", "no closing quote"},
    {"\"a\\\"", "byte 1:", "no closing quote"},
    {"\"a\nb\"", "byte 3:", "control character"},
    {"\"\x01\"", "byte 2:", "control character"},
    {"\"\\x\"", "byte 2:", "escape is not known"},
    {"\"\\", "byte 2:", "escape is not known"},
    {"\"\\u12\"", "byte 2:", "four hexadecimal"},
    {"\"\\u12g4\"", "byte 2:", "four hexadecimal"},
    {"\"\\u0000\"", "byte 2:", "\\u0000"},
    {"\"\\ud800\"", "byte 2:", "half a character"},
    {"\"\\udc00\"", "byte 2:", "half a character"},
    {"\"\\ud800\\u0041\"", "byte 2:", "half a character"},
    {"\"\\ud800\\ud800\"", "byte 2:", "half a character"},
    {"\"\xff\"", "byte 2:", "not UTF-8"},
    {"\"\xed\xa0\x80\"", "byte 2:", "not UTF-8"},
    {"\"\xc0\xaf\"", "byte 2:", "not UTF-8"},
    {"\"\xe2\x82", "byte 2:", "not UTF-8"},
    {"{\"\xff\":1}", "byte 3:", "not UTF-8"},
    {"01", "byte 1:", "start with 0"},
    {"-01", "byte 1:", "start with 0"},
    {"-", "byte 1:", "needs a digit"},
    {"+1", "byte 1:", "value is expected"},
    {".5", "byte 1:", "value is expected"},
    {"1.", "byte 3:", "needs a digit"},
    {"1e", "byte 3:", "needs a digit"},
    {"1e+", "byte 4:", "needs a digit"},
    {"0x10", "byte 2:", "nothing may follow"},
    {"1.5", "byte 1:", "whole numbers"},
    {"[1,0.1]", "byte 4:", "whole numbers"},
    {"1e-1", "byte 1:", "whole numbers"},
    {"9007199254740991.4", "byte 1:", "whole numbers"},
    {"9007199254740992", "byte 1:", "in quotes"},
    {"-9007199254740992", "byte 1:", "in quotes"},
    {"123456789012345678901234567890", "byte 1:", "in quotes"},
    {"1e16", "byte 1:", "in quotes"},
    {"1e99999999999", "byte 1:", "in quotes"},
    {"1.0000000000000000000000000000000000000000000000000000000000000", "byte 1:", "too long"},
};

static void wrong_json_is_refused_with_its_place_and_the_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrongs / sizeof wrongs[0]; i++) {
        struct error error = {0};
        struct json *json = json_parse(str_of(wrongs[i].text), &error);
        if (json || error.code != ERROR_WRONG || !strstr(error.message, wrongs[i].byte) ||
            !strstr(error.message, wrongs[i].reason))
            fail_msg("%s gave \"%s\"", wrongs[i].text, error.message);
    }
}

static void a_nul_anywhere_is_refused(void **state)
{
    (void)state;
    assert_null(json_parse((struct str){"1\0", 2}, NULL));
    assert_null(json_parse((struct str){"\0", 1}, NULL));
    assert_null(json_parse((struct str){"\"a\0\"", 4}, NULL));
    assert_null(json_parse((struct str){"\"\\\0\"", 4}, NULL));
    assert_null(json_parse((struct str){"[1\0]", 4}, NULL));
    assert_null(json_parse((struct str){NULL, 0}, NULL));
}

static void thirty_two_levels_are_read_and_no_more(void **state)
{
    (void)state;
    char text[80] = "";
    struct error error = {0};
    memset(text, '[', 32);
    memset(text + 32, ']', 32);
    json_free(read_right(text));
    memset(text, '[', 33);
    memset(text + 33, ']', 33);
    assert_null(json_parse(str_of(text), &error));
    assert_non_null(strstr(error.message, "32 levels"));
    assert_non_null(strstr(error.message, "byte 33"));
}

static void a_name_that_stands_twice_is_refused_at_any_depth(void **state)
{
    (void)state;
    struct error error = {0};
    assert_null(json_parse(STR("{\"a\":1,\"b\":2,\"a\":3}"), &error));
    assert_int_equal(error.code, ERROR_WRONG);
    assert_string_equal(error.field, "a");
    assert_null(json_parse(STR("[0,{\"x\":{\"name\":1,\"\\u006eame\":1}}]"), &error));
    assert_string_equal(error.field, "name");
    json_free(read_right("{\"a\":1,\"A\":2,\"b\":{\"a\":1}}"));
}

/* Comparing each name with each would take minutes here. */
static void a_hundred_thousand_names_are_compared_quickly(void **state)
{
    (void)state;
    struct text text = {0};
    struct error error = {0};
    text_add_char(&text, '{');
    for (int i = 0; i < 100000; i++)
        text_print(&text, "\"n%d\":%d,", i, i);
    text_add(&text, STR("\"last\":1}"));
    struct json *json = json_parse(text_str(&text), &error);
    assert_non_null(json);
    assert_int_equal(json_int(json_member(json, "n99999")), 99999);
    json_free(json);
    text.len -= strlen("\"last\":1}");
    text_add(&text, STR("\"n5\":1}"));
    assert_null(json_parse(text_str(&text), &error));
    assert_string_equal(error.field, "n5");
    text_done(&text);
}

static void values_are_reached_by_name_and_in_order(void **state)
{
    (void)state;
    struct json *json = read_right("{\"n\":-5,\"t\":\"hi\",\"y\":true,\"l\":[1,\"2\"],\"z\":null}");
    assert_int_equal(json_type(json), JSON_OBJECT);
    assert_int_equal(json_int(json_member(json, "n")), -5);
    assert_true(str_is(json_text(json_member(json, "t")), "hi"));
    assert_true(json_bool(json_member(json, "y")));
    assert_int_equal(json_type(json_member(json, "z")), JSON_NULL);
    assert_null(json_member(json, "N"));
    assert_null(json_member(json, "missing"));
    assert_true(str_is(json_name(json_next(json_first(json))), "t"));
    const struct json *list = json_member(json, "l");
    assert_int_equal(json_type(list), JSON_LIST);
    assert_int_equal(json_type(json_first(list)), JSON_INT);
    assert_int_equal(json_type(json_next(json_first(list))), JSON_TEXT);
    assert_null(json_next(json_next(json_first(list))));
    assert_null(json_member(list, "n"));
    json_free(json);
    json_free(NULL);
}

static void writing_takes_care_of_commas_and_quotes(void **state)
{
    (void)state;
    struct text out = {0};
    struct json_writer writer = {.out = &out};
    json_open(&writer, '{');
    json_key(&writer, "id");
    json_put_int(&writer, INT64_MIN);
    json_key(&writer, "li\"st");
    json_open(&writer, '[');
    json_put_bool(&writer, true);
    json_put_null(&writer);
    json_put_text(&writer, STR("a\"b\\c\n\x1f"));
    json_open(&writer, '[');
    json_close(&writer, ']');
    json_put_raw(&writer, STR("{\"x\":1}"));
    json_close(&writer, ']');
    json_key(&writer, "edge");
    json_put_int(&writer, 9007199254740991);
    json_key(&writer, "over");
    json_put_int(&writer, 9007199254740992);
    json_close(&writer, '}');
    assert_string_equal(out.ptr, "{\"id\":\"-9223372036854775808\",\"li\\\"st\":[true,null,"
                                 "\"a\\\"b\\\\c\\n\\u001f\",[],{\"x\":1}],"
                                 "\"edge\":9007199254740991,\"over\":\"9007199254740992\"}");
    json_free(read_right(out.ptr));
    text_done(&out);
}

/* Every text that is one byte away from a right one is read or refused, never anything else;
 * what is read is written and read again the same. */
static void damaged_json_never_does_harm(void **state)
{
    (void)state;
    const char right[] = "{\"a\":[1,-2.0e1,true,null],\"\\ud83d\\ude00\":\"\u00e9\\n\",\"b\":{}}";
    char text[sizeof right];
    int refused = 0;
    for (size_t at = 0; at < sizeof right - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            memcpy(text, right, sizeof right);
            text[at] = (char)byte;
            struct json *json = json_parse((struct str){text, sizeof right - 1}, NULL);
            refused += !json;
            if (!json)
                continue;
            struct text once = {0}, twice = {0};
            struct json_writer writer = {.out = &once}, second = {.out = &twice};
            json_put(&writer, json);
            json_free(json);
            json = read_right(once.ptr);
            json_put(&second, json);
            assert_string_equal(once.ptr, twice.ptr);
            json_free(json);
            text_done(&once);
            text_done(&twice);
        }
        char *cut = malloc(at ? at : 1); /* so that reading past the end is seen */
        memcpy(cut, right, at);
        assert_null(json_parse((struct str){cut, at}, NULL));
        free(cut);
    }
    assert_true(refused > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_json_is_read_and_written_the_same),
        cmocka_unit_test(other_spellings_of_the_same_are_read),
        cmocka_unit_test(wrong_json_is_refused_with_its_place_and_the_reason),
        cmocka_unit_test(a_nul_anywhere_is_refused),
        cmocka_unit_test(thirty_two_levels_are_read_and_no_more),
        cmocka_unit_test(a_name_that_stands_twice_is_refused_at_any_depth),
        cmocka_unit_test(a_hundred_thousand_names_are_compared_quickly),
        cmocka_unit_test(values_are_reached_by_name_and_in_order),
        cmocka_unit_test(writing_takes_care_of_commas_and_quotes),
        cmocka_unit_test(damaged_json_never_does_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
