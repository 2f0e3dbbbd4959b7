"""Replies: every type, records, lists in pages; what the fields do not know fails the call."""
import pytest
from lib.daemon import Refused

PLUGINS = ["reply"]


def test_every_type_comes_as_its_field_says_in_the_order_of_the_fields(daemon):
    reply = daemon.call("reply.all")
    assert reply == {
        "yes": True, "number": "9007199254740993", "text": 'Zoë "said"\\', "money": 1250,
        "date": "2025-11-20", "time": "2025-11-21T09:30:00Z", "local_time": "09:30",
        "duration": "P14D", "fraction": "2/3", "one_of": "green", "point": {"x": 1, "y": 2},
        "points": [{"x": 3, "y": 4}, {"x": 5, "y": 6}], "numbers": [7, 8]}
    assert list(reply)[:2] == ["yes", "number"]


def test_a_list_is_paged_by_the_arguments_that_the_core_adds(daemon):
    first = daemon.call("reply.list", {"limit": 4})
    second = daemon.call("reply.list", {"limit": 4, "after": first["next"]})
    assert [row["number"] for row in first["rows"] + second["rows"]] == list(range(1, 9))
    last = daemon.call("reply.list", {"limit": 4, "after": second["next"]})
    assert last == {"rows": [{"number": 9}, {"number": 10}]}


@pytest.mark.parametrize("how, said", [
    ("undeclared", "undeclared is not declared"), ("bad text", "cannot hold"),
    ("close", "closes more than it opened"), ("twice", "put twice")])
def test_a_wrong_reply_is_a_fault_of_the_plugin_and_logged(daemon, how, said):
    with pytest.raises(Refused) as refused:
        daemon.call("reply.wrong", {"how": how})
    assert refused.value.name == "broken"
    assert said in daemon.logged()


def test_a_right_reply_still_comes_after_wrong_ones(daemon):
    assert daemon.call("reply.wrong", {"how": "not at all"}) == {}
