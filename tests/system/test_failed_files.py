"""The files beside the database fail, too: the key of a vote that cannot be written or flushed.

strace makes one call fail that touches the key's file. The vote is then not open, nobody can
vote, and no key is left. It opens once there is room, or else by the daily tidying, which takes
up what is late.
"""
import contextlib
import shutil
import subprocess

import pytest

from lib.poll import Poll
from lib.waiting import PATIENCE, until

FAULTS = [("openat", "EIO"), ("openat", "ENOSPC"), ("write", "EIO"), ("write", "ENOSPC"),
          ("fsync", "EIO"), ("linkat", "EIO")]


@contextlib.contextmanager
def failing(daemon, folder, call, fault, *paths):
    """While it lasts, this call fails for these files; gives what strace wrote down."""
    assert shutil.which("strace"), "strace is needed here: install it (packaging/deps.sh)"
    output = folder() / "trace"
    output.touch()
    command = ["strace", "-f", "-y", "-p", str(daemon.process.pid), "-e", f"trace={call}", "-e",
               f"inject={call}:error={fault}", "-o", str(output)]
    for path in paths:
        command += ["-P", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        while "attached" not in tracer.stderr.readline():
            assert tracer.poll() is None
        try:
            yield output
        finally:
            tracer.terminate()
            tracer.communicate(timeout=PATIENCE)


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
    poll.move("P2D")
    assert poll.show(election)["state"] == "open" and key.exists()
    poll.vote(0, election, 1)
    poll.move("P30D")
    assert poll.show(election)["state"] in ("published", "void")
    assert not key.exists() and daemon.call("journal.verify")["whole"]
