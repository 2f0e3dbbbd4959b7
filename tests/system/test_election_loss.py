"""What is left of a secret vote: nothing of who voted how, or when; and what becomes of it after a
kill, a step that was stopped, a key that is lost, a backup that is restored."""
import contextlib
import re
import shutil
import signal
import sqlite3
import subprocess

import pytest

from lib.daemon import BUILD, Daemon
from lib.poll import Poll


@pytest.fixture(name="few")
def poll_of_few(daemon):
    return Poll(daemon, 8)


def rows(daemon, sql, *values):
    path = f"file:{daemon.state / 'kith.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
        return list(database.execute(sql, values))


def test_kith_makes_up_the_chance_that_a_receipt_is_made_of(few):
    election = few.question()
    receipts = set()
    for who in (1, 2, 2):
        done = few.daemon.kith("election", "vote", election, "--choices", "1", "--as",
                               few.people[who])
        assert done.returncode == 0, done.stderr
        receipts.update(re.findall(r"[0-9a-hjkmnp-tv-z]{20}", done.stdout))
    assert len(receipts) == 3
    assert "--nonce" in few.daemon.kith("election", "vote", "--help").stdout


def test_a_vote_leaves_no_entry_no_key_and_no_row_but_its_box(few):
    election = few.question()
    before = few.daemon.call("server.status")
    tables = [name for (name,) in rows(few.daemon,
                                       "SELECT name FROM sqlite_schema WHERE type = 'table'")]
    contents = {name: rows(few.daemon, f"SELECT * FROM {name}") for name in tables}
    few.daemon.call("election.vote", {"election": election, "choices": ["1"], "nonce": "n" * 20},
                    as_=few.people[3], key="my-key")
    after = {name: rows(few.daemon, f"SELECT * FROM {name}") for name in tables}
    assert [name for name in tables if contents[name] != after[name]] == ["election_box"]
    changed = set(after["election_box"]) - set(contents["election_box"])
    assert len(changed) == 1 and before
    assert len({len(row[-1]) for row in after["election_box"]}) == 1


def test_a_kill_at_any_step_of_the_close_loses_nothing(few):
    election = few.question()
    for who in range(8):
        few.vote(who, election, 1 if who < 6 else 2)
    assert few.daemon.kill9() == -signal.SIGKILL
    few.daemon.start()
    few.move("P20D")
    assert few.daemon.kill9() == -signal.SIGKILL
    few.daemon.start()
    shown = few.show(election)
    assert (shown["state"], shown["outcome"]) == ("published", "elected")
    assert not few.key_of(election).exists()


def test_a_step_that_was_stopped_for_good_is_taken_again(few):
    """As if an administrator had ended the job."""
    election = few.question()
    few.vote(1, election, 1)
    few.daemon.stop()
    with contextlib.closing(sqlite3.connect(few.daemon.state / "kith.db")) as database:
        database.execute("UPDATE election SET state = 'closed', closes_at = opens_at + 3600000")
        database.execute("DELETE FROM schedule WHERE action LIKE 'election.%'")
        database.commit()
    few.daemon.start()
    few.move("P3D")
    assert few.show(election)["state"] == "published"
    assert not few.key_of(election).exists()


def test_a_lost_key_makes_the_vote_void_and_the_doctor_says_so(few):
    election = few.question()
    few.vote(1, election, 1)
    few.key_of(election).unlink()
    lines = {line["check"]: line for line in few.daemon.call("server.doctor")["lines"]}
    assert not lines["networks"]["well"] and "key" in lines["networks"]["found"]
    assert few.refused(2, "election.vote", election=election, choices=["1"],
                       nonce="x" * 16) == ("clash", "election")
    few.move("P20D")
    shown = few.show(election)
    assert shown["state"] == "void" and "key" in shown["why"]
    assert rows(few.daemon, "SELECT count(*) FROM election_box") == [(0,)]


def test_a_restored_backup_of_an_open_vote_cannot_open_its_boxes(few, folder):
    election = few.question()
    few.vote(1, election, 1)
    backup = folder() / "backup.db"
    few.daemon.call("server.backup", {"to": str(backup)})
    few.daemon.stop()
    state = folder() / "state"
    (state / "secret").mkdir(parents=True, mode=0o700)
    state.chmod(0o700)
    shutil.copy(few.daemon.state / "secret" / "master.key", state / "secret")
    subprocess.run([BUILD / "kithd", "--state", state, "--restore", backup], check=True,
                   capture_output=True)
    restored = Daemon(state).start()
    try:
        restored.call("clock.move", {"by": "PT1S"})
        shown = restored.call("election.show", {"election": election}, as_=few.people[0])
        assert shown["state"] == "void" and "restored from a backup" in shown["why"]
    finally:
        assert restored.stop() == 0
    few.daemon.start()
