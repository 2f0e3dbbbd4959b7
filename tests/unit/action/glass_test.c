/* Breaking the glass, from the naming of keepers to the last look: who is told what, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "lib/world.h"
#include "model/effect.h"

#define REASON "Nobody has seen her since Monday."

/* Ada and Ben are keepers by now; Cy belongs to a network, and Dee to none. */
struct scene {
    struct world *world;
    const char *network;
    int64_t ada, ben, cy, dee;
};

static void move(const struct scene *scene, int64_t ms)
{
    engine_clock(scene->world->engine)->frozen_ms += ms;
}

static struct answer *about(const struct scene *scene, struct actor actor, const char *action,
                            int64_t id)
{
    bool keeping = strcmp(action, "glass.keep") == 0 || strcmp(action, "glass.release") == 0;
    return world_call(scene->world, actor, action, "{'%s':'%s'}", keeping ? "person" : "glass",
                      world_id(scene->world, id));
}

static struct scene scene_set(void **state)
{
    struct scene scene = {.world = WORLD(state)};
    int64_t network = world_network(scene.world, "Pride", NULL);
    scene.network = world_id(scene.world, network);
    scene.ada = world_person(scene.world, "ada");
    scene.ben = world_person(scene.world, "ben");
    scene.cy = world_person(scene.world, "cy");
    scene.dee = world_person(scene.world, "dee");
    world_join(scene.world, scene.cy, network);
    assert_int_equal(about(&scene, administrator, "glass.keep", scene.ada)->outcome, OK);
    assert_int_equal(about(&scene, administrator, "glass.keep", scene.ben)->outcome, OK);
    move(&scene, 8 * (int64_t)DAY_MS);
    return scene;
}

static struct answer *ask(const struct scene *scene, int64_t asker, int64_t subject)
{
    return world_call(scene->world, somebody(asker), "glass.ask",
                      "{'person':'%s','reason':'" REASON "'}", world_id(scene->world, subject));
}

static int64_t asked(const struct scene *scene, int64_t subject)
{
    return answer_id(ask(scene, scene->ada, subject), "glass");
}

struct mail {
    int64_t recipient, count;
    const char *last; /* the payload */
    struct model *in;
};

static void note_mail(void *self, const struct effect *effect)
{
    struct mail *mail = self;
    if (effect->network != 0 || effect->recipient != mail->recipient)
        return;
    mail->count++;
    mail->last = arena_copy(mail->in->arena, effect->payload);
}

/* What waits for this person, outside any network. */
static struct mail mail_of(const struct scene *scene, int64_t person)
{
    static struct model in;
    in = world_model(scene->world);
    struct mail mail = {.recipient = person, .in = &in};
    model_each_effect(&in, note_mail, &mail);
    return mail;
}

/* ---- keepers ---- */

static void a_keeper_and_all_the_others_are_told(void **state)
{
    struct scene scene = scene_set(state);
    assert_int_equal(mail_of(&scene, scene.ada).count, 2); /* that she is one, and that Ben is */
    assert_int_equal(mail_of(&scene, scene.ben).count, 1);
    assert_non_null(strstr(mail_of(&scene, scene.ben).last, "from 28 November 2026 at 09:30."));
    about(&scene, administrator, "glass.release", scene.ben);
    assert_int_equal(mail_of(&scene, scene.ben).count, 2);
}

static void anybody_can_read_who_the_keepers_are(void **state)
{
    struct scene scene = scene_set(state);
    struct answer *answer = world_do(scene.world, somebody(scene.dee), "glass.keepers", "{}");
    assert_non_null(strstr(answer->reply, world_id(scene.world, scene.ada)));
    assert_non_null(strstr(answer->reply, "\"name\":\"ben\""));
    assert_null(strstr(answer->reply, world_id(scene.world, scene.cy)));
}

static void an_administrator_alone_breaks_no_glass(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    const char *const deciding[] = {"glass.agree", "glass.refuse", "glass.look"};
    struct actor as_ben = {.kind = ACTOR_PERSON, .person = scene.ben, .spoken_for = true};
    for (size_t i = 0; i < 3; i++) {
        assert_true(about(&scene, administrator, deciding[i], glass)->outcome != OK);
        assert_fails(about(&scene, as_ben, deciding[i], glass), ERROR_REFUSED, "as");
    }
    assert_fails(world_call(scene.world, administrator, "glass.list", "{}"), ERROR_REFUSED, "");
}

static void a_keeper_who_can_be_signed_in_anew_waits_again(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    world_do(scene.world, administrator, "person.link", "{'person':'%s'}",
             world_id(scene.world, scene.ben));
    assert_true(about(&scene, somebody(scene.ben), "glass.agree", glass)->outcome != OK);
    world_do(scene.world, administrator, "identity.link",
             "{'person':'%s','provider':'nhs','subject':'ada'}", world_id(scene.world, scene.ada));
    assert_fails(ask(&scene, scene.ada, scene.cy), ERROR_REFUSED, "");
}

/* ---- asking, agreeing, looking ---- */

static void who_is_no_keeper_asks_nothing(void **state)
{
    struct scene scene = scene_set(state);
    assert_fails(ask(&scene, scene.dee, scene.cy), ERROR_REFUSED, "");
    about(&scene, administrator, "glass.keep", scene.dee);
    assert_fails(ask(&scene, scene.dee, scene.cy), ERROR_REFUSED, "");
}

static void the_person_is_told_when_and_why_the_moment_it_is_agreed(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    assert_int_equal(mail_of(&scene, scene.cy).count, 0);
    struct answer *answer = about(&scene, somebody(scene.ben), "glass.agree", glass);
    assert_string_equal(answer->reply, "{\"until\":\"2026-11-30T09:30:00Z\"}");
    struct mail mail = mail_of(&scene, scene.cy);
    assert_int_equal(mail.count, 1);
    assert_non_null(strstr(mail.last, "\"subject\":\"A message waits for you\""));
    assert_non_null(strstr(mail.last, REASON));
    assert_non_null(
        strstr(mail.last, "from 29 November 2026 at 09:30 until 30 November 2026 at 09:30."));
}

static void the_reason_is_told_whole_however_long_it_is(void **state)
{
    struct scene scene = scene_set(state);
    struct text reason = {0};
    for (int i = 0; i < 1000; i++)
        text_add(&reason, STR("ő"));
    struct answer *answer =
        world_call(scene.world, somebody(scene.ada), "glass.ask", "{'person':'%s','reason':'%s'}",
                   world_id(scene.world, scene.cy), reason.ptr);
    about(&scene, somebody(scene.ben), "glass.agree", answer_id(answer, "glass"));
    assert_non_null(strstr(mail_of(&scene, scene.cy).last, reason.ptr));
    assert_non_null(strstr(mail_of(&scene, scene.cy).last, "You can ask them about it."));
    text_done(&reason);
}

static void the_other_keepers_are_told_that_they_are_asked(void **state)
{
    struct scene scene = scene_set(state);
    int64_t before = mail_of(&scene, scene.ben).count;
    asked(&scene, scene.cy);
    assert_int_equal(mail_of(&scene, scene.ben).count, before + 1);
    assert_null(strstr(mail_of(&scene, scene.ben).last, "Monday"));
    asked(&scene, scene.ben); /* about him: he is not told yet */
    assert_int_equal(mail_of(&scene, scene.ben).count, before + 1);
}

static void one_looks_for_a_day_and_every_look_is_written_down(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy), entries;
    about(&scene, somebody(scene.ben), "glass.agree", glass);
    entries = world_entries(scene.world, 0);
    struct answer *answer = about(&scene, somebody(scene.ada), "glass.look", glass);
    assert_non_null(strstr(answer->reply, scene.network));
    assert_non_null(strstr(answer->reply, "\"name\":\"Pride\""));
    assert_int_equal(world_entries(scene.world, 0), entries + 1);
    const char *looks = "SELECT count(*) FROM look WHERE action = 'glass.look'";
    assert_int_equal(world_count(scene.world, looks), 1);
    assert_fails(about(&scene, somebody(scene.ben), "glass.look", glass), ERROR_REFUSED, "glass");
    move(&scene, DAY_MS);
    assert_fails(about(&scene, somebody(scene.ada), "glass.look", glass), ERROR_REFUSED, "glass");
    assert_int_equal(world_count(scene.world, looks), 1);
}

static void nobody_looks_before_another_has_agreed_or_after_one_has_refused(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    assert_fails(about(&scene, somebody(scene.ada), "glass.agree", glass), ERROR_REFUSED, "glass");
    assert_fails(about(&scene, somebody(scene.ada), "glass.look", glass), ERROR_REFUSED, "glass");
    about(&scene, somebody(scene.ben), "glass.refuse", glass);
    assert_fails(about(&scene, somebody(scene.ada), "glass.look", glass), ERROR_REFUSED, "glass");
    assert_fails(about(&scene, somebody(scene.ben), "glass.agree", glass), ERROR_CLASH, "glass");
}

static void a_look_cannot_be_tried_without_a_trace(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    about(&scene, somebody(scene.ben), "glass.agree", glass);
    struct call_request request = {
        .action = STR("glass.look"), .actor = somebody(scene.ada), .dry_run = true};
    struct answer *answer = world_send(
        scene.world, &request,
        arena_print(&scene.world->arena, "{'glass':'%s'}", world_id(scene.world, glass)));
    world_run(scene.world);
    assert_fails(answer, ERROR_REFUSED, "dry_run");
}

static void all_is_answered_alike_for_one_who_belongs_to_nothing(void **state)
{
    struct scene scene = scene_set(state);
    int64_t of_cy = asked(&scene, scene.cy), of_dee = asked(&scene, scene.dee);
    struct answer *cy = about(&scene, somebody(scene.ben), "glass.agree", of_cy);
    struct answer *dee = about(&scene, somebody(scene.ben), "glass.agree", of_dee);
    assert_string_equal(cy->reply, dee->reply);
    assert_string_equal(mail_of(&scene, scene.cy).last, mail_of(&scene, scene.dee).last);
    struct answer *look = about(&scene, somebody(scene.ada), "glass.look", of_dee);
    assert_int_equal(look->outcome, OK);
    assert_string_equal(look->reply, "{}");
}

/* ---- the list ---- */

static void a_request_is_shown_to_keepers_at_once_and_to_the_person_once_decided(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    const char *id = world_id(scene.world, glass);
    struct answer *answer = world_do(scene.world, somebody(scene.ben), "glass.list", "{}");
    assert_non_null(strstr(answer->reply, id));
    assert_non_null(strstr(answer->reply, "\"asked_by\":\"ada\",\"about\":\"cy\""));
    answer = world_do(scene.world, somebody(scene.cy), "glass.list", "{}");
    assert_string_equal(answer->reply, "{\"requests\":[]}");
    about(&scene, somebody(scene.ben), "glass.agree", glass);
    answer = world_do(scene.world, somebody(scene.cy), "glass.list", "{}");
    assert_non_null(strstr(answer->reply, id));
    assert_non_null(strstr(answer->reply, "\"decided_by\":\"ben\""));
    assert_non_null(strstr(answer->reply, REASON));
    answer = world_do(scene.world, somebody(scene.dee), "glass.list", "{}");
    assert_string_equal(answer->reply, "{\"requests\":[]}");
}

static void no_look_at_a_request_tells_whom_it_is_about_before_it_is_decided(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    world_do(scene.world, somebody(scene.ben), "glass.list", "{}");
    assert_null(strstr(world_do(scene.world, somebody(scene.cy), "person.looked", "{}")->reply,
                       "glass.list"));
    assert_non_null(strstr(world_do(scene.world, somebody(scene.ada), "person.looked", "{}")->reply,
                           "glass.list"));
    about(&scene, somebody(scene.ben), "glass.refuse", glass);
    world_do(scene.world, somebody(scene.ben), "glass.list", "{}");
    assert_non_null(strstr(world_do(scene.world, somebody(scene.cy), "person.looked", "{}")->reply,
                           "glass.list"));
}

static void a_keeper_does_not_find_what_is_asked_about_them(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.ben);
    assert_fails(about(&scene, somebody(scene.ben), "glass.refuse", glass), ERROR_MISSING, "glass");
    struct answer *answer = world_do(scene.world, somebody(scene.ben), "glass.list", "{}");
    assert_string_equal(answer->reply, "{\"requests\":[]}");
}

static void the_journal_holds_what_was_done_but_not_about_whom_or_why(void **state)
{
    struct scene scene = scene_set(state);
    int64_t glass = asked(&scene, scene.cy);
    about(&scene, somebody(scene.ben), "glass.agree", glass);
    about(&scene, somebody(scene.ada), "glass.look", glass);
    struct answer *journal = world_do(scene.world, administrator, "journal.list", "{'limit':4}");
    assert_non_null(strstr(journal->reply, "\"action\":\"glass.ask\""));
    assert_non_null(strstr(journal->reply, "\"action\":\"glass.agree\""));
    assert_non_null(strstr(journal->reply, "\"action\":\"glass.look\""));
    assert_null(strstr(journal->reply, world_id(scene.world, scene.cy)));
    assert_null(strstr(journal->reply, "Monday"));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_keeper_and_all_the_others_are_told),
        TEST(anybody_can_read_who_the_keepers_are),
        TEST(an_administrator_alone_breaks_no_glass),
        TEST(a_keeper_who_can_be_signed_in_anew_waits_again),
        TEST(who_is_no_keeper_asks_nothing),
        TEST(the_person_is_told_when_and_why_the_moment_it_is_agreed),
        TEST(the_reason_is_told_whole_however_long_it_is),
        TEST(the_other_keepers_are_told_that_they_are_asked),
        TEST(one_looks_for_a_day_and_every_look_is_written_down),
        TEST(nobody_looks_before_another_has_agreed_or_after_one_has_refused),
        TEST(a_look_cannot_be_tried_without_a_trace),
        TEST(all_is_answered_alike_for_one_who_belongs_to_nothing),
        TEST(a_request_is_shown_to_keepers_at_once_and_to_the_person_once_decided),
        TEST(no_look_at_a_request_tells_whom_it_is_about_before_it_is_decided),
        TEST(a_keeper_does_not_find_what_is_asked_about_them),
        TEST(the_journal_holds_what_was_done_but_not_about_whom_or_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
