"""Arguments: a plugin sees each type as a number and as text, parts and items by their paths."""
import pytest
from lib.daemon import Refused

PLUGINS = ["args"]

SEEN = [
    ("yes", True, 1, "yes"),
    ("number", 12, 12, "12"),
    ("number", "9007199254740993", 9007199254740993, "9007199254740993"),
    ("text", "Zoë", 0, "Zoë"),
    ("markdown", "one\n\ntwo", 0, "one\n\ntwo"),
    ("money", 1250, 1250, "12.50"),
    ("date", "2026-11-21", 20778, "2026-11-21"),
    ("time", "2026-11-21T09:30:00Z", 1795253400000, "2026-11-21T09:30:00Z"),
    ("local_time", "09:30", 34200000, "09:30"),
    ("duration", "PT90M", 5400000, "PT1H30M"),
    ("fraction", "2/3", 2, "2/3"),
    ("one_of", "green", 1, "green"),
]


def seen(daemon, **arguments):
    return [row for row in daemon.call("args.echo", arguments)["seen"] if row["name"] != "preset"]


@pytest.mark.parametrize("name, given, number, text", SEEN)
def test_each_type_is_a_number_and_a_text(daemon, name, given, number, text):
    (row,) = seen(daemon, **{name: given})
    row["number"] = int(row["number"])
    assert row == {"name": name, "count": 1, "number": number, "text": text}


def test_an_id_is_the_number_that_the_core_makes_of_it(daemon):
    place = daemon.call("place.add", {"name": "North"})["place"]
    (row,) = seen(daemon, id=place)
    assert row["text"] == place and int(row["number"]) > 2**53


def test_a_many_is_counted_and_read_one_by_one(daemon):
    rows = seen(daemon, many=[5, 6, 7])
    assert [row["number"] for row in rows] == [5, 6, 7]
    assert [row["count"] for row in rows] == [3, 3, 3]


def test_parts_of_records_are_found_by_their_path(daemon):
    rows = seen(daemon, record={"size": 3, "word": "x"}, records=[{"size": 4}, {"size": 5}])
    paths = {row["name"]: row["number"] for row in rows if "." in row["name"]}
    assert paths == {"record.size": 3, "record.word": 0, "records.1.size": 5}
    assert [row["text"] for row in rows if row["name"] == "record"] == ['{"size":3,"word":"x"}']


def test_the_text_of_a_file_is_its_bytes(daemon, passed):
    answer = daemon.call("args.echo", {"file": 0}, files=[passed(b"a,b\n1,2\n")])
    assert [row["text"] for row in answer["seen"] if row["name"] == "file"] == ["a,b\n1,2\n"]


def test_a_preset_is_there_and_what_is_absent_is_empty(daemon):
    (row,) = daemon.call("args.echo")["seen"]
    assert row == {"name": "preset", "count": 1, "number": 7, "text": "7"}


@pytest.mark.parametrize("wrong, field", [({"number": "x"}, "number"), ({"unknown": 1}, "unknown"),
                                          ({"record": {}}, "record.size")])
def test_wrong_arguments_never_reach_the_plugin(daemon, wrong, field):
    with pytest.raises(Refused) as refused:
        daemon.call("args.echo", wrong)
    assert (refused.value.name, refused.value.field) == ("wrong", field)
