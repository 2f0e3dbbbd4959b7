/* role: who may define, give, lay down and end roles, and what becomes of those who hold them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/model.h"
#include "lib/world.h"
#include "model/effect.h"
#include "model/office.h"

/* A network with a chair who may appoint, and a member. */
struct group {
    struct world *world;
    int64_t network, chair_role, office; /* the chair's */
    int64_t ada, ben;                    /* people: the chair, and a member */
    int64_t ada_handle, ben_handle;
};

static int64_t role_of(struct world *world, int64_t network, const char *key)
{
    struct model in = world_model(world);
    struct role role = {0};
    assert_int_equal(role_by_key(&in, network, str_of(key), &role), OK);
    return role.id;
}

static struct answer *appoint(struct world *world, struct actor actor, int64_t role, int64_t handle)
{
    return world_call(world, actor, "role.appoint", "{'role':'%s','membership':'%s'}",
                      world_id(world, role), world_id(world, handle));
}

static struct group group_of(struct world *world)
{
    struct group group = {.world = world};
    group.network = world_network(world, "Carers", NULL);
    group.chair_role = role_of(world, group.network, "chair");
    group.ada = world_person(world, "ada");
    group.ben = world_person(world, "ben");
    group.ada_handle = world_join(world, group.ada, group.network);
    group.ben_handle = world_join(world, group.ben, group.network);
    struct answer *answer = appoint(world, administrator, group.chair_role, group.ada_handle);
    assert_int_equal(answer->outcome, OK);
    group.office = answer_id(answer, "office");
    return group;
}

struct mail {
    struct text text;
    int64_t handle;
};

static void note_mail(void *self, const struct effect *effect)
{
    struct mail *mail = self;
    if (effect->recipient == mail->handle)
        text_print(&mail->text, "%.*s\n", STR_ARGS(effect->payload));
}

/* All mail to a handle, in the world's memory. */
static const char *mail_to(struct world *world, int64_t handle)
{
    struct mail mail = {.handle = handle};
    struct model in = world_model(world);
    text_add(&mail.text, STR("\n"));
    model_each_effect(&in, note_mail, &mail);
    const char *text = arena_copy(&world->arena, text_str(&mail.text));
    text_done(&mail.text);
    return text;
}

static void move_to(struct world *world, const char *time)
{
    assert_true(time_parse(str_of(time), &engine_clock(world->engine)->frozen_ms));
    world_run(world);
}

/* ---- defining ---- */

static void a_lead_for_roles_defines_changes_closes_and_reopens_one(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    struct model in = world_model(world);
    struct role role;
    int64_t id = answer_id(
        world_do(world, somebody(group.ada), "role.define",
                 "{'network':'%s','title':'Menopause  lead!','team':'speciality','grants':["
                 "'events','mail'],'term':'P1Y','terms_at_most':3,'seats':2}",
                 world_id(world, group.network)),
        "role");
    assert_int_equal(role_read(&in, id, &role), OK);
    assert_true(str_is(role.key, "menopause_lead") && str_is(role.team, "speciality"));
    assert_true(str_is(role.term, "P1Y") && role.grants == (GRANT_EVENTS | GRANT_MAIL));
    assert_true(role.terms_at_most == 3 && role.seats == 2);
    world_do(world, somebody(group.ada), "role.edit",
             "{'role':'%s','title':'Peri and menopause lead','term':'P0D','grants':['mail']}",
             world_id(world, id));
    assert_int_equal(role_read(&in, id, &role), OK);
    assert_true(str_is(role.title, "Peri and menopause lead") && role.term.len == 0);
    assert_true(role.grants == GRANT_MAIL && role.seats == 2 && str_is(role.team, "speciality"));
    world_do(world, somebody(group.ada), "role.close", "{'role':'%s'}", world_id(world, id));
    assert_fails(world_call(world, somebody(group.ada), "role.edit", "{'role':'%s','seats':3}",
                            world_id(world, id)),
                 ERROR_CLASH, "role");
    world_do(world, somebody(group.ada), "role.reopen", "{'role':'%s'}", world_id(world, id));
    assert_int_equal(role_read(&in, id, &role), OK);
    assert_false(role.closed);
}

static void nobody_else_defines_roles(void **state)
{
    struct group group = group_of(WORLD(state));
    const struct actor others[] = {administrator, nobody_known, somebody(group.ben)};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_fails(world_call(group.world, others[i], "role.define",
                                "{'network':'%s','title':'Lead'}",
                                world_id(group.world, group.network)),
                     ERROR_REFUSED, "");
}

static void a_wrong_key_or_term_is_named(void **state)
{
    struct world *world = WORLD(state);
    const char *network = world_id(world, world_network(world, "Carers", NULL));
    const char *const wrong[][2] = {{"'key':'Chair'", "key"},
                                    {"'key':'two words'", "key"},
                                    {"'key':'el\xc5\x91"
                                     "d'",
                                     "key"},
                                    {"'term':'PT36H'", "term"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(world_call(world, administrator, "role.define",
                                "{'network':'%s','title':'Lead',%s}", network, wrong[i][0]),
                     ERROR_WRONG, wrong[i][1]);
    assert_fails(world_call(world, administrator, "role.define",
                            "{'network':'%s','title':'x','key':'chair'}", network),
                 ERROR_CLASH, "key");
}

static void only_one_role_sees_concealed_members(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    const char *network = world_id(world, group.network);
    const char *lead = world_id(world, role_of(world, group.network, "membership_lead"));
    const char *chair = world_id(world, group.chair_role);
    struct actor ada = somebody(group.ada);
    assert_fails(world_call(world, ada, "role.define",
                            "{'network':'%s','title':'x','grants':['mail','members']}", network),
                 ERROR_CLASH, "grants");
    assert_fails(
        world_call(world, ada, "role.edit", "{'role':'%s','grants':['roles','members']}", chair),
        ERROR_CLASH, "grants");
    world_do(world, ada, "role.edit", "{'role':'%s','grants':['members']}", lead);
    world_do(world, ada, "role.close", "{'role':'%s'}", lead);
    world_do(world, ada, "role.define", "{'network':'%s','title':'x','grants':['members']}",
             network);
    assert_fails(world_call(world, ada, "role.reopen", "{'role':'%s'}", lead), ERROR_CLASH, "role");
}

static void a_seat_that_is_held_is_not_taken_away(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t deputy = role_of(world, group.network, "deputy_chair");
    int64_t cas = world_join(world, world_person(world, "cas"), group.network);
    assert_int_equal(appoint(world, somebody(group.ada), deputy, group.ben_handle)->outcome, OK);
    assert_int_equal(appoint(world, somebody(group.ada), deputy, cas)->outcome, OK);
    assert_fails(world_call(world, somebody(group.ada), "role.edit", "{'role':'%s','seats':1}",
                            world_id(world, deputy)),
                 ERROR_CLASH, "seats");
}

static void who_holds_a_role_that_is_closed_is_told_and_holds_it_no_longer(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t events = role_of(world, group.network, "events_lead");
    assert_int_equal(appoint(world, somebody(group.ada), events, group.ben_handle)->outcome, OK);
    world_do(world, somebody(group.ada), "role.close", "{'role':'%s'}", world_id(world, events));
    assert_non_null(strstr(mail_to(world, group.ben_handle), "has ended"));
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended = 'ended'"), 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM schedule WHERE subject <> 0 AND"
                                        " action = 'role.term'"),
                     1);
    assert_fails(appoint(world, somebody(group.ada), events, group.ben_handle), ERROR_CLASH,
                 "role");
}

/* ---- appointing ---- */

static void an_administrator_appoints_the_first_and_from_then_on_leads_do(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t mail = role_of(world, group.network, "communications_lead");
    assert_fails(appoint(world, administrator, mail, group.ben_handle), ERROR_MISSING,
                 "membership");
    assert_fails(appoint(world, somebody(group.ben), mail, group.ben_handle), ERROR_REFUSED, "");
    assert_int_equal(appoint(world, somebody(group.ada), mail, group.ben_handle)->outcome, OK);
}

static void who_is_appointed_is_told_neutrally_and_until_when(void **state)
{
    struct group group = group_of(WORLD(state));
    const char *told = strstr(mail_to(group.world, group.ada_handle), "Chair, until 21 November");
    assert_non_null(told);
    while (told[-1] != '\n')
        told--;
    told = arena_copy(&group.world->arena, (struct str){told, strcspn(told, "\n")});
    assert_non_null(strstr(told, "\"subject\":\"A message waits for you\""));
    assert_non_null(strstr(told, "you can resign at any time"));
    assert_null(strstr(told, "Carers"));
}

static void nobody_appoints_themself(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    assert_fails(appoint(world, somebody(group.ada), role_of(world, group.network, "events_lead"),
                         group.ada_handle),
                 ERROR_REFUSED, "membership");
}

static void a_lead_finds_members_as_far_as_they_let_leads_see_them(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t events = role_of(world, group.network, "events_lead");
    world_do(world, somebody(group.ben), "membership.visibility",
             "{'network':'%s','visibility':'concealed'}", world_id(world, group.network));
    assert_fails(appoint(world, somebody(group.ada), events, group.ben_handle), ERROR_MISSING,
                 "membership");
    world_do(world, somebody(group.ben), "membership.visibility",
             "{'network':'%s','visibility':'leads'}", world_id(world, group.network));
    assert_int_equal(appoint(world, somebody(group.ada), events, group.ben_handle)->outcome, OK);
}

static void a_member_of_another_network_is_not_found(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t other = world_network(world, "Pride", NULL);
    int64_t elsewhere = world_join(world, world_person(world, "cas"), other);
    int64_t events = role_of(world, group.network, "events_lead");
    assert_fails(appoint(world, somebody(group.ada), events, elsewhere), ERROR_MISSING,
                 "membership");
    assert_fails(appoint(world, administrator, events, elsewhere), ERROR_WRONG, "membership");
}

/* ---- resigning and ending ---- */

static void a_role_is_laid_down_by_who_holds_it_and_nobody_else(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    const char *chair = world_id(world, group.chair_role);
    assert_fails(world_call(world, somebody(group.ben), "role.resign", "{'role':'%s'}", chair),
                 ERROR_MISSING, "role");
    struct actor spoken = somebody(group.ada);
    spoken.spoken_for = true;
    assert_fails(world_call(world, spoken, "role.resign", "{'role':'%s'}", chair), ERROR_REFUSED,
                 "as");
    world_do(world, somebody(group.ada), "role.resign", "{'role':'%s'}", chair);
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended = 'resigned'"), 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM schedule WHERE action = 'role.term'"),
                     0);
    assert_null(strstr(mail_to(world, group.ada_handle), "has ended"));
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.hand_over'"),
                     4);
    assert_fails(world_call(world, somebody(group.ada), "role.resign", "{'role':'%s'}", chair),
                 ERROR_MISSING, "role");
}

static void a_lead_ends_a_term_with_a_reason_once(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    struct answer *answer = appoint(world, somebody(group.ada),
                                    role_of(world, group.network, "events_lead"), group.ben_handle);
    const char *office = world_id(world, answer_id(answer, "office"));
    const char *with = arena_print(&world->arena, "{'office':'%s','reason':'agreed'}", office);
    assert_fails(world_call(world, somebody(group.ben), "role.end", "%s", with), ERROR_REFUSED, "");
    world_do(world, somebody(group.ada), "role.end", "%s", with);
    assert_non_null(strstr(mail_to(world, group.ben_handle), "has ended. Thank you"));
    assert_fails(world_call(world, somebody(group.ada), "role.end", "%s", with), ERROR_CLASH,
                 "office");
}

static void who_leaves_a_network_holds_nothing_in_it_and_a_seat_is_free(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    world_do(world, somebody(group.ada), "membership.leave", "{'network':'%s'}",
             world_id(world, group.network));
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended = 'left'"), 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM schedule WHERE action = 'role.term'"),
                     0);
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.vacant'"
                                        " AND done_day = 0"),
                     1);
    assert_fails(world_call(world, somebody(group.ada), "role.define",
                            "{'network':'%s','title':'Lead'}", world_id(world, group.network)),
                 ERROR_REFUSED, "");
    assert_int_equal(appoint(world, administrator, group.chair_role, group.ben_handle)->outcome,
                     OK);
}

static void nobody_is_sought_for_a_network_that_is_closed(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    world_do(world, administrator, "network.close", "{'network':'%s','reason':'It is done.'}",
             world_id(world, group.network));
    assert_fails(appoint(world, somebody(group.ada), role_of(world, group.network, "events_lead"),
                         group.ben_handle),
                 ERROR_CLASH, "network");
    assert_fails(world_call(world, somebody(group.ada), "role.define",
                            "{'network':'%s','title':'Lead'}", world_id(world, group.network)),
                 ERROR_CLASH, "network");
    world_do(world, somebody(group.ada), "role.resign", "{'role':'%s'}",
             world_id(world, group.chair_role));
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE done_day = 0 AND"
                                        " kind <> 'role.hand_over'"),
                     0);
}

static void a_network_that_is_closed_needs_no_first_lead(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers", NULL);
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE done_day = 0"), 1);
    world_do(world, administrator, "network.close", "{'network':'%s','reason':'It is done.'}",
             world_id(world, network));
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE done_day = 0"), 0);
}

/* ---- the clock of a term ---- */

static int64_t clock_at(struct world *world)
{
    return world_count(world, "SELECT due_at FROM schedule WHERE action = 'role.term'");
}

static void assert_time(int64_t time, const char *wanted)
{
    char text[25];
    time_print(time, text);
    assert_string_equal(text, wanted);
}

static void notice_comes_at_the_charters_days_and_the_term_ends_by_itself(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    assert_time(clock_at(world), "2028-08-23T08:00:00Z"); /* 90 days before, at nine in summer */
    move_to(world, "2028-08-23T08:00:00Z");
    assert_non_null(strstr(mail_to(world, group.ada_handle), "ends on 21 November 2028"));
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.hand_over'"),
                     4);
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.term'"), 1);
    assert_time(clock_at(world), "2028-10-22T08:00:00Z"); /* 30 days before, still in summer */
    move_to(world, "2028-10-22T08:00:00Z");
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.hand_over'"),
                     4);
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.term'"), 1);
    assert_time(clock_at(world), "2028-11-21T00:00:00Z"); /* midnight in winter */
    move_to(world, "2028-11-20T23:59:59Z");
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended_day = 0"), 1);
    move_to(world, "2028-11-21T00:00:00Z");
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended = 'term'"), 1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.term'"
                                        " AND done_day = 0"),
                     0);
    assert_int_equal(clock_at(world), 0);
    assert_non_null(strstr(mail_to(world, group.ada_handle), "has ended. Thank you"));
}

static void a_term_that_ends_in_summer_ends_at_midnight_of_summer_time(void **state)
{
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Carers",
                                    "{\"office\":{\"chair_term\":\"P6M\","
                                    "\"notice_days\":[]}}");
    int64_t handle = world_join(world, world_person(world, "ada"), network);
    assert_int_equal(
        appoint(world, administrator, role_of(world, network, "chair"), handle)->outcome, OK);
    assert_time(clock_at(world), "2027-05-20T23:00:00Z");
    move_to(world, "2027-05-20T23:00:00Z");
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended = 'term' AND"
                                        " ended_day = until_day"),
                     1);
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.hand_over'"),
                     4);
}

static void a_daemon_that_was_off_ends_the_term_without_late_notices(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    move_to(world, "2029-03-01T12:00:00Z");
    assert_int_equal(world_count(world, "SELECT count(*) FROM office WHERE ended = 'term'"), 1);
    assert_null(strstr(mail_to(world, group.ada_handle), "ends on"));
    assert_int_equal(world_count(world, "SELECT count(*) FROM task WHERE kind = 'role.hand_over'"),
                     4);
}

static void a_short_term_has_the_notices_that_still_fit(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    world_do(world, somebody(group.ada), "role.appoint",
             "{'role':'%s','membership':'%s','until':'2027-01-10'}",
             world_id(world, role_of(world, group.network, "events_lead")),
             world_id(world, group.ben_handle));
    assert_time(world_count(world, "SELECT min(due_at) FROM schedule WHERE action = 'role.term'"),
                "2026-12-11T09:00:00Z");
}

static void nobody_but_the_schedule_runs_the_clock(void **state)
{
    struct group group = group_of(WORLD(state));
    const char *with =
        arena_print(&group.world->arena, "{'office':'%s'}", world_id(group.world, group.office));
    assert_fails(world_call(group.world, administrator, "role.term", "%s", with), ERROR_REFUSED,
                 "");
    assert_fails(world_call(group.world, somebody(group.ada), "role.term", "%s", with),
                 ERROR_REFUSED, "");
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_lead_for_roles_defines_changes_closes_and_reopens_one),
        TEST(nobody_else_defines_roles),
        TEST(a_wrong_key_or_term_is_named),
        TEST(only_one_role_sees_concealed_members),
        TEST(a_seat_that_is_held_is_not_taken_away),
        TEST(who_holds_a_role_that_is_closed_is_told_and_holds_it_no_longer),
        TEST(an_administrator_appoints_the_first_and_from_then_on_leads_do),
        TEST(who_is_appointed_is_told_neutrally_and_until_when),
        TEST(nobody_appoints_themself),
        TEST(a_lead_finds_members_as_far_as_they_let_leads_see_them),
        TEST(a_member_of_another_network_is_not_found),
        TEST(a_role_is_laid_down_by_who_holds_it_and_nobody_else),
        TEST(a_lead_ends_a_term_with_a_reason_once),
        TEST(who_leaves_a_network_holds_nothing_in_it_and_a_seat_is_free),
        TEST(nobody_is_sought_for_a_network_that_is_closed),
        TEST(a_network_that_is_closed_needs_no_first_lead),
        TEST(notice_comes_at_the_charters_days_and_the_term_ends_by_itself),
        TEST(a_term_that_ends_in_summer_ends_at_midnight_of_summer_time),
        TEST(a_daemon_that_was_off_ends_the_term_without_late_notices),
        TEST(a_short_term_has_the_notices_that_still_fit),
        TEST(nobody_but_the_schedule_runs_the_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
