"""What the READMEs tell people to type works, and what they show is what people see.

A `console` block is run in order, in one shell, beside a demonstration; ids differ each time, so
they are compared by where they stand. An indented block holds commands. Other code is fenced and
says its language. In running text, what stands in backticks is looked at too.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

from lib.daemon import BUILD, ROOT
from lib.demonstration import Demonstration

READMES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("README.md")
                 if "build" not in path.parts)
TEMPLATE = pathlib.Path("packaging/template-plugin/README.md")
GENERATOR = pathlib.Path("scripts/demonstration/README.md")
HEADERS = pathlib.Path("/usr/include")
ID = re.compile(r"\b(?=[a-z]*\d)[0-9a-hjkmnp-tv-z]{13}\b")
EXAMPLES = {"tea", "hello2"}  # the plugins that readers are told to write
LANGUAGES = {"console", "c"}
FILES = re.compile(r"[\w./*-]*\w+\.(?:c|h|py|lua|md|csv|json|sh|sql|conf|service|so)")
# Files that a reader is told to make, or that making and installing make.
NOT_HERE = {"README.md", "tea.so", "hello2.so", "tests/fault/victim.c"}


# ---- taking a README apart ----

def fenced(text):
    """(language, lines) of each fenced block."""
    return [(language, body.splitlines())
            for language, body in re.findall(r"^```(.*)\n((?:.*\n)*?)```$", text, re.M)]


def without_fences(text):
    return re.sub(r"^```.*\n(?:.*\n)*?```$", "", text, flags=re.M)


def indented_commands(text):
    """Each command of the indented blocks, with its continued lines, without its comment. The
    text of a list item is indented too, but less."""
    lines = [line[4:] for line in without_fences(text).splitlines() if line.startswith("    ")]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [re.sub(r"\s+#.*", "", line).strip() for line in whole.splitlines() if line.strip()]


def in_backticks(text):
    running = "\n".join(line for line in without_fences(text).splitlines()
                        if not line.startswith("    "))
    return [" ".join(words.split()) for words in re.findall(r"`([^`]+)`", running)]


def steps_of(lines):
    """(command, output) of a console block; a command line begins with "$ "."""
    steps = []
    for line in lines:
        if line.startswith("$ "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
    return [(command, "".join(f"{line}\n" for line in output)) for command, output in steps]


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def run(command, cwd, **more):
    done = subprocess.run(["bash", "-c", command], cwd=cwd, capture_output=True, text=True,
                          env={**os.environ, "MAKEFLAGS": "", **more}, check=False)
    assert done.returncode == 0, (command, done.stdout + done.stderr)
    return done.stdout


def reading(condition=lambda text: True):
    return pytest.mark.parametrize("path", [path for path in READMES if condition(read(path))],
                                   ids=str)


# ---- console blocks, run ----

class Shell:
    """One shell, in which commands follow each other."""

    def __init__(self, folder):
        self.process = subprocess.Popen(["bash", "--norc"], cwd=folder, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)

    def run(self, command):
        self.process.stdin.write(f"{command}\nprintf 'ended %s\\n' $?\n")
        self.process.stdin.flush()
        said = ""
        for line in self.process.stdout:
            ended = re.search(r"ended (\d+)\n$", line)
            if ended:
                return int(ended[1]), said + line[:ended.start()]
            said += line
        raise AssertionError(f"the shell ended after {command!r}: {said}")

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture(name="installed", scope="module")
def installed_tree(folder):
    """What was built, as `make install` lays it out; nothing is built again."""
    place = folder()
    run(f"make -o all install DESTDIR={place}", ROOT)
    return place / "usr/local"


@pytest.fixture(name="shell")
def shell_beside_a_demonstration(folder):
    """In a folder that looks like the root of the tree after `make run`."""
    place = folder()
    (place / "build").mkdir()
    for name in ("kith", "kithd", "plugins"):
        (place / "build" / name).symlink_to(BUILD / name)
    (place / "scripts").symlink_to(ROOT / "scripts")
    demonstration = Demonstration(place / "build" / "demonstration")
    demonstration.until_running()
    shell = Shell(place)
    yield shell
    shell.close()
    assert demonstration.end()[0] == 0


def placed(text):
    return ID.sub("<id>", text)


def with_ids(text, ids):
    return ID.sub(lambda found: ids.get(found[0], found[0]), text)


@reading(lambda text: "```console" in text)
def test_a_tour_shows_what_whoever_follows_it_sees(path, shell):
    ids = {}  # by the id in the README, that of this run
    blocks = [steps_of(lines) for language, lines in fenced(read(path)) if language == "console"]
    for command, output in sum(blocks, []):
        status, said = shell.run(with_ids(command, ids))
        assert status == 0, (command, said)
        assert placed(said) == placed(output), command
        for told, found in zip(ID.findall(output), ID.findall(said)):
            assert ids.setdefault(told, found) == found, f"{told} stands for two ids"


def test_a_shell_tells_status_and_words_of_each_command(folder):
    shell = Shell(folder())
    assert shell.run("export A=one; printf %s $A") == (0, "one")
    assert shell.run("echo $A; false") == (1, "one\n")
    shell.close()


# ---- other commands ----

@pytest.fixture(name="targets", scope="module")
def make_targets():
    return {line.split()[0] for line in run("make help", ROOT).splitlines()}


def check_make(words, targets):
    for word in words[1:]:
        name, is_variable, _ = word.partition("=")
        if is_variable:
            assert re.search(rf"\b{name}\b", read("Makefile")), f"make knows no {name}"
        else:
            assert name in targets, f"make help lists no {name}"


def check_program(word):
    places = ROOT / word, BUILD / word
    assert shutil.which(word) or any(path.exists() for path in places), f"there is no {word}"


def check_command(command, targets):
    for part in re.split(r"\s*&&\s*", command):
        words = [word for word in shlex.split(part) if not re.match(r"[A-Z_]+=", word)
                 or part.startswith("make")]
        if words[0] == "make":
            check_make(words, targets)
        elif words[0] != "export":
            check_program(words[0])


@reading(indented_commands)
def test_an_indented_command_is_a_target_of_make_or_a_program(path, targets):
    for command in indented_commands(read(path)):
        if path == TEMPLATE and command.split()[0] in ("kith", "cc", "cp"):
            continue  # run below
        check_command(command, targets)


@reading()
def test_code_that_is_no_command_is_fenced_and_says_its_language(path):
    assert {language for language, _ in fenced(read(path))} <= LANGUAGES
    assert read(path).count("\n```") % 2 == 0


@pytest.fixture(name="actions", scope="module")
def registered_actions(make_daemon):
    daemon = make_daemon().start()
    return {action["name"] for action in daemon.call("server.describe")["actions"]}


def check_kith(words, actions):
    """`words` follow kith: a noun and a verb must be there, or a noun, or only options."""
    plain = []
    while words:
        if words[0].startswith("--") and len(words) > 1 and words[0] in ("--state", "--as"):
            words = words[1:]
        elif not words[0].startswith("--"):
            plain.append(words[0].replace("-", "_"))
        words = words[1:]
    nouns = {name.split(".")[0] for name in actions} | {"help"}
    if plain and plain[0] in EXAMPLES | {"rehearse"} or any(word.isupper() for word in plain[:2]):
        return
    assert not plain or plain[0] in nouns, f"kith knows no noun {plain[0]}"
    assert len(plain) < 2 or ".".join(plain[:2]) in actions, f"kith knows no {' '.join(plain[:2])}"


@reading(in_backticks)
def test_commands_and_actions_in_running_text_are_there(path, targets, actions):
    nouns = {name.split(".")[0] for name in actions}
    for text in in_backticks(read(path)):
        for part in re.split(r"\s*&&\s*", text):
            words = part.split()
            if words[:1] == ["make"]:
                check_make(words, targets)
            elif words and words[0] in ("kith", "build/kith") and len(words) > 1:
                check_kith(words[1:], actions)
        action = re.fullmatch(r"([a-z]+)\.([a-z_]+)", text)
        if action and action[1] in nouns and not FILES.fullmatch(text):
            assert text in actions, f"there is no action {text}"


def is_there(name, beside, installed):
    """A file beside the README, below the root, where `make install` puts it, or of a library; a
    name without a folder may also lie deeper."""
    places = [(beside, name), (ROOT, name), (installed, name), (HEADERS, name)]
    if "/" not in name:
        places += [(beside, f"**/{name}"), (ROOT, f"*/{name}"), (ROOT, f"*/*/{name}"),
                   (HEADERS, f"*/{name}"), (HEADERS, f"*/*/{name}")]
    return any(any(place.glob(pattern)) for place, pattern in places)


@reading(in_backticks)
def test_files_that_are_named_are_there(path, installed):
    for text in in_backticks(read(path)):
        if FILES.fullmatch(text) and text not in NOT_HERE and not re.search("X|N[AN]", text):
            assert is_there(text, ROOT / path.parent, installed), f"{path} speaks of {text}"


# ---- commands that need a place of their own ----

def test_the_demonstrations_files_are_made_as_its_readme_says(folder):
    place = folder()
    shutil.copytree(ROOT / "scripts", place / "scripts")
    made = [place / "scripts/demonstration" / name for name in (
        "staff.csv", "places.csv", "members.csv", "contacts.csv")]
    before = [path.read_bytes() for path in made]
    for path in made:
        path.unlink()
    for command in indented_commands(read(GENERATOR)):
        run(command, place)
    assert [path.read_bytes() for path in made] == before


def test_the_templates_plugin_is_made_and_tried_as_its_readme_says(installed, folder, make_daemon):
    place = folder()
    description = installed / "lib/pkgconfig/kith.pc"
    description.write_text(description.read_text().replace("/usr/local", str(installed)))
    shutil.copytree(ROOT / TEMPLATE.parent, place / "hello2")
    daemon = make_daemon(arguments=("--plugins", str(installed / "lib/kith/plugins")))
    surroundings = {"PATH": f"{installed}/bin:{os.environ['PATH']}",
                    "PKG_CONFIG_PATH": str(description.parent), "KITH_STATE": str(daemon.state)}
    said = {}
    for command in indented_commands(read(TEMPLATE)):
        if command.startswith("kith"):
            daemon.start()  # once the plugin is in its place, as the README says
        said[command.split()[0]] = run(command, place / "hello2", **surroundings)
    assert list(said) == ["make", "cp", "kith", "cc"]
    assert "Ada" in said["kith"] and "ok - " in said["cc"]
