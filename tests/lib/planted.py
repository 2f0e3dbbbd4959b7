"""A population in which memberships are planted: who belongs to what is known to the test alone.

Everything is done as in real use: an administrator takes in the staff file and opens the networks,
and each colleague joins with a token of their own.
"""
import collections
import csv
import random

from lib.daemon import ROOT

HERE = ROOT / "scripts" / "demonstration"
VISIBILITIES = ("visible", "members", "leads", "concealed")

Person = collections.namedtuple("Person", "id number email names employer")
Membership = collections.namedtuple("Membership", "person network kind visibility")


def rows_in(name):
    with open(HERE / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_at_once(connection, calls):
    """The answers of many calls (action, arguments, more) that are sent without waiting."""
    sent = [connection.send(action, with_, **more) for action, with_, more in calls]
    return [connection.answer(number) for number in sent]


def results(answers):
    assert all("ok" in answer for answer in answers), [
        answer["error"] for answer in answers if "error" in answer][:3]
    return [answer["ok"] for answer in answers]


def populate(daemon):
    """Takes in the demonstration's places and people, and opens its networks, which are empty.
    Returns the people, and the networks' ids."""
    results(all_at_once(daemon.connection, [
        ("place.add", {"name": row["name"]}, {}) for row in rows_in("places.csv")]))
    with open(HERE / "staff.csv", "rb") as staff:
        daemon.call("person.upsert", {"file": 0}, files=[staff.fileno()])
    found = results(all_at_once(daemon.connection, [
        ("person.find", {"work_email": row["work_email"]}, {}) for row in rows_in("staff.csv")]))
    people = [Person(answer["person"], row["external_id"], row["work_email"],
                     (row["given_name"], row["family_name"]), row["employer"])
              for answer, row in zip(found, rows_in("staff.csv"))]
    place = daemon.call("place.list", {"limit": 1})["places"][0]["place"]
    return people, [open_network(daemon, row, place) for row in rows_in("networks.csv")]


def open_network(daemon, row, place):
    folder = HERE / "networks" / row["folder"]
    with open(folder / "charter.md", "rb") as charter, open(folder / "charter.json", "rb") as terms:
        opened = daemon.call("network.open", {"name": row["name"], "aim": row["aim"],
                                              "place": place, "charter": 0, "terms": 1},
                             files=[charter.fileno(), terms.fileno()])
    for door in ("confidential", "closed"):
        daemon.call("space.open", {"network": opened["network"], "name": f"Room, {door}",
                                   "aim": "To talk.", "door": door})
    return opened["network"]


def enter_calls(daemon, joins, held):
    """Every other one of these members enters both spaces of their network."""
    first = {join.network: held[join.person] for join in joins}
    spaces = {network: [space["space"] for space in
                        daemon.call("space.list", {"network": network}, token=token)["spaces"]]
              for network, token in first.items()}
    assert all(len(found) >= 2 for found in spaces.values())
    return [("space.enter", {"space": space}, {"token": held[join.person]})
            for join in joins[::2] for space in spaces[join.network]]


def plan(people, networks, sizes, seed):
    """Who shall join what, in the order in which they do: by chance alone."""
    chance = random.Random(seed)
    joins = [Membership(person, network, chance.choice(("member", "member", "ally")),
                        chance.choice(VISIBILITIES))
             for network, size in zip(networks, sizes) for person in chance.sample(people, size)]
    chance.shuffle(joins)
    return joins


def tokens(daemon, people, seed):
    """A token for each of these people, made in an order that has nothing to do with them."""
    shuffled = sorted(set(people))
    random.Random(seed).shuffle(shuffled)
    made = results(all_at_once(daemon.connection, [
        ("person.link", {"person": person.id}, {}) for person in shuffled]))
    return {person: answer["token"] for person, answer in zip(shuffled, made)}


def join_call(membership, held):
    return ("membership.join", {"network": membership.network, "kind": membership.kind,
                                "visibility": membership.visibility},
            {"token": held[membership.person]})


def propose(daemon, place, token):
    """Somebody asks for one more network: a candidate, which others may support."""
    return daemon.call("network.propose", {"name": "Night Staff", "whom": "Who works at night.",
                                           "aim": "To be met.", "place": place},
                       token=token)["candidate"]


def draft(daemon, network):
    """While nobody leads the network, an administrator drafts a change that members comment."""
    with open(HERE / "networks" / "women" / "charter.md", "rb") as charter:
        return daemon.call("charter.draft", {"network": network, "charter": 0},
                           files=[charter.fileno()])["draft"]


def appoint(daemon, network, membership, grants):
    """While nobody in a network may appoint, an administrator gives a member a new office; that
    for members, of which a network has one, is there already."""
    if "members" in grants:
        roles = daemon.call("role.list", {"network": network})["roles"]
        role, = (row["role"] for row in roles if row["title"] == "Membership lead")
        daemon.call("role.appoint", {"role": role, "membership": membership})
        grants = [grant for grant in grants if grant != "members"]
    role = daemon.call("role.define", {"network": network, "title": f"For {', '.join(grants)}",
                                       "grants": grants})["role"]
    return daemon.call("role.appoint", {"role": role, "membership": membership})["office"]
