"""The demonstration that ships with Kith: it is filled once, survives any kill, and ends well."""
import collections
import contextlib
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import unicodedata

import pytest

from lib.daemon import BUILD, ROOT, Connection, Gone, count_rows, rows_of
from lib.demonstration import SCRIPT, Demonstration

PLACES, PEOPLE, NETWORKS = 40, 1000, 5


def rows_in(name):
    with open(SCRIPT.parent / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_demonstration_makes_the_places_the_people_the_networks_and_their_members(filled):
    assert count_rows(filled, "place", "person", "network") == (PLACES, PEOPLE, NETWORKS)
    assert count_rows(filled, "membership", "contact") == (
        len(rows_in("members.csv")), len(rows_in("contacts.csv")))
    hosts = [row for row in rows_in("places.csv") if row["kind"] == "host"]
    assert len(rows_in("places.csv")) == PLACES and len(hosts) == 3


def test_each_network_has_aims_and_terms_of_its_own():
    folders = [SCRIPT.parent / "networks" / row["folder"] for row in rows_in("networks.csv")]
    assert len(folders) == NETWORKS == len({row["aim"] for row in rows_in("networks.csv")})
    terms = [json.loads((folder / "charter.json").read_text()) for folder in folders]
    for name in ("quorum", "refresh", "office", "amend", "focus"):
        assert len({repr(one[name]) for one in terms}) > 2, f"{name} hardly differs"
    assert len({repr(one) for one in terms}) == NETWORKS


def test_a_charter_says_in_words_what_its_terms_say():
    words = ["none", "one", "two", "three", "four", "five"]
    for row in rows_in("networks.csv"):
        folder = SCRIPT.parent / "networks" / row["folder"]
        text = " ".join((folder / "charter.md").read_text(encoding="utf-8").split())
        terms = json.loads((folder / "charter.json").read_text())
        assert f"never fewer than **{words[terms['quorum']['at_least']]}**" in text, folder
        assert f"**{words[terms['focus']['groups']]}** marginalised groups" in text, folder
        assert f"**{terms['refresh']['every'].strip('PM')} months**" in text, folder
        assert f"{terms['amend']['consultation_days']} days" in text.replace("**", ""), folder
        assert all(f"{days}" in text for days in terms["office"]["notice_days"]), folder
        days = terms["amend"]["consultation_days"]
        assert f"{days} days" in text.replace("*", ""), folder
        assert f"every {terms['review']['every'].strip('PM')} months." in text, folder


def test_some_places_are_too_small_to_be_shown_and_people_have_names_in_many_scripts():
    staff = rows_in("staff.csv")
    sizes = collections.Counter(row["employer"] for row in staff)
    assert len([size for size in sizes.values() if size < 10]) >= 5
    letters = "".join(row["given_name"] + row["family_name"] for row in staff)
    scripts = {unicodedata.name(letter).split()[0] for letter in set(letters) if letter.isalpha()}
    assert len(scripts) >= 15, scripts
    assert len({row["work_email"] for row in staff}) == PEOPLE


def test_nobody_of_the_tours_belongs_yet():
    members = rows_in("members.csv")
    assert "rajesh.reddy@trust.example" not in {row["work_email"] for row in members}
    assert len({(row["network"], row["work_email"]) for row in members}) == len(members)
    assert {row["network"] for row in members} == {
        row["folder"] for row in rows_in("networks.csv")} - {"global_majority"}


def test_ctrl_c_stops_the_daemon_too(filled, folder):
    state = folder() / "state"
    shutil.copytree(filled, state)
    demonstration = Demonstration(state)
    demonstration.until_running()
    pid = demonstration.daemon_pid()
    assert demonstration.end(signal.SIGINT)[0] == 0
    assert not pathlib.Path(f"/proc/{pid}").exists()
    assert not (state / "kith.sock").exists()


def test_a_second_run_of_the_demonstration_changes_nothing(filled):
    before = rows_of(filled)
    demonstration = Demonstration(filled)
    assert "Adding" not in demonstration.until_running()
    assert demonstration.end(signal.SIGTERM)[0] == 0
    assert rows_of(filled) == before


def test_a_second_demonstration_beside_the_first_leaves_it_alone(filled):
    first = Demonstration(filled)
    first.until_running()
    status, said = Demonstration(filled).end(0)
    assert status == 75 and f"Kith is running on {filled} already" in said
    assert first.process.poll() is None and first.end()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_when_its_script_ends_at_once_the_daemon_stops_in_good_order(filled, number):
    demonstration = Demonstration(filled)
    demonstration.until_running()
    status, said = demonstration.end(number)
    assert status == (0 if number == signal.SIGTERM else -number)
    assert "stopping" in said and not (filled / "kith.sock").exists()


def test_without_lua_it_says_what_to_install_and_starts_nothing(folder):
    programs = folder()
    for name in ("sh", "dirname", "setsid", "setpriv", "sleep", "touch", "cat"):
        (programs / name).symlink_to(shutil.which(name))
    status, said = Demonstration(programs / "state", PATH=str(programs)).end(0)
    assert status == 69 and "it needs lua5.4" in said and "packaging/deps.sh install" in said
    assert not (programs / "state").exists()


def test_a_relative_state_is_seen_from_where_the_script_was_called(filled, folder):
    place = folder()
    shutil.copytree(filled, place / "here")
    environment = {**os.environ, "KITH_STATE": "here", "KITH_BUILD": str(BUILD)}
    with subprocess.Popen([SCRIPT], cwd=place, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as script:
        said = ""
        while "delete" not in said:
            said = script.stdout.readline()
            assert said, "it ended"
        script.terminate()
    assert f"delete {place}/here" in said and not (ROOT / "here").exists()


def commits(state):
    """How many batches the daemon on this state has kept; -1 while none answers."""
    with contextlib.suppress(OSError, Gone):
        with contextlib.closing(Connection(state / "kith.sock")) as connection:
            return connection.call("server.status")["commits"]
    return -1


def until_commits(demonstration, count):
    """Until its daemon has kept so many batches since its start, or the demonstration is full."""
    while commits(demonstration.state) < count and demonstration.process.poll() is None:
        if (demonstration.state / "filled").exists():
            break


@pytest.mark.parametrize("moment", [0, 5, 44])
def test_ctrl_c_while_it_is_being_filled_stops_the_daemon_too(folder, moment):
    demonstration = Demonstration(folder() / "state")
    demonstration.until("Adding")
    until_commits(demonstration, moment)
    pid = demonstration.daemon_pid()
    assert demonstration.end(signal.SIGINT)[0] == 0
    assert not pathlib.Path(f"/proc/{pid}").exists()


def test_a_demonstration_killed_at_any_moment_is_taken_up_again(folder):
    state = folder() / "state"
    for moment in (0, 1, 20, 41, 44, 48, 60, 200):
        demonstration = Demonstration(state)
        until_commits(demonstration, moment)
        demonstration.kill_all()
    demonstration = Demonstration(state)
    demonstration.until_running()
    assert demonstration.end()[0] == 0
    rows = rows_of(state)
    assert [len(rows[table]) for table in ("place", "person", "network", "membership")] == [
        PLACES, PEOPLE, NETWORKS, len(rows_in("members.csv"))]
