"""Backups are made while work goes on, put back offline, and refused if anything is wrong.

A restored state begins a new epoch: tokens have ended, effects that waited are held. The key is
never part of a backup, and a database opens with its own key only.
"""
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile

import pytest

from lib.daemon import BUILD, Daemon, Refused, effects_in
from lib.ident import ident_text

TRUST = os.environ.get("KITH_TRUST") == "1"
SEED = os.environ.get("KITH_SEED") or str(random.SystemRandom().randrange(10 ** 6))
DAMAGED = 200 if TRUST else 50
BACKUPS = 20 if TRUST else 5
LARGE = 1 << 30 if TRUST else 1 << 26  # bytes
CHARTER_BYTES = 200000
AHEAD, BURST = 200, 500  # places sent before a backup begins; and while it is made
CLASH, BROKEN, MISSING, NEWER = 65, 70, 66, 78  # exit statuses
OWN_TABLES = {"store_fact", "job"}  # they change with the backup itself


def restore(state, path):
    return subprocess.run([str(BUILD / "kithd"), "--state", str(state), "--restore", str(path)],
                          capture_output=True, text=True, timeout=240, check=False)


def places(daemon):
    names, after = [], {}
    while True:
        reply = daemon.call("place.list", {"limit": 100, **after})
        names += [place["name"] for place in reply["places"]]
        if "next" not in reply:
            return names
        after = {"after": reply["next"]}


def tables(path):
    """All rows of a database that nobody writes to, by table."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        names = [name for name, in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        return {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}")))
                for name in names}


def without(found, left_out):
    return {name: rows for name, rows in found.items() if name not in left_out}


@pytest.fixture
def real(make_daemon):
    """A daemon in real use: here effects wait to be sent, and tokens count."""
    return make_daemon(rehearsal=False).start()


def join_network(daemon, folder):
    """A member, whose welcome waits to be sent; returns the network and the member's token."""
    charter = folder / "charter.md"
    charter.write_text("# Carers\n")
    host = daemon.call("place.add", {"name": "Trust", "kind": "host"})["place"]
    with open(charter, "rb") as file:
        network = daemon.call("network.open", {"name": "Carers", "place": host, "aim": "Rest.",
                                               "charter": 0}, files=[file.fileno()])["network"]
    person = daemon.call("person.add", {"given_name": "Zoë"})["person"]
    token = daemon.call("person.link", {"person": person})["token"]
    daemon.call("membership.join", {"network": network}, token=token)
    return network, token


def test_a_backup_made_while_work_goes_on_holds_a_moment_of_it(make_daemon, folder):
    daemon, path = make_daemon().start(), folder()
    work, keeper = daemon.connect(), daemon.connect()
    count = 0
    for number in range(BACKUPS):
        sent = []
        for count in range(count + 1, count + AHEAD + 1):
            sent.append(work.send("place.add", {"name": f"{count:06}"}))
        for call in sent:
            assert "ok" in work.answer(call)
        held = count
        backup = path / f"backup-{number}"
        asked = keeper.send("server.backup", {"to": str(backup)})
        sent = [work.send("place.add", {"name": f"{count + more:06}"}) for more in range(1, BURST)]
        count += BURST - 1
        assert keeper.answer(asked)["ok"]["bytes"] == backup.stat().st_size
        for call in sent:
            assert "ok" in work.answer(call)
        names = sorted(name for name, in sqlite3.connect(f"file:{backup}?mode=ro", uri=True)
                       .execute("SELECT name FROM place"))
        assert len(names) >= held, "what was acknowledged before the backup began is not in it"
        assert names == [f"{each:06}" for each in range(1, len(names) + 1)], "no one moment"


def test_a_restored_state_holds_what_was_backed_up_and_nothing_later(real, folder):
    path = folder()
    join_network(real, path)
    backup = path / "backup"
    real.call("server.backup", {"to": str(backup)})
    real.kill9()
    assert without(tables(backup), OWN_TABLES | {"setting"}) == \
        without(tables(real.state / "kith.db"), OWN_TABLES | {"setting"})

    real.start()
    real.call("place.add", {"name": "Later"})
    assert "kithd --state" in real.call("server.restore", {"from": str(backup)})["next"]
    real.stop()
    done = restore(real.state, backup)
    assert done.returncode == 0 and "before-restore" in done.stdout, done
    real.start()
    assert places(real) == ["Trust"]
    assert [network["name"] for network in real.call("network.list")["networks"]] == ["Carers"]
    assert real.call("journal.verify")["whole"] and real.call("server.check")["whole"]
    before = sqlite3.connect(f"file:{real.state}/kith.db.before-restore?mode=ro", uri=True)
    assert ("Later",) in before.execute("SELECT name FROM place").fetchall()


def test_a_restored_state_begins_a_new_epoch(real, folder):
    path = folder()
    network, token = join_network(real, path)
    assert real.call("membership.list", token=token)["memberships"]
    (number, state), = effects_in(real)
    assert state == "waiting"
    effect = ident_text(number)
    with pytest.raises(Refused):
        real.call("effect.show", {"effect": effect})  # it goes its way
    real.call("server.backup", {"to": str(path / "backup")})
    for _ in range(2):
        real.stop()
        assert restore(real.state, path / "backup").returncode == 0
        real.start()
        with pytest.raises(Refused, match="not valid") as refused:
            real.call("membership.list", token=token)
        assert refused.value.field == "token"
        held = real.call("effect.show", {"effect": effect})
        assert real.call("effect.list", {"state": "unknown"})["effects"] == [held]
        assert held["state"] == "unknown" and "restored" in held["answer"], held
        newest = next(entry for entry in real.call("journal.list")["entries"]
                      if entry["action"] != "server.tidy")  # which a restore brings forward
        assert newest["action"] == "server.restored", newest
        assert real.call("journal.verify")["whole"]
    real.call("effect.retry", {"effect": effect})
    assert effects_in(real) == [(number, "waiting")]
    assert real.call("effect.list")["effects"] == []
    assert real.call("membership.summary", {"network": network})


def test_nothing_is_restored_while_a_daemon_runs(daemon, folder):
    backup = folder() / "backup"
    daemon.call("server.backup", {"to": str(backup)})
    daemon.call("place.add", {"name": "Later"})
    done = restore(daemon.state, backup)
    assert done.returncode == CLASH and "already running" in done.stderr, done
    assert places(daemon) == ["Later"]


def test_a_backup_writes_over_nothing_and_can_be_made_again(daemon, folder):
    backup = folder() / "backup"
    daemon.call("server.backup", {"to": str(backup)}, key="once")
    content = backup.read_bytes()
    with pytest.raises(Refused, match="already") as refused:
        daemon.call("server.backup", {"to": str(backup)})
    assert refused.value.name == "clash" and refused.value.field == "to"
    assert "job" in daemon.call("server.backup", {"to": str(backup)}, key="once")
    assert backup.read_bytes() == content
    with pytest.raises(Refused) as refused:
        daemon.call("server.backup", {"to": "relative"})
    assert refused.value.field == "to"


def test_a_large_backup_is_restored(make_daemon, folder):
    """Charters fill the database fastest."""
    daemon, backup = make_daemon().start(), folder() / "backup"
    network, _token = join_network(daemon, backup.parent)
    with tempfile.TemporaryFile() as file:
        file.write(random.Random(SEED).randbytes(CHARTER_BYTES // 2).hex().encode())
        file.flush()
        connection = daemon.connect()
        for _ in range(LARGE // CHARTER_BYTES // 10):
            sent = [connection.send("network.amend", {"network": network, "charter": 0},
                                    files=[file.fileno()]) for _ in range(10)]
            assert all("ok" in connection.answer(number) for number in sent)
    written = daemon.call("server.backup", {"to": str(backup)})["bytes"]
    assert written > LARGE * 0.95
    daemon.stop()
    assert restore(daemon.state, backup).returncode == 0
    daemon.start()
    assert daemon.call("network.show", {"network": network})["charter_version"] > 1


# ---- damage ----

def flip_bit(chosen, content):
    at = chosen.randrange(len(content))
    content[at] ^= 1 << chosen.randrange(8)
    return f"bit flipped at {at}"


def truncate(chosen, content):
    length = chosen.randrange(len(content))
    del content[length:]
    return f"cut at {length}"


def lengthen(chosen, content):
    content += bytes(chosen.randrange(1, 9000))
    return "lengthened"


def blank(chosen, content):
    at = chosen.randrange(0, len(content), 4096)
    content[at:at + 4096] = bytes(len(content[at:at + 4096])) if any(content[at:at + 4096]) \
        else b"x" * 4096
    return f"blanked at {at}"


def swap(chosen, content):
    first, second = sorted(chosen.sample(range(0, len(content) - 4095, 4096), 2))
    one, other = content[first:first + 4096], content[second:second + 4096]
    if one == other:
        return flip_bit(chosen, content)
    content[first:first + 4096], content[second:second + 4096] = other, one
    return f"pages swapped at {first} and {second}"


def damage_digest(chosen, digest):
    at = chosen.randrange(64)
    digest[at] = ord("0") if digest[at] != ord("0") else ord("1")
    return f"digest changed at {at}"


DAMAGES = [flip_bit, flip_bit, flip_bit, truncate, lengthen, blank, swap, damage_digest]


def test_every_damaged_backup_is_found_and_none_is_restored(real, folder):
    print(f"KITH_SEED={SEED}")
    chosen, path = random.Random(SEED), folder()
    join_network(real, path)
    backup = path / "backup"
    real.call("server.backup", {"to": str(backup)})
    content = backup.read_bytes()
    digest = backup.with_name("backup.blake2b").read_bytes()
    undetected = []
    for number in range(DAMAGED):
        damaged = path / f"backup-{number}"
        damage = chosen.choice(DAMAGES)
        bytes_, sum_ = bytearray(content), bytearray(digest)
        what = damage(chosen, sum_ if damage is damage_digest else bytes_)
        damaged.write_bytes(bytes_)
        damaged.with_name(f"{damaged.name}.blake2b").write_bytes(sum_)
        answer = real.ask("server.restore", {"from": str(damaged)})
        if answer.get("error", {}).get("name") != "broken":
            undetected.append((what, answer))
    assert not undetected, f"{len(undetected)} of {DAMAGED}: {undetected[:3]}"

    real.stop()
    state = tables(real.state / "kith.db")
    for number in range(0, DAMAGED, 10):
        done = restore(real.state, path / f"backup-{number}")
        assert done.returncode == BROKEN and "backup" in done.stderr, done
    assert tables(real.state / "kith.db") == state
    real.start()


def test_a_backup_without_its_digest_and_one_that_is_not_there_are_refused(daemon, folder):
    path = folder()
    daemon.call("server.backup", {"to": str(path / "backup")})
    (path / "backup.blake2b").unlink()
    assert daemon.ask("server.restore", {"from": str(path / "backup")})["error"]["name"] == "broken"
    missing = daemon.ask("server.restore", {"from": str(path / "none")})["error"]
    assert missing["name"] == "missing"
    assert restore(folder() / "state", path / "none").returncode == MISSING


# ---- keys, and other versions ----

def test_a_backup_opens_elsewhere_with_the_exported_key_and_with_no_other(real, folder):
    path, elsewhere = folder(), folder() / "state"
    network, _token = join_network(real, path)
    real.call("server.backup", {"to": str(path / "backup")})
    real.call("server.key_export", {"to": str(path / "key")})
    assert (path / "key").stat().st_mode & 0o077 == 0
    assert restore(elsewhere, path / "backup").returncode == 0

    other = Daemon(elsewhere, rehearsal=False)
    other.spawn()
    assert other.process.wait(timeout=20) == MISSING, other.logged()
    assert "key export" in other.logged() and "secret/master.key" in other.logged()

    key = elsewhere / "secret" / "master.key"
    key.parent.mkdir(mode=0o700)
    key.write_bytes(os.urandom(32))
    key.chmod(0o600)
    other.spawn()
    assert other.process.wait(timeout=20) == CLASH, other.logged()
    assert "another master key" in other.logged()

    shutil.copyfile(path / "key", key)
    other.start()
    assert other.call("network.show", {"network": network})["name"] == "Carers"
    assert other.call("journal.verify")["whole"]
    assert other.stop() == 0


@pytest.mark.parametrize("change, undo", [
    ("INSERT INTO schema_step VALUES ('core', 999, 0)", "DELETE FROM schema_step WHERE step = 999"),
    ("PRAGMA user_version = 999", "PRAGMA user_version = 1")])
def test_a_database_of_a_newer_version_is_refused_and_left_alone(real, folder, change, undo):
    path = real.state / "kith.db"
    real.call("place.add", {"name": "Trust", "kind": "host"})
    real.stop()

    def alter(statement):
        subprocess.run(["sqlite3", str(path), statement], check=True, capture_output=True)
    alter(change)
    content = path.read_bytes()
    real.spawn()
    assert real.process.wait(timeout=20) == NEWER, real.logged()
    said = real.logged().splitlines()[-1]
    assert "newer" in said and "nstall" in said and "backup" in said, said
    assert path.read_bytes() == content, "it was changed"
    alter(undo)
    real.start()
    assert places(real) == ["Trust"]
