"""What the kith command shows: records, tables, pages, progress, errors, and nothing unsafe."""
import json
import shutil
import signal
import socket
import subprocess

import pytest

from lib.fake_daemon import DROP, ID, SILENCE, FakeDaemon, action, field
from lib.kith_command import KITH, ROOT, Terminal, environment, kith, on_terminal

LEEDS = {"id": ID, "name": "Leeds", "budget": 1250, "open": True,
         "opened_at": "2026-07-21T09:30:00Z", "note": "# One\n\nTwo",
         "terms": {"quorum": "1/2", "term_length": "P1Y"}}
UNSAFE = "\x1b]0;owned\x07\x9b31m\u202e\u2066"


@pytest.fixture(name="fake")
def fake_daemon(tmp_path):
    with FakeDaemon(tmp_path) as daemon:
        daemon.state = tmp_path
        yield daemon


def showing(fake, name, reply, *words, **more):
    fake.answers[name] = [{"ok": reply}]
    shown = kith(fake.state, *name.split("."), *words, **more)
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def test_a_record_is_shown_as_aligned_lines(fake):
    assert showing(fake, "place.show", LEEDS, ID) == (
        f"id         {ID}\n"
        "name       Leeds\n"
        "budget     £12.50\n"
        "open       yes\n"
        "opened at  2026-07-21 10:30 BST\n"
        "note       # One\n"
        "\n"
        "           Two\n"
        "terms\n"
        "  quorum       1/2\n"
        "  term length  P1Y\n")


def test_parts_that_were_not_described_are_shown_by_what_they_are(fake):
    assert showing(fake, "place.show", {"new": [1, 2], "flag": False, "gone": None}, ID) == (
        "new   1, 2\n"
        "flag  no\n")


def test_a_list_is_an_aligned_table_without_its_empty_columns(fake):
    places = [{"id": ID, "name": "東京 hospital", "budget": -5},
              {"id": ID, "name": "Re\u0301my", "budget": 123456, "note": "two\nlines",
               "opened_at": "2026-07-21T09:30:00Z"}]
    assert showing(fake, "place.list", {"places": places}) == (
        "ID             NAME             BUDGET  OPENED AT         NOTE\n"
        f"{ID}  東京 hospital    -£0.05\n"
        f"{ID}  Re\u0301my           £1234.56  2026-07-21 10:30  two lines\n")


def test_an_empty_list_and_an_empty_reply_say_so(fake):
    assert showing(fake, "place.list", {"places": []}) == "Nothing to show.\n"
    assert showing(fake, "place.show", {}, ID) == "Nothing to show.\n"
    assert showing(fake, "place.add", {}, "x") == "Done.\n"


def test_json_is_the_reply_on_one_line(fake):
    out = showing(fake, "place.show", LEEDS, ID, "--json")
    assert json.loads(out) == LEEDS and out.count("\n") == 1


def test_a_terminal_cuts_tables_and_wraps_text_to_its_width(fake):
    fake.answers["place.list"] = [{"ok": {"places": [{"id": ID, "name": "n" * 200}]}}]
    status, text = on_terminal(fake.state, "place", "list", columns=40)
    assert status == 0
    assert text.splitlines()[1] == f"{ID}  {'n' * 24}…"
    fake.answers["place.show"] = [{"ok": {"id": ID, "note": "word " * 30}}]
    _, text = on_terminal(fake.state, "place", "show", ID, columns=40, NO_COLOR="1")
    assert max(map(len, text.splitlines())) <= 40 and text.count("word") == 30
    assert text.splitlines()[2].startswith("      word")


def test_colour_is_for_terminals_that_want_it(fake):
    fake.answers["place.show"] = [{"ok": {"id": ID}}]
    words = ("place", "show", ID)
    assert "\x1b[1m" in on_terminal(fake.state, *words)[1]
    for without in (on_terminal(fake.state, *words, NO_COLOR="1"),
                    on_terminal(fake.state, *words, "--no-color")):
        assert without[0] == 0 and "\x1b" not in without[1]
    assert "\x1b" not in kith(fake.state, *words).stdout


@pytest.mark.parametrize("words", [("place", "show", ID), ("place", "show", ID, "--json"),
                                   ("place", "list"), ("hello", "greet"), ("place", "add", "x")])
def test_nothing_from_the_daemon_can_command_the_terminal(fake, words):
    reply = {"id": UNSAFE, "name": UNSAFE, "note": f"a\n{UNSAFE}", UNSAFE: UNSAFE,
             "places": [{"id": UNSAFE, "name": UNSAFE, UNSAFE: 1}], "greeting": UNSAFE}
    fake.answers["place.add"] = [[
        {"progress": {"done": 1, "total": 2, "note": UNSAFE}},
        {"error": {"name": UNSAFE, "field": UNSAFE, "message": UNSAFE}}]]
    for name in ("place.show", "place.list", "hello.greet"):
        fake.answers[name] = [{"ok": reply}]
    text = on_terminal(fake.state, *words, "--no-color")[1]
    text = text.replace("\r", "").replace("\x1b[K", "")  # of the progress bar
    assert text.strip() and not set(UNSAFE) & set("\x1b\x07\x9b\u202e\u2066") & set(text)
    if "--json" in words:
        assert json.loads(text) == reply


def test_hostile_descriptions_of_actions_are_printed_safely(tmp_path):
    description = {"actions": [
        action("bad.verb", UNSAFE, help=UNSAFE, owner=UNSAFE, question=UNSAFE, takes=[
            field("word", UNSAFE, UNSAFE, preset=UNSAFE, limits=UNSAFE),
            field("pick", "one_of", UNSAFE, limits=UNSAFE), field("who", "id", "x", limits=UNSAFE),
            field(UNSAFE, "text", "x")], gives=[field("id", "id", UNSAFE)]),
        action(f"{UNSAFE}.x", "x"), action("no", "x"), action("", "x"), 7, None, {"name": 3}],
        "nouns": [{"name": "bad", "summary": UNSAFE}, {"name": UNSAFE}, 4], "errors": [1, {}]}
    with FakeDaemon(tmp_path, description):
        for words in ((), ("bad",), ("bad", "verb", "--help"), ("--complete", "--", "bad", ""),
                      ("--complete", "--", "bad", "verb", "--pick", "")):
            shown = kith(tmp_path, *words)
            assert shown.returncode == 0 and shown.stdout
            assert not set("\x1b\x07\x9b\u202e\u2066") & set(shown.stdout)


@pytest.mark.parametrize("raw", [
    b"HTTP/1.1 400 Bad Request\r\n\r\n", b"{}\n" * 3 + b"nonsense\n", b'{"id":1,"ok":[]}\n',
    b'{"id":1,"ok":{"actions":7}}\n', b'[]\n', b'\xff\n',
    b'{"id":1,"ok":' + b'{"a":' * 100 + b"1" + b"}" * 101 + b"\n"])
def test_what_is_no_daemon_is_told_so(fake, raw):
    fake.raw = raw
    shown = kith(fake.state, "place", "list")
    assert (shown.returncode, shown.stdout) == (76, "")
    assert "error: " in shown.stderr and "daemon" in shown.stderr


def test_pages_are_announced_and_all_fetches_every_one(fake):
    first = {"ok": {"places": [{"id": ID, "name": "one"}], "next": "c1"}}
    fake.answers["place.list"] = [first]
    shown = kith(fake.state, "place", "list")
    assert "--after c1" in shown.stderr and "c1" not in shown.stdout
    fake.answers["place.list"] = [first, {"ok": {"places": [{"id": ID, "name": "two"}]}}]
    shown = kith(fake.state, "place", "list", "--all", "--limit", "1", "--json")
    assert json.loads(shown.stdout) == {"places": [{"id": ID, "name": "one"},
                                                   {"id": ID, "name": "two"}]}
    assert [call["with"] for call in fake.calls[-2:]] == [{"limit": 1},
                                                          {"limit": 1, "after": "c1"}]
    assert not shown.stderr


def test_a_daemon_that_gives_the_same_page_for_ever_is_not_asked_for_ever(fake):
    fake.answers["place.list"] = [{"ok": {"places": [], "next": "c1"}}]
    shown = kith(fake.state, "place", "list", "--all")
    assert shown.returncode == 76 and "same page twice" in shown.stderr
    assert len(fake.calls) == 2


def test_a_proposal_is_explained(fake):
    out = showing(fake, "place.add", {"proposal": ID}, "x")
    assert out == f"This needs the network's consent. Proposal {ID} was made.\n"


def test_a_dry_run_says_that_nothing_changed(fake):
    out = showing(fake, "place.add", {"id": ID}, "x", "--dry-run")
    assert out == f"id  {ID}\nNothing was changed (dry run).\n"
    assert fake.calls[-1]["dry_run"] is True and "key" not in fake.calls[-1]


@pytest.mark.parametrize("problem, status, text", [
    ({"name": "wrong", "field": "work_email", "message": "work_email: must be shorter."}, 64,
     "error: --work-email: must be shorter.\n"),
    ({"name": "wrong", "field": "terms.term_length", "message": "must be a duration."}, 64,
     "error: --terms.term-length: must be a duration.\n"),
    ({"name": "clash", "field": "as", "message": "as: no."}, 65, "error: --as: no.\n"),
    ({"name": "clash", "message": "It is there."}, 65, "error: It is there.\n"),
    ({"name": "novel", "message": "Hm."}, 70, "error: Hm.\n"),
    ({"name": "novel"}, 70, "error: The daemon could not do this (novel).\n"),
    (3, 70, "error: The daemon could not do this ().\n")])
def test_errors_name_the_option_and_have_the_status_of_the_registry(fake, problem, status, text):
    fake.answers["place.add"] = [{"error": problem}]
    shown = kith(fake.state, "place", "add", "x")
    assert (shown.returncode, shown.stdout, shown.stderr) == (status, "", text)


def test_without_a_daemon_it_says_how_to_start_one(tmp_path):
    shown = kith(tmp_path, "place", "list")
    assert shown.returncode == 69
    assert shown.stderr == (f"error: No daemon answers at {tmp_path}/kith.sock. "
                            f"To start one: kithd --state {tmp_path}\n")
    shown = kith(tmp_path, "place", "list", "--socket", f"{tmp_path}/other")
    assert shown.returncode == 69 and f"{tmp_path}/other" in shown.stderr


def test_a_dead_socket_is_no_daemon(tmp_path):
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "kith.sock"))
    assert kith(tmp_path, "place", "list").returncode == 69


def test_a_call_that_is_cut_off_is_sent_again_with_the_same_key_and_file(fake, tmp_path):
    (tmp_path / "charter").write_text("text")
    fake.answers["place.add"] = [DROP, {"ok": {"id": ID}}]
    shown = kith(fake.state, "place", "add", "x", "--charter", str(tmp_path / "charter"))
    assert shown.returncode == 0 and shown.stdout == f"id  {ID}\n"
    one, other = fake.calls
    assert one == other and len(one["key"]) == 32 and fake.files == [b"text", b"text"]


def test_two_writes_have_different_keys_and_a_read_has_none(fake):
    for _ in range(2):
        assert kith(fake.state, "place", "add", "x").returncode == 0
    assert fake.calls[0]["key"] != fake.calls[1]["key"]
    kith(fake.state, "place", "list")
    assert "key" not in fake.calls[2]


def test_an_unknown_outcome_is_told_with_the_key_that_makes_a_retry_safe(fake):
    fake.answers["place.add"] = [DROP]
    shown = kith(fake.state, "place", "add", "x", "--key", "mine")
    assert shown.returncode == 75 and len(fake.calls) == 2
    assert "not known whether this was done" in shown.stderr and "--key mine" in shown.stderr


def test_what_has_no_answer_to_keep_is_sent_once_without_a_key(fake):
    fake.answers["server.stop"] = [DROP]
    shown = kith(fake.state, "server", "stop")
    assert shown.returncode == 75 and "Look whether it was done" in shown.stderr
    assert ["key" in call for call in fake.calls] == [False]


def test_a_read_that_is_cut_off_twice_may_be_tried_again(fake):
    fake.answers["place.list"] = [DROP]
    shown = kith(fake.state, "place", "list")
    assert shown.returncode == 75 and "Please try again." in shown.stderr
    assert len(fake.calls) == 2


def test_progress_is_a_bar_on_a_terminal_that_ends_cleanly(fake):
    steps = [{"progress": {"done": done, "total": 10, "note": "people"}} for done in range(11)]
    fake.answers["place.add"] = [[*steps, {"ok": {"id": ID}}]]
    status, text = on_terminal(fake.state, "place", "add", "x", "--no-color")
    assert status == 0
    assert "\r[........................] 0 of 10  people\x1b[K" in text
    assert text.endswith(f"\r\x1b[Kid  {ID}\n")
    assert kith(fake.state, "place", "add", "x").stderr == ""


def test_a_bar_that_is_broken_off_is_wiped_away(fake):
    fake.answers["place.add"] = [[{"progress": {"done": 1, "total": 2, "note": "now"}}, SILENCE]]
    terminal = Terminal(fake.state, "place", "add", "x")
    terminal.wait_for("1 of 2  now")
    terminal.type("\x03")
    assert terminal.end() == -signal.SIGINT
    assert terminal.text().endswith("\r\x1b[K")


def test_a_full_disk_under_the_output_is_an_error(fake):
    with open("/dev/full", "w", encoding="utf-8") as full:
        shown = subprocess.run([KITH, "place"], stdout=full, stderr=subprocess.PIPE, text=True,
                               env=environment(fake.state), check=False)
    assert shown.returncode == 74 and "cannot be written" in shown.stderr


def test_the_version_needs_no_daemon(tmp_path):
    shown = kith(tmp_path, "--version")
    assert shown.returncode == 0 and shown.stdout.startswith("kith ")


def candidates(fake, *words):
    shown = kith(fake.state, "--complete", "--", *words)
    assert shown.returncode == 0 and not shown.stderr
    return [line.split("\t")[0] for line in shown.stdout.splitlines()]


def test_completion_offers_what_can_stand_there(fake):
    assert candidates(fake, "") == ["place", "server", "hello", "help", "suppress"]
    assert candidates(fake, "pl") == ["place"]
    assert candidates(fake, "place", "") == ["add", "show", "list", "close"]
    assert candidates(fake, "server", "k") == ["key-export"]
    assert candidates(fake, "place", "add", "--name", "x", "--k") == ["--kind", "--key"]
    assert "--name" not in candidates(fake, "place", "add", "--name", "x", "--")
    assert candidates(fake, "place", "add", "--kind", "") == ["host", "employer"]
    assert candidates(fake, "place", "add", "--kind=e") == ["employer"]
    assert candidates(fake, "place", "add", "--charter", "") == [":files"]
    assert candidates(fake, "place", "add", "--terms.q") == ["--terms.quorum"]
    assert candidates(fake, "--state", "") == [":folders"]
    assert candidates(fake, "zebra", "") == []


def test_completion_without_a_daemon_is_silent(tmp_path):
    shown = kith(tmp_path, "--complete", "--", "place", "")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "", "")


def test_completion_does_not_wait_for_a_daemon_that_hangs(tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "kith.sock"))
        silent.listen(1)
        shown = kith(tmp_path, "--complete", "--", "place", "")
    assert (shown.returncode, shown.stdout) == (0, "")


BASH = """
source packaging/completion/kith.bash
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_kith
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(fake, *words):
    shown = subprocess.run(["bash", "-c", BASH, "bash", KITH, *words], cwd=ROOT, check=True,
                           capture_output=True, text=True, env=environment(fake.state))
    assert not shown.stderr
    return shown.stdout.split()


def test_bash_completes_words_values_and_files(fake):
    assert in_bash(fake, "place", "a") == ["add"]
    assert in_bash(fake, "place", "add", "--kind", "") == ["host", "employer"]
    assert in_bash(fake, "place", "add", "--kind", "=", "h") == ["host"]
    assert in_bash(fake, "place", "add", "--charter", "Makef") == ["Makefile"]
    assert in_bash(fake, "--state", "packag") == ["packaging"]


# In place of what zsh's completion system would offer with: they print what they are given.
ZSH = """
_describe() { print -rl -- "${${(P)4}[@]}" }
_files() { print -r -- "files $@" }
compset() { print -r -- "compset $@" }
words=("$@") CURRENT=$#
source packaging/completion/_kith
"""


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
@pytest.mark.parametrize("words, expected", [
    (("place", "a"), ["add:Adds a place."]),
    (("place", "add", "--kind", ""), ["host:", "employer:"]),
    (("place", "add", "--kind=h"), ["compset -P *=", "host:"]),
    (("place", "add", "--charter", ""), ["files "]),
    (("--state", ""), ["files -/"])])
def test_zsh_completes_words_values_and_files(fake, words, expected):
    shown = subprocess.run(["zsh", "-fc", ZSH, "zsh", KITH, *words], cwd=ROOT, check=False,
                           capture_output=True, text=True, env=environment(fake.state))
    assert (shown.stdout.splitlines(), shown.stderr) == (expected, "")
