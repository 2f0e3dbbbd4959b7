/* Who is seen by whom: every visibility, for every kind of viewer, through every door, is shown as
 * the preview said; and who is not seen leaves no trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"
#include "model/office.h"
#include "model/sight.h"

enum { VISIBILITIES = 4 };

static const char *const visibilities[VISIBILITIES] = {"visible", "members", "leads", "concealed"};
static const char *const doors[DOORS] = {NULL, "open", "closed", "confidential"};

struct somebody {
    int64_t person, handle;
};

/* A network with a space behind each door; in all of them one member of each visibility; and
 * somebody of each kind to look at them, concealed, so that they are not seen themselves. */
struct scene {
    struct world *world;
    const char *network, *spaces[DOORS];
    int64_t network_id;
    struct somebody seen[VISIBILITIES], viewers[VIEWERS];
};

static struct somebody join(struct scene *scene, const char *name, const char *visibility)
{
    struct world *world = scene->world;
    struct somebody joined = {.person = world_person(world, name)};
    joined.handle =
        answer_id(world_do(world, somebody(joined.person), "membership.join",
                           "{'network':'%s','visibility':'%s'}", scene->network, visibility),
                  "membership");
    return joined;
}

struct appointing {
    struct role role; /* its key may be that of a role the network begins with */
    struct office office;
};

static int appoint_now(struct model *in, void *mine)
{
    struct appointing *appointing = mine;
    struct role *role = &appointing->role, known;
    int err = role_by_key(in, role->network, role->key, &known);
    if (err == OK)
        role->id = known.id;
    err = err == OK ? role_change(in, role) : role_add(in, role);
    appointing->office.role = role->id;
    return err != OK ? err : office_add(in, &appointing->office);
}

static void appoint(struct scene *scene, int64_t handle, const char *key, uint32_t grants)
{
    struct appointing appointing = {
        .role = {.network = scene->network_id,
                 .key = str_of(key),
                 .title = str_of(key),
                 .team = STR("leadership"),
                 .remit = STR(""),
                 .hands_over = STR(""),
                 .term = STR(""),
                 .grants = grants,
                 .seats = 1},
        .office = {.network = scene->network_id, .handle = handle},
    };
    engine_write(scene->world->engine, scene->network_id, appoint_now, NULL, &appointing);
    world_run(scene->world);
    assert_true(appointing.office.id != 0);
}

static void enter_all(struct scene *scene, int64_t person)
{
    for (int door = DOOR_OPEN; door < DOORS; door++)
        world_do(scene->world, somebody(person), "space.enter", "{'space':'%s'}",
                 scene->spaces[door]);
}

static struct scene scene_set(void **state)
{
    struct world *world = WORLD(state);
    struct scene scene = {.world = world, .network_id = world_network(world, "Pride", NULL)};
    scene.network = world_id(world, scene.network_id);
    for (int door = DOOR_OPEN; door < DOORS; door++)
        scene.spaces[door] =
            world_id(world, answer_id(world_do(world, administrator, "space.open",
                                               "{'network':'%s','name':'Room %d','aim':'To talk.',"
                                               "'door':'%s'}",
                                               scene.network, door, doors[door]),
                                      "space"));
    for (int i = 0; i < VISIBILITIES; i++) {
        scene.seen[i] = join(&scene, arena_print(&world->arena, "seen%d", i), visibilities[i]);
        enter_all(&scene, scene.seen[i].person);
    }
    scene.viewers[VIEWER_MEMBER] = join(&scene, "member", "concealed");
    scene.viewers[VIEWER_LEAD] = join(&scene, "lead", "concealed");
    scene.viewers[VIEWER_MEMBERSHIP_LEAD] = join(&scene, "keeper", "concealed");
    scene.viewers[VIEWER_OUTSIDE].person = world_person(world, "outside");
    appoint(&scene, scene.viewers[VIEWER_LEAD].handle, "who_plans", GRANT_EVENTS);
    appoint(&scene, scene.viewers[VIEWER_MEMBERSHIP_LEAD].handle, "who_welcomes", GRANT_MEMBERS);
    return scene;
}

static struct answer *members(const struct scene *scene, struct actor actor, int door)
{
    if (door == DOOR_NETWORK)
        return world_call(scene->world, actor, "membership.members", "{'network':'%s'}",
                          scene->network);
    return world_call(scene->world, actor, "space.members", "{'space':'%s'}", scene->spaces[door]);
}

static bool mentions(const struct scene *scene, const struct answer *answer, int64_t id)
{
    return answer->outcome == OK && strstr(answer->reply, world_id(scene->world, id)) != NULL;
}

/* What the preview says to somebody about to choose this visibility behind this door. */
static bool preview_says(const struct scene *scene, struct actor actor, int visibility, int door,
                         int viewer)
{
    const char *space = door == DOOR_NETWORK ? ""
                                             : arena_print(&scene->world->arena, ",'space':'%s'",
                                                           scene->spaces[door]);
    struct answer *answer =
        world_do(scene->world, actor, "membership.preview", "{'network':'%s','visibility':'%s'%s}",
                 scene->network, visibilities[visibility], space);
    const char *row = arena_print(
        &scene->world->arena, "{\"viewer\":\"%s\",\"sees_me\":", viewer_words((enum viewer)viewer));
    const char *found = strstr(answer->reply, row);
    assert_non_null(found);
    const char *sentence = strstr(answer->reply, "\"seen_by\":\"");
    assert_non_null(sentence);
    bool says = strncmp(found + strlen(row), "true", 4) == 0;
    assert_true((strstr(sentence, viewer_words((enum viewer)viewer)) != NULL) == says);
    return says;
}

/* ---- as previewed ---- */

static void everybody_is_shown_to_exactly_those_whom_the_preview_named(void **state)
{
    struct scene scene = scene_set(state);
    int shown = 0;
    for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
        struct actor actor =
            viewer == VIEWER_ADMINISTRATOR ? administrator : somebody(scene.viewers[viewer].person);
        for (int door = DOOR_NETWORK; door < DOORS; door++) {
            struct answer *answer = members(&scene, actor, door);
            for (int i = 0; i < VISIBILITIES; i++) {
                struct actor oneself = somebody(scene.seen[i].person);
                bool sees = mentions(&scene, answer, scene.seen[i].handle);
                if (preview_says(&scene, oneself, i, door, viewer) != sees)
                    fail_msg("%s, door %d, to %s: %d", visibilities[i], door,
                             viewer_words((enum viewer)viewer), sees);
                shown += sees;
            }
        }
    }
    /* Members see two of four, leads three, the membership lead four, through each of three doors;
     * who is outside sees one, in the network and behind the open door. */
    assert_int_equal(shown, 3 * (2 + 3 + 4) + 2);
}

static void nobody_who_is_not_known_sees_anybody(void **state)
{
    struct scene scene = scene_set(state);
    for (int door = DOOR_NETWORK; door < DOORS; door++)
        assert_true(members(&scene, nobody_known, door)->outcome != OK);
}

static void everybody_sees_themself_wherever_they_are(void **state)
{
    struct scene scene = scene_set(state);
    for (int i = 0; i < VISIBILITIES; i++) {
        struct actor oneself = somebody(scene.seen[i].person);
        for (int door = DOOR_NETWORK; door < DOOR_CONFIDENTIAL; door++)
            assert_true(mentions(&scene, members(&scene, oneself, door), scene.seen[i].handle));
        struct answer *mine = world_do(scene.world, oneself, "space.mine", "{}");
        for (int door = DOOR_OPEN; door < DOORS; door++)
            assert_non_null(strstr(mine->reply, scene.spaces[door]));
    }
}

static void nobody_is_shown_to_more_by_leaving_out_to_whom(void **state)
{
    struct scene scene = scene_set(state);
    for (int i = 0; i < VISIBILITIES; i++)
        assert_fails(world_call(scene.world, somebody(scene.seen[i].person),
                                "membership.visibility", "{'network':'%s'}", scene.network),
                     ERROR_WRONG, "visibility");
}

static void a_space_is_shown_to_those_whom_its_door_lets_see_it(void **state)
{
    struct scene scene = scene_set(state);
    for (int viewer = VIEWER_MEMBER; viewer < VIEWERS; viewer++) {
        struct actor actor =
            viewer == VIEWER_ADMINISTRATOR ? administrator : somebody(scene.viewers[viewer].person);
        struct answer *list =
            world_do(scene.world, actor, "space.list", "{'network':'%s'}", scene.network);
        for (int door = DOOR_OPEN; door < DOORS; door++) {
            bool wanted = sight_shows_space((enum door)door, (enum viewer)viewer);
            assert_int_equal(strstr(list->reply, scene.spaces[door]) != NULL, wanted);
            struct answer *show =
                world_call(scene.world, actor, "space.show", "{'space':'%s'}", scene.spaces[door]);
            assert_int_equal(show->outcome, wanted ? OK : ERROR_MISSING);
        }
    }
}

/* ---- what a page tells ---- */

static void a_page_is_as_full_for_who_sees_few_as_for_who_sees_all(void **state)
{
    struct scene scene = scene_set(state);
    struct actor outside = somebody(scene.viewers[VIEWER_OUTSIDE].person);
    struct answer *page = world_do(scene.world, outside, "membership.members",
                                   "{'network':'%s','limit':1}", scene.network);
    assert_true(mentions(&scene, page, scene.seen[VISIBILITY_VISIBLE].handle));
    assert_null(strstr(page->reply, "\"next\""));
}

static void pages_show_everybody_once(void **state)
{
    struct scene scene = scene_set(state);
    struct actor lead = somebody(scene.viewers[VIEWER_MEMBERSHIP_LEAD].person);
    int64_t after = 0;
    int count = 0;
    do {
        const char *cursor = after == 0 ? ""
                                        : arena_print(&scene.world->arena, ",'after':'%s'",
                                                      world_id(scene.world, after));
        struct answer *page = world_do(scene.world, lead, "membership.members",
                                       "{'network':'%s','limit':2%s}", scene.network, cursor);
        for (const char *at = page->reply; (at = strstr(at, "\"membership\":")) != NULL; at++)
            count++;
        const char *next = strstr(page->reply, "\"next\":\"");
        after = 0;
        if (next != NULL)
            assert_true(ident_parse((struct str){next + 8, IDENT_LENGTH}, &after));
    } while (after != 0);
    assert_int_equal(count, VISIBILITIES + 3);
}

static void those_in_a_confidential_space_are_not_told_whoever_asks(void **state)
{
    struct scene scene = scene_set(state);
    const char *said = NULL;
    int64_t people[] = {scene.seen[0].person, scene.seen[3].person,
                        scene.viewers[VIEWER_MEMBER].person,
                        scene.viewers[VIEWER_MEMBERSHIP_LEAD].person};
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct answer *answer = members(&scene, somebody(people[i]), DOOR_CONFIDENTIAL);
        assert_fails(answer, ERROR_REFUSED, "space");
        assert_true(said == NULL || strcmp(said, answer->error.message) == 0);
        said = answer->error.message;
    }
}

/* ---- looks ---- */

static void a_look_is_recorded_for_each_who_was_shown_under_their_handle(void **state)
{
    struct scene scene = scene_set(state);
    members(&scene, somebody(scene.viewers[VIEWER_MEMBER].person), DOOR_NETWORK);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM look"), 2);
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM look WHERE subject IN"
                                              " (SELECT handle FROM membership"
                                              "  WHERE visibility IN ('visible', 'members'))"),
                     2);
    members(&scene, somebody(scene.seen[0].person), DOOR_CLOSED); /* sees one other */
    assert_int_equal(world_count(scene.world, "SELECT count(*) FROM look"), 3);
}

static void a_member_reads_who_looked_and_nobody_elses_looks(void **state)
{
    struct scene scene = scene_set(state);
    members(&scene, somebody(scene.viewers[VIEWER_MEMBER].person), DOOR_NETWORK);
    struct answer *seen = world_do(scene.world, somebody(scene.seen[0].person), "membership.looked",
                                   "{'network':'%s'}", scene.network);
    struct answer *unseen = world_do(scene.world, somebody(scene.seen[3].person),
                                     "membership.looked", "{'network':'%s'}", scene.network);
    assert_non_null(strstr(seen->reply, "\"action\":\"membership.members\""));
    assert_non_null(strstr(seen->reply, "\"hour\":\"2026-11-21T09:00:00Z\""));
    assert_null(strstr(unseen->reply, "membership.members"));
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everybody_is_shown_to_exactly_those_whom_the_preview_named),
        TEST(nobody_who_is_not_known_sees_anybody),
        TEST(everybody_sees_themself_wherever_they_are),
        TEST(nobody_is_shown_to_more_by_leaving_out_to_whom),
        TEST(a_space_is_shown_to_those_whom_its_door_lets_see_it),
        TEST(a_page_is_as_full_for_who_sees_few_as_for_who_sees_all),
        TEST(pages_show_everybody_once),
        TEST(those_in_a_confidential_space_are_not_told_whoever_asks),
        TEST(a_look_is_recorded_for_each_who_was_shown_under_their_handle),
        TEST(a_member_reads_who_looked_and_nobody_elses_looks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
