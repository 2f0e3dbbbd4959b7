"""Killed at any moment while a vote opens, or from its close on, the daemon comes to the one right
end.

kithd is killed at its first, second, third … flush, cutting of the log, and removal of a file; each
time the files are looked at as they lie, and kithd is started again. Whenever it was: one result,
with every paper in it, told to everybody once; no box, no key; and the key went last.
"""
import collections
import contextlib
import datetime
import shutil
import signal
import sqlite3
import subprocess

from lib import trace
from lib.committee_life import stamp
from lib.daemon import BUILD, Daemon, Gone
from lib.ident import ident_number
from lib.poll import Poll

FEW, MANY = 24, 1004        # MANY: more boxes than are deleted at one go
CALLS = ("fdatasync", "fsync", "ftruncate", "unlinkat")
START = 24                  # so many bytes tell a box
MOMENTS = {"before the close", "closed", "counted, all boxes there", "counted, boxes in the log",
           "counted, log empty", "counted, key destroyed", "published"}


class Files:
    """What lies in a state folder while no daemon runs."""

    def __init__(self, state, election, boxes):
        self.state, self.election = state, ident_number(election)
        self.key = (state / "secret" / f"election-{election}").exists()
        log = state / "kith.db-wal"
        self.log = log.read_bytes() if log.exists() else b""
        raw = (state / "kith.db").read_bytes() + self.log
        self.traces = sum(box in raw for box in boxes)
        with contextlib.closing(sqlite3.connect(f"file:{state}/kith.db?mode=ro",
                                                uri=True)) as self.database:
            (self.stage, self.outcome), = self.rows("SELECT state, outcome FROM election"
                                                    " WHERE id = ?", self.election)
            (self.boxes,), = self.rows("SELECT count(*) FROM election_box")
            (self.papers,), = self.rows("SELECT count(*) FROM election_papers")
            self.mails = collections.Counter(
                handle for (handle,) in self.rows("SELECT recipient FROM effect"
                                                  " WHERE kind = 'mail'"))
            self.roll = {handle for (handle,) in self.rows("SELECT handle FROM election_roll")}

    def rows(self, sql, *values):
        return list(self.database.execute(sql, values))

    def moment(self):
        if self.stage in ("open", "closed"):
            return {"open": "before the close"}.get(self.stage, self.stage)
        if self.stage == "published":
            return "published"
        if self.boxes:
            return f"counted, {'all' if self.boxes == len(self.roll) else 'some'} boxes there"
        if not self.key:
            return "counted, key destroyed"
        return "counted, boxes in the log" if self.traces else "counted, log empty"


class Turn:
    """A turn in the life of a vote, to be lived through again and again, killed each time."""

    def snapshot(self, daemon, poll, election):
        """Just before: where each life begins."""
        assert daemon.stop() == 0
        self.state, self.election, self.person = daemon.state, election, poll.people[0]
        with contextlib.closing(sqlite3.connect(f"file:{self.state}/kith.db?mode=ro",
                                                uri=True)) as database:
            self.boxes = [sealed[:START] for (sealed,) in database.execute(
                "SELECT sealed FROM election_box")]
        self.before = self.look(self.state)

    @staticmethod
    def fill(daemon, *words):
        assert daemon.stop() == 0
        subprocess.run([BUILD / "tests" / "system" / "election_crowd", daemon.state,
                        *map(str, words)], check=True)
        daemon.start()

    @staticmethod
    def move_before(daemon, poll, election, what):
        at = datetime.datetime.fromisoformat(poll.show(election)[what])
        daemon.call("clock.move", {"to": stamp(at - datetime.timedelta(minutes=1))})

    def look(self, state):
        return Files(state, self.election, self.boxes)

    def live(self, folder, call, number):
        """Were they killed? Then what lay there."""
        state = folder / f"{call}-{number}"
        shutil.copytree(self.state, state, ignore=shutil.ignore_patterns("*.sock"))
        daemon = Daemon(state)
        wrapper = trace.command(folder / "trace", CALLS,
                                "-e", f"inject={call}:signal=SIGKILL:when={number}")
        try:
            daemon.start(wrapper=wrapper)
            daemon.call("clock.move", {"by": "PT2H"})
        except Gone:
            assert daemon.process.wait() == -signal.SIGKILL, daemon.logged()
            found = self.look(state)
            daemon.start()
            daemon.call("clock.move", {"by": "PT2H"})
        else:
            found = None
        self.check(daemon)
        daemon.kill9()
        self.check_files(self.look(state))
        shutil.rmtree(state)
        return found

    def told_once(self, files):
        told = files.mails - self.before.mails
        return set(told) == files.roll and set(told.values()) == {1}


class Close(Turn):
    """The last hours of a vote in which everybody has voted."""

    def __init__(self, daemon, voters):
        poll = Poll(daemon, 2)
        self.fill(daemon, "members", poll.network, voters)
        election = poll.question("Shall we?")
        self.fill(daemon, "votes", election)
        self.move_before(daemon, poll, election, "closes_at")
        assert poll.show(election)["state"] == "open"
        self.snapshot(daemon, poll, election)

    def check(self, daemon):
        shown = daemon.call("election.show", {"election": self.election}, as_=self.person)
        assert (shown["state"], shown["outcome"]) == ("published", "elected")
        assert shown["papers"] == len(self.boxes)
        audit = daemon.call("election.audit", {"election": self.election}, as_=self.person)
        assert all(line["well"] for line in audit["lines"]), audit

    def check_files(self, files):
        assert not files.key and not files.boxes and not files.traces
        assert files.papers == 1 and self.told_once(files)


class Opening(Turn):
    """The hours in which a vote opens, for more voters than are written at one go."""

    def __init__(self, daemon):
        poll = Poll(daemon, 2)
        self.fill(daemon, "members", poll.network, MANY)
        election = poll.plan("Shall we?")
        self.move_before(daemon, poll, election, "opens_at")
        self.snapshot(daemon, poll, election)

    def check(self, daemon):
        shown = daemon.call("election.show", {"election": self.election}, as_=self.person)
        assert (shown["state"], shown["roll"]) == ("open", MANY + 2)
        vote = {"election": self.election, "choices": ["1"], "nonce": "n" * 20}
        assert daemon.call("election.vote", vote, as_=self.person)["receipt"]

    def check_files(self, files):
        assert files.key and files.boxes == len(files.roll) == MANY + 2
        assert self.told_once(files)


def live_through(turn, folder, call, numbers):
    """What lay there at each kill."""
    seen = set()
    for number in numbers:
        found = turn.live(folder(), call, number)
        if found is None:
            break
        seen.add(found)
    return seen


def closing(close, folder, call, numbers):
    """At which moments of the close it was killed."""
    seen = live_through(close, folder, call, numbers)
    for found in seen:
        assert found.key or (not found.traces and found.papers == 1), (call, found.moment())
        assert found.papers == (found.stage in ("counted", "published")), (call, found.moment())
    return {found.moment() for found in seen}


def test_a_kill_at_any_moment_of_the_close_leaves_one_result_and_no_key(daemon, folder):
    close = Close(daemon, FEW)
    seen = set().union(*(closing(close, folder, call, range(1, 100)) for call in CALLS))
    assert MOMENTS - seen == set(), seen


def test_a_kill_between_the_pieces_of_boxes_leaves_one_result_and_no_key(daemon, folder):
    seen = closing(Close(daemon, MANY), folder, "fdatasync", range(6, 9))
    assert "counted, some boxes there" in seen, seen


def test_a_kill_while_it_opens_leaves_one_roll_and_a_box_for_each(daemon, folder):
    seen = live_through(Opening(daemon), folder, "fdatasync", range(4, 9))
    assert any(found.stage == "planned" and 0 < found.boxes < MANY + 2 for found in seen), [
        (found.stage, found.boxes) for found in seen]
