"""Calls that end later: by `done`, in a later turn, at once, or when the daemon stops."""
import pytest
from lib.daemon import Refused
from lib.waiting import until

PLUGINS = ["later"]


@pytest.mark.parametrize("action", ["later.read", "later.write"])
def test_a_call_ends_in_a_later_turn_with_its_arguments_still_there(daemon, action):
    text = "a long text " * 6
    assert daemon.call(action, {"how": "soon", "text": text.strip()}) == {"text": text.strip()}


@pytest.mark.parametrize("action", ["later.read", "later.write"])
@pytest.mark.parametrize("how, name", [("fails", "clash"), ("now", "limit"),
                                       ("refuses", "refused")])
def test_a_later_call_can_fail_at_every_moment(daemon, action, how, name):
    with pytest.raises(Refused) as refused:
        daemon.call(action, {"how": how})
    assert refused.value.name == name


@pytest.mark.parametrize("action", ["later.read", "later.write"])
def test_done_may_come_before_the_handler_returns_and_counts_once(daemon, action):
    assert daemon.call(action, {"how": "once"}) == {"text": "at once"}


def test_a_later_call_cannot_be_tried_out(daemon):
    with pytest.raises(Refused) as refused:
        daemon.call("later.write", {"how": "once"}, dry_run=True)
    assert refused.value.field == "dry_run"


@pytest.mark.parametrize("action", ["later.read", "later.write"])
def test_a_call_that_the_core_ends_early_is_the_plugins_until_done(make_plugged, action):
    daemon = make_plugged("later").start()
    with pytest.raises(Refused) as refused:
        daemon.call(action, {"how": "spoils", "text": "still there"})
    assert refused.value.name == "broken"
    until(lambda: "the spoiled call is done" in daemon.logged())
    assert daemon.call(action, {"how": "once"}) == {"text": "at once"}


@pytest.mark.parametrize("action", ["later.read", "later.write"])
def test_a_call_without_an_answer_ends_when_the_daemon_stops(make_plugged, action):
    daemon = make_plugged("later").start()
    other = daemon.connect()
    number = other.send(action, {"how": "never"})
    until(lambda: "it waits for ever" in daemon.logged())
    daemon.connection.close()
    daemon.process.terminate()
    assert other.answer(number)["error"]["name"] == "stopped"
    assert daemon.process.wait(20) == 0, daemon.logged()
