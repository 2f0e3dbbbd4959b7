/* Looks: who saw whose data, as a kind of viewer, to the hour. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/look.h"

static void add(struct model *in, struct actor viewer, int64_t subject)
{
    assert_int_equal(look_add(in, &viewer, "person.show", subject), OK);
}

static void note(void *self, const struct look *look)
{
    char *noted = self;
    size_t len = strlen(noted);
    snprintf(noted + len, 60, "%.*s %.*s %lld\n", STR_ARGS(look->viewer), STR_ARGS(look->action),
             (long long)look->hour);
}

static void a_look_tells_the_kind_of_viewer_and_the_hour_and_no_more(void **state)
{
    struct model *in = IN(state);
    struct page page = {.limit = 10};
    char noted[200] = "";
    add(in, (struct actor){.kind = ACTOR_ADMINISTRATOR}, 1);
    in->now_ms += HOUR_MS;
    add(in, (struct actor){.kind = ACTOR_PLUGIN, .name = "mail"}, 1);
    in->now_ms += 30 * MINUTE_MS;
    add(in, (struct actor){.kind = ACTOR_PERSON, .person = 7}, 1);
    add(in, (struct actor){.kind = ACTOR_ADMINISTRATOR}, 2);
    assert_int_equal(look_page(in, 1, &page, note, noted), OK);
    assert_string_equal(noted, "person person.show 498683\n"
                               "plugin person.show 498682\n"
                               "administrator person.show 498681\n");
}

static void who_speaks_for_a_person_is_an_administrator(void **state)
{
    struct model *in = IN(state);
    struct page page = {.limit = 10};
    char noted[200] = "";
    add(in, (struct actor){.kind = ACTOR_PERSON, .person = 7, .spoken_for = true}, 1);
    assert_int_equal(look_page(in, 1, &page, note, noted), OK);
    assert_string_equal(noted, "administrator person.show 498681\n");
}

static void a_page_goes_on_from_the_last_look(void **state)
{
    struct model *in = IN(state);
    struct page page = {.limit = 2};
    char noted[200] = "";
    for (int i = 0; i < 3; i++)
        add(in, (struct actor){.kind = ACTOR_ADMINISTRATOR}, 1);
    assert_int_equal(look_page(in, 1, &page, note, noted), OK);
    assert_true(page.more);
    page = (struct page){
        .after = model_count(in, "SELECT id FROM look ORDER BY id LIMIT 1 OFFSET 1"), .limit = 2};
    noted[0] = '\0';
    assert_int_equal(look_page(in, 1, &page, note, noted), OK);
    assert_string_equal(noted, "administrator person.show 498681\n");
    assert_false(page.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_look_tells_the_kind_of_viewer_and_the_hour_and_no_more),
        MODEL_TEST(who_speaks_for_a_person_is_an_administrator),
        MODEL_TEST(a_page_goes_on_from_the_last_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
