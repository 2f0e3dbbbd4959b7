"""Breaking the glass, with a daemon that is killed between the steps: two people, a reason, and the
person is told; an administrator alone never.
"""
import signal

import pytest

from lib.people import network_open, refused

REASON = "Nobody has seen them since Monday, and their flat is empty."


class Scene:
    def __init__(self, daemon):
        self.daemon = daemon
        self.network = network_open(daemon, "Pride")
        self.ada, self.ben, self.cy, self.dee = [
            daemon.call("person.add", {"given_name": name})["person"]
            for name in ("Ada", "Ben", "Cy", "Dee")]
        daemon.call("membership.join", {"network": self.network, "visibility": "concealed"},
                    as_=self.cy)

    def survive(self):
        assert self.daemon.kill9() == -signal.SIGKILL
        self.daemon.start()

    def keep(self):
        for keeper in (self.ada, self.ben):
            self.daemon.call("glass.keep", {"person": keeper})
        self.survive()
        self.daemon.call("clock.move", {"by": "P7D"})

    def ask(self, about):
        glass = self.daemon.call("glass.ask", {"person": about, "reason": REASON},
                                 as_=self.ada)["glass"]
        self.survive()
        return {"glass": glass}

    def mails(self):
        return len(self.daemon.call("effect.list", {"limit": 100})["effects"])

    def rows(self, person):
        return self.daemon.call("glass.list", as_=person)["requests"]


@pytest.fixture(name="scene")
def the_scene(daemon):
    return Scene(daemon)


def test_two_people_a_reason_and_the_person_is_told(scene):
    scene.keep()
    glass = scene.ask(scene.cy)
    assert scene.rows(scene.cy) == []
    before = scene.mails()
    until = scene.daemon.call("glass.agree", glass, as_=scene.ben)["until"]
    scene.survive()
    assert scene.mails() == before + 2  # to the person, and to who asked
    row, = scene.rows(scene.cy)
    assert (row["state"], row["asked_by"], row["decided_by"]) == ("agreed", "Ada", "Ben")
    assert (row["reason"], row["until"]) == (REASON, until)
    membership, = scene.daemon.call("glass.look", glass, as_=scene.ada)["memberships"]
    assert membership == {"network": scene.network, "name": "Pride", "kind": "member"}
    scene.survive()
    entry = scene.daemon.call("journal.list", {"limit": 1})["entries"][0]
    assert (entry["action"], entry["actor_id"]) == ("glass.look", scene.ada)
    scene.daemon.call("clock.move", {"by": "P1D"})
    assert refused(scene.daemon.call, "glass.look", glass, as_=scene.ada).name == "refused"
    assert scene.rows(scene.cy)[0]["state"] == "expired"


def test_no_step_can_be_left_out(scene):
    assert refused(scene.daemon.call, "glass.ask", {"person": scene.cy, "reason": REASON},
                   as_=scene.ada).name == "refused"
    for keeper in (scene.ada, scene.ben):
        scene.daemon.call("glass.keep", {"person": keeper})
    scene.daemon.call("clock.move", {"by": "P6D"})
    assert refused(scene.daemon.call, "glass.ask", {"person": scene.cy, "reason": REASON},
                   as_=scene.ada).name == "refused"
    scene.daemon.call("clock.move", {"by": "P1D"})
    glass = scene.ask(scene.cy)
    for action, person in [("glass.look", scene.ada), ("glass.agree", scene.ada),
                           ("glass.agree", scene.dee), ("glass.look", scene.ben),
                           ("glass.agree", scene.cy)]:
        assert refused(scene.daemon.call, action, glass, as_=person).name in ("refused", "missing")
    scene.daemon.call("clock.move", {"by": "P7D"})
    assert refused(scene.daemon.call, "glass.agree", glass, as_=scene.ben).name == "clash"
    assert scene.rows(scene.ben)[0]["state"] == "expired"


def test_all_looks_alike_for_one_who_belongs_to_nothing(scene):
    scene.keep()
    asked = [scene.ask(scene.cy), scene.ask(scene.dee)]
    agreed = [set(scene.daemon.call("glass.agree", glass, as_=scene.ben)) for glass in asked]
    assert agreed == [{"until"}, {"until"}]
    states = [scene.rows(person)[0]["state"] for person in (scene.cy, scene.dee)]
    assert states == ["agreed", "agreed"]
    assert scene.daemon.call("glass.look", asked[1], as_=scene.ada) == {}


def test_in_real_use_an_administrator_breaks_no_glass_alone(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    person = daemon.call("person.add", {"given_name": "Ada"})["person"]
    daemon.call("glass.keep", {"person": person})
    for action in ("glass.ask", "glass.agree", "glass.refuse", "glass.look", "glass.list"):
        error = refused(daemon.call, action, as_=person)
        assert (error.name, error.field) == ("refused", "as")
    with_ = {"person": person, "reason": REASON}
    assert refused(daemon.call, "glass.ask", with_).name == "refused"
    # Their own keeping does not count yet, and a new token makes it wait again.
    token = daemon.call("person.link", {"person": person})["token"]
    assert refused(daemon.call, "glass.ask", with_, token=token).name == "refused"


def test_the_glass_is_used_from_the_command_line(scene):
    scene.keep()
    asked = scene.daemon.kith("--as", scene.ada, "--json", "glass", "ask", scene.cy, "--reason",
                              REASON)
    assert asked.returncode == 0, asked.stderr
    listed = scene.daemon.kith("--as", scene.ben, "glass", "list")
    assert "asked" in listed.stdout and "Ada" in listed.stdout, listed.stderr
    keepers = scene.daemon.kith("glass", "keepers")
    assert "Ada" in keepers.stdout and "Ben" in keepers.stdout
