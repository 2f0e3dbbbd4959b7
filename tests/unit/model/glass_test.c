/* Breaking the glass: who is a keeper and when, who may decide, and when it is over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "model/glass.h"
#include "model/person.h"

#define REASON "Nobody has seen her since Monday, and her flat is empty."

/* Two keepers by now, a person of whom is asked, and an hour that is none of the limits. */
struct scene {
    struct model *in;
    int64_t ada, ben, cy;
};

static int64_t person(struct model *in, const char *name)
{
    struct person person = {.given_name = str_of(name), .job = STR("")};
    assert_int_equal(person_add(in, &person), OK);
    return person.id;
}

static int64_t keep(struct model *in, int64_t person)
{
    struct glass_keeper keeper = {.person = person};
    assert_int_equal(glass_keep(in, &keeper), OK);
    return keeper.from_at;
}

static struct scene scene_set(void **state)
{
    struct model *in = IN(state);
    struct scene scene = {in, person(in, "Ada"), person(in, "Ben"), person(in, "Cy")};
    keep(in, scene.ada);
    keep(in, scene.ben);
    in->now_ms += 8 * (int64_t)DAY_MS;
    return scene;
}

static struct glass ask(const struct scene *scene)
{
    struct glass glass = {.asker = scene->ada, .subject = scene->cy, .reason = STR(REASON)};
    assert_int_equal(glass_ask(scene->in, &glass), OK);
    return glass;
}

static bool is_keeper(struct model *in, int64_t person)
{
    bool keeper;
    assert_int_equal(glass_is_keeper(in, person, &keeper), OK);
    return keeper;
}

static void assert_state(const struct scene *scene, int64_t id, const char *state)
{
    struct glass glass;
    assert_int_equal(glass_read(scene->in, id, &glass), OK);
    assert_string_equal(glass_state(scene->in, &glass), state);
}

/* ---- keepers ---- */

static void a_keeper_is_one_seven_days_later_and_not_a_moment_before(void **state)
{
    struct model *in = IN(state);
    int64_t ada = person(in, "Ada");
    assert_int_equal(keep(in, ada), MODEL_NOW + 7 * (int64_t)DAY_MS);
    in->now_ms = MODEL_NOW + 7 * (int64_t)DAY_MS - 1;
    assert_false(is_keeper(in, ada));
    in->now_ms++;
    assert_true(is_keeper(in, ada));
    assert_false(is_keeper(in, person(in, "Ben")));
}

static void nobody_is_named_twice_and_released_twice(void **state)
{
    struct model *in = IN(state);
    struct glass_keeper again = {.person = person(in, "Ada")};
    keep(in, again.person);
    assert_model_fails(in, glass_keep(in, &again), ERROR_CLASH, "person");
    assert_int_equal(glass_release(in, again.person), OK);
    assert_model_fails(in, glass_release(in, again.person), ERROR_MISSING, "person");
    assert_false(is_keeper(in, again.person));
}

static void a_keeper_who_can_be_signed_in_anew_waits_seven_days_again(void **state)
{
    struct scene scene = scene_set(state);
    assert_true(is_keeper(scene.in, scene.ada));
    assert_int_equal(glass_settle_again(scene.in, scene.ada), OK);
    assert_int_equal(glass_settle_again(scene.in, scene.cy), OK);
    assert_false(is_keeper(scene.in, scene.ada));
    assert_true(is_keeper(scene.in, scene.ben));
    scene.in->now_ms += 7 * (int64_t)DAY_MS;
    assert_true(is_keeper(scene.in, scene.ada));
    assert_false(is_keeper(scene.in, scene.cy));
}

/* ---- two people ---- */

static void what_was_asked_is_read_back_whole(void **state)
{
    struct scene scene = scene_set(state);
    struct glass asked = ask(&scene), read;
    assert_int_equal(glass_read(scene.in, asked.id, &read), OK);
    assert_int_equal(read.asker, scene.ada);
    assert_int_equal(read.subject, scene.cy);
    assert_int_equal(read.decider, 0);
    assert_true(str_is(read.reason, REASON));
    assert_int_equal(read.asked_at, scene.in->now_ms);
    assert_state(&scene, asked.id, "asked");
}

static void nobody_asks_about_themself_or_about_nobody(void **state)
{
    struct scene scene = scene_set(state);
    struct glass self = {.asker = scene.ada, .subject = scene.ada, .reason = STR(REASON)};
    struct glass nobody = {.asker = scene.ada, .subject = 12345, .reason = STR(REASON)};
    assert_model_fails(scene.in, glass_ask(scene.in, &self), ERROR_REFUSED, "person");
    assert_model_fails(scene.in, glass_ask(scene.in, &nobody), ERROR_MISSING, "person");
    assert_int_equal(model_count(scene.in, "SELECT count(*) FROM glass"), 0);
}

static void neither_who_asked_nor_the_person_concerned_decides(void **state)
{
    struct scene scene = scene_set(state);
    struct glass glass = ask(&scene);
    assert_model_fails(scene.in, glass_decide(scene.in, &glass, scene.ada, "agreed"), ERROR_REFUSED,
                       "glass");
    assert_model_fails(scene.in, glass_decide(scene.in, &glass, scene.cy, "refused"), ERROR_REFUSED,
                       "glass");
    assert_state(&scene, glass.id, "asked");
}

static void it_is_decided_once(void **state)
{
    struct scene scene = scene_set(state);
    struct glass glass = ask(&scene);
    assert_int_equal(glass_decide(scene.in, &glass, scene.ben, "refused"), OK);
    assert_state(&scene, glass.id, "refused");
    assert_model_fails(scene.in, glass_decide(scene.in, &glass, scene.ben, "agreed"), ERROR_CLASH,
                       "glass");
    assert_state(&scene, glass.id, "refused");
}

static void only_who_asked_may_look_and_only_once_it_is_agreed(void **state)
{
    struct scene scene = scene_set(state);
    struct glass glass = ask(&scene);
    assert_model_fails(scene.in, glass_may_look(scene.in, &glass, scene.ada), ERROR_REFUSED,
                       "glass");
    assert_int_equal(glass_decide(scene.in, &glass, scene.ben, "agreed"), OK);
    assert_int_equal(glass_may_look(scene.in, &glass, scene.ada), OK);
    assert_model_fails(scene.in, glass_may_look(scene.in, &glass, scene.ben), ERROR_REFUSED,
                       "glass");
    struct glass refused = ask(&scene);
    assert_int_equal(glass_decide(scene.in, &refused, scene.ben, "refused"), OK);
    assert_model_fails(scene.in, glass_may_look(scene.in, &refused, scene.ada), ERROR_REFUSED,
                       "glass");
}

/* ---- time ---- */

static void what_was_agreed_is_over_after_a_day(void **state)
{
    struct scene scene = scene_set(state);
    struct glass glass = ask(&scene);
    assert_int_equal(glass_decide(scene.in, &glass, scene.ben, "agreed"), OK);
    assert_int_equal(glass_until(&glass), scene.in->now_ms + DAY_MS);
    scene.in->now_ms += DAY_MS - 1;
    assert_int_equal(glass_may_look(scene.in, &glass, scene.ada), OK);
    scene.in->now_ms++;
    assert_state(&scene, glass.id, "expired");
    assert_model_fails(scene.in, glass_may_look(scene.in, &glass, scene.ada), ERROR_REFUSED,
                       "glass");
}

static void what_nobody_agrees_to_expires_after_seven_days(void **state)
{
    struct scene scene = scene_set(state);
    struct glass glass = ask(&scene);
    scene.in->now_ms += 7 * (int64_t)DAY_MS - 1;
    assert_state(&scene, glass.id, "asked");
    scene.in->now_ms++;
    assert_state(&scene, glass.id, "expired");
    assert_model_fails(scene.in, glass_decide(scene.in, &glass, scene.ben, "agreed"), ERROR_CLASH,
                       "glass");
}

/* ---- who sees it ---- */

static void keepers_see_all_but_what_is_asked_about_themselves(void **state)
{
    struct scene scene = scene_set(state);
    struct glass glass = ask(&scene);
    assert_true(glass_is_seen(&glass, scene.ben, true));
    assert_false(glass_is_seen(&glass, scene.ben, false));
    assert_false(glass_is_seen(&glass, scene.cy, false));
    assert_false(glass_is_seen(&glass, scene.cy, true));
    assert_int_equal(glass_decide(scene.in, &glass, scene.ben, "refused"), OK);
    assert_true(glass_is_seen(&glass, scene.cy, false));
}

static void column_is_clean(void *self, const char *table, const struct query *row, int column)
{
    const struct scene *scene = self;
    if (strcmp(table, "glass") == 0 &&
        (column_holds(row, column, scene->cy) || column_holds(row, column, scene->ada)))
        fail_msg("column %s of %s says who", query_column_name(row, column), table);
    struct str bytes = query_kind(row, column) == QUERY_TEXT   ? query_read_text(row, column)
                       : query_kind(row, column) == QUERY_BLOB ? query_read_blob(row, column)
                                                               : (struct str){0};
    if (bytes.len > 0 && memmem(bytes.ptr, bytes.len, "Monday", 6) != NULL)
        fail_msg("column %s of %s says why", query_column_name(row, column), table);
}

static void without_the_key_nobody_reads_who_asked_about_whom_and_why(void **state)
{
    struct scene scene = scene_set(state);
    ask(&scene);
    model_each_column(scene.in, column_is_clean, &scene);
}

static void a_request_that_was_moved_to_another_row_does_not_open(void **state)
{
    struct scene scene = scene_set(state);
    struct glass one = ask(&scene), read;
    ask(&scene);
    model_run(scene.in, "UPDATE glass SET body = (SELECT body FROM glass ORDER BY id DESC LIMIT 1)"
                        " WHERE id = (SELECT min(id) FROM glass)");
    assert_model_fails(scene.in, glass_read(scene.in, one.id, &read), ERROR_BROKEN, "");
}

static void who_is_erased_keeps_nothing_and_is_asked_about_nowhere(void **state)
{
    struct scene scene = scene_set(state);
    struct glass about_cy = ask(&scene);
    struct glass about_ben = {.asker = scene.ada, .subject = scene.ben, .reason = STR(REASON)};
    struct glass read;
    assert_int_equal(glass_ask(scene.in, &about_ben), OK);
    assert_int_equal(glass_erase(scene.in, scene.ben), OK);
    assert_false(is_keeper(scene.in, scene.ben));
    assert_true(is_keeper(scene.in, scene.ada));
    assert_model_fails(scene.in, glass_read(scene.in, about_ben.id, &read), ERROR_MISSING, "glass");
    assert_state(&scene, about_cy.id, "asked");
}

static void two_people_who_are_one_are_so_in_what_was_asked(void **state)
{
    struct scene scene = scene_set(state);
    struct glass about_cy = ask(&scene), read;
    int64_t twin = person(scene.in, "Cy again");
    struct glass about_twin = {.asker = scene.cy, .subject = twin, .reason = STR(REASON)};
    assert_int_equal(glass_ask(scene.in, &about_twin), OK);
    assert_int_equal(glass_merge(scene.in, scene.cy, twin), OK);
    assert_int_equal(glass_read(scene.in, about_cy.id, &read), OK);
    assert_int_equal(read.subject, twin);
    assert_model_fails(scene.in, glass_read(scene.in, about_twin.id, &read), ERROR_MISSING,
                       "glass");
    assert_int_equal(glass_merge(scene.in, scene.ada, twin), OK);
    assert_false(is_keeper(scene.in, scene.ada) || is_keeper(scene.in, twin));
    scene.in->now_ms += 7 * (int64_t)DAY_MS;
    assert_true(is_keeper(scene.in, twin));
    assert_model_fails(scene.in, glass_read(scene.in, about_cy.id, &read), ERROR_MISSING, "glass");
}

static void one_is_given_what_was_decided_about_oneself(void **state)
{
    struct scene scene = scene_set(state);
    struct text text = {0};
    struct json_writer writer = {.out = &text};
    struct glass glass = ask(&scene);
    ask(&scene);
    assert_int_equal(glass_decide(scene.in, &glass, scene.ben, "agreed"), OK);
    assert_int_equal(glass_export(scene.in, scene.cy, &writer), OK);
    assert_string_equal(text.ptr, "{\"keeper\":false,\"requests\":[{\"asked_at\":"
                                  "\"2026-11-29T09:30:00Z\",\"state\":\"agreed\",\"reason\":"
                                  "\"" REASON "\"}]}");
    text_done(&text);
}

static void there_are_not_many_keepers(void **state)
{
    struct model *in = IN(state);
    struct glass_keeper more = {.person = person(in, "One more")};
    for (int i = 0; i < GLASS_KEEPERS; i++)
        keep(in, person(in, "Keeper"));
    assert_model_fails(in, glass_keep(in, &more), ERROR_LIMIT, "person");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODEL_TEST(a_keeper_is_one_seven_days_later_and_not_a_moment_before),
        MODEL_TEST(nobody_is_named_twice_and_released_twice),
        MODEL_TEST(a_keeper_who_can_be_signed_in_anew_waits_seven_days_again),
        MODEL_TEST(what_was_asked_is_read_back_whole),
        MODEL_TEST(nobody_asks_about_themself_or_about_nobody),
        MODEL_TEST(neither_who_asked_nor_the_person_concerned_decides),
        MODEL_TEST(it_is_decided_once),
        MODEL_TEST(only_who_asked_may_look_and_only_once_it_is_agreed),
        MODEL_TEST(what_was_agreed_is_over_after_a_day),
        MODEL_TEST(what_nobody_agrees_to_expires_after_seven_days),
        MODEL_TEST(keepers_see_all_but_what_is_asked_about_themselves),
        MODEL_TEST(without_the_key_nobody_reads_who_asked_about_whom_and_why),
        MODEL_TEST(a_request_that_was_moved_to_another_row_does_not_open),
        MODEL_TEST(two_people_who_are_one_are_so_in_what_was_asked),
        MODEL_TEST(one_is_given_what_was_decided_about_oneself),
        MODEL_TEST(there_are_not_many_keepers),
        MODEL_TEST(who_is_erased_keeps_nothing_and_is_asked_about_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
