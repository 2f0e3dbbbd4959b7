/* A network that can decide, for tests. */
#include "lib/council.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/office.h"

static void appoint(struct council *council, const char *key, int64_t handle)
{
    struct model in = world_model(council->world);
    struct role role = {0};
    assert_int_equal(role_by_key(&in, council->network, str_of(key), &role), OK);
    world_do(council->world, administrator, "role.appoint", "{'role':'%s','membership':'%s'}",
             world_id(council->world, role.id), world_id(council->world, handle));
}

struct council council_make(struct world *world, const char *terms)
{
    static const char *const seats[SEATS] = {"chair", "events_lead", "communications_lead",
                                             "allyship_lead"};
    static const char *const members[MEMBERS] = {"mia", "ned", "ola"};
    struct council council = {.world = world};
    council.network = world_network(world, "Carers", terms);
    council.id = world_id(world, council.network);
    for (size_t i = 0; i < MEMBERS; i++) {
        council.members[i] = world_person(world, members[i]);
        council.member_handles[i] = world_join(world, council.members[i], council.network);
    }
    for (size_t i = SEATS; i-- > 0;) { /* who may appoint comes last: administrators do */
        council.seats[i] = world_person(world, seats[i]);
        council.seat_handles[i] = world_join(world, council.seats[i], council.network);
    }
    for (size_t i = SEATS; i-- > 0;)
        appoint(&council, seats[i], council.seat_handles[i]);
    return council;
}

const char *council_propose(struct council *council, const char *more)
{
    struct answer *answer =
        world_do(council->world, somebody(council->members[0]), "decision.propose",
                 "{'network':'%s','title':'A kettle','text':'We buy one.'%s}", council->id, more);
    return world_id(council->world, answer_id(answer, "decision"));
}

const char *council_open(struct council *council, const char *more)
{
    const char *decision = council_propose(council, more);
    world_do(council->world, somebody(council->seats[1]), "decision.second", "{'decision':'%s'}",
             decision);
    world_do(council->world, somebody(council->seats[0]), "decision.open", "{'decision':'%s'}",
             decision);
    return decision;
}

struct answer *council_vote(struct council *council, int64_t person, const char *decision,
                            const char *choice)
{
    return world_call(council->world, somebody(person), "decision.vote",
                      "{'decision':'%s','choice':'%s'}", decision, choice);
}

const char *council_show(struct council *council, const char *decision)
{
    return world_do(council->world, somebody(council->seats[0]), "decision.show",
                    "{'decision':'%s'}", decision)
        ->reply;
}

void council_move(struct council *council, int days)
{
    world_do(council->world, administrator, "clock.move", "{'by':'P%dD'}", days);
}
