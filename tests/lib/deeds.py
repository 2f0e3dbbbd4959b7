"""Every kind of write that there is, done by a client to things of its own, so that the ledger
knows how they must stand whatever the others do. What is done is chosen by the seed.
"""
import json

from lib.deeds_amendment import AmendmentDeeds
from lib.deeds_decisions import DecisionDeeds
from lib.deeds_elections import ElectionDeeds
from lib.deeds_errands import ErrandDeeds
from lib.deeds_import import ImportDeeds
from lib.deeds_meetings import MeetingDeeds
from lib.deeds_networks import NetworkDeeds
from lib.deeds_offices import OfficeDeeds
from lib.deeds_people import PeopleDeeds
from lib.deeds_person import PersonDeeds
from lib.deeds_refresh import RefreshDeeds
from lib.deeds_roles import RoleDeeds
from lib.deeds_spaces import SpaceDeeds
from lib.ledger_refresh import TERMS as REFRESH_TERMS
from lib.writer import Write, Writer

CHARTER = "# {name}\n\nThe {number}th text: colleagues who támogatják one another.\n"
TERMS = {"refresh": REFRESH_TERMS}
VISIBILITIES = ["visible", "members", "leads", "concealed"]
SETTINGS = [("server_name", "Kith of {0}"), ("quiet_from", "2{0}:30"),
            ("quiet_until", "0{0}:15"), ("time_zone", "Europe/London")]
TRIES = 4  # at a deed that can be done just now
EXPORT_BYTES = 80  # 64 digits, a line with a check of 8 more
STAFF_ROWS = [10, 30, 450, 1500]  # less than a chunk, and several


class Doer(AmendmentDeeds, DecisionDeeds, ImportDeeds, PersonDeeds, PeopleDeeds, NetworkDeeds,
           RefreshDeeds, SpaceDeeds, RoleDeeds, ElectionDeeds, ErrandDeeds, MeetingDeeds,
           OfficeDeeds, Writer):
    def __init__(self, number, seed, ledger, folder):
        super().__init__(number, seed, ledger)
        self.folder = folder
        self.root = None        # the host of all that this client makes
        self.leaves, self.staff, self.batches = [], [], []
        self.networks = {}      # id: does it want to be asked
        self.belongs = {}       # (network, person): handle
        self.unsettled = set()  # people of a staff file that may still be taken in
        self.exports, self.backups = [], {}  # paths; with the job, if it was told
        self.side = None        # a connection for questions that wait for nothing

    def connect(self, daemon):
        self.side = daemon.connect()
        super().connect(daemon)

    def think(self):
        if not self.root:
            return self.add_root()
        for _ in range(TRIES):
            deeds = self.one_of(self.chapters())
            write = self.one_of(deeds)() if deeds else None
            if write:
                return write
        return None

    def one_of(self, things):
        """Of pairs of a thing and its weight."""
        names, weights = zip(*things)
        return self.random.choices(names, weights)[0]

    def chapters(self):
        """However many deeds a chapter has, others have their share."""
        yield list(self.deeds()), 6
        for deeds, share in [(self.role_deeds, 2), (self.people_deeds, 2), (self.person_deeds, 2),
                             (self.space_deeds, 2), (self.glass_deeds, 3),
                             (self.network_deeds, 2), (self.import_deeds, 2),
                             (self.election_deeds, 2), (self.meeting_deeds, 3),
                             (self.decision_deeds, 2), (self.office_deeds, 1),
                             (self.errand_deeds, 2), (self.amendment_deeds, 3)]:
            some = list(deeds())
            if some:
                yield some, share

    def settled(self, daemon):
        """Nothing is under way: files that were written must be whole."""
        self.unsettled.clear()
        for path in self.exports:
            assert path.stat().st_size == EXPORT_BYTES, f"{path} is half a key"
        for path, job in self.backups.items():
            if not job or daemon.call("job.show", {"job": job})["state"] == "done":
                daemon.call("server.restore", {"from": str(path)})
            path.unlink(missing_ok=True)
        self.exports, self.backups = [], {}

    def deeds(self):
        """Each gives a Write, or None if there is nothing to do it to; and how often."""
        yield from [(self.add_place, 4), (self.rename_place, 2), (self.move_place, 2),
                    (self.close_place, 1), (self.add_person, 4), (self.link_person, 2),
                    (self.show_person, 1), (self.upsert, 1), (self.open_network, 1),
                    (self.amend_network, 2), (self.join, 6), (self.see, 3), (self.leave, 1),
                    (self.set_setting, 1), (self.drop_effect, 2), (self.retry_effect, 2),
                    (self.stop_job, 1), (self.retry_schedule, 1), (self.dry_run, 6),
                    (self.refused, 1)]
        yield from self.refresh_deeds()
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
        used = self.busy | self.unsettled
        things = [thing for thing in things if thing not in used]
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
        size = self.random.choice(STAFF_ROWS)
        numbers = old or tuple(self.fresh("").strip() for _ in range(size))
        job = self.fresh("Nurse")
        rows = [(staff, (f"Ana {staff}", job)) for staff in numbers]
        lines = [f"{staff},{name},{job}" for staff, (name, job) in rows]
        content = "\n".join(["external_id,given_name,job", *lines, ""]).encode()

        def ended(reply):
            if "job" in reply:  # it goes on, or was stopped
                self.ledger.rows.append(rows)
                self.unsettled.add(numbers)
            else:
                assert reply["added"] + reply["changed"] == reply["rows"] == len(rows), reply
                self.ledger.people.update(rows)
            if numbers not in self.batches:
                self.batches.append(numbers)
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
        # Once somebody holds an office there, it is theirs to draft.
        return Write("network.amend", {"network": network, "charter": 0, "terms": 1}, amended,
                     self.keyed(), files=(text.encode(), json.dumps(TERMS).encode()),
                     refusals=("clash",),
                     logged=[(network, "proposal.add" if asked else "network.amend")])

    def acting(self, person):
        """How a call is made for this person; None if it cannot be made now. In real use nobody
        may act for another, so it takes their own token."""
        if self.ledger.rehearsal:
            return {"as_": person}
        token = self.ledger.tokens.get(person)
        return {"token": token} if token and (person, "token") not in self.busy else None

    def join(self):
        network = self.pick(self.networks)
        person = self.pick(person for person in self.staff
                           if self.acting(person) and (network, person) not in self.belongs)
        acting = self.acting(person) if network and person else None
        if not acting:
            return None
        kind = self.random.choice(["member", "ally"])
        visibility = self.random.choice(VISIBILITIES)

        def joined(reply):
            self.belongs[network, person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (network, kind, visibility)
        # A new token would end the one that this call is sent with, and sent with again.
        return Write("membership.join", {"network": network, "kind": kind,
                                         "visibility": visibility}, joined, self.keyed(**acting),
                     touches=((network, person), (person, "token")),
                     logged=[(network, "membership.join")])

    def as_member(self, action, arguments, change):
        pair = self.pick(pair for pair in self.belongs if self.acting(pair[1]))
        acting = self.acting(pair[1]) if pair else None
        if not acting or self.belongs[pair] in self.busy:
            return None
        handle = self.belongs[pair]

        def changed(_reply):
            change(pair, handle)
        return Write(action, dict(arguments, network=pair[0]), changed, self.keyed(**acting),
                     touches=(pair, handle, (pair[1], "token")), logged=[(pair[0], action)])

    def see(self):
        visibility = self.random.choice(VISIBILITIES)

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
        name, form = SETTINGS[self.number % len(SETTINGS)]
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
        effect = effects.pop(self.random.randrange(len(effects)))  # it is not shown twice
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

    def stop_job(self):
        """Of whichever client the job is."""
        jobs = self.side.call("job.list", {"state": "running"})["jobs"]
        job = self.pick([job["job"] for job in jobs if job["action"] != "person.erase"])
        if not job:
            return None

        def stopped(_reply):
            self.ledger.jobs[job] = {"stopped"}
        return Write("job.stop", {"job": job}, stopped, self.keyed(), refusals=("clash",),
                     logged=[(None, "job.stop")])

    def retry_schedule(self):
        return Write("schedule.retry", {}, lambda _reply: None, self.keyed(),
                     logged=[(None, "schedule.retry")])

    def move_clock(self):
        def moved(reply):
            self.ledger.clock = max(self.ledger.clock, reply["now"])
        return Write("clock.move", {"by": "P1D"}, moved, touches=("clock",), again=False,
                     logged=[(None, "clock.move")])

    def backup(self):
        path = self.folder / self.fresh("backup").replace(" ", "-")

        def written(reply):
            self.backups[path] = reply.get("job")
        return Write("server.backup", {"to": str(path)}, written, self.keyed(),
                     logged=[(None, "server.backup")])

    def export_key(self):
        # The file may be there though the call was not acknowledged: then it must be whole.
        path = self.folder / self.fresh("key").replace(" ", "-")
        self.exports.append(path)
        return Write("server.key_export", {"to": str(path)}, more=self.keyed(),
                     refusals=("clash",), logged=[(None, "server.key_export")])

    def dry_run(self):
        # Of joining there is little: who has a token, and does not belong yet?
        write = self.random.choice([self.add_place, self.add_person, self.open_network,
                                    self.upsert, self.set_setting, self.leave,
                                    *[self.join] * 6])()
        if write:
            write.more = {name: value for name, value in write.more.items() if name != "key"}
            write.more["dry_run"] = True
            write.answered, write.logged, write.again = lambda reply: None, (), False
        return write

    def refused(self):
        """What can never be done, before or after a kill."""
        taken = {"name": f"Host of {self.name}", "kind": "host"}
        wrong = {"place": self.root, "parent": self.root}
        action, arguments = self.random.choice([("place.add", taken), ("place.move", wrong),
                                                ("place.rename", dict(taken, place=self.root))])
        return Write(action, arguments, more=self.keyed(), must_fail=True,
                     refusals=("clash", "wrong", "limit"))
