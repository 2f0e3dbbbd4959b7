"""Two daemons that differ in nothing but who belongs: what somebody can learn is what differs.

Both start from copies of one state. In each, as many people join the same networks in the same
order, from the same places of work, and in the same ways; only, in the second, others do. Then
whoever is curious makes the same calls in both, and the answers are compared.
"""
import contextlib
import itertools
import json
import random
import re
import shutil

from lib import planted
from lib.planted import results

ID = re.compile(r"\b[0-9a-hjkmnp-tv-z]{13}(?:[0-9a-hjkmnp-tv-z]{19})?\b")  # and tokens
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
MEASURE = re.compile(r"\b\d+ (ms|MiB)\b")
ROUND = re.compile(r"T\d\d:00:00Z$")
NOT_AGAIN = {"membership.join", "membership.leave", "membership.visibility"}
# What the machine's own work changes: they are measured, and nobody's belonging is in them.
MEASURED = {"commits", "failed_commits", "longest_commit_ms", "free_bytes", "database_bytes"}

# Lists in an order of chance, so that it does not tell who was first.
SHUFFLED = {"comments", "looks", "networks_asked_for"}


def substitutes(people, joins, replaced, seed):
    """The joins of the second world: whom `replaced` is true of is replaced by somebody of the
    same place of work who does not join that network in either world."""
    chance, taken = random.Random(seed), {(join.person, join.network) for join in joins}
    others = []
    for join in joins:
        free = [person for person in people if person.employer == join.person.employer
                and (person, join.network) not in taken]
        if replaced(join) and free:
            person = chance.choice(free)
            taken.add((person, join.network))
            join = join._replace(person=person)
        others.append(join)
    return others


class World:
    """One of the two: a daemon in which some have joined."""

    def __init__(self, daemon, joins, held):
        self.daemon, self.joins = daemon, joins
        answers = planted.all_at_once(daemon.connection, [
            planted.join_call(join, held) for join in joins])
        self.handles = [answer["membership"] for answer in results(answers)]
        results(planted.all_at_once(daemon.connection, planted.enter_calls(daemon, joins, held)))


def is_act_of_members(action):
    """Personal, and about something that is not the person."""
    nouns = {field.get("limits") for field in action["takes"] if field["type"] == "id"}
    return (action["name"] not in NOT_AGAIN and
            {"personal", "writes"} <= set(action["flags"]) and bool(nouns - {"person", "place"}))


class Twins:
    """Both worlds, and what is known in both: the ids of the state that they were copied from."""

    def __init__(self, make_daemon, base, joins, replaced, seed):
        self.people, self.networks, self.held = base.people, base.networks, base.held
        self.joins = (joins, substitutes(base.people, joins, replaced, seed))
        self.worlds = []
        for which in self.joins:
            daemon = make_daemon(rehearsal=False)
            shutil.copytree(base.state, daemon.state, ignore=shutil.ignore_patterns("*.sock"))
            self.worlds.append(World(daemon.start(), which, self.held))
        self.differing = [place for place, (one, other) in enumerate(zip(*self.joins))
                          if one != other]
        self.known = {person.id for person in self.people} | set(self.networks) | set(base.ids)

    def live_on(self, curious, many=6):
        """In both worlds some who differ do what only members do, with what they find, but for
        letting others see them; the first of them leaves."""
        acts = [action for action in curious.actions if is_act_of_members(action)]
        for place in self.differing[:many]:
            both = [joins[place] for joins in self.joins]
            for action, (world, join) in itertools.product(acts, zip(self.worlds, both)):
                for arguments in curious.acts(action, join, world):
                    world.daemon.ask(action["name"], arguments, token=self.held[join.person])
        for world, joins in zip(self.worlds, self.joins):
            join = joins[self.differing[0]]
            world.daemon.call("membership.leave", {"network": join.network},
                              token=self.held[join.person])

    def ask(self, action, with_, **more):
        """The answers of both worlds, as far as they may differ by nothing but chance. Where the
        two need arguments of their own, `with_` is a pair."""
        both = with_ if isinstance(with_, tuple) else (with_, with_)
        return tuple(self.settled(world, world.daemon.ask(action, arguments, **more))
                     for world, arguments in zip(self.worlds, both))

    def settled(self, world, answer):
        text = json.dumps({name: value for name, value in answer.items() if name != "id"})
        return settle(json.loads(text.replace(str(world.daemon.state), "<state>")), self.known)

    def logs(self):
        return tuple(settle(world.daemon.logged().replace(str(world.daemon.state), "<state>"),
                            self.known) for world in self.worlds)


def settle(value, known):
    """Without the ids and times that chance gave."""
    if isinstance(value, dict):
        settled = {name: "<measured>" if name in MEASURED else settle(part, known)
                   for name, part in value.items()}
        return {name: in_order(part) if name in SHUFFLED else part
                for name, part in settled.items()}
    if isinstance(value, list):
        return settle_rows([settle(part, known) for part in value])
    if isinstance(value, str):
        if value.startswith("{"):
            with contextlib.suppress(ValueError):
                return settle(json.loads(value), known)
        if "\n\n" in value:  # a long text: its parts may stand in an order of chance
            value = "\n".join(sorted(value.split("\n")))
        value = MEASURE.sub(r"<measured> \1", value)
        text = ID.sub(lambda found: found[0] if found[0] in known else "<id>", value)
        return MOMENT.sub(lambda found: found[0] if ROUND.search(found[0]) else "<now>", text)
    return value


def settle_rows(rows):
    """Rows that begin with an id which chance gave lie in the order of these ids."""
    if all(isinstance(row, dict) for row in rows) and any(
            next(iter(row.values()), None) == "<id>" for row in rows):
        return in_order(rows)
    return rows


def in_order(rows):
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


# ---- the calls that somebody curious makes ----

class Curiosity:
    """Calls of every action of the registry, with whatever a curious person could think of: pairs
    of arguments, one for each world."""

    def __init__(self, twins, place):
        one, other = (joins[place] for joins in twins.joins)
        quiet = next(person for person in twins.people
                     if not any(join.person == person for joins in twins.joins for join in joins))
        self.twins, self.place = twins, place
        self.persons = [one.person, other.person, quiet]
        self.networks = [one.network, next(network for network in twins.networks
                                           if network != one.network)]
        self.handles = tuple(world.handles[place] for world in twins.worlds)
        registry = twins.worlds[0].daemon.call("server.describe")
        self.actions = registry["actions"]

    def ids(self, noun, more):
        """Pairs of ids that somebody could hold."""
        if noun == "person":
            return [(person.id, person.id) for person in self.persons]
        if noun == "network":
            return [(network, network) for network in self.networks]
        if noun == "membership":
            return [self.handles]
        return self.listed(noun, more)

    def listed(self, noun, more):
        """Some of what the curious person's own list shows in both worlds: rows that say the same
        but for their ids."""
        here = {"network": self.networks[0]}
        rows = [self.rows(world, noun, more, here) for world in self.twins.worlds]
        return [(rows[0][same], rows[1][same]) for same in rows[0] if same in rows[1]][:3]

    def rows(self, world, noun, more, here):
        """{what a row of the noun's lists says: its id}; the first, where several say the same."""
        found = {}
        for action in self.actions:
            names = {field["name"] for field in needed_of(action["takes"])}
            if "reads" not in action["flags"] or names - here.keys():
                continue
            if not any(part.get("limits") == noun for field in action["gives"]
                       for part in [field, *field.get("parts", [])]):
                continue
            answer = world.daemon.ask(action["name"], {name: here[name] for name in names}, **more)
            reply = answer.get("ok", {})
            lists = [part for part in reply.values() if isinstance(part, list)]
            for row in [reply, *itertools.chain(*lists)]:
                if isinstance(row, dict) and noun in row:
                    said = [row, self.shown(world, noun, row[noun], more)]
                    found.setdefault(json.dumps([self.twins.settled(world, part)
                                                 for part in said]), row[noun])
        return found

    def shown(self, world, noun, ident, more):
        """What is said of one of these alone, where it can be asked: lists say less."""
        for action in self.actions:
            if action["name"] == f"{noun}.show" and [
                    field["name"] for field in needed_of(action["takes"])] == [noun]:
                return world.daemon.ask(action["name"], {noun: ident}, **more)
        return {}

    def values(self, field, more):
        """Pairs of values for a field."""
        kind, limits = field["type"], field.get("limits", "")
        if kind == "id":
            found = self.ids(limits, more)
            return found or [("0zzzzzzzzzzzz",) * 2]
        if kind == "one_of":
            return [(word, word) for word in limits.split("|")[:5]]
        return [(value, value) for value in self.plain(field, kind, limits)]

    def plain(self, field, kind, limits):
        person, name = self.persons, field["name"]
        if kind in ("text", "markdown"):
            known = {"email": [p.email for p in person], "address": [p.email for p in person],
                     "external_id": [p.number for p in person],
                     "given_name": [p.names[0] for p in person]}
            found = [values for word, values in known.items() if word in name]
            return found[0] if found else [person[0].email, f"A {name.replace('_', ' ')}"]
        if kind in ("int", "money"):
            low = re.match(r"-?\d+", limits)
            return [int(low[0]) if low else 1, 3]
        return {"bool": [True, False], "file": [0], "date": ["2031-02-03"], "record": [{}],
                "time": ["2031-02-03T09:00:00Z"], "local_time": ["09:30"], "duration": ["P30D"],
                "fraction": ["1/2"]}.get(kind, ["1"])

    def calls(self, action, more):
        """Pairs of arguments for an action: the required ones, each in each way, and then each
        optional one. Of lists, the whole is asked for: where a page ends is chance."""
        fields = [field for field in action["takes"] if field["name"] not in ("after", "limit")]
        needed = needed_of(fields)
        base = ({}, {}) if len(fields) == len(action["takes"]) else ({"limit": 1000},) * 2
        for field in needed:
            base = added(base, field, self.values(field, more)[0])
        yield base
        for field in fields:
            for pair in self.values(field, more):
                yield added(base, field, pair)

    def acts(self, action, join, world):
        """Arguments with which a member could do this in the network that they have joined: what
        must be said, and about each thing that they find there."""
        more, here = {"token": self.twins.held[join.person]}, {"network": join.network}
        needed = needed_of(action["takes"])
        base = {field["name"]: here.get(field["name"], self.values(field, more)[0][0])
                for field in needed}
        yield base
        for field in needed:
            if field["type"] == "id" and field["name"] not in here:
                found = self.rows(world, field.get("limits"), more, here)
                for value in list(found.values())[:3]:
                    yield {**base, field["name"]: value}

    def staff_file(self, folder):
        """A file in which the person of each world stands, as somebody might pass one."""
        path = folder / "curious.csv"
        lines = ["given_name,family_name,work_email,external_id"]
        lines += [",".join((*person.names, person.email, person.number))
                  for person in self.persons]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path


def needed_of(fields):
    return [field for field in fields
            if "optional" not in field["flags"] and "preset" not in field]


def added(base, field, pair):
    pair = [[value] if "many" in field["flags"] else value for value in pair]
    return tuple(dict(arguments, **{field["name"]: value})
                 for arguments, value in zip(base, pair))
