"""Whoever looks at everything that they may read, again and again, does not see that a colleague
joined, left or changed anything about belonging: not by a list, a count, an id, a page or a line
of the log. What they look at is the registry's: every action that reads.
"""
import collections
import tempfile

import pytest

from lib import planted
from lib.watch import Watcher, learned

SEED = 20261123
World = collections.namedtuple("World", "daemon people networks held spaces handles candidate")
LEAD, MEMBER, COLLEAGUE, OTHER = 0, 5, 35, 34  # places among the people


@pytest.fixture(name="world", scope="module")
def world_with_two_networks_led_and_not(make_daemon):
    """People with tokens; one network has a membership lead, the other has nobody yet."""
    daemon = make_daemon(rehearsal=False).start()
    people, networks = planted.populate(daemon)
    people, networks = people[:100], networks[:2]
    held = planted.tokens(daemon, people, SEED)
    daemon.call("space.open", {"network": networks[0], "name": "Hall", "aim": "To meet.",
                               "door": "open"})
    handles = {}
    for person in people[:30]:
        join = planted.Membership(person, networks[0], "member", "visible")
        name, with_, more = planted.join_call(join, held)
        handles[person] = daemon.call(name, with_, **more)["membership"]
    planted.appoint(daemon, networks[0], handles[people[LEAD]], ["members"])
    token = held[people[LEAD]]
    spaces = {row["door"]: row["space"] for row in
              daemon.call("space.list", {"network": networks[0]}, token=token)["spaces"]}
    assert set(spaces) == {"open", "closed", "confidential"}
    place = daemon.call("place.list", {"limit": 1})["places"][0]["place"]
    candidate = planted.propose(daemon, place, held[people[OTHER]])
    return World(daemon, people, networks, held, spaces, handles, candidate)


def watcher(world, who, subject):
    """The administrator; a colleague outside; a member without an office. They know the subject."""
    known = {"network": world.networks, "person": [subject.id, world.people[OTHER].id],
             "space": list(world.spaces.values()), "external_id": [subject.number],
             "work_email": [subject.email], "name": ["network_supporters"],
             "pack": ["ethnicity"], "from": ["/nowhere/kith.db"],
             "candidate": [world.candidate]}
    more = {"administrator": {}, "colleague": {"token": world.held[world.people[COLLEAGUE]]},
            "member": {"token": world.held[world.people[MEMBER]]}}[who]
    return Watcher(world.daemon, known, **more)


# ---- what somebody may do whom nobody shall notice ----

class Quiet:
    """One colleague, who belongs to both networks' outside at first."""

    def __init__(self, world, person):
        self.world, self.person = world, person
        self.today = world.daemon.call("clock.show")["now"][:10]

    def call(self, action, **with_):
        return self.world.daemon.call(action, with_, token=self.world.held[self.person])

    def deeds(self, visibility):
        led, unled = self.world.networks
        yield lambda: self.call("membership.join", network=led, visibility=visibility)
        yield lambda: self.call("membership.join", network=unled, visibility=visibility,
                                kind="ally")
        for space in self.world.spaces.values():
            yield lambda space=space: self.call("space.enter", space=space)
        yield lambda: self.call("membership.contact_wish", network=led, wish="listen")
        yield lambda: self.call("membership.absent", network=led, until=self.today)
        yield lambda: self.call("membership.confirm", network=led)
        yield lambda: self.call("membership.visibility", network=led, visibility="concealed")
        yield lambda: self.call("network.support", candidate=self.world.candidate)
        yield lambda: self.call("characteristic.share", characteristic="disability",
                                answer="prefer_not_to_say", consent=True)
        yield lambda: self.call("access_need.set", needs=["A hearing loop"])
        for space in self.world.spaces.values():
            yield lambda space=space: self.call("space.leave", space=space)
        yield lambda: self.call("membership.leave", network=led)
        yield lambda: self.call("membership.leave", network=unled)


def told(found):
    return "\n".join(f"{asked}\n    {one}\n    {other}" for asked, one, other in found)[:4000]


def sees_nothing(watching, deeds):
    before = watching.look()
    assert len(before) > 50 and not learned(before, watching.look())
    for number, deed in enumerate(deeds):
        deed()
        found = learned(before, watching.look())
        assert not found, f"deed {number}:\n{told(found)}"


@pytest.mark.parametrize("visibility", ["visible", "concealed"])
def test_an_administrator_who_watches_sees_nobody_come_or_go(world, visibility):
    person = world.people[40 if visibility == "visible" else 41]
    sees_nothing(watcher(world, "administrator", person), Quiet(world, person).deeds(visibility))


@pytest.mark.parametrize("who", ["colleague", "member"])
def test_whoever_may_not_see_a_member_sees_nobody_come_or_go(world, who):
    person = world.people[42 if who == "colleague" else 43]
    sees_nothing(watcher(world, who, person), Quiet(world, person).deeds("concealed"))


def bring_in(world, people):
    with tempfile.TemporaryFile() as file:
        file.write(b"E-mail\n" + b"\n".join(person.email.encode() for person in people))
        file.seek(0)
        return world.daemon.call("membership.import", {"network": world.networks[0], "file": 0},
                                 token=world.held[world.people[LEAD]], files=[file.fileno()])


def test_an_administrator_who_watches_sees_no_list_come_in(world):
    watching = watcher(world, "administrator", world.people[50])
    sees_nothing(watching, [lambda: bring_in(world, world.people[50:60])])


def test_the_log_says_nothing_of_it(world):
    before = world.daemon.logged()
    for deed in Quiet(world, world.people[44]).deeds("visible"):
        deed()
    assert world.daemon.logged() == before


def test_what_an_administrator_learns_when_somebody_is_erased_is_the_same_of_everybody(world):
    """Of a member of both networks, and of somebody who belongs to nothing."""
    found = []
    belongs, not_one = world.people[45], world.people[46]
    for network in world.networks:
        Quiet(world, belongs).call("membership.join", network=network)
    for person in (belongs, not_one):
        watching = watcher(world, "administrator", person)
        before = watching.look()
        world.daemon.call("person.erase", {"person": person.id, "reason": "They asked for it."})
        found.append({(asked[0], *(part[0] for part in asked[1:]))
                      for asked, _, _ in learned(before, watching.look())})
    assert found[0] == found[1]
    assert ("person.find", "work_email") in found[0]


# ---- a watcher who sees something ----

def test_what_a_watcher_may_see_is_seen(world):
    """Else they would look in the wrong places."""
    person = world.people[47]
    member = watcher(world, "member", person)
    before = member.look()
    Quiet(world, person).call("membership.join", network=world.networks[0], visibility="members")
    assert "membership.members" in {asked[0] for asked, _, _ in learned(before, member.look())}
    administrator = watcher(world, "administrator", person)
    before = administrator.look()
    world.daemon.call("setting.set", {"name": "network_supporters", "value": "7"})
    seen = {asked[0] for asked, _, _ in learned(before, administrator.look())}
    assert {"setting.show", "journal.list"} <= seen
