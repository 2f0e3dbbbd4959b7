"""Whoever is erased is gone: from the database, its log, the journal, and every backup put back.

What is left says how many there were and that somebody was erased, and no more. Killed at any
moment, somebody is there whole or gone for good, and once it was acknowledged, gone.
"""
import contextlib
import os
import random
import select
import shutil
import sqlite3
import subprocess
import tempfile

import pytest

from lib.daemon import BUILD, Daemon, Gone, Refused, count_rows, rows_of

TRUST = os.environ.get("KITH_TRUST") == "1"
SEED = os.environ.get("KITH_SEED") or str(random.SystemRandom().randrange(10 ** 6))
KILLS = 200 if TRUST else 20
BROKEN = 70  # exit status
NAME = "Zephyrine-Quillon"
ADDRESS = "zephyrine@canary.example"


class Region:
    """A host, two networks, and somebody who belongs to both."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.host = daemon.call("place.add", {"name": "Host", "kind": "host"})["place"]
        self.networks = [self.open(name) for name in ("Pride", "Disability")]

    def open(self, name):
        with tempfile.TemporaryFile() as charter:
            charter.write(b"# Charter\n")
            charter.flush()
            return self.daemon.call("network.open", {
                "name": name, "place": self.host, "aim": "To be heard.", "charter": 0},
                files=[charter.fileno()])["network"]

    def somebody(self, number, name=NAME):
        person = self.daemon.call("person.add", {
            "given_name": name, "external_id": f"N{number}", "employer": self.host,
            "work_email": f"{number}{ADDRESS}"})["person"]
        return person, self.daemon.call("person.link", {"person": person})["token"]

    def join(self, token):
        return [self.daemon.call("membership.join", {
            "network": network, "kind": "member", "visibility": "concealed"},
            token=token)["membership"] for network in self.networks]


@pytest.fixture(name="real")
def real_daemon(make_daemon):
    return make_daemon(rehearsal=False).start()


def whole(daemon):
    return daemon.call("journal.verify")["whole"] and daemon.call("server.check")["whole"]


def is_known(daemon, person):
    answer = daemon.ask("person.show", {"person": person})
    return "ok" in answer


def restore(state, path):
    return subprocess.run([str(BUILD / "kithd"), "--state", str(state), "--restore", str(path)],
                          capture_output=True, text=True, timeout=60, check=False)


def backup(daemon, folder, name="backup"):
    path = folder() / name
    daemon.call("server.backup", {"to": str(path)})
    return path


def doctor_line(daemon):
    lines = {line["check"]: line for line in daemon.call("server.doctor")["lines"]}
    return lines["journal"]


def data_keys(state, person):
    """The wrapped data keys of everybody, as the database has them."""
    with contextlib.closing(sqlite3.connect(f"file:{state}/kith.db?mode=ro", uri=True)) as database:
        return [key for key, in database.execute("SELECT data_key FROM person WHERE given_name = ?",
                                                 (person,))]


def files_with(state, sought):
    return [path.name for path in state.iterdir()
            if path.is_file() and sought in path.read_bytes()]


def test_nothing_of_them_is_left_in_any_file(real):
    region = Region(real)
    other, _token = region.somebody(2, "Somebody-Else")
    person, token = region.somebody(1)
    handles = region.join(token)
    real.call("person.show", {"person": person})
    (key,) = data_keys(real.state, NAME)
    assert files_with(real.state, key) and files_with(real.state, NAME.encode())
    reply = real.call("person.erase", {"person": person}, token=token)
    assert set(reply) == {"erased_on"}  # not how much there was
    for gone in (key, NAME.encode(), b"1" + ADDRESS.encode()):
        assert not files_with(real.state, gone)
    assert files_with(real.state, b"Somebody-Else") and is_known(real, other)
    assert not is_known(real, person)
    with pytest.raises(Refused, match="not valid"):
        real.call("membership.list", token=token)
    real.stop()
    rows = rows_of(real.state)
    assert not rows["membership"] and not rows["belonging"]
    assert len(rows["look"]) == 1  # at the other, just now
    assert not [row for row in rows["schedule"] if row[2] != 0]  # of a handle
    # The mail waits, for nobody, until the next tidying: at once, a count would tell of them.
    assert len(rows["effect"]) == len(handles) and {row[5] for row in rows["effect"]} == {"waiting"}
    assert len(rows["effect"]) == len(handles)


def test_the_journal_stays_whole_and_says_that_somebody_was_erased(real):
    region = Region(real)
    person, token = region.somebody(1)
    region.join(token)
    real.call("person.erase", {"person": person, "reason": "Asked by letter of 3 November."})
    assert whole(real)
    entries = real.call("journal.list")["entries"]
    erased = [entry["action"] for entry in entries if entry.get("erased")]
    assert sorted(erased) == ["person.add", "person.link"]
    assert "Asked by letter" in entries[0]["facts"] and entries[0]["action"] == "person.erase"


def test_an_administrator_says_why_and_speaks_for_nobody(real):
    region = Region(real)
    person, token = region.somebody(1)
    with pytest.raises(Refused) as refused:
        real.call("person.erase", {"person": person})
    assert refused.value.field == "reason"
    with pytest.raises(Refused) as refused:
        real.call("person.erase", {"person": person}, as_=person)
    assert refused.value.name == "refused"
    other, _token = region.somebody(2)
    with pytest.raises(Refused) as refused:
        real.call("person.erase", {"person": other}, token=token)
    assert refused.value.name == "missing"
    assert is_known(real, person) and is_known(real, other)


def test_a_dry_run_erases_nobody_and_writes_no_line(real):
    person, token = Region(real).somebody(1)
    before = (real.state / "erased").read_bytes()
    real.call("person.erase", {"person": person}, token=token, dry_run=True)
    assert is_known(real, person) and (real.state / "erased").read_bytes() == before == b""


@pytest.mark.parametrize("how", ["restore", "copy"])
def test_a_backup_that_is_put_back_erases_again(real, folder, how):
    region = Region(real)
    person, token = region.somebody(1)
    region.join(token)
    path = backup(real, folder)
    (key,) = data_keys(real.state, NAME)
    real.call("person.erase", {"person": person}, token=token)
    kept, _token = region.somebody(2, "Later")
    assert real.stop() == 0
    if how == "restore":
        done = restore(real.state, path)
        assert done.returncode == 0 and "erases again" in done.stdout, done
        (real.state / "kith.db.before-restore").unlink()
    else:
        for old in real.state.glob("kith.db*"):
            old.unlink()
        shutil.copy(path, real.state / "kith.db")
    real.start()
    assert not is_known(real, person) and not is_known(real, kept)
    assert whole(real)
    assert not files_with(real.state, key) + files_with(real.state, NAME.encode())
    actions = [entry["action"] for entry in real.call("journal.list")["entries"]]
    assert "server.erased_again" in actions[:2]
    bodies = [entry for entry in real.call("journal.list")["entries"] if entry.get("erased")]
    assert sorted(entry["action"] for entry in bodies) == ["person.add", "person.link"]
    real.stop()
    assert count_rows(real.state, "membership", "belonging") == (0, 0)


def test_a_restored_state_without_the_ledger_is_told_about(real, folder):
    person, token = Region(real).somebody(1)
    path = backup(real, folder)
    real.call("person.erase", {"person": person}, token=token)
    ledger = (real.state / "erased").read_bytes()
    assert real.stop() == 0
    elsewhere = folder() / "state"
    shutil.copytree(real.state / "secret", elsewhere / "secret")
    done = restore(elsewhere, path)
    assert done.returncode == 0 and "no ledger" in done.stdout, done
    (elsewhere / "erased").write_bytes(ledger)  # as it says
    new = Daemon(elsewhere, rehearsal=False).start()
    assert not is_known(new, person)
    assert new.stop() == 0


def test_a_damaged_ledger_is_found_and_nothing_restored_is_served_with_it(real, folder):
    region = Region(real)
    for number in (1, 2):
        person, token = region.somebody(number)
        path = backup(real, folder)
        real.call("person.erase", {"person": person}, token=token)
    assert doctor_line(real)["well"] and "2 erasures" in doctor_line(real)["found"]
    ledger = real.state / "erased"
    lines = ledger.read_bytes()
    ledger.write_bytes(lines.replace(b"a", b"b", 1))
    line = doctor_line(real)
    assert not line["well"] and "line 1" in line["found"] and "erased" in line["mend"]
    assert real.stop() == 0
    assert restore(real.state, path).returncode == 0
    with pytest.raises(Gone, match=rf"(?s)status {BROKEN}.*erased is damaged"):
        real.start()
    ledger.write_bytes(lines)
    real.start()
    assert not is_known(real, person) and doctor_line(real)["well"]


def test_a_lost_ledger_is_written_anew(real):
    person, token = Region(real).somebody(1)
    real.call("person.erase", {"person": person}, token=token)
    ledger = real.state / "erased"
    lines = ledger.read_bytes()
    ledger.unlink()
    line = doctor_line(real)
    assert not line["well"] and "restart" in line["mend"]
    real.stop()
    real.start()
    assert ledger.read_bytes() == lines and ledger.stat().st_mode & 0o777 == 0o600
    assert doctor_line(real)["well"]


def erase_and_kill(daemon, person, token, after):
    """Whether it was acknowledged before the kill."""
    connection = daemon.connect()
    connection.send("person.erase", {"person": person}, token=token)
    select.select([], [], [], after)
    daemon.kill9()
    with contextlib.suppress(Gone):
        while True:
            answer = connection.receive()
            if answer:
                return "ok" in answer
    return False


def test_killed_at_any_moment_somebody_is_there_whole_or_gone_for_good(real, folder):
    print(f"KITH_SEED={SEED}")
    chance = random.Random(SEED)
    region = Region(real)
    outcomes = set()
    people = [region.somebody(number) for number in range(KILLS)]
    for person, token in people:
        region.join(token)
    path = backup(real, folder)
    gone = []
    for person, token in people:
        acknowledged = erase_and_kill(real, person, token, 0.1 * chance.random() ** 3)
        real.start()
        while real.call("job.list", {"state": "running"})["jobs"]:
            select.select([], [], [], 0.002)
        outcomes.add((acknowledged, is_known(real, person)))
        if is_known(real, person):
            assert not acknowledged
            continue
        gone.append(person)
        lines = (real.state / "erased").read_bytes().splitlines()
        assert len(lines) == len(gone) and doctor_line(real)["well"]
    assert whole(real) and len(outcomes) > 1, outcomes
    assert real.stop() == 0
    assert count_rows(real.state, "membership", "belonging") == (2 * (KILLS - len(gone)),) * 2
    kill_restored(real, path, gone, chance)


def kill_restored(daemon, path, gone, chance):
    """The first starts after a restore are killed; none of them serves anybody who was erased."""
    assert restore(daemon.state, path).returncode == 0
    for _ in range(5):
        daemon.spawn()
        select.select([], [], [], chance.uniform(0, 0.03))
        daemon.kill9()
    daemon.start()
    assert not [person for person in gone if is_known(daemon, person)]
    assert whole(daemon)
    assert len((daemon.state / "erased").read_bytes().splitlines()) == len(gone)
    assert daemon.stop() == 0
    assert count_rows(daemon.state, "membership") == (2 * (KILLS - len(gone)),)


def upsert(daemon, *rows, **arguments):
    with tempfile.TemporaryFile() as file:
        file.write("\n".join(["external_id,given_name", *rows, ""]).encode())
        file.flush()
        return daemon.call("person.upsert", {"file": 0, **arguments}, files=[file.fileno()])


def test_people_who_left_are_erased_after_their_period(daemon):
    stays, leaves = "N1,Stays", "N2,Leaves"
    upsert(daemon, stays, leaves)
    person = daemon.call("person.find", {"external_id": "N2"})["person"]
    reply = upsert(daemon, stays, complete=True, leavers_at_most="1/2")
    assert reply["leavers"] == [{"person": person, "external_id": "N2"}]
    daemon.call("clock.move", {"by": "P11M"})
    assert is_known(daemon, person)
    daemon.call("clock.move", {"by": "P2M"})
    assert not is_known(daemon, person)
    assert daemon.call("person.find", {"external_id": "N1"})["person"]
    assert "1 erasures" in doctor_line(daemon)["found"] and whole(daemon)


def test_a_period_that_was_set_is_the_one_that_holds(daemon):
    daemon.call("setting.set", {"name": "keep_left_people", "value": "P14D"})
    upsert(daemon, "N1,Stays", "N2,Leaves")
    person = daemon.call("person.find", {"external_id": "N2"})["person"]
    upsert(daemon, "N1,Stays", complete=True, leavers_at_most="1/2")
    daemon.call("clock.move", {"by": "P16D"})
    assert not is_known(daemon, person)
