"""What a daemon has acknowledged, kept beside it, and compared with its database.

The comparison is exact both ways: a row that was acknowledged and is missing is lost, a row that
nobody was told of is half of something or done twice. Every write that is made once is once in the
journal, so the journal is counted too. Everything is in terms of what the doors show, but for
reading the tables themselves, since no door shows them whole.
"""
import collections
import contextlib
import json
import sqlite3

from lib.ledger_amendment import AmendmentLedger
from lib.ledger_decisions import DecisionLedger
from lib.ledger_elections import ElectionLedger
from lib.ledger_errands import ErrandLedger
from lib.ledger_import import ImportLedger
from lib.ledger_meetings import MeetingLedger
from lib.ledger_networks import BY_ITSELF, TELLS, NetworkLedger
from lib.ledger_offices import OfficeLedger
from lib.ledger_people import PeopleLedger
from lib.ledger_person import PersonLedger
from lib.ledger_refresh import STEPS, Refreshes
from lib.ledger_roles import RoleLedger
from lib.ledger_spaces import SpaceLedger

CHUNK_ROWS = 500  # a staff file is taken in by so many rows, each chunk whole or not at all
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def ident(number):
    """An id as the doors print it; None for 0."""
    if not number:
        return None
    return "".join(DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


class Ledger(AmendmentLedger, DecisionLedger, ImportLedger, PersonLedger, PeopleLedger,
             NetworkLedger, SpaceLedger, RoleLedger, ElectionLedger, ErrandLedger, MeetingLedger,
             OfficeLedger):
    def __init__(self, rehearsal):
        super().__init__()
        self.rehearsal = rehearsal
        self.places = {}       # id: (parent, name, closed)
        self.people = {}       # staff number: (given name, job)
        self.ids = {}          # staff number: id, of those who were added by hand
        self.tokens = {}       # person: the token that holds; None if it was not told
        self.networks = {}     # id: (name, place, the texts of its charters)
        self.members = {}      # handle: (network, kind, visibility)
        self.left = set()      # handles of members who have left
        self.refreshes = Refreshes()
        self.vanished = set()  # of these, who were erased or merged; their mail waits
        self.effects = {}      # id: state, of those that were dropped or tried again
        self.settings = {}
        self.proposals = {}    # id: network
        self.looks = collections.Counter()    # by person
        self.journal = collections.Counter()  # by (network, action)
        self.unsure = collections.Counter()   # likewise: tried, never answered, never tried again
        self.keys = 0
        self.jobs = {}         # id: the states in which it may end
        self.rows = []         # of staff files that may have been stopped: (number, person)
        self.clock = ""        # how far the clock was moved
        self.known_effects = {}  # by handle: ids, as of the last comparison

    @property
    def fresh_effect(self):
        return "recorded" if self.rehearsal else "waiting"

    # Comparison

    def compare(self, daemon):
        """Raises AssertionError at the first difference. Nothing may be under way."""
        path = f"file:{daemon.state}/kith.db?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            rows = Tables(database)
            self.compare_imports(rows, same)
            self.compare_roles(rows, same, daemon.call("clock.show")["now"])
            self.compare_decisions(rows, same, daemon.call("clock.show")["now"])
            self.compare_polls(rows, same, daemon)
            self.compare_hands(rows, same)
            self.compare_meetings(rows, same)
            self.compare_errands(rows, same, daemon.call("clock.show")["now"])
            for compare in (self.compare_places, self.compare_people, self.compare_networks,
                            self.compare_members, self.compare_effects, self.compare_journal,
                            self.compare_jobs, self.compare_small):
                compare(rows)
            self.compare_erased(rows, daemon, same)
            self.compare_spaces(rows, same)
            self.compare_glasses(rows, same)
            for compare in (self.compare_candidates, self.compare_faces, self.compare_drafts,
                            self.compare_networks_by_themselves):
                compare(rows, same)
            self.compare_said(rows, same, daemon)
            self.refreshes.compare(daemon, rows, ident, self.role_mails)
        self.compare_job_files(daemon)
        now = daemon.call("clock.show")["now"]
        # "09:30:00Z" is before "09:30:00.017Z".
        early = now.rstrip("Z") < self.clock.rstrip("Z")
        assert not early, f"the clock went back from {self.clock} to {now}"

    def compare_places(self, rows):
        found = {ident(number): (ident(parent), name, bool(closed)) for number, parent, name, closed
                 in rows("SELECT id, parent, name, closed FROM place")}
        same("places", found, self.places)

    def compare_people(self, rows):
        found, ids = {}, {}
        for number, staff, given, job in rows("SELECT id, external_id, given_name, job"
                                              " FROM person WHERE external_id IS NOT NULL"):
            found[staff] = (given, job)
            ids[staff] = ident(number)
        for batch in self.rows:
            self.settle_batch(batch, found)
        self.rows = []
        same("people", found, self.people)
        same("ids of people", {staff: ids[staff] for staff in self.ids}, self.ids)
        tokens = {ident(person) for person, in rows("SELECT person FROM token")}
        same("people with a token", tokens, set(self.tokens))

    def settle_batch(self, batch, found):
        """A staff file of which a stop may have kept only the first chunks."""
        kept = [found.get(staff) == person for staff, person in batch]
        count = kept.index(False) if False in kept else len(kept)
        assert not any(kept[count:]), f"rows after the first {count} of a staff file were kept"
        assert count == len(batch) or count % CHUNK_ROWS == 0, f"half a chunk: {count} rows"
        self.people.update(batch[:count])

    def compare_networks(self, rows):
        charters = collections.defaultdict(list)
        for network, version, text in rows("SELECT network, version, text FROM charter"
                                           " ORDER BY network, version"):
            charters[ident(network)].append(text)
            assert version == len(charters[ident(network)]), f"version {version} is not the next"
        found = {ident(number): (name, ident(place), tuple(charters.pop(ident(number), ())))
                 for number, name, place in rows("SELECT id, name, place FROM network")}
        same("networks with their charters", found, self.networks)
        same("charters without a network", dict(charters), {})

    def compare_members(self, rows):
        found = {ident(handle): (ident(network), kind, visibility)
                 for network, handle, kind, visibility
                 in rows("SELECT network, handle, kind, visibility FROM membership"
                         " WHERE import = 0")}
        same("memberships", found, self.members)
        count = rows("SELECT count(*) FROM belonging")[0][0]
        listed = len(self.import_handles)
        assert count == len(found) + listed, f"{count} belongings of {len(found) + listed} members"
        daily = rows("SELECT action FROM schedule WHERE network = 0 AND every <> ''")
        assert daily == [("server.tidy",)], f"the server's own schedule: {daily}"

    def compare_effects(self, rows):
        self.known_effects, found = collections.defaultdict(list), set()
        for number, recipient, state in rows("SELECT id, recipient, state FROM effect"
                                             " WHERE network <> 0"):
            number, recipient = ident(number), ident(recipient)
            if recipient in self.import_handles:
                continue
            expected = self.effects.get(number, self.fresh_effect)
            if recipient in self.left - self.vanished and expected == "waiting":
                expected = "dropped"
            assert recipient in self.left or recipient in self.members, f"{recipient} never joined"
            assert state == expected, f"effect {number} is {state}, not {expected}"
            found.add(number)
            if state == self.fresh_effect:  # what was dropped is shown to nobody
                self.known_effects[recipient].append(number)
        absent = set(self.effects) - found
        assert not absent, f"effects {absent} are gone"

    def compare_journal(self, rows):
        found = collections.Counter()
        for network, action, count in rows("SELECT network, action, count(*) FROM journal"
                                           " GROUP BY network, action"):
            found[ident(network), action] = count
        expected = collections.Counter(self.journal)
        for network, mails in rows("SELECT network, count(*) FROM effect"
                                   " WHERE network <> 0 GROUP BY network"):
            network = ident(network)
            mails -= self.role_mails_of_networks[network] + self.import_mails[network]
            steps = sum(found.pop((network, step), 0) for step in STEPS)
            if network in self.unheard:
                continue
            joins = expected[network, "membership.join"]
            assert mails == joins + steps, f"{mails} mails of {joins} joins and {steps} steps"
            expected[network, "role.term"] = self.terms_ended[network]
        for network, count in self.decisions_closed.items():
            expected[network, "decision.close"] = count
        # Once a day of those that the clock was moved over.
        often = {(None, "server.tidy"): found[None, "clock.move"] + 1}
        for network, action in list(found):
            if network in self.unheard and (network, action) not in expected:
                often[network, action] = found[network, action]
            if action == "membership.count" or action in BY_ITSELF:
                often[network, action] = found[None, "clock.move"] + 1
            if action == "charter.settle":  # of each draft, too, of which the days have passed
                often[network, action] += sum(of == network for of, *_ in self.drafts.values())
            if action in TELLS:
                often[network, action] = found[network, action]
        for entry in set(found) | set(expected):
            low = expected[entry]
            high = often.get(entry, expected[entry] + self.unsure[entry])
            assert low <= found[entry] <= high, \
                f"{entry} stands {found[entry]} times in the journal, acknowledged {low} to {high}"
        for network, last, count in rows("SELECT network, max(sequence), count(*) FROM journal"
                                         " GROUP BY network"):
            assert last == count, f"the journal of {ident(network)} has gaps"

    def compare_jobs(self, rows):
        for number, state in rows("SELECT id, state FROM job"):
            expected = self.jobs.get(ident(number), {"done", "stopped"})
            assert state in expected, f"job {ident(number)} is {state}, not {expected}"

    def compare_job_files(self, daemon):
        """What was passed to a job is gone with it: it may be a staff file."""
        folder = daemon.state / "jobs"
        left = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        assert not left, f"files of jobs that have ended: {left[:5]}"

    def compare_small(self, rows):
        names = tuple(self.settings)
        found = {name: value for name, value in rows("SELECT name, value FROM setting")
                 if name in names}
        same("settings", found, self.settings)
        found = {ident(number): ident(network) for number, network
                 in rows("SELECT id, network FROM proposal WHERE state = 'open'")}
        same("proposals", found, self.proposals)
        looks = collections.Counter(ident(subject) for subject,
                                    in rows("SELECT subject FROM look"))
        lost = self.looks - looks
        assert not lost, f"looks that were not written down: {lost}"
        if not self.rehearsal:  # there days pass, and old keys go
            found = rows("SELECT count(*) FROM retry")[0][0]
            assert found == self.keys, f"{found} keys kept of {self.keys}"


class Tables:
    """Reads a database, one query a call."""

    def __init__(self, database):
        self.database = database

    def __call__(self, query):
        return self.database.execute(query).fetchall()


def same(what, found, expected):
    if found == expected:
        return
    items = (lambda value: value.items()) if isinstance(found, dict) else set
    found, expected = set(items(found)), set(items(expected))
    lost, added = sorted(map(repr, expected - found)), sorted(map(repr, found - expected))
    raise AssertionError(f"{what}: {len(lost)} lost or changed: {lost[:3]}; "
                         f"{len(added)} that nobody was told of: {added[:3]}")


def whole(daemon):
    """The daemon's own checks of all it holds."""
    for action in ("journal.verify", "server.check"):
        reply = daemon.call(action)
        assert reply["whole"], f"{action}: {json.dumps(reply)}"
