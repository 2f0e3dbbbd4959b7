"""Everything that the registry has is explained, completed and located, and every error ends kith
with the status that the registry gives it. Nothing here knows an action that it could ask for."""
import json
import shutil
import subprocess
import textwrap

import pytest

from lib.contract_wrong import UNKNOWN_ID, required
from lib.kith_command import KITH, ROOT, environment, kith

COLUMNS = 80


@pytest.fixture(name="running", scope="module")
def running_daemon(make_daemon):
    return make_daemon().start()


@pytest.fixture(name="registry", scope="module")
def its_registry(running):
    return running.call("server.describe")


def typed(name):
    return name.replace("_", "-")


def words_of(action):
    return typed(action["name"]).split(".")


def with_parts(fields, path=""):
    """(path, field) for each field, and for each part of a record."""
    for field in fields:
        yield path + field["name"], field
        yield from with_parts(field.get("parts", []), f"{path}{field['name']}.")


def is_list(field):
    return field["type"] == "list" or "many" in field["flags"]


def options_of(fields, prefix="--"):
    """The options of an action: its fields, and the parts of the records among them."""
    for field in fields:
        yield prefix + typed(field["name"])
        if not is_list(field):
            yield from options_of(field.get("parts", []), f"{prefix}{typed(field['name'])}.")


# ---- help ----

def test_every_action_explains_itself_and_each_of_its_fields_in_eighty_columns(running, registry):
    for action in registry["actions"]:
        shown = running.kith(*words_of(action), "--help")
        assert (shown.returncode, shown.stderr) == (0, ""), action["name"]
        assert max(map(len, shown.stdout.splitlines())) <= COLUMNS, shown.stdout
        summary, _, rest = shown.stdout.partition("\n\n")
        assert summary and summary == textwrap.fill(action["summary"], COLUMNS)
        assert rest.startswith(f"  kith {' '.join(words_of(action))}")
        fields, _, gives = rest.partition("\nGives\n")
        for option in options_of(action["takes"]):
            assert f"\n  {option}" in fields, (action["name"], option)
        for path, field in with_parts(action["gives"]):
            depth = 1 + path.count(".")
            assert any(line.startswith(f"{'  ' * depth}{field['name']} ")
                       for line in gives.splitlines()), (action["name"], path)
        assert action["who"] in gives or action["who"] in rest


def somebodys(registry):
    """The actions that are for somebody to do, and not for Kith by itself alone."""
    return [action for action in registry["actions"] if action["may"] != "system"]


def test_every_noun_lists_its_verbs_and_apart_from_them_what_kith_does_by_itself(running,
                                                                                 registry):
    overview, for_people = running.kith("--help").stdout, somebodys(registry)
    nouns = {words_of(action)[0] for action in for_people}
    for action in registry["actions"]:
        noun, verb = words_of(action)
        assert (f"\n  {noun} " in overview) == (noun in nouns)
        shown = running.kith(noun, "--help")
        verbs, _, by_itself = shown.stdout.partition("\nWhat Kith does by itself\n")
        assert shown.returncode == 0
        assert f"\n  {verb} " in (verbs if action in for_people else "\n" + by_itself)
        assert max(map(len, shown.stdout.splitlines())) <= COLUMNS


def test_everything_in_the_registry_has_a_summary_that_is_a_sentence(registry):
    summaries = [(noun["name"], noun["summary"]) for noun in registry["nouns"]]
    for action in registry["actions"]:
        summaries.append((action["name"], action["summary"]))
        for path, field in with_parts(action["takes"] + action["gives"]):
            summaries.append((f"{action['name']}: {path}", field.get("summary", "")))
    for question in registry["questions"]:
        summaries.append((question["name"], question["summary"]))
        for path, field in with_parts(question["answer"]):
            summaries.append((f"{question['name']}: {path}", field.get("summary", "")))
    poor = [name for name, summary in summaries
            if not summary[:1].isupper() or summary[-1] not in ".?"]
    assert not poor and len(summaries) > 100


# ---- locating ----

def stands_alone(action, noun):
    """True if an id of this noun is all that the action must have."""
    needed = required(action["takes"])
    return len(needed) == 1 and needed[0]["type"] == "id" and needed[0].get("limits") == noun


def test_an_unknown_id_of_every_noun_is_missing_and_its_field_is_named(running, registry):
    nouns = {field["limits"] for action in registry["actions"]
             for _, field in with_parts(action["takes"] + action["gives"])
             if field["type"] == "id" and field.get("limits", "*") != "*"}
    assert nouns <= {noun["name"] for noun in registry["nouns"]} and len(nouns) >= 8
    for noun in nouns:
        actions = [action for action in registry["actions"] if stands_alone(action, noun)]
        assert actions, f"nothing can be asked of one {noun} alone"
        for action in actions:
            field, = required(action["takes"])
            answer = running.ask(action["name"], {field["name"]: UNKNOWN_ID})
            assert answer["error"]["name"] == "missing", (action["name"], answer)
            assert answer["error"]["field"] == field["name"]


# ---- exit statuses ----

@pytest.mark.parametrize("error, words", [
    ("wrong", ("place", "show", "nonsense")),
    ("wrong", ("place", "add", "x", "--kind", "castle")),
    ("missing", ("place", "show", UNKNOWN_ID)),
    ("refused", ("membership", "list")),
    ("clash", ("place", "add", "Twice")),
    ("clash", ("place", "add", "Another", "--key", "used")),
    ("unknown", ("plaec", "add")),
])
def test_each_error_ends_kith_with_its_own_status(running, registry, error, words):
    running.call("place.add", {"name": "Twice"}, key="used")
    status, = [known["exit"] for known in registry["errors"] if known["name"] == error]
    shown = running.kith(*words)
    assert (shown.returncode, shown.stdout) == (status, "")
    assert shown.stderr.startswith("error: ") and shown.stderr.endswith("\n")


# ---- completion ----

BASH = """
source packaging/completion/kith.bash
compopt() { :; }
while IFS= read -r line; do
    eval "COMP_WORDS=($line)"
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _kith
    (IFS=' '; printf '%s\\n' "${COMPREPLY[*]}")
done
"""

# In place of what zsh's completion system would offer with: they print what they are given.
ZSH = """
_describe() { print -rn -- "${${(P)4}[@]%%:*} " }
_files() { print -rn -- "$@ " }
compset() { : }
complete_line() { source packaging/completion/_kith }
while IFS= read -r line; do
    eval "words=($line)"
    CURRENT=$#words
    complete_line
    print
done
"""


def completed(running, shell, script, lines):
    """What a shell offers for the last word of each line, as lists of words."""
    typed_lines = "".join(f"{KITH} {' '.join(word or repr('') for word in line)}\n"
                          for line in lines)
    shown = subprocess.run([shell, "-c", script], cwd=ROOT, input=typed_lines, text=True,
                           capture_output=True, env=environment(running.state), timeout=120,
                           check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
    return [line.split() for line in shown.stdout.splitlines()]


@pytest.mark.parametrize("shell, script", [("bash", BASH), ("zsh", ZSH)])
def test_shells_complete_nouns_verbs_fields_and_words_of_the_running_daemon(running, registry,
                                                                            shell, script):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    lines, expected = [("",)], [{words_of(action)[0] for action in somebodys(registry)}]
    for action in somebodys(registry):
        noun, verb = words_of(action)
        lines += [(noun, verb), (noun, verb, "--")]
        expected += [{verb}, set(options_of(action["takes"]))]
        for field in action["takes"]:
            if field["type"] == "one_of":
                lines.append((noun, verb, "--" + typed(field["name"]), ""))
                expected.append(set(field["limits"].split("|")))
    offered = completed(running, shell, script, lines)
    assert len(offered) == len(lines)
    for line, words, found in zip(lines, expected, offered):
        assert words <= set(found), (line, words - set(found))


def test_a_completion_is_what_help_says_and_nothing_else(running, registry):
    for action in registry["actions"]:
        shown = kith(running.state, "--complete", "--", words_of(action)[0], "")
        verbs = [words_of(other)[1] for other in somebodys(registry)
                 if words_of(other)[0] == words_of(action)[0]]
        assert [line.split("\t")[0] for line in shown.stdout.splitlines()] == verbs


def test_json_of_describe_is_what_the_socket_says(running, registry):
    shown = running.kith("--json", "server", "describe")
    assert json.loads(shown.stdout) == registry
