"""Spaces in real use: who comes and goes in a confidential one is told by nothing - no reply, no
list, no entry of a journal, no table but one, whose rows are sealed and belong to no space.
"""
import collections

import pytest

from lib.daemon import rows_of
from lib.people import Colleague, network_open, outcome, refused

DOORS = ["open", "closed", "confidential"]
MANY = 40


@pytest.fixture(name="real", scope="module")
def real_daemon(make_daemon):
    return make_daemon(rehearsal=False).start()


class House:
    """A network with a space behind each door, and some members."""

    def __init__(self, daemon, name, members=3):
        self.daemon = daemon
        self.network = network_open(daemon, name)
        self.spaces = {door: daemon.call("space.open", {
            "network": self.network, "name": f"The {door} one", "aim": "To talk.",
            "door": door})["space"] for door in DOORS}
        self.members = [Colleague(daemon).join(self.network) for _ in range(members)]

    def space(self, door):
        return {"space": self.spaces[door]}


@pytest.fixture(name="house")
def a_house(real, request):
    return House(real, f"Network of {request.node.name}")


def whole_state(daemon):
    """Every row of the database, read after a kill; the daemon goes on."""
    daemon.kill9()
    rows = rows_of(daemon.state)
    daemon.start()
    return rows


def changed_tables(before, after):
    return {table for table in after if before[table] != after[table]}


def test_entering_a_confidential_space_changes_one_table_alone_by_sealed_rows(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    house = House(daemon, "Pride", members=MANY)
    before = whole_state(daemon)
    for member in house.members:
        member.call("space.enter", house.space("confidential"))
    after = whole_state(daemon)
    assert changed_tables(before, after) == {"space_entry"}
    rows = after["space_entry"]
    assert len(rows) == MANY
    known = {number for table, some in before.items() for row in some for number in row
             if isinstance(number, int) and abs(number) > 2 ** 32}
    for handle, slot, link in rows:
        assert not {handle, slot} & known
        assert len(link) == len(rows[0][2])
    for member in house.members:
        member.call("space.leave", house.space("confidential"))
    assert changed_tables(before, whole_state(daemon)) == set()


def test_two_confidential_spaces_are_not_told_apart_by_their_rows(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    houses = [House(daemon, "Pride", members=MANY), House(daemon, "Carers", members=2)]
    for house in houses:
        for member in house.members:
            member.call("space.enter", house.space("confidential"))
    rows = whole_state(daemon)["space_entry"]
    assert len(rows) == MANY + 2
    repeated = collections.Counter(value for row in rows for value in row)
    assert set(repeated.values()) == {1}


def test_whoever_asks_is_told_the_same_whether_anybody_is_inside(make_daemon):
    """An administrator, a colleague outside and a member who is not inside ask all they can of a
    network, before and after others come into its confidential space."""
    daemon = make_daemon(rehearsal=False).start()
    house = House(daemon, "Pride", members=MANY)
    asker, outside = house.members.pop(), Colleague(daemon)
    questions = [("network.show", {"network": house.network}),
                 ("space.list", {"network": house.network}),
                 ("membership.summary", {"network": house.network}),
                 ("journal.list", {"network": house.network}), ("journal.list", {}),
                 ("schedule.list", {"network": house.network}), ("effect.list", {}),
                 ("proposal.list", {"network": house.network}),
                 ("membership.members", {"network": house.network}),
                 ("membership.looked", {"network": house.network}), ("space.mine", {}),
                 ("space.show", house.space("confidential")),
                 ("space.members", house.space("confidential")),
                 ("space.members", house.space("closed"))]

    def all_answers():
        ways = {"administrator": {}, "outside": {"token": outside.token},
                "member": {"token": asker.token}, "spoken for": {"as_": house.members[0].person}}
        return {(who, action, str(with_)): outcome(daemon.ask(action, with_, **way))
                for who, way in ways.items() for action, with_ in questions}

    before = all_answers()
    for member in house.members:
        member.call("space.enter", house.space("confidential"))
    after = all_answers()
    # The looks that the questions themselves leave behind are the one thing that may grow.
    different = {key for key in before if before[key] != after[key]}
    assert {key[1] for key in different} <= {"membership.looked"}, different
    said = {after[who, "space.members", str(house.space("confidential"))]
            for who in ("administrator", "outside")}
    assert all(name in ("refused", "missing") for name, _field, _message in said)


def test_entering_twice_and_leaving_when_outside_answer_as_the_first_time(house):
    member = house.members[0]
    for door in DOORS:
        outside = member.call("space.leave", house.space(door))
        first = member.call("space.enter", house.space(door))
        assert member.call("space.enter", house.space(door)) == first
        assert member.call("space.leave", house.space(door)) == outside == {}


def test_what_was_acknowledged_is_kept_through_a_kill(house, real):
    member = house.members[0]
    for door in DOORS:
        member.call("space.enter", house.space(door))
    real.kill9()
    real.start()
    mine = {row["space"] for row in member.call("space.mine")["spaces"]}
    assert mine == set(house.spaces.values())
    assert house.members[1].call("space.mine") == {}


def test_who_leaves_the_network_is_in_none_of_its_spaces(house):
    member = house.members[0]
    for door in DOORS:
        member.call("space.enter", house.space(door))
    member.call("membership.leave", {"network": house.network})
    assert member.call("space.mine") == {}
    member.join(house.network)
    assert member.call("space.mine") == {}


def test_an_administrator_enters_for_nobody_and_sees_nobody(house, real):
    member = house.members[0]
    for action in ("space.enter", "space.leave", "space.members"):
        error = refused(real.call, action, house.space("confidential"), as_=member.person)
        assert (error.name, error.field) == ("refused", "as")
        assert refused(real.call, action, house.space("closed")).name == "refused"


def test_spaces_are_used_from_the_command_line(house, real):
    space = house.spaces["closed"]
    shown = real.kith("space", "list", house.network)
    assert shown.returncode == 0 and "The closed one" in shown.stdout, shown.stderr
    edited = real.kith("space", "edit", space, "--aim", "To listen.")
    assert edited.returncode == 0, edited.stderr
    assert "To listen." in real.kith("space", "show", space).stdout
    wider = real.kith("space", "edit", space, "--door", "open")
    assert wider.returncode != 0 and "opened wider" in wider.stderr
    assert real.kith("space", "close", space).returncode == 0
    assert house.members[0].call("space.show", {"space": space})["ended"]
