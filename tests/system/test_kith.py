"""The kith command finds its words, asks, and says what is wrong, before a daemon that answers as
the test tells it."""
import signal
import termios

import pytest

from lib.fake_daemon import DESCRIPTION, ID, FakeDaemon
from lib.kith_command import Terminal, kith


@pytest.fixture(name="fake")
def fake_daemon(tmp_path):
    with FakeDaemon(tmp_path) as daemon:
        daemon.state = tmp_path
        yield daemon


def test_alone_it_lists_the_nouns_and_how_to_begin(fake):
    shown = kith(fake.state)
    assert shown.returncode == 0
    assert "kith [options] NOUN VERB" in shown.stdout
    assert "  place   A host or an employer.\n" in shown.stdout
    assert "From the plugin hello\n  hello  greet\n" in shown.stdout


@pytest.mark.parametrize("words", [("place",), ("place", "--help"), ("help", "place")])
def test_a_noun_lists_its_verbs_in_every_spelling(fake, words):
    shown = kith(fake.state, *words)
    assert shown.returncode == 0
    assert "  add    Adds a place.\n" in shown.stdout
    assert "greet" not in shown.stdout


@pytest.mark.parametrize("words", [("place", "add", "--help"), ("help", "place", "add"),
                                   ("--help", "place", "add"),
                                   ("place", "add", "--name", "x", "--help")])
def test_a_verb_is_explained_with_its_fields(fake, words):
    shown = kith(fake.state, *words)
    assert shown.returncode == 0 and not fake.calls
    for expected in ("kith place add NAME [--kind host|employer]", "--work-email TEXT",
                     "Required; 1 to 80 characters.", "£0.00 to £1000.00", "at most 1 MiB",
                     "--terms.quorum FRACTION", "--open, --no-open", "may be repeated",
                     "Administrators of this daemon.", "Places are hosts and employers."):
        assert expected in shown.stdout, expected
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_every_noun_and_verb_has_help_of_its_own(fake):
    for action in DESCRIPTION["actions"]:
        noun, verb = action["name"].split(".")
        shown = kith(fake.state, noun, verb.replace("_", "-"), "--help")
        assert shown.returncode == 0 and shown.stdout.startswith(action["summary"])


@pytest.mark.parametrize("words, remedy", [
    (("plaec", "add"), 'Did you mean "place"?'),
    (("places", "add"), 'Did you mean "place"?'),
    (("zebra",), "To see all of them: kith"),
    (("place", "shwo"), 'Did you mean "kith place show"?'),
    (("place", "zebra"), "To see its verbs: kith place"),
    (("place", "add", "--nmae", "x"), "Did you mean --name?"),
    (("place", "add", "x", "--jsn"), "Did you mean --json?"),
    (("place", "add", "x", "--zebra", "y"), "kith place add --help"),
    (("--sate", "x", "place"), "Did you mean --state?"),
    (("place", "add", "x", "y"), "--field value"),
    (("place", "add", "--name"), "--name: needs a value"),
    (("place", "add", "x", "--seats", "many"), "--seats: must be a whole number"),
    (("place", "add", "x", "--budget", "12.5"), "--budget: must be pounds and pence"),
    (("place", "add", "x", "--open=maybe"), "--open: must be yes or no"),
    (("place", "add", "--name", "y", "--name", "z"), "--name: is given more than once"),
    (("place", "add", "x", "--terms", "1"), "--terms: must be a JSON object"),
    (("place", "add", "x", "--terms", "{"), "--terms: must be JSON"),
    (("place", "add", "x", "--terms", "{}", "--terms.quorum", "1/2"), "--terms: is given twice"),
    (("place", "add", "x", "--charter", "."), "--charter: . is a folder"),
    (("server", "key-export", "--passphrase", "x"), "--passphrase-file FILE"),
    (("place", "add", "x", "--json=yes"), "--json: takes no value"),
])
def test_what_cannot_be_sent_is_refused_with_the_remedy_and_nothing_is_sent(fake, words, remedy):
    shown = kith(fake.state, *words)
    assert (shown.returncode, shown.stdout) == (64, "")
    assert shown.stderr.startswith("error: ") and remedy in shown.stderr
    assert not fake.calls


def test_a_file_that_is_not_there_is_named(fake):
    shown = kith(fake.state, "place", "add", "x", "--charter", "/no/such")
    assert shown.returncode == 66
    assert "--charter: the file /no/such cannot be read: No such file" in shown.stderr


def sent(fake, *words, **more):
    shown = kith(fake.state, *words, **more)
    assert shown.returncode == 0, shown.stderr
    return fake.calls[-1]


def test_values_are_sent_as_their_fields_want_them(fake, tmp_path):
    (tmp_path / "email").write_text("a@example.org\n")
    call = sent(fake, "place", "add", "Leeds", "--kind=employer", "--budget", "£12.50",
                "--seats", "-3", "--no-open", "--tag", "a", "--tag=--b", "--terms.quorum", "2/3",
                "--terms.term-length=P1Y", "--work_email-from", str(tmp_path / "email"))
    assert call["with"] == {
        "name": "Leeds", "kind": "employer", "work_email": "a@example.org", "budget": 1250,
        "seats": -3, "open": False, "tag": ["a", "--b"],
        "terms": {"quorum": "2/3", "term_length": "P1Y"}}


@pytest.mark.parametrize("words, value", [
    (("--open",), True), (("--open", "yes"), True), (("--open", "no"), False),
    (("--open=false",), False), (("--no-open",), False)])
def test_yes_and_no_are_spelled_as_people_do(fake, words, value):
    assert sent(fake, "place", "add", *words, "--", "Leeds")["with"] == {
        "name": "Leeds", "open": value}


def test_options_of_the_command_may_stand_anywhere(fake):
    for words in (("--key", "k", "--as", ID, "place", "add", "x"),
                  ("place", "--key=k", "add", "--as", ID, "x"),
                  ("place", "add", "x", "--as", ID, "--key", "k")):
        call = sent(fake, *words)
        assert (call["key"], call["as"], call["with"]) == ("k", ID, {"name": "x"})


def test_a_field_goes_before_an_option_of_the_same_name_after_the_verb(fake):
    assert sent(fake, "place", "list", "--state", "open")["with"] == {"state": "open"}
    call = sent(fake, "--state", str(fake.state), "place", "list", "--state", "open",
                KITH_STATE="/nowhere")
    assert call["with"] == {"state": "open"}


def test_the_daemon_may_be_named_after_the_verb(fake):
    call = sent(fake, "place", "list", "--state", str(fake.state), KITH_STATE="/nowhere")
    assert call["with"] == {}
    call = sent(fake, "place", "show", ID, "--socket", fake.path, KITH_STATE="/nowhere")
    assert call["with"] == {"id": ID}


def test_a_path_longer_than_an_address_is_reached(tmp_path):
    deep = tmp_path.joinpath(*["a" * 60] * 3)
    deep.mkdir(parents=True)
    with FakeDaemon(deep):
        assert kith(deep, "place", "list").returncode == 0


def test_files_are_passed_as_descriptors_and_pipes_too(fake, tmp_path):
    (tmp_path / "charter.md").write_text("# Charter")
    call = sent(fake, "place", "add", "x", "--charter", str(tmp_path / "charter.md"))
    assert (call["with"]["charter"], call["files"]) == (0, 1)
    sent(fake, "place", "add", "x", "--charter", "-", stdin="from a pipe")
    assert fake.files == [b"# Charter", b"from a pipe"]


def test_secrets_come_from_a_file_or_a_prompt_without_echo(fake, tmp_path):
    (tmp_path / "secret").write_text("hunter2\n")
    call = sent(fake, "server", "key-export", "--passphrase-file", str(tmp_path / "secret"))
    assert call["with"] == {"passphrase": "hunter2"}
    terminal = Terminal(fake.state, "server", "key-export")
    terminal.wait_for("(not shown): ")
    terminal.type("tr0ub4dor\n")
    assert terminal.end() == 0
    assert fake.calls[-1]["with"] == {"passphrase": "tr0ub4dor"}
    assert "tr0ub4dor" not in terminal.text()


def test_a_prompt_that_is_broken_off_leaves_the_echo_on(fake):
    terminal = Terminal(fake.state, "server", "key-export")
    terminal.wait_for("(not shown): ")
    assert not termios.tcgetattr(terminal.handle)[3] & termios.ECHO
    terminal.type("\x03")
    while terminal.read():
        pass
    assert termios.tcgetattr(terminal.handle)[3] & termios.ECHO
    assert terminal.end() == -signal.SIGINT and not fake.calls


def test_a_required_yes_is_asked_for_and_yes_answers_it(fake):
    assert sent(fake, "place", "close", ID, "--yes")["with"] == {"id": ID, "sure": True}
    terminal = Terminal(fake.state, "place", "close", ID)
    terminal.wait_for("Close it for good? Yes or no? [y/N] ")
    terminal.type("\n")
    assert terminal.end() == 0
    assert fake.calls[-1]["with"] == {"id": ID, "sure": False}


def test_a_token_comes_from_the_environment_or_a_file(fake, tmp_path):
    (tmp_path / "token").write_text("t2\n")
    assert sent(fake, "place", "list", KITH_TOKEN="t1")["token"] == "t1"
    assert sent(fake, "place", "list", "--token-file", str(tmp_path / "token"))["token"] == "t2"
