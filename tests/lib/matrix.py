"""Two networks side by side, whatever lies in each, and people of every kind who try things there.

What each may do follows from one word of the registry, the action's `may`. Nothing here knows an
action by name, but for joining.
"""
import contextlib
import random
import sqlite3

from lib.ident import ident_number
from lib.planted import Membership, appoint, join_call, populate, results, tokens

# Who may do what, inside a network: (anonymous, administrator, a colleague outside, a member). What
# is for leads is for whoever holds an office with that grant; the leads here hold all of them.
MAY = {"anyone": (True, True, True, True), "person": (False, False, True, True),
       "colleague": (False, True, True, True), "self": (False, True, None, None),
       "member": (False, False, False, True), "steward": (False, False, False, True),
       "administrator": (False, True, False, False), "system": (False, False, False, False),
       "keeper": (False, False, False, False)}
GRANTS = ["roles", "members", "charter", "spaces", "brand", "events", "mail", "money"]
KINDS = ("anonymous", "administrator", "outside", "member")
PUBLIC = {"network", "person", "place", "*"}  # nouns whose things are not one network's alone


def may(action, kind):
    """True, False, or None where it depends on whose the thing is."""
    word = action["may"]
    if word.startswith("lead"):
        return kind == "lead"
    return MAY[word][KINDS.index("member" if kind == "lead" else kind)]


class Side:
    """One network: its members, of whom the first is its lead, and the things in it by noun."""

    def __init__(self, network):
        self.network, self.members, self.things = network, [], {"network": [network]}


class Ground:
    """A daemon in real use with two networks, things in both, and people."""

    def __init__(self, daemon, seed):
        self.daemon, self.chance = daemon, random.Random(seed)
        self.registry = daemon.call("server.describe")
        self.actions = self.registry["actions"]
        self.people, networks = populate(daemon)
        self.sides = [Side(network) for network in networks[:2]]
        self.held = tokens(daemon, self.people[:40], seed)
        crowd = sorted(self.held)
        for side, members in zip(self.sides, (crowd[:8], crowd[8:16])):
            for member in members:
                join = Membership(member, side.network, "member", "members")
                joined = results([daemon.ask(*join_call(join, self.held)[:2],
                                             token=self.held[member])])[0]
                side.members.append(member)
                side.things.setdefault("membership", []).append(joined["membership"])
        self.outside = crowd[16:24]
        self.shared = {"person": [person.id for person in crowd[24:30]],
                       "place": [place["place"] for place in
                                 daemon.call("place.list", {"limit": 20})["places"]]}
        for side in self.sides:
            office = appoint(daemon, side.network, side.things["membership"][0], GRANTS)
            side.things["office"] = [office]
        for side in self.sides:
            self.furnish(side)

    # Things

    def furnish(self, side):
        """Makes whatever can be made in this network but more leads, and finds what a member's
        lists show; twice over, since one needs the other."""
        makers = [action for action in self.actions if "writes" in action["flags"] and any(
            field["type"] == "id" and field.get("limits") != "office"
            for field in action["gives"])]
        lists = [action for action in self.actions if "reads" in action["flags"] and any(
            field["type"] == "list" for field in action["gives"])]
        for action in [*makers, *lists] * 2:
            if not any(field.get("limits") in side.things for field in action["takes"]):
                continue
            for identity in ({}, *({"token": self.held[member]} for member in side.members[:2])):
                reply = self.ask(action, self.arguments(action, [side]), identity).get("ok")
                if reply:
                    self.note(side, action["gives"], reply)
                    break

    def note(self, side, fields, reply):
        for field in fields:
            noun, value = field.get("limits"), reply.get(field["name"])
            if field["type"] == "list":
                for row in value or []:
                    self.note(side, field["parts"], row)
            elif field["type"] == "id" and noun not in PUBLIC and isinstance(value, str):
                if value not in side.things.setdefault(noun, []):
                    side.things[noun].append(value)

    def ids(self, noun, sides):
        found = [one for side in sides for one in side.things.get(noun, [])]
        return found or self.shared.get(noun) or ["0zzzzzzzzzzzz"]

    # Calls

    def arguments(self, action, sides, whole=False):
        """Valid values; ids from these sides."""
        return {field["name"]: self.value(field, sides) for field in action["takes"]
                if whole or not ("optional" in field["flags"] or "preset" in field)
                or field.get("limits") in sides[0].things}

    def value(self, field, sides):
        kind, limits = field["type"], field.get("limits", "")
        value = {"bool": True, "file": 0, "date": "2031-02-03", "time": "2031-02-03T09:00:00Z",
                 "local_time": "09:30", "duration": "P30D", "fraction": "1/2",
                 "int": 3, "money": 3}.get(kind, f"a word {self.chance.randrange(10 ** 6)}")
        if kind == "id":
            value = self.chance.choice(self.ids(limits, sides))
        elif kind == "one_of":
            value = self.chance.choice(limits.split("|"))
        elif kind == "record":
            value = {part["name"]: self.value(part, sides) for part in field["parts"]
                     if "optional" not in part["flags"] and "preset" not in part}
        return [value] if "many" in field["flags"] else value

    def identities(self, side):
        """(kind, how they call) of everybody who could try, seen from this network."""
        yield "administrator", {}
        yield "outside", {"token": self.held[self.chance.choice(self.outside)]}
        yield "member", {"token": self.held[self.chance.choice(side.members[1:])]}
        yield "lead", {"token": self.held[side.members[0]]}

    def ask(self, action, arguments, identity):
        return self.ask_all([(action, arguments, identity)])[0]

    def ask_all(self, calls):
        """The answers of many calls, sent without waiting; where a file is wanted, a small one."""
        connection = self.daemon.connection
        with open("/dev/null", "rb") as nothing:
            sent = []
            for action, arguments, more in calls:
                wanted = any(field["type"] == "file" for field in action["takes"])
                files = [nothing.fileno()] if wanted else []
                sent.append(connection.send(action["name"], arguments, files=files, **more))
            return [connection.answer(number) for number in sent]


def leads_to(action, noun_of):
    """The fields of an action whose ids lead into a network."""
    return [field for field in action["takes"]
            if field["type"] == "id" and field.get("limits") in noun_of]


def rows_of_network(state, network):
    """Every row that is one network's, in tables that say whose their rows are."""
    number, found = ident_number(network), {}
    path = f"file:{state / 'kith.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
        tables = database.execute("SELECT m.name FROM sqlite_schema AS m,"
                                  " pragma_table_info(m.name) AS c"
                                  " WHERE m.type = 'table' AND c.name = 'network'").fetchall()
        for (table,) in tables:
            rows = database.execute(f'SELECT * FROM "{table}" WHERE network = ?', (number,))
            found[table] = sorted(rows, key=repr)
        found["network"] = database.execute("SELECT * FROM network WHERE id = ?",
                                            (number,)).fetchall()
    return found
