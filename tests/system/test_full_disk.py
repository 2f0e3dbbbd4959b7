"""On a full disk Kith refuses to write, goes on to read, and takes up writing by itself.

The state lies on a small disk of its own, which is filled and freed again and again. Nothing that
was acknowledged is lost, nothing that was refused is there, and the daemon stays the same process.
"""
import os
import select
import tempfile
import time

import pytest

from lib.daemon import Daemon, Refused
from lib.small_disk import SmallDisk

TRUST = os.environ.get("KITH_TRUST") == "1"
CYCLES = 100 if TRUST else 10
DISK_BYTES = 12 << 20
RESUME_WITHIN = 5  # seconds
REFUSALS = 20      # in a row, until the disk counts as full
FILL_PATIENCE = 30
STAFF = 900        # rows of a staff file: several chunks


@pytest.fixture
def disk():
    with SmallDisk(DISK_BYTES) as small:
        yield small


@pytest.fixture
def daemon(disk):
    made = Daemon(disk.path / "state")
    made.log = disk.folder / "log"  # not on the disk that is filled
    yield made.start()
    if made.process.poll() is None:
        made.kill9()


class Books:
    """Adds places of long names; remembers those that were acknowledged, by id."""

    def __init__(self, daemon):
        self.daemon, self.places, self.refused, self.count = daemon, {}, set(), 0

    def add(self):
        self.count += 1
        name = f"{self.count} {'x' * 100}"
        try:
            self.places[self.daemon.call("place.add", {"name": name})["place"]] = name
            return True
        except Refused as refused:
            assert refused.name == "full", f"not refused as full: {refused}"
            assert "full" in refused.message and "space" in refused.message, refused.message
            self.refused.add(name)
            return False

    def read(self):
        """Reads go on: the status, a list, and one of the places."""
        self.daemon.call("server.status")
        assert self.daemon.call("place.list", {"limit": 5})["places"]
        place, name = next(reversed(self.places.items()))
        assert self.daemon.call("place.show", {"place": place})["name"] == name

    def check(self):
        found, after = {}, {}
        while True:
            reply = self.daemon.call("place.list", {"limit": 100, **after})
            found.update((place["place"], place["name"]) for place in reply["places"])
            if "next" not in reply:
                break
            after = {"after": reply["next"]}
        lost = set(self.places.items()) - set(found.items())
        assert not lost, f"{len(lost)} acknowledged places are lost"
        assert not self.refused & set(found.values()), "what was refused is there"
        assert len(found) == len(self.places)


def fill_until_refused(disk, books):
    """What the -wal already has of the disk can still be written to, so this takes a while."""
    deadline, refusals = time.monotonic() + FILL_PATIENCE, 0
    while refusals < REFUSALS:
        assert time.monotonic() < deadline, "the disk does not fill"
        disk.fill()
        refusals = 0 if books.add() else refusals + 1


def free_until_written(disk, books):
    freed = time.monotonic()
    disk.free()
    while not books.add():
        assert time.monotonic() < freed + RESUME_WITHIN, "writing was not taken up again"
        select.select([], [], [], 0.01)


def test_a_full_disk_refuses_writes_and_reads_go_on(disk, daemon):
    books, process = Books(daemon), daemon.process.pid
    assert books.add()
    for _ in range(CYCLES):
        fill_until_refused(disk, books)
        books.read()
        free_until_written(disk, books)
        books.check()
        assert daemon.process.poll() is None and daemon.process.pid == process, daemon.logged()
    assert daemon.call("journal.verify")["whole"]
    assert daemon.call("server.check")["whole"]
    assert daemon.stop() == 0, daemon.logged()
    daemon.start()
    books.check()


def staff_file(rows):
    file = tempfile.TemporaryFile()
    lines = ["external_id,given_name", *(f"s{row},Ana {row} {'x' * 60}" for row in range(rows))]
    file.write("\n".join(lines).encode())
    file.flush()
    return file


def test_a_staff_file_that_the_disk_has_no_room_for_is_taken_in_once_it_has(disk, daemon):
    """Either it is refused, and leaves nothing, or it goes on by itself."""
    books = Books(daemon)
    assert books.add()
    with staff_file(STAFF) as file:
        connection = daemon.connect()
        fill_until_refused(disk, books)
        sent = connection.send("person.upsert", {"file": 0}, files=[file.fileno()], key="staff")
        answer = connection.answer(sent)
        assert answer.get("error", {}).get("name") == "full", answer
        assert not list((disk.path / "state" / "jobs").glob("*")), "a copy of it was left"
        free_until_written(disk, books)
        sent = connection.send("person.upsert", {"file": 0}, files=[file.fileno()], key="staff")
        answer = connection.answer(sent)
    assert answer["ok"]["added"] == STAFF, answer


def test_a_job_that_the_full_disk_held_up_goes_on_once_there_is_room(disk, daemon):
    books = Books(daemon)
    assert books.add()
    # So little room that the file's copy fits, and what is made of its rows does not.
    with staff_file(STAFF) as file:
        room = os.fstat(file.fileno()).st_size + (256 << 10)
        disk.fill()
        with open(disk.filler, "r+b") as filler:
            filler.truncate(os.fstat(filler.fileno()).st_size - room)
        connection = daemon.connect()
        sent = connection.send("person.upsert", {"file": 0}, files=[file.fileno()])
        wait_until_held_up(daemon, books)
        books.read()
        disk.free()
        answer = connection.answer(sent)
    assert "ok" in answer, answer
    reply = answer["ok"]
    assert reply["rows"] == STAFF == reply["added"] + reply.get("earlier", 0), reply
    assert daemon.call("job.list", {"state": "running"})["jobs"] == []
    assert daemon.call("journal.verify")["whole"]


def wait_until_held_up(daemon, books):
    deadline = time.monotonic() + FILL_PATIENCE
    while books.add():
        assert time.monotonic() < deadline, "the disk does not fill"
    assert daemon.call("job.list", {"state": "running"})["jobs"], "the job was over too soon"


def test_it_starts_on_a_full_disk_and_loses_nothing(disk, daemon):
    books = Books(daemon)
    for _ in range(50):
        assert books.add()
    fill_until_refused(disk, books)
    daemon.kill9()
    daemon.start()
    books.read()
    books.check()
    assert not books.add()
    free_until_written(disk, books)
    books.check()
