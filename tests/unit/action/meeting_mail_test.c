/* Mail about meetings: one message a person, that names nobody else; reminders as the charter says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "lib/model.h"
#include "lib/world.h"
#include "model/effect.h"
#include "model/office.h"

enum { MEMBERS = 6 };

/* A network with a chair and members, of whom the last is concealed. */
struct group {
    struct world *world;
    int64_t network, people[MEMBERS], handles[MEMBERS];
};

static const char *const names[MEMBERS] = {"Adaora",   "Benedek",    "Caspian",
                                           "Delphine", "Eleftheria", "Fionnuala"};

static struct group group_of(struct world *world)
{
    struct group group = {.world = world};
    struct model in = world_model(world);
    struct role chair;
    group.network = world_network(world, "Carers", NULL);
    for (int i = 0; i < MEMBERS; i++) {
        group.people[i] = world_person(world, names[i]);
        group.handles[i] = world_join(world, group.people[i], group.network);
    }
    assert_int_equal(role_by_key(&in, group.network, STR("chair"), &chair), OK);
    world_do(world, administrator, "role.appoint", "{'role':'%s','membership':'%s'}",
             world_id(world, chair.id), world_id(world, group.handles[0]));
    world_do(world, somebody(group.people[MEMBERS - 1]), "membership.visibility",
             "{'network':'%s','visibility':'concealed'}", world_id(world, group.network));
    return group;
}

struct mails {
    const struct group *group;
    int64_t count[MEMBERS];
    struct text text;
};

static void note_mail(void *self, const struct effect *effect)
{
    struct mails *mails = self;
    struct text payload = {0};
    text_add(&payload, effect->payload);
    if (strstr(payload.ptr, "meeting of one of your networks") == NULL) {
        text_done(&payload);
        return;
    }
    for (int i = 0; i < MEMBERS; i++) {
        mails->count[i] += effect->recipient == mails->group->handles[i];
        char handle[IDENT_LENGTH + 1];
        ident_print(mails->group->handles[i], handle);
        assert_null(strstr(payload.ptr, names[i]));
        assert_null(strstr(payload.ptr, handle));
    }
    assert_null(strstr(payload.ptr, "Carers"));
    text_add(&mails->text, effect->payload);
    text_done(&payload);
}

/* How many mails each of them has, none of which names anybody; `ret_text` all of them. */
static void count_mails(const struct group *group, struct mails *ret_mails)
{
    struct model in = world_model(group->world);
    *ret_mails = (struct mails){.group = group};
    model_each_effect(&in, note_mail, ret_mails);
}

static int64_t plan(const struct group *group, const char *starts)
{
    return answer_id(world_do(group->world, somebody(group->people[0]), "meeting.plan",
                              "{'network':'%s','starts':'%s','title':'What Fionnuala asked'}",
                              world_id(group->world, group->network), starts),
                     "meeting");
}

static void move_to(struct world *world, const char *time)
{
    assert_true(time_parse(str_of(time), &engine_clock(world->engine)->frozen_ms));
    world_run(world);
}

static void everybody_is_asked_once_and_told_of_nobody(void **state)
{
    struct group group = group_of(WORLD(state));
    struct mails before, after;
    count_mails(&group, &before);
    plan(&group, "2026-12-10T14:00:00Z");
    count_mails(&group, &after);
    for (int i = 0; i < MEMBERS; i++)
        assert_int_equal(after.count[i] - before.count[i], 1);
    assert_non_null(strstr(after.text.ptr, "10 December 2026 at 14:00"));
    assert_non_null(strstr(after.text.ptr, "A message waits for you"));
    text_done(&before.text);
    text_done(&after.text);
}

static void reminders_come_a_week_and_a_day_before_but_not_to_who_cannot_come(void **state)
{
    struct group group = group_of(WORLD(state));
    struct mails mails;
    int64_t meeting = plan(&group, "2026-12-10T14:00:00Z");
    const struct {
        const char *time;
        int more;
    } steps[] = {{"2026-12-03T13:59:00Z", 0},
                 {"2026-12-03T14:00:00Z", 1},
                 {"2026-12-09T13:59:00Z", 1},
                 {"2026-12-09T14:00:00Z", 2},
                 {"2026-12-10T14:30:00Z", 2}};
    world_do(group.world, somebody(group.people[2]), "meeting.apologise", "{'meeting':'%s'}",
             world_id(group.world, meeting));
    count_mails(&group, &mails);
    int64_t first = mails.count[1], quiet = mails.count[2];
    text_done(&mails.text);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        move_to(group.world, steps[i].time);
        count_mails(&group, &mails);
        assert_int_equal(mails.count[1] - first, steps[i].more);
        assert_int_equal(mails.count[2], quiet);
        text_done(&mails.text);
    }
}

static void whoever_was_asked_hears_of_a_move_and_of_the_end(void **state)
{
    struct group group = group_of(WORLD(state));
    struct mails mails;
    int64_t meeting = plan(&group, "2026-12-10T14:00:00Z");
    count_mails(&group, &mails);
    int64_t first = mails.count[3];
    text_done(&mails.text);
    world_do(group.world, somebody(group.people[0]), "meeting.move",
             "{'meeting':'%s','starts':'2026-12-17T15:00:00Z'}", world_id(group.world, meeting));
    move_to(group.world, "2026-12-09T15:00:00Z");
    count_mails(&group, &mails);
    assert_int_equal(mails.count[3] - first, 1);
    assert_non_null(strstr(mails.text.ptr, "17 December 2026 at 15:00"));
    text_done(&mails.text);
    move_to(group.world, "2026-12-10T15:00:00Z");
    count_mails(&group, &mails);
    assert_int_equal(mails.count[3] - first, 2);
    text_done(&mails.text);
    world_do(group.world, somebody(group.people[0]), "meeting.cancel", "{'meeting':'%s'}",
             world_id(group.world, meeting));
    move_to(group.world, "2026-12-17T14:00:00Z");
    count_mails(&group, &mails);
    assert_int_equal(mails.count[3] - first, 3);
    text_done(&mails.text);
}

static void a_closed_network_meets_no_more(void **state)
{
    struct group group = group_of(WORLD(state));
    struct world *world = group.world;
    int64_t meeting = plan(&group, "2026-12-10T14:00:00Z");
    world_do(world, administrator, "network.close", "{'network':'%s','reason':'It merged.'}",
             world_id(world, group.network));
    struct model in = world_model(world);
    struct query query;
    int64_t rows = 0;
    query_open(&query, in.database,
               "SELECT count(*) FROM schedule WHERE network = ?1"
               " AND action <> 'network.clear'");
    query_int(&query, group.network);
    while (query_step(&query) == QUERY_ROW)
        rows = query_read_int(&query, 0);
    assert_int_equal(query_close(&query, OK), OK);
    assert_int_equal(rows, 0);
    assert_int_not_equal(
        world_call(world, core_itself, "meeting.open", "{'meeting':'%s'}", world_id(world, meeting))
            ->outcome,
        OK);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everybody_is_asked_once_and_told_of_nobody),
        TEST(reminders_come_a_week_and_a_day_before_but_not_to_who_cannot_come),
        TEST(whoever_was_asked_hears_of_a_move_and_of_the_end),
        TEST(a_closed_network_meets_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
