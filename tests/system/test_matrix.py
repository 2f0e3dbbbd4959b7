"""Who may do what, for every action and every kind of actor; and no action of one network touches
or reads another, whoever asks: its members, its leads, its schedule.

Made from the registry: what is expected follows from the action's `may` alone.
"""
import contextlib
import json
import random
import sqlite3
import time

import pytest

from lib.ident import ident_number
from lib.matrix import PUBLIC, Ground, leads_to, may, rows_of_network
from lib.waiting import PATIENCE

SEED = 20261123
REQUESTS, AT_ONCE = 10_000, 200
NO = ("refused", "missing", "wrong")


@pytest.fixture(name="ground", scope="module")
def two_networks(make_daemon):
    ground = Ground(make_daemon(rehearsal=False).start(), SEED)
    assert all(len(side.things) >= 2 and len(side.members) == 8 for side in ground.sides)
    return ground


def actions_inside(ground):
    return [action for action in ground.actions
            if leads_to(action, set(ground.sides[0].things))]


def is_no(answer):
    return answer.get("error", {}).get("name") in NO


def is_for_others(answer):
    return "is not for you to do" in answer.get("error", {}).get("message", "")


def shown(rows):
    return "\n".join(f"{kind}: {action['name']} {arguments}: {json.dumps(answer)[:200]}"
                     for kind, action, arguments, answer in rows[:10])


def tried(ground, wanted):
    """(kind, action, arguments, answer) of everybody's call of every action inside their network,
    where what is expected is `wanted`."""
    calls = [(kind, action, ground.arguments(action, [side]), identity)
             for side in ground.sides for action in actions_inside(ground)
             for kind, identity in ground.identities(side)
             if may(action, kind) is wanted]
    answers = ground.ask_all([(action, arguments, {**identity, **dry_run(action)})
                              for _, action, arguments, identity in calls])
    return [(kind, action, arguments, answer)
            for (kind, action, arguments, _), answer in zip(calls, answers)]


def dry_run(action):
    """What may be done is tried, so that what lies in the networks stays for the next test."""
    writes = "writes" in action["flags"] and "later" not in action["flags"]
    return {"dry_run": True} if writes else {}


def test_who_may_not_is_refused(ground):
    rows = tried(ground, False)
    assert len(rows) > 10
    wrong = [row for row in rows if not is_no(row[3])]
    assert not wrong, shown(wrong)


def test_who_may_is_not_told_that_it_is_for_others(ground):
    rows = tried(ground, True)
    assert len(rows) > 10
    wrong = [row for row in rows if is_for_others(row[3])]
    assert not wrong, shown(wrong)
    assert len([row for row in rows if "ok" in row[3]]) > len(rows) / 3, shown(rows)


def test_a_member_of_one_network_is_outside_in_the_other(ground):
    """Each action with the ids of one network, by people of the other."""
    one, other = ground.sides
    before = rows_of_network(ground.daemon.state, one.network)
    calls = [(action, ground.arguments(action, [one]), {"token": ground.held[member]})
             for action in actions_inside(ground) for member in other.members[:3]  # and its lead
             if may(action, "outside") is False]
    answers = ground.ask_all(calls)
    wrong = [("of the other", action, arguments, answer)
             for (action, arguments, _), answer in zip(calls, answers) if not is_no(answer)]
    assert not wrong, shown(wrong)
    assert rows_of_network(ground.daemon.state, one.network) == before


def test_ids_of_two_networks_never_go_together(ground):
    mixed = []
    for action in actions_inside(ground):
        fields = leads_to(action, set(ground.sides[0].things))
        if len(fields) < 2 or "crosses" in action["flags"]:
            continue
        for one, other in (ground.sides, ground.sides[::-1]):
            arguments = ground.arguments(action, [one], whole=True)
            arguments[fields[-1]["name"]] = ground.value(fields[-1], [other])
            for identity in ({}, {"token": ground.held[one.members[0]]},
                             {"token": ground.held[other.members[0]]}):
                mixed.append((action, arguments, identity))
    answers = ground.ask_all(mixed)
    wrong = [("mixed", action, arguments, answer)
             for (action, arguments, _), answer in zip(mixed, answers) if not is_no(answer)]
    assert not wrong, shown(wrong)


def test_what_is_ones_own_holds_nothing_of_another_network(ground):
    """Replies to calls that name no other network, of actions that are not for all colleagues."""
    one, other = ground.sides
    foreign = {thing for noun, things in one.things.items() if noun not in PUBLIC
               for thing in things}
    assert foreign
    for action in ground.actions:
        if action["may"] in ("anyone", "colleague", "administrator", "system"):
            continue
        for member in other.members[:2]:
            answer = ground.ask(action, ground.arguments(action, [other]),
                                {"token": ground.held[member], **dry_run(action)})
            found = [thing for thing in foreign if thing in json.dumps(answer)]
            assert not found, (action["name"], answer)


def random_request(ground, chance):
    """A call that reaches into a network where its actor may not do it."""
    while True:
        side, other = chance.sample(ground.sides, 2)
        action = chance.choice(actions_inside(ground))
        who = chance.choice(("administrator", "outside", "of the other"))
        kind = "outside" if who == "of the other" else who
        if may(action, kind) is not False:
            continue
        arguments = ground.arguments(action, [side], whole=chance.random() < 0.5)
        if chance.random() < 0.3:
            fields = leads_to(action, set(side.things))[1:]
            arguments.update({field["name"]: ground.value(field, [other]) for field in fields})
        people = {"outside": ground.outside, "of the other": other.members}
        more = {"token": ground.held[chance.choice(people[who])]} if who in people else {}
        if chance.random() < 0.2:
            more.update(dry_run(action))
        return who, action, arguments, more


def test_ten_thousand_random_requests_reach_into_no_other_network(ground):
    chance = random.Random(SEED)
    before = [rows_of_network(ground.daemon.state, side.network) for side in ground.sides]
    actions, made = set(), 0
    while made < REQUESTS:
        calls = [random_request(ground, chance) for _ in range(AT_ONCE)]
        answers = ground.ask_all([call[1:] for call in calls])
        wrong = [(*call[:3], answer) for call, answer in zip(calls, answers) if not is_no(answer)]
        assert not wrong, shown(wrong)
        actions |= {call[1]["name"] for call in calls}
        made += len(calls)
    assert before == [rows_of_network(ground.daemon.state, side.network) for side in ground.sides]
    assert actions == {action["name"] for action in actions_inside(ground)
                       if may(action, "outside") is False
                       or may(action, "administrator") is False}


# ---- a network's schedule ----

def put_on_schedule(state, rows):
    """Writes rows (id, network, action, arguments) that are due, as the daemon itself would."""
    with contextlib.closing(sqlite3.connect(state / "kith.db")) as database, database:
        database.executemany(
            "INSERT INTO schedule (id, network, subject, due_at, action, arguments, state)"
            " VALUES (?, ?, 0, 1, ?, ?, 'waiting')", rows)


def scheduled(state, ids):
    """{id: (attempts, answer)} of those that are still there."""
    with contextlib.closing(sqlite3.connect(f"file:{state / 'kith.db'}?mode=ro",
                                            uri=True)) as database:
        rows = database.execute("SELECT id, attempts, answer FROM schedule").fetchall()
    return {number: rest for number, *rest in rows if number in ids}


def until_tried(daemon, ids):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        daemon.call("server.status")
        left = scheduled(daemon.state, ids)
        if all(attempts > 0 for attempts, _ in left.values()):
            return left
    raise AssertionError(f"not tried: {left}")


def test_the_schedule_of_one_network_does_nothing_in_another(ground):
    one, other = ground.sides
    actions = [action for action in actions_inside(ground)
               if may(action, "outside") is False
               and not {"long", "reads"} & set(action["flags"])
               and not any(field["type"] == "file" for field in action["takes"])]
    assert actions
    assert ground.daemon.stop() == 0
    rows = [((1 << 40) + place, ident_number(other.network), action["name"],
             json.dumps(ground.arguments(action, [one]))) for place, action in enumerate(actions)]
    own = (1 << 41, ident_number(other.network), "membership.count",
           json.dumps({"network": other.network}))
    put_on_schedule(ground.daemon.state, [*rows, own])
    before = rows_of_network(ground.daemon.state, one.network)
    ground.daemon.start()
    left = until_tried(ground.daemon, {row[0] for row in [*rows, own]})
    assert set(left) == {row[0] for row in rows}, "what it may do is done, and nothing else"
    assert all(answer for _, answer in left.values())
    assert rows_of_network(ground.daemon.state, one.network) == before
