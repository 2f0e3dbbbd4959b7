"""Who can see me, in real use: what the preview says before the last button is what everybody then
gets to see, for every visibility, every kind of viewer and every door.
"""
import itertools

import pytest

from lib.people import Colleague, appoint, network_open, outcome

VISIBILITIES = ["visible", "members", "leads", "concealed"]
DOORS = [None, "open", "closed", "confidential"]  # None: the network itself
WORDS = {"member": "other members of this network", "lead": "this network's leads",
         "membership lead": "its membership lead", "outside": "colleagues outside this network",
         "administrator": "the administrators of Kith"}


class Scene:
    """A network with a space behind each door, and somebody of every kind to look."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.network = network_open(daemon, "Pride")
        self.spaces = {door: daemon.call("space.open", {
            "network": self.network, "name": door, "aim": "To talk.",
            "door": door})["space"] for door in DOORS[1:]}
        # Those who look are concealed, and so not in each other's way.
        self.viewers = {kind: Colleague(daemon, kind).join(self.network, visibility="concealed")
                        for kind in ("member", "membership lead", "lead")}
        self.viewers["outside"] = Colleague(daemon, "outside")
        appoint(daemon, self.viewers["lead"], self.network, "Who plans", ["events"])
        appoint(daemon, self.viewers["membership lead"], self.network,
                "Membership lead")

    def ways(self):
        """How each kind of viewer calls: an administrator for themself, and for anybody else."""
        for kind, viewer in self.viewers.items():
            yield kind, {"token": viewer.token}
        yield "administrator", {}
        for viewer in self.viewers.values():
            yield "administrator", {"as_": viewer.person}

    def members(self, door, way):
        """The handles that somebody is shown behind a door; none if they are refused."""
        action, with_ = "membership.members", {"network": self.network}
        if door:
            action, with_ = "space.members", {"space": self.spaces[door]}
        answer = self.daemon.ask(action, with_, **way)
        rows = answer.get("ok", {}).get("members", [])
        return {row["membership"] for row in rows}

    def preview(self, colleague, visibility, door):
        space = {"space": self.spaces[door]} if door else {}
        reply = colleague.call("membership.preview", {"network": self.network,
                                                      "visibility": visibility, **space})
        seen = {row["viewer"]: row["sees_me"] for row in reply["viewers"]}
        assert set(seen) == set(WORDS.values())
        for words, sees in seen.items():
            assert (words in reply["seen_by"]) == sees, reply
        return {kind: seen[words] for kind, words in WORDS.items()}


@pytest.fixture(name="scene", scope="module")
def the_scene(make_daemon):
    return Scene(make_daemon(rehearsal=False).start())


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_what_the_preview_says_is_what_everybody_then_sees(scene, visibility):
    newcomer = Colleague(scene.daemon)
    promised = {None: scene.preview(newcomer, visibility, None)}
    newcomer.join(scene.network, visibility=visibility)
    handle = newcomer.handles[scene.network]
    for door in DOORS[1:]:
        promised[door] = scene.preview(newcomer, visibility, door)
        newcomer.call("space.enter", {"space": scene.spaces[door]})
    for door, (kind, way) in itertools.product(DOORS, scene.ways()):
        sees = handle in scene.members(door, way)
        assert sees == promised[door][kind], f"{visibility}, {door}, {kind} ({way}): {sees}"


def test_a_change_of_visibility_holds_at_once_behind_every_door(scene):
    newcomer = Colleague(scene.daemon).join(scene.network, visibility="concealed")
    handle = newcomer.handles[scene.network]
    for door in DOORS[1:]:
        newcomer.call("space.enter", {"space": scene.spaces[door]})
    for visibility in [*VISIBILITIES, *reversed(VISIBILITIES)]:
        newcomer.call("membership.visibility", {"network": scene.network,
                                                "visibility": visibility})
        for door in DOORS:
            promised = scene.preview(newcomer, visibility, door)
            for kind, way in scene.ways():
                assert (handle in scene.members(door, way)) == promised[kind]


def test_one_sees_oneself_and_is_not_looked_at_by_oneself(scene):
    newcomer = Colleague(scene.daemon).join(scene.network, visibility="concealed")
    own = {"token": newcomer.token}
    for door in DOORS[1:]:
        newcomer.call("space.enter", {"space": scene.spaces[door]})
    for door in DOORS[:-1]:
        assert newcomer.handles[scene.network] in scene.members(door, own)
    assert {row["space"] for row in newcomer.call("space.mine")["spaces"]} \
        == set(scene.spaces.values())
    assert newcomer.call("membership.looked", {"network": scene.network})["looks"] == []


def test_who_looked_is_told_to_whom_they_looked_at(scene):
    newcomer = Colleague(scene.daemon).join(scene.network, visibility="leads")
    for kind in ("member", "outside", "lead"):
        scene.members(None, {"token": scene.viewers[kind].token})
    looks = newcomer.call("membership.looked", {"network": scene.network})["looks"]
    assert [(look["viewer"], look["action"]) for look in looks] \
        == [("person", "membership.members")]


def test_a_name_is_shown_with_the_place_of_work(scene):
    place = scene.daemon.call("place.add", {"name": "Ward 7"})["place"]
    newcomer = Colleague(scene.daemon)
    employed = scene.daemon.call("person.add", {"given_name": "Zoë", "family_name": "Ó Briain",
                                                "employer": place})["person"]
    newcomer.person = employed
    newcomer.token = scene.daemon.call("person.link", {"person": employed})["token"]
    newcomer.join(scene.network, visibility="visible", kind="ally")
    rows = scene.daemon.call("membership.members", {"network": scene.network},
                             token=scene.viewers["outside"].token)["members"]
    row, = [row for row in rows if row["membership"] == newcomer.handles[scene.network]]
    assert row == {"membership": row["membership"], "kind": "ally", "name": "Zoë Ó Briain",
                   "place": "Ward 7"}


def test_an_administrator_learns_nothing_of_500_members(make_daemon):
    """Neither by their own calls nor by speaking for members and for others: what they are answered
    does not change with who belongs."""
    daemon = make_daemon(rehearsal=False).start()
    network = network_open(daemon, "Pride")
    people = [Colleague(daemon) for _ in range(500)]
    actions = daemon.call("server.describe")["actions"]
    told = {action["name"] for action in actions if "reads" in action["flags"]
            and {"network"} >= {field["name"] for field in action["takes"]
                                if "optional" not in field["flags"] and "preset" not in field}
            and "network" in {field["name"] for field in action["takes"]}}
    assert {"membership.members", "space.list", "network.show", "journal.list"} <= told

    def all_answers():
        ways = [{}, {"as_": people[0].person}, {"as_": people[-1].person}]
        return {(action, str(way)): outcome(daemon.ask(action, {"network": network}, **way))
                for action in sorted(told) for way in ways}

    before = all_answers()
    for number, colleague in enumerate(people[:-1]):
        colleague.join(network, visibility=VISIBILITIES[number % 4])
    after = all_answers()
    assert before == after
    for action in told:  # a member and another, spoken for
        one, other = (after[action, str({"as_": person.person})] for person in
                      (people[0], people[-1]))
        assert one == other, action
