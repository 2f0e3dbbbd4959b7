"""A flush that fails ends kithd with a status of its own, and acknowledges nothing it held.

After a failed fsync nobody knows what the disk holds, and a second one would succeed without
having written. strace makes one of them fail: each of the first ones, then some far into the work,
where checkpoints flush kith.db itself. The next start holds all that was acknowledged.
"""
import os
import random
import shutil

import pytest

from lib import flush_order, trace
from lib.daemon import Daemon, Gone

TRUST = os.environ.get("KITH_TRUST") == "1"
SEED = os.environ.get("KITH_SEED") or str(random.SystemRandom().randrange(10 ** 6))
FLUSH_FAILED, DISK = 90, 74  # statuses: an fsync of the database failed; of a key or a folder
FIRST = {"fdatasync": 12, "fsync": 5}  # of each, those of a first start and a little more
LATE, LATEST = 60 if TRUST else 8, 100
WORK, BURST = 3200, 64


def cases():
    chosen = random.Random(SEED)
    yield from ((call, number) for call, most in FIRST.items() for number in range(1, most + 1))
    for _ in range(LATE):
        yield "fdatasync", chosen.randrange(FIRST["fdatasync"], LATEST)


class Work:
    """Writes until the daemon is gone, and remembers what was acknowledged."""

    def __init__(self):
        self.acknowledged, self.waiting, self.names = set(), {}, {}
        self.connection = None

    def do(self, daemon, wrapper):
        try:
            daemon.start(wrapper=wrapper)
            self.connection = daemon.connect()
            for first in range(0, WORK, BURST):
                self.burst(range(first, first + BURST))
        except (Gone, OSError):
            return

    def burst(self, numbers):
        sent = []
        for number in numbers:
            name = flush_order.name_of(number)
            self.waiting[name] = key = f"key-{number}"
            sent.append(self.connection.send("place.add", {"name": name}, key=key))
            self.names[sent[-1]] = name
        for number in sent:
            answer = self.connection.answer(number)
            assert "ok" in answer, answer
            self.acknowledged.add(self.names[number])
            del self.waiting[self.names[number]]


def names_in(daemon):
    names, after = [], {}
    while True:
        reply = daemon.call("place.list", {"limit": 100, **after})
        names += [place["name"] for place in reply["places"]]
        if "next" not in reply:
            return names
        after = {"after": reply["next"]}


@pytest.mark.parametrize("call, number", cases())
def test_a_failed_flush_ends_it_and_loses_nothing_acknowledged(call, number, folder):
    assert shutil.which("strace"), "strace is needed here: install it (packaging/deps.sh)"
    print(f"KITH_SEED={SEED}")
    path = folder()
    daemon, output = Daemon(path / "state"), path / "trace"
    fault = f"inject={call}:error=EIO:when={number}"
    work = Work()
    work.do(daemon, trace.command(output, flush_order.CALLS, "-e", fault))
    status = daemon.process.wait(timeout=20) if len(work.acknowledged) < WORK else daemon.stop()
    calls = trace.read(output)
    if any(b"(INJECTED)" in made.text for made in calls):
        assert status in (FLUSH_FAILED, DISK), f"status {status}:\n{daemon.logged()}"
        assert status == FLUSH_FAILED or not work.acknowledged, "it must end as one that knows"
        assert "flush" in daemon.logged() or "did not work" in daemon.logged()
    else:
        assert status == 0, daemon.logged()
    assert flush_order.check(calls, work.names) >= len(work.acknowledged)

    daemon.start()
    lost = work.acknowledged - set(names_in(daemon))
    assert not lost, f"{len(lost)} acknowledged places are lost"
    for name, key in work.waiting.items():
        daemon.call("place.add", {"name": name}, key=key)
    assert sorted(names_in(daemon)) == sorted([*work.acknowledged, *work.waiting])
    assert daemon.call("journal.verify")["whole"]
    assert daemon.stop() == 0, daemon.logged()
