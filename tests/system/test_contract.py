"""What every action promises, tried on each from the registry alone.

A valid call is understood. A wrong value is refused, by the name of its field, and changes nothing.
"""
import json
import pathlib
import tempfile

import pytest

from lib.contract import NoValue, World, ids_of
from lib.contract_wrong import UNKNOWN_ID, bounds, required, wrong_values
from lib.daemon import Daemon, Gone, Refused

# What a handler may say of a call whose values are all of the right type: that they mean nothing
# to it (text, files, times), that they do not fit what is there, or that it is not for the actor.
UNDERSTOOD = {"clash", "refused", "limit", "missing"}
MEANT = {"text", "markdown", "file", "date", "time", "int", "id"}


def describe():
    """The registry of a daemon that lives no longer than the question."""
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        daemon = Daemon(pathlib.Path(folder) / "state").start()
        try:
            return daemon.call("server.describe")
        finally:
            daemon.stop()


def pytest_generate_tests(metafunc):
    if "action" not in metafunc.fixturenames:
        return
    actions = describe()["actions"]
    if "field" in metafunc.fixturenames:
        rows = [(action, field) for action in actions for field in action["takes"]]
        names = [f"{action['name']}-{field['name']}" for action, field in rows]
        metafunc.parametrize("action, field", rows, ids=names)
    else:
        metafunc.parametrize("action", actions, ids=[action["name"] for action in actions])


@pytest.fixture(scope="module")
def world(make_daemon):
    return World(make_daemon().start())


@pytest.fixture
def unchanged(world):
    """What the test tries must leave every table with as many rows as it had."""
    before = world.count_rows()
    yield
    assert world.count_rows() == before


def refusals(world, action, tries):
    """Makes many calls at once; gives (what was tried, its field, the answer)."""
    connection = world.daemon.connect()
    with world.files(action) as files:
        sent = [(what, named, connection.send(action["name"], arguments, files=files))
                for what, arguments, named in tries]
        for what, named, number in sent:
            yield what, named, connection.answer(number)
    connection.close()


def shown(answer):
    return json.dumps(answer, ensure_ascii=False)[:300]


def problems_of(world, action, tries):
    for what, named, answer in refusals(world, action, tries):
        error = answer.get("error", {})
        if error.get("name") != "wrong" or error.get("field") != named:
            yield f"{what}: not refused as wrong by {named}: {shown(answer)}"
        elif not error["message"].strip().endswith((".", "?")):
            yield f"{what}: the message is no sentence: {error['message']}"


def test_a_wrong_value_is_refused_by_its_field(world, unchanged, action, field):
    whole = world.arguments(action["takes"])
    name = field["name"]
    tries = [(what, dict(whole, **{name: value}), named)
             for what, value, named in wrong_values(world, field, name)]
    if field in required([field]):
        rest = {key: value for key, value in whole.items() if key != name}
        tries.append(("left out", rest, name))
    assert tries
    problems = list(problems_of(world, action, tries))
    assert not problems, "\n".join(problems)


def test_an_unknown_argument_is_refused_by_its_name(world, unchanged, action):
    whole = world.arguments(action["takes"])
    tries = [("unknown", dict(whole, no_such_argument=1), "no_such_argument"),
             ("empty", dict(whole, **{"": 1}), '""'),
             ("in capitals", dict(whole, NO_SUCH=1), "NO_SUCH")]
    problems = list(problems_of(world, action, tries))
    assert not problems, "\n".join(problems)


def test_a_file_above_its_limit_is_refused_by_its_field(world, unchanged, action):
    for field in action["takes"]:
        if field["type"] != "file":
            continue
        with world.files(action) as files, tempfile.TemporaryFile() as large:
            large.truncate(bounds(field)[1] + 1)
            arguments = dict(world.arguments(action["takes"]), **{field["name"]: 1})
            answer = world.daemon.ask(action["name"], arguments, files=[*files, large.fileno()])
        error = answer.get("error", {})
        assert error.get("name") in ("wrong", "limit"), shown(answer)
        assert error.get("field") == field["name"], shown(answer)


def replaced(arguments, path, value):
    name, *rest = path
    return dict(arguments, **{name: replaced(arguments.get(name, {}), rest, value)
                              if rest else value})


def test_an_unknown_id_is_missing(world, unchanged, action):
    whole = world.arguments(action["takes"])
    tries = []
    for path, field in ids_of(action["takes"]):
        value = [UNKNOWN_ID] if "many" in field["flags"] else UNKNOWN_ID
        tries.append((".".join(path), replaced(whole, path, value), field["name"]))
    for what, _named, answer in refusals(world, action, tries):
        assert answer.get("error", {}).get("name") == "missing", f"{what}: {shown(answer)}"


def test_bytes_that_are_no_request_are_refused_and_the_next_call_is_answered(world, unchanged,
                                                                             action):
    name = action["name"].encode()
    lines = {
        "an argument given twice": b'{"id":1,"action":"%s","with":{"a":1,"a":1}}' % name,
        "bad UTF-8": b'{"id":1,"action":"%s","with":{"a":"\xff"}}' % name,
        "half a character": b'{"id":1,"action":"%s","with":{"a":"\\ud83d"}}' % name,
        "a NUL": b'{"id":1,"action":"%s","with":{"a":"\\u0000"}}' % name,
        "a number that is not whole": b'{"id":1,"action":"%s","with":{"a":1.5}}' % name,
        "a number too large": b'{"id":1,"action":"%s","with":{"a":9007199254740992}}' % name,
        "arguments that are no object": b'{"id":1,"action":"%s","with":[]}' % name,
    }
    for what, line in lines.items():
        connection = world.daemon.connect()
        connection.send_line(line + b"\n")
        answer = connection.receive()
        assert answer.get("error", {}).get("name") == "wrong", f"{what}: {shown(answer)}"
        assert "ok" in connection.ask("server.status"), what
        connection.close()


def tried(world, action, arguments, **more):
    """Makes a call; gives what it was refused with, or None."""
    try:
        world.pass_files(action, arguments, **more)
        return None
    except Refused as refused:
        world.forget(action, refused.field)
        return refused


def writes_at_once(action):
    return "writes" in action["flags"] and not {"later", "long"} & set(action["flags"])


def test_a_dry_run_changes_nothing(world, action):
    if "writes" not in action["flags"]:
        with pytest.raises(Refused) as refused:
            world.daemon.call(action["name"], world.arguments(action["takes"]), dry_run=True)
        assert refused.value.name == "wrong"
        return
    try:
        for arguments, more in world.ways(action):
            before = world.count_rows()
            refused = tried(world, action, arguments, dry_run=True, **more)
            assert world.count_rows() == before
            if not refused:
                break
    except NoValue as nothing:
        pytest.skip(f"nothing makes a {nothing}")


def test_a_valid_call_is_understood(world, action):
    try:
        world.make(action)
    except NoValue as nothing:
        pytest.skip(f"nothing makes a {nothing}")
    except Refused as refused:
        types = {field["name"]: field["type"] for field in action["takes"]}
        meant = refused.name == "wrong" and types.get(refused.field.split(".")[0]) in MEANT
        assert refused.name in UNDERSTOOD or meant, str(refused)
        assert refused.message.strip()
    except Gone:
        # An action may end the daemon; then it has answered first, and ended in good order.
        pytest.fail(f"the daemon went away:\n{world.daemon.logged()}")


def test_a_repeated_key_changes_nothing_more(world, action):
    """A call that was refused keeps no key, so it changes nothing either."""
    if not writes_at_once(action):
        return
    try:
        for number, (arguments, more) in enumerate(world.ways(action)):
            more["key"] = f"{action['name']}-{number}"
            before = world.count_rows()
            if tried(world, action, arguments, **more):
                assert world.count_rows() == before
                continue
            settled = world.count_rows()
            assert settled != before
            assert not tried(world, action, arguments, **more)
            assert world.count_rows() == settled
            return
    except NoValue as nothing:
        pytest.skip(f"nothing makes a {nothing}")


def test_most_nouns_could_be_made(world):
    """Else the tests above would try little, and nobody would see it."""
    assert world.nouns
    assert len(world.ids) >= len(world.nouns) / 2, f"only {sorted(world.ids)} of {world.nouns}"
