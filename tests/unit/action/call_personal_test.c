/* What nobody may do for another: in real use an administrator who speaks for somebody is refused,
 * and learns nothing of what they belong to by anything else either. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/world.h"

static struct actor spoken_for(int64_t person)
{
    return (struct actor){.kind = ACTOR_PERSON, .person = person, .spoken_for = true};
}

/* Of the core: the tests' own actions belong to nobody. */
static const kith_action *next_action(struct world *world, size_t *position)
{
    const struct registered *entry;
    do
        entry = registry_next(engine_registry(world->engine), position);
    while (entry != NULL && strcmp(entry->owner, "core") != 0);
    return entry == NULL ? NULL : entry->action;
}

/* ---- the flag is kept ---- */

static void every_personal_action_is_refused_to_who_speaks_for_another(void **state)
{
    struct world *world = WORLD(state);
    struct actor actor = spoken_for(world_person(world, "ada"));
    size_t position = 0;
    int count = 0;
    for (const kith_action *action; (action = next_action(world, &position)) != NULL;) {
        if (!(action->flags & KITH_IS_PERSONAL))
            continue;
        struct answer *answer = world_call(world, actor, action->name, "{}");
        if (answer->outcome != ERROR_REFUSED || strcmp(answer->error.field, "as") != 0)
            fail_msg("%s: %s", action->name, answer->error.message);
        count++;
    }
    assert_true(count >= 14);
}

static void in_a_rehearsal_an_administrator_may_try_out_what_is_personal(void **state)
{
    struct world *world = WORLD(state);
    struct actor actor = spoken_for(world_person(world, "ada"));
    size_t position = 0;
    for (const kith_action *action; (action = next_action(world, &position)) != NULL;)
        if (action->flags & KITH_IS_PERSONAL)
            assert_true(strcmp(world_call(world, actor, action->name, "{}")->error.field, "as"));
}

/* ---- the flag is carried ---- */

/* Is one of these fields an id of what belongs to a network? */
static bool touches_network(const kith_field *fields)
{
    for (; fields != NULL && fields->name != NULL; fields++) {
        if (fields->type == KITH_ID && fields->limits != NULL &&
            (strcmp(fields->limits, "network") == 0 || strcmp(fields->limits, "space") == 0 ||
             strcmp(fields->limits, "membership") == 0))
            return true;
        if (touches_network(fields->parts))
            return true;
    }
    return false;
}

static bool is_about_belonging(const kith_action *action)
{
    return strcmp(action->may, "person") == 0 &&
           (touches_network(action->takes) || touches_network(action->gives));
}

static void whatever_a_person_does_for_themself_in_a_network_is_personal(void **state)
{
    struct world *world = WORLD(state);
    size_t position = 0;
    int count = 0;
    for (const kith_action *action; (action = next_action(world, &position)) != NULL;) {
        if (!is_about_belonging(action))
            continue;
        if (!(action->flags & KITH_IS_PERSONAL))
            fail_msg("%s is about a person's own belonging and is not KITH_IS_PERSONAL",
                     action->name);
        count++;
    }
    assert_true(count >= 9);
}

/* Ids and times may differ between two answers; nothing else may. */
static void assert_alike(struct world *world, const struct answer *one, int64_t first,
                         const struct answer *other, int64_t second, const char *what)
{
    char *reply = arena_copy(&world->arena, str_of(other->reply));
    const char *from = world_id(world, second), *to = world_id(world, first);
    for (char *at = reply; (at = strstr(at, from)) != NULL; at++)
        memcpy(at, to, IDENT_LENGTH);
    if (one->outcome != other->outcome || strcmp(one->error.field, other->error.field) != 0 ||
        strcmp(one->error.message, other->error.message) != 0 || strcmp(one->reply, reply) != 0)
        fail_msg("%s tells a member from another:\n%s%s\n%s%s", what, one->error.message,
                 one->reply, other->error.message, other->reply);
}

/* A write is tried and taken back, so that the second finds what the first found. */
static struct answer *attempt(struct world *world, int64_t person, const kith_action *action,
                              const char *with)
{
    struct call_request request = {.action = str_of(action->name), .actor = spoken_for(person)};
    request.dry_run = (action->flags & KITH_WRITES) && !(action->flags & KITH_LATER);
    struct answer *answer = world_send(world, &request, with);
    world_run(world);
    assert_true(answer->there);
    return answer;
}

/* The required ids are real ones of one network; other arguments are left out, so that some calls
 * get no further than their arguments: those that lead to a network get to it. */
static const char *arguments(struct world *world, const kith_field *fields, int64_t network,
                             int64_t space, int64_t member)
{
    struct text text = {0};
    text_add(&text, STR("{"));
    for (; fields != NULL && fields->name != NULL; fields++) {
        int64_t id = 0;
        if (fields->type != KITH_ID || fields->limits == NULL)
            continue;
        id = strcmp(fields->limits, "network") == 0      ? network
             : strcmp(fields->limits, "space") == 0      ? space
             : strcmp(fields->limits, "membership") == 0 ? member
                                                         : 0;
        if (id != 0)
            text_print(&text, "%s'%s':'%s'", text.len > 1 ? "," : "", fields->name,
                       world_id(world, id));
    }
    text_add(&text, STR("}"));
    const char *copy = arena_copy(&world->arena, text_str(&text));
    text_done(&text);
    return copy;
}

static void no_action_tells_an_administrator_whether_somebody_belongs(void **state)
{
    static const char *const rooms[] = {"closed", "confidential", "open"};
    struct world *world = WORLD(state);
    int64_t network = world_network(world, "Pride", NULL);
    int64_t ada = world_person(world, "ada"), ben = world_person(world, "ben"), space = 0;
    int64_t of_ada = world_join(world, ada, network);
    for (size_t i = 0; i < 3; i++) {
        space = answer_id(world_do(world, administrator, "space.open",
                                   "{'network':'%s','name':'%s','aim':'To talk.','door':'%s'}",
                                   world_id(world, network), rooms[i], rooms[i]),
                          "space");
        const char *id = world_id(world, space);
        world_do(world, somebody(ada), "space.enter", "{'space':'%s'}", id);
        size_t position = 0;
        for (const kith_action *action; (action = next_action(world, &position)) != NULL;) {
            const char *with = arguments(world, action->takes, network, space, of_ada);
            struct answer *of_one = attempt(world, ada, action, with);
            struct answer *of_other = attempt(world, ben, action, with);
            assert_alike(world, of_one, ada, of_other, ben, action->name);
        }
    }
}

static int in_rehearsal(void **state)
{
    const struct world_options options = {.rehearsal = true};
    return world_setup_with(state, &options);
}

#define TEST(behaviour) cmocka_unit_test_setup_teardown(behaviour, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_personal_action_is_refused_to_who_speaks_for_another),
        cmocka_unit_test_setup_teardown(
            in_a_rehearsal_an_administrator_may_try_out_what_is_personal, in_rehearsal,
            world_teardown),
        TEST(whatever_a_person_does_for_themself_in_a_network_is_personal),
        TEST(no_action_tells_an_administrator_whether_somebody_belongs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
