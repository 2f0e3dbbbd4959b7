"""A simulated year and a half of a network: asked, reminded, paused, brought back, erased; and
those who wish to be welcomed in person. Kith is killed while the days go by.
"""
import collections
import random
import signal
import sqlite3

import pytest

from lib.daemon import Daemon, Refused
from lib.ledger import ident

PEOPLE = 40
CHARTER = b"# Carers\n\nFor all who care for somebody at home.\n"


def rows(daemon, query):
    with sqlite3.connect(f"file:{daemon.state}/kith.db?mode=ro", uri=True) as database:
        return database.execute(query).fetchall()


class Year:
    """A network of people who joined on one day."""

    def __init__(self, daemon, charter, terms):
        self.daemon = daemon
        host = daemon.call("place.add", {"name": "Trust", "kind": "host"})["place"]
        for path, content in ((charter, CHARTER), (terms, b"{}")):
            path.write_bytes(content)
        with open(charter, "rb") as text, open(terms, "rb") as agreed:
            self.network = daemon.connection.call(
                "network.open", {"name": "Carers", "place": host, "aim": "To be heard.",
                                 "charter": 0, "terms": 1},
                files=[text.fileno(), agreed.fileno()])["network"]
        self.people = [daemon.call("person.add", {"given_name": f"Person {i}", "employer": host,
                                                  "work_email": f"p{i}@trust.example"})["person"]
                       for i in range(PEOPLE)]
        self.handles = [self.me(i, "membership.join")["membership"] for i in range(PEOPLE)]

    def me(self, i, action, **more):
        return self.daemon.call(action, dict(more, network=self.network), as_=self.people[i])

    def pass_days(self, days):
        self.daemon.call("clock.move", {"by": f"P{days}D"})

    def mine(self, i):
        return self.daemon.call("membership.list", as_=self.people[i]).get("memberships", [])

    def states(self):
        return collections.Counter(
            next((row["state"] for row in self.mine(i)), "none") for i in range(PEOPLE))

    def actions(self):
        return dict(rows(self.daemon, "SELECT action, count(*) FROM journal"
                                      " WHERE action LIKE 'membership.%' GROUP BY action"))


@pytest.fixture(name="year")
def a_year(folder):
    place = folder()
    daemon = Daemon(place / "state").start()
    yield Year(daemon, place / "charter.md", place / "terms.json")
    daemon.stop()


def test_who_says_nothing_is_asked_reminded_paused_and_at_last_erased(year):
    year.pass_days(364)
    assert year.states() == {"current": PEOPLE}
    year.pass_days(2)
    assert year.states() == {"asked": PEOPLE}
    for i in range(10):
        year.me(i, "membership.confirm")
    year.pass_days(31)
    assert year.actions()["membership.remind"] == 2 * (PEOPLE - 10)
    year.pass_days(30)
    assert year.states() == {"current": 10, "paused": PEOPLE - 10}
    with pytest.raises(Refused, match="is paused. membership.confirm brings you back") as refused:
        year.me(20, "journal.list")
    assert refused.value.name == "refused"
    year.me(20, "membership.confirm")
    assert year.me(20, "journal.list")["entries"]
    year.pass_days(300)
    year.pass_days(70)
    assert year.mine(21) == [] and year.mine(20)
    assert len(rows(year.daemon, "SELECT 1 FROM membership")) == 11
    assert len(rows(year.daemon, "SELECT 1 FROM belonging")) == 11
    assert year.actions()["membership.erase"] == PEOPLE - 11
    assert year.daemon.call("journal.verify")["whole"]
    assert year.me(21, "membership.join")["membership"] != year.handles[21]


def test_nothing_is_done_twice_or_forgotten_however_often_kith_is_killed(year):
    chance = random.Random(20261122)
    year.pass_days(365)
    for _ in range(25):
        year.daemon.connection.send("clock.move", {"by": f"P{chance.randrange(1, 6)}D"})
        chance_wait(year.daemon, chance)
        assert year.daemon.kill9() == -signal.SIGKILL
        year.daemon.start()
    year.pass_days(70)
    assert year.states() == {"paused": PEOPLE}
    actions = year.actions()
    assert (actions["membership.ask"], actions["membership.remind"],
            actions["membership.pause"]) == (PEOPLE, 2 * PEOPLE, PEOPLE)
    assert year.daemon.call("server.check")["whole"]


def chance_wait(daemon, chance):
    """Until some of the days have gone by; asked at a door of its own, which waits for nobody."""
    other = daemon.connect()
    for _ in range(chance.randrange(12)):
        other.call("clock.show")
    other.close()


def test_absent_members_are_asked_so_much_later(year):
    year.pass_days(300)
    today = year.daemon.call("clock.show")["now"][:10]
    before = year.mine(0)[0]["refresh"]
    with pytest.raises(Refused) as refused:
        year.me(0, "membership.absent", until="2031-01-01")
    assert refused.value.field == "until"
    assert year.mine(0)[0]["refresh"] == before
    until = f"{int(today[:4]) + 1}{today[4:]}".replace("-02-29", "-02-28")
    assert year.me(0, "membership.absent", until=until)["refresh"] > before
    assert year.mine(0)[0]["state"] == "absent"
    year.pass_days(300)
    assert year.mine(0)[0]["state"] == "absent" and year.mine(1)[0]["state"] == "paused"


def test_the_paused_stand_in_no_count(year):
    year.pass_days(8)
    assert last_row(year)["members"] == str(PEOPLE)
    year.pass_days(365 + 62)
    year.pass_days(8)
    assert last_row(year)["members"] == "too few people to show"


def last_row(year):
    return year.daemon.call("membership.summary", {"network": year.network})["rows"][-1]


def test_who_wishes_to_talk_is_shown_to_the_membership_lead_until_they_were_welcomed(year):
    roles = {row["key"]: row["role"]
             for row in year.daemon.call("role.list", {"network": year.network})["roles"]}
    year.daemon.call("role.appoint", {"role": roles["membership_lead"],
                                      "membership": year.handles[0]})
    for i in range(1, 6):
        year.me(i, "membership.contact_wish", wish=["lead", "person", "listen"][i % 3])
    waiting = year.me(0, "membership.waiting")["waiting"]
    assert {row["membership"] for row in waiting} == {year.handles[i] for i in (1, 3, 4)}
    assert {row["name"] for row in waiting} == {f"Person {i}" for i in (1, 3, 4)}
    year.pass_days(20)
    assert all(row["overdue"] for row in year.me(0, "membership.waiting")["waiting"])
    for i in (1, 3):
        year.daemon.call("membership.welcome", {"membership": year.handles[i]},
                         as_=year.people[0])
    assert [row["membership"] for row in year.me(0, "membership.waiting")["waiting"]] == [
        year.handles[4]]
    looked = {ident(subject) for subject, in rows(year.daemon, "SELECT subject FROM look")}
    assert looked == {year.people[i] for i in (1, 3, 4)}
