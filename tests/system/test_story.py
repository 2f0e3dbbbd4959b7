"""The story of a first network: the demonstration starts, a newcomer finds the network, sees who
could see them, joins, is welcomed, is counted, changes their mind and leaves, while the daemon is
killed between the steps and during them. Told in rehearsal, and in real use by another Unix user.
"""
import collections
import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess

import pytest

from lib.daemon import BUILD, ROOT, Daemon, count_rows, effects_in, rows_of
from lib.ident import ident_number
from lib.waiting import PATIENCE

HERE = ROOT / "scripts" / "demonstration"
CHARTER = HERE / "networks" / "global_majority"
PEOPLE = 1000
NOBODY = 65534
NEWCOMER = "rajesh.reddy@trust.example"
HIDDEN = "too few people to show"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture(name="region")
def region_daemon(filled, make_daemon):
    """A daemon in rehearsal, on a copy of the demonstration's state."""
    daemon = make_daemon()
    shutil.copytree(filled, daemon.state, ignore=shutil.ignore_patterns("*.sock"))
    yield daemon.start()
    if daemon.process.poll() is None:
        assert daemon.stop() == 0, daemon.logged()


# ---- the newcomer, in rehearsal ----

def reply(shown):
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


def survive(daemon):
    """Killed and started again: what follows finds only what was durable."""
    assert daemon.kill9() == -signal.SIGKILL
    daemon.start()


def belongings(state, network):
    """How many memberships a network has, and how many keys more than other networks need."""
    rows, number = rows_of(state), ident_number(network)
    here = [row for row in rows["membership"] if number in row]
    return len(here), len(rows["belonging"]) - len(rows["membership"]) + len(here)


def find(daemon, address=NEWCOMER):
    return reply(daemon.kith("--json", "person", "find", "--work-email", address))["person"]


def the_network(daemon):
    """The one that was only just opened: of the demonstration's, nobody has joined it yet."""
    network = reply(daemon.kith("--json", "network", "list"))["networks"][0]
    assert network["name"] == "Global Majority Colleagues Network"
    return network["network"]


def effects_of(daemon):
    """Every effect by its id."""
    found, after = {}, {}
    while after is not None:
        page = daemon.call("effect.list", {"limit": 1000, **after})
        found.update({effect["effect"]: effect for effect in page.get("effects", [])})
        after = {"after": page["next"]} if "next" in page else None
    return found


def new_effects(daemon, before):
    return [effect for number, effect in effects_of(daemon).items() if number not in before]


def seen(preview):
    return {row["viewer"]: row["sees_me"] for row in preview["viewers"]}


def test_a_newcomer_joins_is_welcomed_is_seen_as_they_wish_and_leaves(region):
    network, person = the_network(region), find(region)

    def me(*words):
        survive(region)
        return reply(region.kith("--json", "--as", person, *words))

    assert me("network", "show", network)["charter"].startswith("# Global Majority")
    preview = seen(me("membership", "preview", network, "--visibility", "leads"))
    assert preview["this network's leads"] and not preview["other members of this network"]
    assert not preview["the administrators of Kith"]
    assert me("membership", "list") == {}
    before = effects_of(region)

    joined = me("membership", "join", network, "--visibility", "leads")
    assert joined["membership"] != person and "this network's leads" in joined["seen_by"]
    survive(region)
    effect, = new_effects(region, before)
    assert (effect["kind"], effect["state"]) == ("mail", "recorded")

    mine, = me("membership", "list")["memberships"]
    assert (mine["network"], mine["visibility"], mine["kind"]) == (network, "leads", "member")
    assert mine["state"] == "current"

    assert "colleagues outside" in me("membership", "visibility", network, "--visibility",
                                      "visible")["seen_by"]
    mine, = me("membership", "list")["memberships"]
    assert mine["visibility"] == "visible"

    assert me("membership", "leave", network) == {}
    assert me("membership", "list") == {}
    again = region.kith("--as", person, "membership", "leave", network)
    assert again.returncode == 66 and "You do not belong to this network." in again.stderr
    region.kill9()
    assert belongings(region.state, network) == (0, 0)


def test_the_refresh_date_comes_and_the_next_is_set(region):
    network, person = the_network(region), find(region)
    before = effects_of(region)
    region.call("membership.join", {"network": network}, as_=person)
    first = region.call("membership.list", as_=person)["memberships"][0]["refresh"]
    assert len(new_effects(region, before)) == 1
    region.call("clock.move", {"by": "P12M10D"})
    survive(region)
    mine, = region.call("membership.list", as_=person)["memberships"]
    assert mine["refresh"] > first and mine["state"] == "asked"
    asked = new_effects(region, before)
    assert len(asked) > 1 and {(effect["kind"], effect["state"]) for effect in asked} == {
        ("mail", "recorded")}
    stays = region.call("membership.confirm", {"network": network}, as_=person)
    assert stays["refresh"] > mine["refresh"]


# ---- many newcomers, and kills while they come and go ----

def place_names():
    with open(HERE / "places.csv", encoding="utf-8", newline="") as file:
        return [row["name"] for row in csv.DictReader(file)]


def staff_by_employer():
    people = collections.defaultdict(list)
    with open(HERE / "staff.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people[row["employer"]].append(row["work_email"])
    return people


def choose(daemon, wanted):
    """The ids of so many people of each employer, in the order of `wanted`."""
    people = staff_by_employer()
    addresses = [address for employer, count in wanted for address in people[employer][:count]]
    asked = [daemon.connection.send("person.find", {"work_email": address})
             for address in addresses]
    return [daemon.connection.answer(number)["ok"]["person"] for number in asked]


def write_through_kills(daemon, action, people, chance, with_):
    """Every person's call, once for each person, with the daemon killed before every answer but
    some. Returns what was acknowledged before each kill, by person."""
    left, acknowledged = list(people), {}
    while left:
        keys = {person: f"{action}-{person}" for person in left}
        asked = [(person, daemon.connection.send(action, with_, as_=person, key=keys[person]))
                 for person in left]
        for person, number in asked[:chance.randint(0, len(asked) + 5)]:
            answer = daemon.connection.answer(number)
            assert "ok" in answer, answer
            acknowledged[person] = answer["ok"]
        survive(daemon)
        left = [person for person in left if person not in acknowledged]
    return acknowledged


def test_what_was_acknowledged_before_a_kill_is_kept_and_nothing_is_done_twice(region):
    chance = random.Random(20261121)
    network = the_network(region)
    people = choose(region, [("Emergency Department", 40)])
    before = effects_of(region)
    with_ = {"network": network}
    handles = write_through_kills(region, "membership.join", people, chance, with_)
    assert len({joined["membership"] for joined in handles.values()}) == len(people)
    for person in people:
        repeated = region.call("membership.join", with_, as_=person,
                               key=f"membership.join-{person}")
        assert repeated["membership"] == handles[person]["membership"]
    assert all(network in networks_of(region, person) for person in people)
    assert len(new_effects(region, before)) == len(people)
    region.kill9()
    assert belongings(region.state, network) == (len(people), len(people))
    region.start()
    write_through_kills(region, "membership.leave", people[:20], chance, with_)
    for person in people:
        assert (network in networks_of(region, person)) == (person in people[20:])
    region.kill9()
    assert belongings(region.state, network) == (20, 20)
    region.start()
    assert region.call("journal.verify")["whole"]


def networks_of(daemon, person):
    listed = daemon.call("membership.list", as_=person).get("memberships", [])
    return [membership["network"] for membership in listed]


def summary_of(daemon, network, **extra):
    summary = daemon.call("membership.summary", {"network": network}, **extra)
    return {row["place"]: row for row in summary["rows"]}


def test_the_summary_shows_rounded_numbers_and_hides_small_ones(region):
    network = the_network(region)
    wanted = [("Emergency Department", 33), ("Maternity", 21), ("Theatres", 12),
              ("Quayside Pharmacy", 3)]
    people = choose(region, wanted)
    asked = [region.connection.send("membership.join", {"network": network}, as_=person)
             for person in people]
    assert all("ok" in region.connection.answer(number) for number in asked)
    survive(region)
    assert {row["total"] for row in summary_of(region, network).values()} == {HIDDEN}
    region.call("clock.move", {"by": "P2D"})  # past a night, whatever the hour is
    rows = summary_of(region, network, as_=people[0])
    assert rows == summary_of(region, network)
    assert set(rows) == {*place_names(), "elsewhere, not known, or too few", "in all"}
    assert rows["in all"]["members"] == "70"
    assert rows["Emergency Department"]["members"] == "35"
    assert rows["Quayside Pharmacy"]["members"] == rows["Public Health"]["members"] == HIDDEN
    for row in rows.values():
        for column in ("members", "allies", "total"):
            assert row[column] == HIDDEN or int(row[column]) % 5 == 0
    shown = region.kith("membership", "summary", network)
    assert re.search(r"Emergency Department +35 ", shown.stdout)
    assert "fewer than 10 people" in shown.stdout


# ---- real use: a person of the same machine, with a token ----

class PublicDaemon(Daemon):
    """In real use, with a socket that every user of the machine can reach, as an administrator
    sets it up: the state folder is the daemon's own, the socket stands in a folder for all."""

    def __init__(self, place):
        place.chmod(0o755)
        shutil.copy(BUILD / "kith", place / "kith")
        self.public = place / "run"
        self.public.mkdir()
        config = place / "kithd.conf"
        config.write_text(f"socket = {self.public}/kith.sock\n")
        super().__init__(place / "state", rehearsal=False, arguments=("--config", str(config)))

    @property
    def socket_path(self):
        return self.public / "kith.sock"

    def run(self, words, **more):
        """kith as it is called by whoever `more` says."""
        return subprocess.run([self.state.parent / "kith", "--socket", self.socket_path, *words],
                              capture_output=True, text=True, check=False, timeout=PATIENCE,
                              stdin=subprocess.DEVNULL, cwd="/", **more)

    def kith(self, *words):
        return self.run(words)

    def person(self, token, *words):
        """kith as a user who is nobody here, with the token that they were handed."""
        return self.run(words, user=NOBODY, group=NOBODY, extra_groups=[],
                        env={"KITH_TOKEN": token} if token else {})


@pytest.fixture(name="public")
def public_daemon(filled, folder):
    """In real use, with a place, the staff file and a network."""
    daemon = PublicDaemon(folder()).start()
    for row in place_names():
        daemon.call("place.add", {"name": row})
    added = reply(daemon.kith("--json", "person", "upsert", "--file", HERE / "staff.csv"))
    assert added["added"] == PEOPLE
    place = daemon.call("place.list")["places"][0]["place"]
    reply(daemon.kith("--json", "network", "open", "--name", "Global Majority Colleagues Network",
                      "--place", place, "--aim", "Colleagues.", "--charter",
                      CHARTER / "charter.md", "--terms", CHARTER / "charter.json"))
    yield daemon
    if daemon.process.poll() is None:
        assert daemon.stop() == 0, daemon.logged()


@needs_root
def test_another_user_of_the_machine_joins_and_leaves_with_their_token(public):
    network, person = the_network(public), find(public)
    token = reply(public.kith("--json", "person", "link", person))["token"]

    def me(*words):
        survive(public)
        return reply(public.person(token, "--json", *words))

    assert me("network", "list")["networks"][0]["network"] == network
    assert not seen(me("membership", "preview", network))["the administrators of Kith"]
    assert "other members" in me("membership", "join", network)["seen_by"]
    survive(public)
    assert public.call("effect.list")["effects"] == []  # it goes its way
    assert [state for _, state in effects_in(public)] == ["waiting"]
    assert me("membership", "list")["memberships"][0]["visibility"] == "members"
    assert me("schedule", "list", "--network", network)["schedules"]
    entries = me("journal", "list", "--network", network)["entries"]
    assert [entry["action"] for entry in entries] == ["membership.join", "network.open"]
    me("membership", "visibility", network, "--visibility", "concealed")
    assert me("membership", "summary", network)["rows"][0]["members"] == HIDDEN
    assert me("membership", "leave", network) == {}
    assert me("membership", "list") == {}
    survive(public)
    assert [state for _, state in effects_in(public)] == ["dropped"]
    public.kill9()
    assert belongings(public.state, network) == (0, 0)


@needs_root
def test_another_user_without_a_token_or_with_an_old_one_can_only_read_the_directory(public):
    network, person = the_network(public), find(public)
    old = reply(public.kith("--json", "person", "link", person))["token"]
    reply(public.kith("--json", "person", "link", person))
    assert public.person(None, "network", "list").returncode == 0
    for token in (None, old, "never-made"):
        shown = public.person(token, "membership", "join", network)
        assert shown.returncode == 77 and shown.stderr.startswith("error: "), shown
    shown = public.person(None, "--as", person, "membership", "join", network)
    assert shown.returncode == 77 and "only an administrator" in shown.stderr
    hidden = public.person(None, "person", "link", person)
    assert hidden.returncode == 66 and "you may not see it" in hidden.stderr
    public.kill9()
    assert count_rows(public.state, "membership") == (0,)


def test_the_administrator_does_nothing_personal_and_learns_of_no_membership(public):
    network, person = the_network(public), find(public)
    token = reply(public.kith("--json", "person", "link", person))["token"]
    asked_before = what_the_administrator_sees(public, network, person)
    public.call("membership.join", {"network": network, "visibility": "visible"}, token=token)
    survive(public)
    for words in (("join", network), ("leave", network), ("list",),
                  ("visibility", network, "--visibility", "members")):
        refused = public.kith("--as", person, "membership", *words)
        assert refused.returncode == 77 and refused.stderr.startswith("error: "), refused
        assert public.kith("membership", *words).returncode == 77
    for words in (("journal", "list", "--network"), ("schedule", "list", "--network")):
        refused = public.kith(*words, network)
        assert (refused.returncode, refused.stdout) == (77, "")
    assert what_the_administrator_sees(public, network, person) == asked_before
    handle = public.call("membership.list", token=token)["memberships"][0]
    assert handle["visibility"] == "visible"


def what_the_administrator_sees(daemon, network, person):
    """Whatever could tell of a membership."""
    return [daemon.call("effect.list"),
            daemon.call("membership.summary", {"network": network}),
            daemon.call("person.show", {"person": person}),
            daemon.call("network.show", {"network": network}),
            daemon.call("journal.list", {"limit": 1})["entries"],
            daemon.call("schedule.list")]
