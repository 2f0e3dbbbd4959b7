"""Doors: a plugin calls for itself; for a person only if the configuration lets it."""
import json

import pytest
from lib.daemon import Refused

PLUGINS = ["door"]
SECTIONS = {"door": "door = yes"}


def act(daemon, action, with_=None, **more):
    reply = daemon.call("door.act", {"action": action, "with": json.dumps(with_ or {}), **more})
    return reply["error"], json.loads(reply["reply"])


@pytest.fixture(name="person", scope="module")
def somebody(daemon):
    return daemon.call("person.add", {"given_name": "Ada", "family_name": "Byron",
                                      "work_email": "ada@example.org"})["person"]


def test_a_plugin_calls_for_itself(daemon):
    error, reply = act(daemon, "server.describe")
    assert error == 0 and reply["actions"]


def test_a_door_calls_for_a_person_whose_rights_it_then_has(daemon, person):
    error, reply = act(daemon, "person.show", {"person": person}, person=person)
    assert error == 0 and reply["family_name"] == "Byron"
    error, reply = act(daemon, "place.add", {"name": "Not hers"}, person=person)
    assert reply["name"] == "refused"


def test_an_error_comes_as_name_field_and_message(daemon):
    error, reply = act(daemon, "place.show", {"place": "x"})
    assert (error, reply["name"], reply["field"]) == (-1, "wrong", "place")
    assert reply["message"]


def test_a_plugin_that_is_no_door_cannot_call_for_a_person(make_plugged):
    daemon = make_plugged("door").start()
    assert act(daemon, "server.describe")[0] == 0
    with pytest.raises(Refused) as refused:
        act(daemon, "person.show", person="0000000000001")
    assert refused.value.name == "refused" and "door = yes" in daemon.logged()


def test_arguments_that_are_no_json_are_refused_at_once(daemon):
    with pytest.raises(Refused) as refused:
        daemon.call("door.act", {"action": "server.describe", "with": "{no json"})
    assert refused.value.name == "wrong"
