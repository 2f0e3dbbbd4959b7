"""Effects: put inside a call, taken one by one, ended as the other side answered."""
import json

import pytest
from lib.daemon import Refused, effects_in
from lib.waiting import until

OUTCOMES = {"sent": "sent", "failed": "failed", "unknown": "unknown", "retry": "waiting"}


@pytest.fixture(name="sender")
def effects_daemon(make_plugged):
    """Not a rehearsal: there, effects are recorded and never taken."""
    return make_plugged("effects", rehearsal=False).start()


def put(daemon, **payload):
    daemon.call("effects.put", {"payload": json.dumps(payload)})


def taken(daemon, count):
    def enough():
        rows = daemon.call("effects.list")["taken"]
        return rows if len(rows) >= count else None

    return until(enough)


def states(daemon):
    """Which nobody is shown while all goes its way."""
    return [state for _, state in effects_in(daemon)]


def test_an_effect_is_taken_with_what_was_put(sender):
    put(sender, text="hello")
    (row,) = taken(sender, 1)
    kind, payload = row["payload"].split(" ", 1)
    assert (kind, row["attempts"]) == ("test", 0)
    assert json.loads(payload)["message"] == {"text": "hello"}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_effect_ends_as_it_was_finished(sender, outcome):
    put(sender, text="hello")
    taken(sender, 1)
    assert states(sender) == ["waiting"]
    assert sender.call("effects.finish", {"place": 0, "outcome": outcome}) == {"error": 0}
    until(lambda: states(sender) == [OUTCOMES[outcome]])


@pytest.mark.parametrize("wait", [True, False], ids=["durable", "at once"])
def test_an_effect_is_finished_once(sender, wait):
    put(sender, text="hello")
    taken(sender, 1)
    assert sender.call("effects.finish", {"place": 0, "outcome": "sent"}) == {"error": 0}
    if wait:
        until(lambda: states(sender) == ["sent"])
    assert sender.call("effects.finish", {"place": 0, "outcome": "failed"}) == {"error": -3}
    until(lambda: states(sender) != ["waiting"])
    sender.call("clock.show")
    assert states(sender) == ["sent"]


def test_an_effect_of_a_call_that_failed_is_never_taken(sender):
    with pytest.raises(Refused):
        sender.call("effects.put", {"payload": "{}", "fail": True})
    put(sender, text="second")
    (row,) = taken(sender, 1)
    assert "second" in row["payload"] and len(states(sender)) == 1


def test_a_payload_that_is_no_object_is_refused(sender):
    with pytest.raises(Refused) as refused:
        sender.call("effects.put", {"payload": "[1]"})
    assert refused.value.name == "wrong"


def test_an_effect_taken_before_a_kill_is_taken_again(sender):
    put(sender, text="one")
    put(sender, text="two")
    taken(sender, 2)
    sender.call("effects.finish", {"place": 0, "outcome": "sent"})
    until(lambda: "sent" in states(sender))
    sender.kill9()
    sender.start()
    (row,) = taken(sender, 1)
    assert "two" in row["payload"]


def test_in_a_rehearsal_effects_are_recorded_and_not_taken(make_plugged):
    daemon = make_plugged("effects").start()
    put(daemon, text="hello")
    assert states(daemon) == ["recorded"] and daemon.call("effects.list")["taken"] == []
