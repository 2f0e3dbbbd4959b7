"""A client that makes every kind of write, many at once, each with a key, and asks again.

After a kill it sends all that was not answered once more, in the same order and with the same
keys, to the next daemon. Each client writes to things of its own, so that the ledger knows how
they must stand whatever the others do. What it does is chosen by the seed.
"""
import itertools
import json
import os
import random
import tempfile
from dataclasses import dataclass, field

from lib.daemon import Gone

DAY = "P1D"
CHARTER = "# {name}\n\nThe {number}th text: colleagues who támogatják one another.\n"
TERMS = {"refresh": DAY}
PASSING = {"busy", "stopped"}  # nothing was changed, or a job goes on: the key tells which
LONE_SETTINGS = [("server_name", "Kith of {0}"), ("quiet_from", "2{0}:30"),
                 ("quiet_until", "0{0}:15"), ("time_zone", "Europe/London")]


@dataclass
class Write:
    """A call, what it uses up until it is answered, and what its answer means."""
    action: str
    arguments: dict
    answered: object = lambda reply: None
    more: dict = field(default_factory=dict)
    files: tuple = ()     # contents
    refusals: tuple = ()  # errors that may be its answer
    must_fail: bool = False
    touches: tuple = ()   # things that no other write may use meanwhile
    logged: object = ()   # entries of the journal: (network, action), or a function of the reply
    again: bool = True    # it is sent again after a kill


class Writer:
    def __init__(self, number, seed, ledger, folder):
        self.name = f"c{number}"
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.ledger = ledger
        self.folder = folder
        self.numbers = itertools.count(1)
        self.pending = []     # writes in the order in which they are sent
        self.busy = set()
        self.sent = {}        # by the connection's number
        self.connection = None
        self.root = None
        self.leaves, self.staff, self.batches = [], [], []
        self.networks, self.belongs = {}, {}  # network: is it asked; (network, person): handle
        self.running = []     # jobs whose end is awaited
        self.backups, self.kinds = [], set()

    # Sending and hearing

    def connect(self, daemon):
        """Sends again what was not answered."""
        self.connection = daemon.connect()
        self.sent = {}
        for write in self.pending:
            self.send(write)

    def send(self, write):
        files = []
        for content in write.files:
            file = tempfile.TemporaryFile()
            file.write(content)
            file.flush()
            files.append(file)
        number = self.connection.send(write.action, write.arguments,
                                      files=[file.fileno() for file in files], **write.more)
        for file in files:
            file.close()
        self.sent[number] = write

    def add(self, count):
        """Thinks of new writes and sends them."""
        for _ in range(count):
            choices = [make for make, weight in self.kinds_of_writes() for _ in range(weight)]
            write = self.random.choice(choices)() if self.root else self.add_root()
            if write is None or self.busy.intersection(write.touches):
                continue
            self.busy.update(write.touches)
            self.pending.append(write)
            self.send(write)

    def hear(self):
        """Takes in all answers that have come; returns how many. Raises Gone at the end."""
        count = 0
        while b"\n" in self.connection.rest:
            answer = self.connection.receive()
            if answer:
                self.take(answer)
                count += 1
        return count

    def read(self):
        try:
            more = self.connection.socket.recv(1 << 16)
        except OSError as error:
            raise Gone(str(error)) from error
        if not more:
            raise Gone("the connection was closed")
        self.connection.rest += more
        return self.hear()

    def take(self, answer):
        write = self.sent.pop(answer["id"])
        error = answer.get("error")
        if error and error["name"] in PASSING and not write.must_fail:
            self.send(write)
            return
        if error:
            assert error["name"] in write.refusals, f"{write.action} {write.arguments}: {error}"
        else:
            assert not write.must_fail, f"{write.action} {write.arguments} was not refused"
            self.count(write, answer["ok"])
        self.finish(write)

    def count(self, write, reply):
        ledger = self.ledger
        write.answered(reply)
        self.kinds.add(write.action + (" (proposed)" if "proposal" in reply else "") +
                       (" (dry run)" if "dry_run" in write.more else ""))
        for entry in write.logged(reply) if callable(write.logged) else write.logged:
            ledger.journal[entry] += 1
        ledger.keys += "key" in write.more and "dry_run" not in write.more

    def finish(self, write):
        self.pending.remove(write)
        self.busy.difference_update(write.touches)

    def forget(self):
        """After a kill: what has no key is not asked again; it was done or it was not."""
        for write in [write for write in self.pending if not write.again]:
            for entry in write.logged:
                self.ledger.unsure[entry] += 1
            self.finish(write)

    # Kinds of writes. Each gives a Write, or None if there is nothing to do it to.

    def kinds_of_writes(self):
        yield from [(self.add_place, 4), (self.rename_place, 2), (self.move_place, 2),
                    (self.close_place, 1), (self.add_person, 4), (self.link_person, 2),
                    (self.show_person, 1), (self.upsert, 1), (self.open_network, 1),
                    (self.amend_network, 2), (self.join, 6), (self.see, 3), (self.leave, 1),
                    (self.set_setting, 1), (self.drop_effect, 2), (self.retry_effect, 2),
                    (self.stop_job, 1), (self.dry_run, 2), (self.refused, 1)]
        if self.number == 0:
            yield self.move_clock, 2 if self.ledger.rehearsal else 0
        if self.number == 1:
            yield self.backup, 1
            yield self.export_key, 1

    def fresh(self, what):
        return f"{what} {self.name}-{next(self.numbers)}"

    def keyed(self, **more):
        return dict(more, key=f"{self.name}-{next(self.numbers)}")

    def pick(self, things):
        things = [thing for thing in things if thing not in self.busy]
        return self.random.choice(things) if things else None

    def add_root(self):
        def added(reply):
            self.root = reply["place"]
            self.ledger.places[self.root] = (None, name, False)
        name = f"Host of {self.name}"
        return Write("place.add", {"name": name, "kind": "host"}, added, self.keyed(),
                     touches=("root",), logged=[(None, "place.add")])

    def add_place(self):
        def added(reply):
            self.leaves.append(reply["place"])
            self.ledger.places[reply["place"]] = (self.root, name, False)
        name = self.fresh("Orvosi rendelő")
        return Write("place.add", {"name": name, "parent": self.root}, added, self.keyed(),
                     logged=[(None, "place.add")])

    def change_place(self, action, arguments, change):
        place = self.pick(self.leaves)
        if not place:
            return None

        def changed(_reply):
            self.ledger.places[place] = change(*self.ledger.places[place])
            if action == "place.close":
                self.leaves.remove(place)
        touches = (place,) if action == "place.close" else ()
        return Write(action, dict(arguments, place=place), changed, self.keyed(), touches=touches,
                     logged=[(None, action)])

    def rename_place(self):
        name = self.fresh("Ward")
        return self.change_place("place.rename", {"name": name}, lambda parent, _name, closed:
                                 (parent, name, closed))

    def move_place(self):
        parent = self.random.choice([None, self.root])
        return self.change_place("place.move", {"parent": parent} if parent else {},
                                 lambda _parent, name, closed: (parent, name, closed))

    def close_place(self):
        # No other change of the place may be under way: one after it would still be right.
        return self.change_place("place.close", {}, lambda parent, name, _closed:
                                 (parent, name, True))

    def add_person(self):
        def added(reply):
            self.staff.append(reply["person"])
            self.ledger.people[staff] = (name, "")
            self.ledger.ids[staff] = reply["person"]
        staff, name = self.fresh("").strip(), self.fresh("Zoë")
        return Write("person.add", {"given_name": name, "external_id": staff,
                                    "employer": self.root}, added, self.keyed(),
                     logged=[(None, "person.add")])

    def link_person(self):
        person = self.pick(self.staff)
        if not person:
            return None

        def linked(reply):
            self.ledger.tokens[person] = reply.get("token")
        return Write("person.link", {"person": person}, linked, self.keyed(),
                     touches=(person, (person, "token")), logged=[(None, "person.link")])

    def show_person(self):
        person = self.pick(self.staff)
        if not person:
            return None

        def shown(reply):
            assert reply["person"] == person
            self.ledger.looks[person] += 1
        return Write("person.show", {"person": person}, shown, again=False)

    def upsert(self):
        """A staff file of new people, or one with other jobs for people of an earlier one."""
        old = self.pick(self.batches) if self.random.random() < 0.5 else None
        size = self.random.choice([10, 30, 450, 1500])
        numbers = old or tuple(self.fresh("").strip() for _ in range(size))
        job = self.fresh("Nurse")
        rows = [(staff, (f"Ana {staff}", job)) for staff in numbers]
        lines = [f"{staff},{name},{job}" for staff, (name, job) in rows]
        content = "\n".join(["external_id,given_name,job", *lines, ""]).encode()

        def ended(reply):
            self.ledger.rows.append(rows)
            if numbers not in self.batches:
                self.batches.append(numbers)
            if "job" in reply:
                self.running.append(reply["job"])
        return Write("person.upsert", {"file": 0}, ended, self.keyed(), files=(content,),
                     touches=(numbers,), logged=[(None, "person.upsert")])

    def open_network(self):
        name, asked = self.fresh("Network"), self.random.random() < 0.3
        text = CHARTER.format(name=name, number=1)
        terms = dict(TERMS, ask=["network.amend"]) if asked else TERMS

        def opened(reply):
            self.networks[reply["network"]] = asked
            self.ledger.networks[reply["network"]] = (name, self.root, (text,))
        return Write("network.open", {"name": name, "place": self.root, "aim": "To be heard.",
                                      "charter": 0, "terms": 1}, opened, self.keyed(),
                     files=(text.encode(), json.dumps(terms).encode()),
                     logged=lambda reply: [(reply["network"], "network.open")])

    def amend_network(self):
        network = self.pick(self.networks)
        if not network:
            return None
        asked = self.networks[network]
        text = CHARTER.format(name=network, number=next(self.numbers))

        def amended(reply):
            name, place, charters = self.ledger.networks[network]
            if asked:
                self.ledger.proposals[reply["proposal"]] = network
            else:
                self.ledger.networks[network] = (name, place, (*charters, text))
        return Write("network.amend", {"network": network, "charter": 0, "terms": 1}, amended,
                     self.keyed(), files=(text.encode(), json.dumps(TERMS).encode()),
                     logged=[(network, "proposal.add" if asked else "network.amend")])

    def acting(self, person):
        """How a call is made for this person; None if it cannot be made now. In real use nobody
        may act for another, so it takes their own token."""
        if self.ledger.rehearsal:
            return {"as_": person}
        token = self.ledger.tokens.get(person)
        return {"token": token} if token and (person, "token") not in self.busy else None

    def join(self):
        network, person = self.pick(self.networks), self.pick(self.staff)
        acting = self.acting(person) if network and person else None
        if not acting or (network, person) in self.belongs:
            return None
        kind = self.random.choice(["member", "ally"])
        visibility = self.random.choice(["visible", "members", "leads", "concealed"])

        def joined(reply):
            self.belongs[network, person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (network, kind, visibility)
        # A new token would end the one that this call is sent with, and sent with again.
        return Write("membership.join", {"network": network, "kind": kind,
                                         "visibility": visibility}, joined, self.keyed(**acting),
                     touches=((network, person), (person, "token")),
                     logged=[(network, "membership.join")])

    def as_member(self, action, arguments, change):
        pair = self.pick(self.belongs)
        acting = self.acting(pair[1]) if pair else None
        if not acting or self.belongs[pair] in self.busy:
            return None
        handle = self.belongs[pair]

        def changed(_reply):
            change(pair, handle)
        return Write(action, dict(arguments, network=pair[0]), changed, self.keyed(**acting),
                     touches=(pair, handle, (pair[1], "token")), logged=[(pair[0], action)])

    def see(self):
        visibility = self.random.choice(["visible", "members", "leads", "concealed"])

        def seen(_pair, handle):
            network, kind, _before = self.ledger.members[handle]
            self.ledger.members[handle] = (network, kind, visibility)
        return self.as_member("membership.visibility", {"visibility": visibility}, seen)

    def leave(self):
        def gone(pair, handle):
            del self.belongs[pair], self.ledger.members[handle]
            self.ledger.left.add(handle)
        return self.as_member("membership.leave", {}, gone)

    def set_setting(self):
        name, form = LONE_SETTINGS[self.number % len(LONE_SETTINGS)]
        value = form.format(self.random.randrange(4))

        def done(_reply):
            self.ledger.settings[name] = value
        return Write("setting.set", {"name": name, "value": value}, done, self.keyed(),
                     touches=(name,), logged=[(None, "setting.set")])

    def change_effect(self, action, state):
        handle = self.pick(self.belongs.values())
        effects = self.ledger.known_effects.get(handle) if handle else None
        if not effects:
            return None
        effect = self.random.choice(effects)
        fails = action == "effect.retry" and self.ledger.rehearsal

        def changed(_reply):
            self.ledger.effects[effect] = state
        return Write(action, {"effect": effect}, changed, self.keyed(), must_fail=fails,
                     refusals=("clash",) if fails else (), touches=(handle,),
                     logged=[(None, action)])

    def drop_effect(self):
        return self.change_effect("effect.drop", "dropped")

    def retry_effect(self):
        return self.change_effect("effect.retry", "waiting")
