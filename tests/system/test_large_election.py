"""While a large vote is opened, closed and counted, everybody else is answered."""
import contextlib
import os
import select
import sqlite3
import subprocess
import time

from lib.daemon import BUILD
from lib.ident import ident_number
from lib.poll import Poll

VOTERS = 100_000 if os.environ.get("KITH_TRUST") else 10_000
CROWD = BUILD / "tests" / "system" / "election_crowd"
LONG = 240  # seconds


def fill(daemon, *words):
    assert daemon.stop() == 0
    subprocess.run([CROWD, daemon.state, *map(str, words)], check=True)
    daemon.start()


class Watch:
    """Somebody else, who looks at a place again and again while the clock is moved."""

    def __init__(self, poll, election, by):
        self.poll, self.election = poll, ident_number(election)
        self.moments, self.longest = set(), 0.0
        place = poll.daemon.call("place.add", {"name": f"Ward {by}", "kind": "employer"})["place"]
        mover, other = poll.daemon.connect(), poll.daemon.connect()
        began = time.monotonic()
        moving = mover.send("clock.move", {"by": by})
        while not select.select([mover.socket], [], [], 0)[0]:
            assert time.monotonic() - began < LONG
            asked = time.monotonic()
            other.call("place.show", {"place": place})
            self.longest = max(self.longest, time.monotonic() - asked)
            self.moments.add(self.moment())
        self.took = time.monotonic() - began
        assert "ok" in mover.answer(moving)
        mover.close()
        other.close()

    def moment(self):
        """The state of the vote; are some boxes there, and all?"""
        path = f"file:{self.poll.daemon.state / 'kith.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            (state,), = database.execute("SELECT state FROM election WHERE id = ?",
                                         [self.election])
            (boxes,), = database.execute("SELECT count(*) FROM election_box WHERE election = ?",
                                         [self.election])
        return state, boxes > 0, boxes >= VOTERS

    def told(self, what):
        return (f"{what} of {VOTERS} voters took {self.took:.1f} s; "
                f"the longest other answer {self.longest * 1000:.0f} ms")


def test_others_are_answered_while_a_large_vote_opens_and_is_counted(daemon, capsys):
    poll = Poll(daemon, 2)
    fill(daemon, "members", poll.network, VOTERS)
    election = poll.plan("Shall we?")
    opened = Watch(poll, election, "P1DT1H")
    assert ("planned", True, False) in opened.moments, opened.moments
    shown = poll.show(election)
    assert (shown["state"], shown["roll"]) == ("open", VOTERS + 2)
    fill(daemon, "votes", election)
    counted = Watch(poll, election, "P14D")
    assert ("counted", True, False) in counted.moments, counted.moments
    shown = poll.show(election)
    assert (shown["state"], shown["papers"], shown["outcome"]) == (
        "published", VOTERS + 2, "elected")
    assert not poll.key_of(election).exists()
    with capsys.disabled():
        print(f"\n{opened.told('Opening a vote')}; {counted.told('reminding, closing, counting')}")
