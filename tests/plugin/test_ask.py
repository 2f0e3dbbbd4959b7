"""Asking: another action as the same actor, in the same savepoint."""
import json

import pytest
from lib.daemon import Refused

PLUGINS = ["ask", "later", "job"]


def ask(daemon, asked, with_=None, action="ask.write", **more):
    return json.loads(daemon.call(action, {"action": asked, "with": json.dumps(with_ or {}),
                                           **more})["reply"])


def places(daemon):
    return [place["name"] for place in daemon.call("place.list")["places"]]


def test_the_reply_comes_as_json_and_the_change_stays(daemon):
    made = ask(daemon, "place.add", {"name": "Asked"})
    assert daemon.call("place.show", {"place": made["place"]})["name"] == "Asked"


def test_what_was_asked_for_goes_with_a_call_that_fails_afterwards(daemon):
    with pytest.raises(Refused) as refused:
        ask(daemon, "place.add", {"name": "Undone"}, fail=True)
    assert refused.value.name == "clash" and "Undone" not in places(daemon)


def test_an_error_of_what_is_asked_is_the_callers(daemon):
    with pytest.raises(Refused) as refused:
        ask(daemon, "place.add", {})
    assert (refused.value.name, refused.value.field) == ("wrong", "name")
    with pytest.raises(Refused) as refused:
        ask(daemon, "place.ad", {})
    assert refused.value.name == "unknown" and "place.add" in refused.value.message


def test_a_reading_call_cannot_ask_for_writes(daemon):
    with pytest.raises(Refused) as refused:
        ask(daemon, "place.add", {"name": "Sneaked"}, action="ask.read")
    assert refused.value.name == "refused" and "Sneaked" not in places(daemon)
    assert "places" in ask(daemon, "place.list", action="ask.read")


@pytest.mark.parametrize("slow", ["later.read", "counter.count"])
def test_what_takes_its_time_cannot_be_asked_for(daemon, slow):
    with pytest.raises(Refused) as refused:
        ask(daemon, slow, {"how": "soon"} if slow == "later.read" else {"steps": 1})
    assert refused.value.name == "refused"
