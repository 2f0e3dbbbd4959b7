"""Whoever may not see a membership learns nothing of it, whatever they ask: not by an answer, an
error, a count, an order, a line of the log, or how long an answer takes.

Two worlds differ only in who belongs (lib/twins.py). The calls are made from the registry alone:
every action, with whatever somebody curious could think of.
"""
import collections
import itertools
import json
import random
import time

import pytest
from scipy import stats

from lib import planted
from lib.ident import ident_text
from lib.twins import Curiosity, Twins, settle

SEED = 20261122
SIZES = (160, 130, 100, 70, 40)
HIDDEN = ("concealed", "leads")
Base = collections.namedtuple("Base", "state people networks held ids")


@pytest.fixture(name="base", scope="module")
def state_before_anybody_joined(make_daemon):
    """A thousand people with tokens, five networks of nobody with drafts of their charters, and
    one that is only asked for."""
    daemon = make_daemon(rehearsal=False).start()
    people, networks = planted.populate(daemon)
    held = planted.tokens(daemon, people, SEED)
    places = [row["place"] for row in daemon.call("place.list", {"limit": 1000})["places"]]
    drafts = [planted.draft(daemon, network) for network in networks]
    candidate = planted.propose(daemon, places[0], held[people[-1]])
    assert daemon.stop() == 0
    return Base(daemon.state, people, networks, held, [*places, *drafts, candidate])


def twins_of(make_daemon, base, replaced):
    joins = planted.plan(base.people, base.networks, SIZES, SEED)
    return Twins(make_daemon, base, joins, replaced, SEED)


@pytest.fixture(name="all_differ", scope="module")
def worlds_in_which_all_members_differ(make_daemon, base):
    twins = twins_of(make_daemon, base, lambda join: True)
    assert len(twins.differing) > 450
    curious = curious_about(twins, "visible")
    twins.live_on(curious)
    # Where nobody may appoint yet, an administrator does, by the handle that a member gave them.
    # In the network that they are curious about somebody may.
    for world in twins.worlds:
        place = next(place for place, join in enumerate(world.joins)
                     if join.network == curious.networks[0] and place != curious.place)
        planted.appoint(world.daemon, curious.networks[0], world.handles[place], ["roles"])
    return twins


@pytest.fixture(name="hidden_differ", scope="module")
def worlds_in_which_hidden_members_differ(make_daemon, base):
    """Those who are concealed, or seen by leads alone, are others; the rest are the same."""
    twins = twins_of(make_daemon, base, lambda join: join.visibility in HIDDEN)
    assert 200 < len(twins.differing) < 300
    twins.live_on(curious_about(twins, "concealed"))
    return twins


@pytest.fixture(name="concealed_differ", scope="module")
def worlds_in_which_concealed_members_differ(make_daemon, base):
    """As above, but whoever is seen by leads is the same; and each network has two leads: one whose
    office is for events, and one who may appoint."""
    twins = twins_of(make_daemon, base, lambda join: join.visibility == "concealed")
    assert 90 < len(twins.differing) < 160
    twins.live_on(curious_about(twins, "concealed"))
    for network in twins.networks:
        for place, grants in zip(fellows(twins, network), (["events"], ["roles"])):
            for world in twins.worlds:
                planted.appoint(world.daemon, network, world.handles[place], grants)
    return twins


def fellows(twins, network):
    """The joins to this network of those who join no other, and are the same in both worlds."""
    networks = collections.Counter(
        person for one, other in zip(*twins.joins) for person in {one.person, other.person})
    return [place for place, join in enumerate(twins.joins[0])
            if join.network == network and place not in twins.differing
            and networks[join.person] == 1]


def differences(twins, curious, folder, identities):
    """Every call that is answered differently in the two worlds, and what came. What reads is
    asked before and after all that writes was tried; what is done to people comes last, since
    networks of which one has been erased differ in size."""
    path = curious.staff_file(folder)
    tried = collections.Counter()
    reads = [action for action in curious.actions if "writes" not in action["flags"]]
    writes = sorted((action for action in curious.actions if "writes" in action["flags"]),
                    key=lambda action: "person" in [field.get("limits")
                                                    for field in action["takes"]])
    for more in identities:
        for action in [*reads, *writes, *reads]:
            for pair in curious.calls(action, more):
                tried[action["name"]] += 1
                with open(path, "rb") as file:
                    takes_file = any(field["type"] == "file" for field in action["takes"])
                    files = [file.fileno()] if takes_file else []
                    one, other = answers(twins, action, pair, dict(more, files=files), file)
                if one != other:
                    yield action["name"], pair, more, one, other
    assert len(tried) == len(curious.actions)


def answers(twins, action, pair, more, file):
    """What each world answers; a write is tried as a dry run first."""
    found = []
    for world, arguments in zip(twins.worlds, pair):
        got = []
        for dry_run in ({"dry_run": True}, {}) if "writes" in action["flags"] else ({},):
            file.seek(0)
            answer = world.daemon.ask(action["name"], arguments, **more, **dry_run)
            got.append(twins.settled(world, answer))
        found.append(got)
    return found


def shown(found):
    """The answers from where they begin to differ."""
    lines = []
    for name, pair, more, *both in found:
        texts = [json.dumps(answer) for answer in both]
        at = next(place for place, (one, other) in enumerate(itertools.zip_longest(*texts))
                  if one != other)
        lines.append(f"{name} {pair} {more}")
        lines += [f"  …{text[max(at - 100, 0):at + 200]}" for text in texts]
    return "\n".join(lines)


def curious_about(twins, visibility):
    """Somebody who differs between the worlds, is seen so, and belongs to nothing else in either:
    nor does whoever is in their place."""
    joined = collections.Counter(join.person for joins in twins.joins for join in joins)
    place = next(place for place in twins.differing[20:]
                 if twins.joins[0][place].visibility == visibility
                 and all(joined[joins[place].person] == 1 for joins in twins.joins))
    return Curiosity(twins, place)


def learns_nothing(twins, curious, folder, identities):
    found = list(itertools.islice(differences(twins, curious, folder, identities), 5))
    assert not found, shown(found)


def test_two_worlds_that_differ_are_told_apart(all_differ):
    """A member's own list differs, and settle keeps what differs."""
    place = all_differ.differing[-1]
    join = all_differ.joins[0][place]
    one, other = all_differ.ask("membership.list", {}, token=all_differ.held[join.person])
    assert one != other
    assert settle({"a": [{"id": "<id>", "n": 1}]}, ()) != settle({"a": []}, ())


def test_an_administrator_learns_of_no_membership(all_differ, folder):
    learns_nothing(all_differ, curious_about(all_differ, "visible"), folder(), [{}])


def test_an_administrator_who_speaks_for_others_learns_of_no_membership(all_differ, folder):
    curious = curious_about(all_differ, "visible")
    learns_nothing(all_differ, curious, folder(),
                   [{"as_": person.id} for person in curious.persons])


def test_a_colleague_outside_learns_of_no_hidden_membership(hidden_differ, folder):
    outside = next(person for person in hidden_differ.people if not any(
        join.person == person for joins in hidden_differ.joins for join in joins))
    learns_nothing(hidden_differ, curious_about(hidden_differ, "leads"), folder(),
                   [{"token": hidden_differ.held[outside]}])


@pytest.mark.parametrize("visibility", HIDDEN)
def test_a_fellow_member_learns_of_no_hidden_membership(hidden_differ, folder, visibility):
    curious = curious_about(hidden_differ, visibility)
    fellow = fellows(hidden_differ, curious.networks[0])[0]
    token = hidden_differ.held[hidden_differ.joins[0][fellow].person]
    learns_nothing(hidden_differ, curious, folder(), [{"token": token}])


@pytest.mark.parametrize("which", ["for events", "who may appoint"])
def test_a_lead_learns_of_no_concealed_membership(concealed_differ, folder, which):
    curious = curious_about(concealed_differ, "concealed")
    lead = fellows(concealed_differ, curious.networks[0])[which == "who may appoint"]
    token = concealed_differ.held[concealed_differ.joins[0][lead].person]
    learns_nothing(concealed_differ, curious, folder(), [{"token": token}])


def test_the_logs_of_the_two_worlds_are_the_same(all_differ, hidden_differ, concealed_differ):
    for twins in (all_differ, hidden_differ, concealed_differ):
        one, other = twins.logs()
        assert one == other


# ---- how long an answer takes ----

def seconds(daemon, action, with_, more):
    begun = time.perf_counter()
    daemon.ask(action, with_, **more)
    return time.perf_counter() - begun


def difference(daemon, calls, count):
    """How likely it is by chance that the two kinds of calls take so different a time: Welch's
    test of the middle of both. They are made in turn, in an order that changes."""
    chance, taken = random.Random(SEED), ([], [])
    for _ in range(count):
        for which in chance.sample((0, 1), 2):
            taken[which].append(seconds(daemon, *chance.choice(calls[which])))
    return stats.ttest_ind(*taken, equal_var=False, trim=0.25).pvalue


def takes_equally_long(daemon, calls, first=2000):
    """Chance alone says no once in a hundred times: then more calls decide."""
    found = []
    for count in (first, 2 * first, 4 * first):
        found.append(difference(daemon, calls, count))
        if found[-1] > 0.01:
            return
    pytest.fail(f"the times differ: p = {found}")


@pytest.fixture(name="sides", scope="module")
def members_and_others(all_differ):
    """Who belongs in the first world, and who belongs in neither."""
    joined = [joins[place].person for joins in all_differ.joins for place in range(len(joins))]
    members = sorted({joins.person for joins in all_differ.joins[0]})
    return members[:200], [person for person in all_differ.people if person not in joined][:200]


ABOUT_PEOPLE = {"person.show": lambda person: {"person": person.id},
                "person.find": lambda person: {"work_email": person.email}}
FOR_PEOPLE = ("network.show", "membership.summary", "schedule.list", "journal.list",
              "proposal.list", "membership.list", "effect.list", "person.find")


@pytest.mark.parametrize("action", ABOUT_PEOPLE)
def test_an_administrator_cannot_tell_members_by_how_long_an_answer_takes(
        all_differ, sides, action):
    calls = [[(action, ABOUT_PEOPLE[action](person), {}) for person in side] for side in sides]
    takes_equally_long(all_differ.worlds[0].daemon, calls, 600)


@pytest.mark.parametrize("action", FOR_PEOPLE)
def test_speaking_for_members_takes_as_long_as_for_others(all_differ, sides, action):
    daemon = all_differ.worlds[0].daemon
    takes, = (one["takes"] for one in daemon.call("server.describe")["actions"]
              if one["name"] == action)
    with_ = {"network": all_differ.networks[0]} if any(
        field["name"] == "network" for field in takes) else {}
    calls = [[(action, with_, {"as_": person.id}) for person in side] for side in sides]
    takes_equally_long(daemon, calls)


@pytest.mark.parametrize("kind", ["member", "lead"])
def test_handles_that_are_hidden_take_as_long_as_others(concealed_differ, kind):
    """A fellow member or a lead holds a handle: is it still there? They knew it before, say."""
    world, network = concealed_differ.worlds[0], concealed_differ.networks[0]
    fellow = fellows(concealed_differ, network)[0 if kind == "lead" else 5]
    more = {"token": concealed_differ.held[concealed_differ.joins[0][fellow].person]}
    hidden = [handle for handle, join in zip(world.handles, concealed_differ.joins[0])
              if join.visibility == "concealed" and join.network == network]
    real = [("membership.refresh", {"membership": handle}, more) for handle in hidden]
    none = [("membership.refresh", {"membership": ident_text(random.Random(n).getrandbits(62))},
             more) for n in range(len(hidden))]
    takes_equally_long(world.daemon, (real, none))


def test_a_difference_in_time_that_is_there_is_found(all_differ, sides):
    """Whoever belongs somewhere waits longer for their own list, as nobody else can ask for it."""
    calls = [[("membership.list", {}, {"token": all_differ.held[person]}) for person in side]
             for side in sides]
    assert difference(all_differ.worlds[0].daemon, calls, 400) < 0.01
