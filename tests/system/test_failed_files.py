"""The files beside the database fail, too: the key of a vote that cannot be written or flushed.

strace makes one call fail that touches the key's file. The vote is then not open, nobody can
vote, and no key is left. It opens as soon as there is room, or a minute later where the disk had
refused it. A key that cannot be read as the vote is counted does not make it void.
"""
import pytest

from lib.failing import failing
from lib.poll import Poll
from lib.waiting import until

FAULTS = [("openat", "EIO"), ("openat", "ENOSPC"), ("write", "EIO"), ("write", "ENOSPC"),
          ("fsync", "EIO"), ("linkat", "EIO")]


@pytest.mark.parametrize("call, fault", FAULTS)
def test_a_vote_whose_key_cannot_be_kept_opens_once_it_can(call, fault, make_daemon, folder):
    daemon = make_daemon().start()
    poll = Poll(daemon, 4)
    election = poll.plan()
    secret = daemon.state / "secret"
    key = poll.key_of(election)
    opens_at = poll.show(election)["opens_at"]
    with failing(daemon, folder, call, fault, secret, f"{key}.new") as output:
        other = daemon.connect()
        number = other.send("clock.move", {"to": opens_at})
        until(lambda: "(INJECTED)" in output.read_text())
        assert poll.show(election)["state"] == "planned"
        assert poll.refused(1, "election.vote", election=election, nonce="x" * 20,
                            blank=True)[0] == "clash"
        assert not key.exists()
    assert "ok" in other.answer(number)
    poll.move("PT2M")  # the daily tidying is hours away
    assert poll.show(election)["state"] == "open" and key.exists()
    poll.vote(0, election, 1)
    poll.move("P30D")
    assert poll.show(election)["state"] in ("published", "void")
    assert not key.exists() and daemon.call("journal.verify")["whole"]


@pytest.mark.parametrize("call", ["openat", "read"])
def test_a_vote_whose_key_cannot_be_read_is_counted_once_it_can(call, make_daemon, folder):
    daemon = make_daemon().start()
    poll = Poll(daemon, 4)
    election = poll.plan()
    key = poll.key_of(election)
    daemon.call("clock.move", {"to": poll.show(election)["opens_at"]})
    poll.vote(0, election, 1)
    closes_at = poll.show(election)["closes_at"]
    with failing(daemon, folder, call, "EIO", key) as output:
        poll.move("P2D")  # past a tidying, which looks for keys that are gone
        assert poll.show(election)["state"] == "open"
        other = daemon.connect()
        number = other.send("clock.move", {"to": closes_at})
        until(lambda: "(INJECTED)" in output.read_text())
        assert "ok" in other.answer(number)
        assert poll.show(election)["state"] == "closed" and key.exists()
    poll.move("PT2M")
    assert poll.show(election)["outcome"] == "elected" and not key.exists()
