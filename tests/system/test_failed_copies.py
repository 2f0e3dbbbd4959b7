"""What kithd writes beside its database fails, too: the ledger of erasures, copies of passed files,
backups, copies of the key, the key itself at the first start.

One call fails at a time, for that file alone. What was asked is then done later, or refused in
words, with nothing left of it; and the next attempt works.
"""
import subprocess
import tempfile

import pytest

from lib.daemon import Gone, Refused
from lib.failing import failing, failing_from_its_start
from lib.waiting import until

WRITES = [("openat", "EIO"), ("openat", "ENOSPC"), ("write", "EIO"), ("write", "ENOSPC"),
          ("fsync", "EIO")]
FLUSH_FAILED = 90


@pytest.fixture(name="real")
def daemon_in_real_use(make_daemon):
    return make_daemon(rehearsal=False).start()


def whole(daemon):
    return daemon.call("journal.verify")["whole"] and daemon.call("server.check")["whole"]


def error_of(daemon, action, with_, **more):
    with pytest.raises(Refused) as refused:
        daemon.call(action, with_, **more)
    assert refused.value.name in ("disk", "full", "wrong"), refused.value
    return refused.value


def upsert(daemon, content, **arguments):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return daemon.call("person.upsert", {"file": 0, **arguments}, files=[file.fileno()])


# ---- the ledger of erasures ----

def somebody(daemon):
    """Two people, of whom one is erased: there is a ledger."""
    people = [daemon.call("person.add", {"given_name": name})["person"] for name in ("Ada", "Bo")]
    daemon.call("person.erase", {"person": people[0], "reason": "They asked for it."})
    return people[1]


def entries_about(daemon, person):
    return [entry for entry in daemon.call("journal.list")["entries"]
            if entry.get("subject") == person and not entry["action"].startswith("person.erase")]


@pytest.mark.parametrize("call, fault", [
    ("openat", "EIO"), ("openat", "ENOSPC"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC"),
    ("flock", "EIO"), ("pread64", "EIO")])
def test_an_erasure_waits_until_its_ledger_can_be_written(call, fault, real, folder):
    person = somebody(real)
    ledger = real.state / "erased"
    before = ledger.read_bytes()
    with failing(real, folder, call, fault, ledger) as output:
        other = real.connect()
        number = other.send("person.erase", {"person": person, "reason": "They asked."})
        until(lambda: "(INJECTED)" in output.read_text())
        assert "error" in real.ask("person.show", {"person": person})
        assert ledger.read_bytes() == before
    assert "ok" in other.answer(number)
    lines = ledger.read_bytes()
    assert lines.startswith(before) and lines.count(b"\n") == 2
    assert not entries_about(real, person) and whole(real)
    assert {row["check"]: row["well"] for row in real.call("server.doctor")["lines"]}["journal"]


def test_people_who_left_stand_in_the_ledger_once_it_can_be_written(daemon, folder):
    daemon.call("setting.set", {"name": "keep_left_people", "value": "P14D"})
    upsert(daemon, b"id,first name\n1,Stays\n2,Leaves\n")
    upsert(daemon, b"id,first name\n1,Stays\n", complete=True, leavers_at_most="1/2")
    ledger = daemon.state / "erased"
    with failing(daemon, folder, "pwrite64", "EIO", ledger) as output:
        other = daemon.connect()
        number = other.send("clock.move", {"by": "P16D"})
        until(lambda: "(INJECTED)" in output.read_text())
        assert ledger.read_bytes() == b""
    assert "ok" in other.answer(number)
    until(lambda: not [job for job in daemon.call("job.list")["jobs"] if job["state"] == "running"])
    assert ledger.read_bytes().count(b"\n") == 1 and whole(daemon)


def test_a_ledger_that_cannot_be_flushed_ends_the_daemon_and_the_next_start_goes_on(real, folder):
    person = somebody(real)
    ledger = real.state / "erased"
    with failing(real, folder, "fsync", "EIO", ledger), pytest.raises(Gone):
        real.call("person.erase", {"person": person, "reason": "They asked."})
    assert real.process.wait() == FLUSH_FAILED
    real.start()
    until(lambda: not [job for job in real.call("job.list")["jobs"] if job["state"] == "running"])
    assert "error" in real.ask("person.show", {"person": person})
    assert ledger.read_bytes().count(b"\n") == 2
    assert not entries_about(real, person) and whole(real)


def test_a_ledger_that_cannot_be_read_is_a_finding_of_the_doctor(real, folder):
    somebody(real)
    with failing(real, folder, "openat", "EIO", real.state / "erased"):
        line = {row["check"]: row for row in real.call("server.doctor")["lines"]}["journal"]
    assert not line["well"] and "cannot be read" in line["found"]
    assert {row["check"]: row["well"] for row in real.call("server.doctor")["lines"]}["journal"]


# ---- copies of what was passed ----

STAFF = b"id,first name\n1,Ada\n2,Bo\n"


@pytest.mark.parametrize("call, fault, where", [
    ("openat", "EIO:when=1", None), ("openat", "ENOSPC:when=1", None),
    ("fsync", "EIO:when=1", None), ("fsync", "EIO", "jobs"), ("mkdir", "ENOSPC", "jobs"),
    ("mkdir", "EIO", "jobs")])
def test_a_passed_file_that_cannot_be_kept_begins_no_job(call, fault, where, real, folder):
    jobs = real.state / "jobs"
    if call != "mkdir":
        upsert(real, b"id,first name\n9,Cy\n")
    paths = [real.state / where] if where else []
    known = real.call("job.list")["jobs"]
    with failing(real, folder, call, fault, *paths) as output:
        with pytest.raises(Refused) as refused:
            upsert(real, STAFF)
    struck = [line for line in output.read_text().splitlines() if "(INJECTED)" in line]
    assert len(struck) == 1 and "/jobs" in struck[0], struck
    assert refused.value.name == ("full" if "ENOSPC" in fault else "disk")
    assert real.call("job.list")["jobs"] == known
    assert not jobs.exists() or not list(jobs.iterdir())
    assert upsert(real, STAFF)["added"] == 2 and whole(real)


def test_a_passed_file_for_which_there_is_no_room_begins_no_job(real):
    jobs = real.state / "jobs"
    jobs.mkdir(mode=0o700)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(jobs)], check=True)
    try:
        with pytest.raises(Refused) as refused:
            upsert(real, STAFF + b"".join(b"%d,Somebody\n" % row for row in range(10, 20000)))
        assert refused.value.name == "full" and "Free some space" in refused.value.message
        assert not list(jobs.iterdir()) and not real.call("job.list")["jobs"]
        assert upsert(real, STAFF)["added"] == 2
    finally:
        assert real.stop() == 0
        subprocess.run(["umount", str(jobs)], check=True)
    real.start()
    assert whole(real)


# ---- backups ----

@pytest.mark.parametrize("call, fault, beside", [
    *((call, fault, "") for call, fault in [("openat", "EIO"), ("openat", "ENOSPC"),
                                            ("pwrite64", "EIO"), ("pwrite64", "ENOSPC"),
                                            ("fsync", "EIO"), ("read", "EIO")]),
    *((call, fault, ".blake2b") for call, fault in WRITES)])
def test_a_backup_that_cannot_be_written_leaves_nothing(call, fault, beside, real, folder):
    place = folder()
    path = place / "kith.db"
    real.call("place.add", {"name": "Leeds"})
    with failing(real, folder, call, fault, f"{path}{beside}") as output:
        error = error_of(real, "server.backup", {"to": str(path)})
    assert "(INJECTED)" in output.read_text() and not list(place.iterdir())
    assert error.field == "to" and ("Free some space" in error.message) == (fault == "ENOSPC")
    real.call("server.backup", {"to": str(path)})
    assert "next" in real.call("server.restore", {"from": str(path)}) and whole(real)


def test_a_backup_whose_name_cannot_be_flushed_leaves_nothing(real, folder):
    place = folder()
    path = place / "kith.db"
    with failing(real, folder, "fsync", "EIO", place):
        error_of(real, "server.backup", {"to": str(path)})
    assert not list(place.iterdir())
    real.call("server.backup", {"to": str(path)})


def restore(daemon, path, *wrapper):
    return subprocess.run([*wrapper, *daemon.command, "--restore", str(path)], text=True,
                          capture_output=True, check=False)


@pytest.mark.parametrize("call, fault, where", [
    ("openat", "EIO", "kith.db.restoring"), ("openat", "ENOSPC", "kith.db.restoring"),
    ("write", "EIO", "kith.db.restoring"), ("write", "ENOSPC", "kith.db.restoring"),
    ("fsync", "EIO", "kith.db.restoring"), ("pwrite64", "EIO", "kith.db.restoring"),
    ("link", "EIO", "kith.db"), ("rename", "EIO", "kith.db.restoring"), ("fsync", "EIO", "")])
def test_a_restore_that_fails_leaves_the_database_that_was_there(call, fault, where, real, folder):
    path = folder() / "backup"
    real.call("server.backup", {"to": str(path)})
    later = real.call("place.add", {"name": "Later"})["place"]
    assert real.stop() == 0
    failed = restore(real, path, *failing_from_its_start(folder() / "trace", call, fault,
                                                         real.state / where))
    assert failed.returncode == 74, failed
    assert any(word in failed.stderr for word in (str(real.state), str(path), "restored copy"))
    real.start()
    assert real.call("place.show", {"place": later})["name"] == "Later" and whole(real)
    assert real.stop() == 0
    assert restore(real, path).returncode == 0
    real.start()
    assert real.ask("place.show", {"place": later})["error"]["name"] == "missing" and whole(real)


# ---- copies of the key ----

@pytest.mark.parametrize("call, fault", [*WRITES, ("renameat2", "EIO")])
def test_a_copy_of_the_key_is_whole_or_not_there(call, fault, real, folder):
    place = folder()
    path = place / "key"
    with failing(real, folder, call, fault, path, f"{path}.part") as output:
        message = error_of(real, "server.key_export", {"to": str(path)}).message
    assert "(INJECTED)" in output.read_text() and str(path) in message
    assert not list(place.iterdir())
    real.call("server.key_export", {"to": str(path)})
    assert path.stat().st_mode & 0o777 == 0o600 and [path] == list(place.iterdir())


def test_a_copy_of_the_key_whose_name_cannot_be_flushed_is_not_there(real, folder):
    place = folder()
    with failing(real, folder, "fsync", "EIO", place):
        error_of(real, "server.key_export", {"to": str(place / "key")})
    assert not list(place.iterdir())
    real.call("server.key_export", {"to": str(place / "key")})


# ---- the first start ----

@pytest.mark.parametrize("call, fault, where", [
    ("mkdir", "ENOSPC", "secret"),
    ("write", "ENOSPC", "secret/master.key.new"), ("write", "EIO", "secret/master.key.new"),
    ("fsync", "EIO", "secret/master.key.new"), ("renameat", "EIO", "secret"),
    ("fsync", "EIO", "secret"), ("openat", "ENOSPC", "erased"), ("openat", "EIO", "lock"),
    ("openat", "ENOSPC", "kith.db")])
def test_a_first_start_that_fails_says_why_and_the_next_one_works(call, fault, where, make_daemon):
    daemon = make_daemon()
    wrapper = failing_from_its_start(daemon.state.parent / "trace", call, fault,
                                     daemon.state / where)
    with pytest.raises(Gone) as gone:
        daemon.start(wrapper=wrapper)
    assert daemon.process.returncode == 74, gone.value
    assert "main: " in daemon.logged() and str(daemon.state) in daemon.logged()
    daemon.start()
    assert whole(daemon)
