/* The bar: what is drawn of a job's progress. */
#include "control/kith_bar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct draw_case {
    const char *progress;
    size_t width;
    const char *expected;
};

static void progress_is_drawn_with_its_numbers_and_note(void **state)
{
    static const struct draw_case cases[] = {
        {"{\"done\":0,\"total\":4}", 80, "[........................] 0 of 4"},
        {"{\"done\":1,\"total\":2,\"note\":\"people\"}", 80,
         "[############............] 1 of 2  people"},
        {"{\"done\":4,\"total\":4}", 80, "[########################] 4 of 4"},
        {"{\"done\":9,\"total\":4}", 80, "[########################] 9 of 4"},
        {"{\"done\":7,\"total\":0}", 80, "7"},
        {"{\"done\":1,\"total\":2,\"note\":\"people\"}", 0, "1 of 2  people"},
        {"{\"done\":1,\"total\":2,\"note\":\"people\"}", 30,
         "[############............] 1 \xE2\x80\xA6"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json *progress = json_parse(str_of(cases[i].progress), NULL);
        struct text out = {0};

        bar_draw(progress, (struct layout_view){.width = cases[i].width}, &out);
        assert_string_equal(out.ptr, cases[i].expected);
        text_done(&out);
        json_free(progress);
    }
}

static void hostile_progress_does_no_harm(void **state)
{
    static const struct draw_case cases[] = {
        {"{}", 80, "0"},
        {"{\"done\":\"x\",\"total\":[],\"note\":7}", 80, "0"},
        {"{\"done\":-5,\"total\":-1}", 80, "0"},
        {"{\"done\":9007199254740991,\"total\":9007199254740991,\"note\":\"\\u001b[2J\"}", 80,
         "[########################] 9007199254740991 of 9007199254740991  ?[2J"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json *progress = json_parse(str_of(cases[i].progress), NULL);
        struct text out = {0};

        bar_draw(progress, (struct layout_view){.width = cases[i].width}, &out);
        assert_string_equal(out.ptr, cases[i].expected);
        text_done(&out);
        json_free(progress);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_is_drawn_with_its_numbers_and_note),
        cmocka_unit_test(hostile_progress_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
