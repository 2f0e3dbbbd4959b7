"""What the doctor finds is broken here on purpose, and mended with what it says."""
import contextlib
import json
import os
import re
import sqlite3
import subprocess

import pytest

from lib.daemon import BUILD
from lib.people import Colleague, network_open


@pytest.fixture
def real(make_daemon):
    """A daemon in real use: in a rehearsal no backup is missed."""
    return make_daemon(rehearsal=False).start()


def line(daemon, check):
    return {row["check"]: row for row in daemon.call("server.doctor")["lines"]}[check]


def mend(daemon, command):
    """Runs it as it stands, as the administrator of that state."""
    path = f"{BUILD}:{os.environ['PATH']}"
    done = subprocess.run(["sh", "-ec", command], capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": path, "KITH_STATE": str(daemon.state)})
    assert done.returncode == 0, done.stderr
    return done.stdout


def change(daemon, sql):
    """Changes the database of a daemon, which is stopped for as long."""
    assert daemon.stop() == 0
    with contextlib.closing(sqlite3.connect(daemon.state / "kith.db")) as database, database:
        database.execute(sql)
    daemon.start()


def test_a_new_server_misses_nothing_but_a_backup(real, folder):
    lines = real.call("server.doctor")["lines"]
    assert len(lines) == 10 and [row["check"] for row in lines if not row["well"]] == ["backup"]
    assert all(row["found"] for row in lines)
    mend(real, line(real, "backup")["mend"].replace("/safe/place", str(folder())))
    assert line(real, "backup")["well"]


def test_the_doctor_prints_ten_lines_under_their_heading(real):
    printed = real.kith("server", "doctor").stdout.splitlines()
    assert printed[0].split()[:3] == ["CHECK", "WELL", "FOUND"] and len(printed) == 11


def test_what_is_well_is_left_out_of_a_line_that_is_not(real):
    assert "; 0 erasures" in line(real, "journal")["found"]
    (real.state / "erased").write_bytes(b"nonsense\n")
    found = line(real, "journal")
    assert not found["well"] and "opens" not in found["found"] and "line 1" in found["found"]
    assert "erased" in found["mend"] and "journal verify" not in found["mend"]


def test_a_line_with_two_faults_names_what_mends_each(real):
    real.call("place.add", {"name": "Leeds"})
    change(real, "UPDATE journal SET body = zeroblob(length(body)) WHERE network = 0 AND"
                 " sequence = (SELECT max(sequence) FROM journal WHERE network = 0)")
    (real.state / "erased").write_bytes(b"nonsense\n")
    found = line(real, "journal")
    assert "does not open; line 1" in found["found"]
    assert "kith journal verify" in found["mend"] and "take the line out" in found["mend"]


def test_a_state_that_others_can_read_is_closed_by_what_the_doctor_says(real):
    for path, mode in ((real.state, 0o755), (real.state, 0o770), (real.state / "secret", 0o750)):
        path.chmod(mode)
        found = line(real, "permissions")
        assert not found["well"]
        mend(real, found["mend"])
        assert line(real, "permissions")["well"], oct(mode)


def test_a_state_that_its_group_may_enter_is_well_since_the_unit_makes_it_so(real):
    real.state.chmod(0o750)
    assert line(real, "permissions")["well"]


def test_what_is_parked_on_the_schedule_is_tried_again(real):
    change(real, "UPDATE schedule SET state = 'parked', attempts = 9 WHERE action = 'server.tidy'")
    found = line(real, "schedule")
    assert not found["well"] and found["found"].startswith("1 ")
    assert "parked" in mend(real, found["mend"])
    assert line(real, "schedule")["well"]


def test_a_job_that_failed_is_shown_and_put_away(real):
    assert real.kith("server", "backup", "--to", "/no/such/folder/kith.db").returncode == 64
    found = line(real, "jobs")
    assert not found["well"]
    listing, show, put_away = found["mend"].split("; ")
    job = mend(real, listing).splitlines()[1].split()[0]
    assert "Make the folder" in mend(real, show.replace("ID", job))
    mend(real, put_away.replace("ID", job))
    assert line(real, "jobs")["well"]


def test_an_entry_that_does_not_open_is_named_by_what_the_doctor_says(real):
    real.call("place.add", {"name": "Leeds"})
    change(real, "UPDATE journal SET body = zeroblob(length(body)) WHERE network = 0 AND"
                 " sequence = (SELECT max(sequence) FROM journal WHERE network = 0)")
    found = line(real, "journal")
    assert not found["well"]
    command = found["mend"].split("; ", maxsplit=1)[0]
    assert command == "kith journal verify"
    verified = real.kith("journal", "verify")
    assert verified.returncode == 70 and "its body was altered" in verified.stderr
    assert "The server's journal is not whole. The first bad entry is " in verified.stderr


def test_the_first_bad_entry_is_named_as_it_is_shown(make_daemon):
    daemon = make_daemon().start()
    network = network_open(daemon, "Carers")
    member = Colleague(daemon, "Ada")
    member.join(network)
    shown = member.call("journal.list", {"network": network})["entries"][-1]
    daemon.call("journal.verify")
    change(daemon, "UPDATE journal SET day = day + 1 WHERE sequence = 1 AND network <> 0")
    verified = daemon.kith("journal", "verify")
    assert verified.returncode == 70
    command = re.search(r"members: kith (journal show .*?)\)", verified.stderr)[1].split()
    assert command[-1] == network and int(command[3]) == shown["sequence"] > 1000
    read = daemon.kith("--json", "--as", member.person, *command)
    assert read.returncode == 0, read.stderr
    entry = json.loads(read.stdout)
    assert entry["action"] == shown["action"] and entry["day"] != shown["day"]
