"""No acknowledgement leaves before what it acknowledges is flushed to the disk."""
import shutil

import pytest

from lib import flush_order, trace
from lib.daemon import Daemon

ACKNOWLEDGED = 1000
ALONE = 200  # of them are sent one after another
BURST = 40


@pytest.fixture
def traced(folder):
    assert shutil.which("strace"), "strace is needed here: install it (packaging/deps.sh)"
    path = folder()
    daemon = Daemon(path / "state")
    output = path / "trace"
    daemon.start(wrapper=trace.command(output, flush_order.CALLS))
    yield daemon, output
    if daemon.process.poll() is None:
        daemon.kill9()


def add_places(connection):
    """Returns the name of the place by the number of its call."""
    names, at = {}, 0
    while at < ACKNOWLEDGED:
        count = 1 if at < ALONE else min(BURST, ACKNOWLEDGED - at)
        burst = []
        for number in range(at, at + count):
            name = flush_order.name_of(number)
            burst.append(connection.send("place.add", {"name": name}))
            names[burst[-1]] = name
        for number in burst:
            assert "ok" in connection.answer(number)
        at += count
    return names


def test_each_acknowledgement_follows_the_flush_of_what_it_acknowledges(traced):
    daemon, output = traced
    names = add_places(daemon.connect())
    assert daemon.stop() == 0, daemon.logged()
    calls = trace.read(output)
    assert flush_order.check(calls, names) == ACKNOWLEDGED
    flushes = flush_order.flushes_of_wal(calls)
    assert ALONE <= len(flushes) < ACKNOWLEDGED, "calls sent at once must share a flush"


def test_the_check_finds_an_answer_that_left_too_early(traced):
    """Without the flushes of the -wal, the same trace must not pass."""
    daemon, output = traced
    names = add_places(daemon.connect())
    daemon.stop()
    calls = [call for call in trace.read(output) if call.name not in flush_order.FLUSHES]
    with pytest.raises(AssertionError, match="the answer to flushed place"):
        flush_order.check(calls, names)
