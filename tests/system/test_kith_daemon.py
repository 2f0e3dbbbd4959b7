"""The kith command and the real daemon understand each other."""
import json
import os
import signal
import subprocess
import time

import pytest

from lib.kith_command import BUILD, KITH, environment, kith, on_terminal

KITHD = BUILD / "kithd"
READY_SECONDS = 20
pytestmark = pytest.mark.skipif(not KITHD.exists(), reason=f"{KITHD} is not built")


def start(state):
    """A daemon that answers; READY is not needed, since kith asks until it does."""
    daemon = subprocess.Popen([KITHD, "--state", state], env=environment(state),
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + READY_SECONDS
    while kith(state, "server", "status").returncode == 69:
        assert daemon.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    return daemon


@pytest.fixture(name="state", scope="module")
def running_daemon(tmp_path_factory):
    state = tmp_path_factory.mktemp("state")
    daemon = start(state)
    yield state
    daemon.terminate()
    daemon.wait(READY_SECONDS)


def reply(state, *words):
    shown = kith(state, *words, "--json")
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


def described(state):
    return reply(state, "server", "describe")


def test_each_noun_and_each_verb_has_help_that_fits_a_terminal(state):
    overview = kith(state).stdout
    for action in described(state)["actions"]:
        noun, verb = action["name"].replace("_", "-").split(".")
        assert f"  {noun} " in overview or noun == "import"  # which Kith alone has to do with
        assert f"  {verb} " in kith(state, noun).stdout
        shown = kith(state, noun, verb, "--help")
        assert shown.returncode == 0 and not shown.stderr
        assert action["summary"].split()[0] in shown.stdout.splitlines()[0]
        for field in action["takes"]:
            assert "--" + field["name"].replace("_", "-") in shown.stdout
        text = shown.stdout.partition("\nMore\n")[0]  # what follows is written by its author
        assert max(map(len, text.splitlines())) <= 80, action["name"]


def test_every_verb_is_completed_but_what_kith_does_by_itself(state):
    for action in described(state)["actions"]:
        noun, verb = action["name"].replace("_", "-").split(".")
        shown = kith(state, "--complete", "--", noun, verb)
        offered = verb in [line.split("\t")[0] for line in shown.stdout.splitlines()]
        assert offered == (action["may"] != "system"), action["name"]


def test_a_place_is_added_listed_shown_and_tried_in_all_forms(state):
    made = reply(state, "place", "add", "St James's", "--kind", "host")["place"]
    assert made in kith(state, "place", "list").stdout
    shown = kith(state, "place", "show", made)
    assert shown.returncode == 0 and "St James's" in shown.stdout
    tried = kith(state, "place", "add", "Tried", "--dry-run")
    assert tried.returncode == 0 and "Nothing was changed (dry run)." in tried.stdout
    assert "Tried" not in kith(state, "place", "list").stdout
    status, text = on_terminal(state, "place", "list", columns=40)
    assert status == 0 and made in text


def test_a_key_makes_one_of_two_calls(state):
    words = ("place", "add", "Only once", "--key", "one-key")
    assert reply(state, *words) == reply(state, *words)
    again = kith(state, "place", "add", "Another", "--key", "one-key")
    assert again.returncode == 65 and again.stderr.startswith("error: ")


@pytest.mark.parametrize("words, status, text", [
    (("place", "add", "x" * 500), 64, "error: --name: "),
    (("place", "add"), 64, "error: --name: "),
    (("place", "show", "nonsense"), 64, "error: --place: "),
    (("place", "show", "0000000000001"), 66, "error: "),
    (("place", "list", "--limit", "0"), 64, "error: --limit: ")])
def test_the_daemons_errors_name_the_option_and_have_their_status(state, words, status, text):
    shown = kith(state, *words)
    assert (shown.returncode, shown.stdout) == (status, "")
    assert shown.stderr.startswith(text) and shown.stderr.count("\n") == 1


def test_pages_of_a_real_list_make_the_whole(state):
    for number in range(5):
        reply(state, "place", "add", f"Page {number}")
    whole, = [rows for rows in reply(state, "place", "list").values() if isinstance(rows, list)]
    paged = reply(state, "place", "list", "--limit", "2", "--all")
    assert [rows for rows in paged.values() if isinstance(rows, list)] == [whole]
    assert "--after" in kith(state, "place", "list", "--limit", "2").stderr


def test_writes_go_on_when_the_daemon_is_killed_and_started_again(tmp_path):
    daemon = start(tmp_path)
    assert kith(tmp_path, "place", "add", "Before").returncode == 0
    daemon.kill()
    daemon.wait()
    assert kith(tmp_path, "place", "list").returncode == 69
    daemon = start(tmp_path)
    assert "Before" in kith(tmp_path, "place", "list").stdout
    daemon.terminate()
    assert daemon.wait(READY_SECONDS) == 0


def test_when_nobody_reads_its_output_it_ends_without_a_word(state):
    reading, writing = os.pipe()
    os.close(reading)
    shown = subprocess.run([KITH, "place", "list"], env=environment(state), stdout=writing,
                           stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (shown.returncode, shown.stderr) == (-signal.SIGPIPE, "")
