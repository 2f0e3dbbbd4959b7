"""Rows: a plugin's own tables and no others; read anywhere, changed inside calls that write."""
import json
import pathlib

import pytest
from lib.daemon import Refused
from lib.waiting import until

PLUGINS = ["rows"]
INSERT = "INSERT INTO rows_thing (id, name, bytes) VALUES (?1, ?2, ?3)"


def run(daemon, action, sql, *parameters, **more):
    return daemon.call(action, {"sql": sql, "parameters": json.dumps(parameters), **more})


def error(daemon, action, sql, *parameters):
    with pytest.raises(Refused) as refused:
        run(daemon, action, sql, *parameters)
    return refused.value


def names(daemon):
    return [row["text"] for row in
            run(daemon, "rows.read", "SELECT id, name FROM rows_thing ORDER BY id")["rows"]]


@pytest.fixture(autouse=True)
def empty(daemon):
    run(daemon, "rows.write", "DELETE FROM rows_thing")


def test_parameters_are_text_numbers_null_and_bytes(daemon):
    assert run(daemon, "rows.write", INSERT, 7, 'O"Neill\n', {"hex": "00ff"})["changed"] == 1
    assert run(daemon, "rows.write", INSERT, "9007199254740993", None, None)["changed"] == 1
    rows = run(daemon, "rows.read", "SELECT id, name FROM rows_thing ORDER BY id")["rows"]
    assert rows == [{"number": 7, "text": 'O"Neill\n'}, {"number": "9007199254740993", "text": ""}]
    assert run(daemon, "rows.read", "SELECT length(bytes), hex(bytes) FROM rows_thing"
               " WHERE id = ?1", 7)["rows"] == [{"number": 2, "text": "00FF"}]


def test_a_change_tells_how_many_rows_it_changed(daemon):
    for number in range(5):
        run(daemon, "rows.write", INSERT, number, f"n{number}", None)
    assert run(daemon, "rows.write", "DELETE FROM rows_thing WHERE id > ?1", 2)["changed"] == 2


def test_a_broken_constraint_is_a_clash_and_changes_nothing(daemon):
    run(daemon, "rows.write", INSERT, 1, "same", None)
    assert error(daemon, "rows.write", INSERT, 2, "same", None).name == "clash"
    assert names(daemon) == ["same"]


def test_rows_left_open_are_closed_when_the_call_returns(daemon):
    for number in range(3):
        run(daemon, "rows.write", INSERT, number, f"n{number}", None)
    for _ in range(3):
        assert len(run(daemon, "rows.query", "SELECT id, name FROM rows_thing",
                       leave_open=True)["rows"]) == 1
    run(daemon, "rows.write", "DELETE FROM rows_thing")
    assert names(daemon) == []


def test_a_reading_call_changes_nothing(daemon):
    assert error(daemon, "rows.change_in_read", "DELETE FROM rows_thing").name == "refused"
    with pytest.raises(Refused):
        run(daemon, "rows.read", "INSERT INTO rows_thing (id, name) VALUES (1, 'x') RETURNING id")
    assert names(daemon) == []


def test_outside_a_call_a_plugin_reads_and_does_not_change(daemon):
    run(daemon, "rows.write", INSERT, 1, "kept", None)
    daemon.call("rows.outside")
    until(lambda: "outside: no change" in daemon.logged())
    assert "outside: one" in daemon.logged() and names(daemon) == ["kept"]


@pytest.mark.parametrize("sql", [
    "SELECT id, name FROM person", "SELECT count(*), '' FROM journal",
    "UPDATE place SET name = 'x'", "DELETE FROM journal", "DROP TABLE place",
    "CREATE TABLE other (id INTEGER)", "PRAGMA journal_mode = DELETE", "ROLLBACK", "COMMIT",
    "SAVEPOINT s", "ATTACH '/tmp/x.db' AS x", "VACUUM", "SELECT load_extension('x')",
    "INSERT INTO rows_thing SELECT id, name, NULL FROM place",
    "CREATE TRIGGER rows_t AFTER INSERT ON place BEGIN DELETE FROM rows_thing; END"])
@pytest.mark.parametrize("action", ["rows.write", "rows.query", "rows.read"])
def test_sql_reaches_nothing_but_its_own_tables(daemon, action, sql):
    assert error(daemon, action, sql).name in ("refused", "wrong")
    assert daemon.call("place.list")["places"] == []


@pytest.mark.parametrize("sql, parameters", [
    ("SELEC 1", "[]"), ("SELECT 1, ''; SELECT 2, ''", "[]"), ("SELECT ?1, ''", "{}"),
    ("SELECT ?1, ''", "[1.5]"), ("SELECT ?1, ''", "[[1]]"), ("SELECT ?1, ''", '[{"hex":"0"}]'),
    ("SELECT ?1, ''", "not json")])
def test_wrong_sql_and_wrong_parameters_are_said(daemon, sql, parameters):
    with pytest.raises(Refused) as refused:
        daemon.call("rows.read", {"sql": sql, "parameters": parameters})
    assert refused.value.name == "wrong" and refused.value.message


@pytest.mark.parametrize("parameters", ["[]", "[1,2]"])
def test_too_few_and_too_many_parameters_fail(daemon, parameters):
    with pytest.raises(Refused):
        daemon.call("rows.read", {"sql": "SELECT ?1, ''", "parameters": parameters})


def test_rows_survive_a_kill_once_the_call_was_answered(make_plugged):
    daemon = make_plugged("rows").start()
    run(daemon, "rows.write", INSERT, 1, "durable", None)
    daemon.kill9()
    assert names(daemon.start()) == ["durable"]
    assert pathlib.Path(daemon.state / "kith.db").exists()
