"""A network is closed while something of every kind stands open in it: all of it has ended, with
the reason, nothing of it is on the schedule, and nobody is mailed about it later."""
import contextlib
import datetime
import sqlite3

import pytest

from lib.committee_life import stamp
from lib.governed import Governed


@pytest.fixture
def net(daemon):
    return Governed(daemon, terms={"decision": {"seconders": 0}})


def database(net, query):
    path = f"file:{net.daemon.state / 'kith.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(path, uri=True)) as connection:
        return connection.execute(query).fetchall()


def close(net):
    net.do(None, "network.close", network=net.network, reason="It has done its work.")


def in_days(net, days):
    now = datetime.datetime.fromisoformat(net.daemon.call("clock.show")["now"])
    return stamp(now + datetime.timedelta(days=days))




def test_appointments_are_stopped_and_an_appeal_is_not_heard_any_more(net):
    appealed = net.open("Ada", "events_lead")
    net.want(appealed, "Fay")
    assert net.pass_stage(appealed) == "members"
    net.vote(net.show(appealed)["election"], Gus="Yes", Hal="Yes", Ida="Yes", Ada="Yes")
    assert net.pass_stage(appealed) == "chosen"
    net.do("Lou", "appointment.appeal", appointment=appealed, reason="I heard of it too late.")
    called = net.open("Ada", "allyship_lead")
    close(net)
    for appointment in (appealed, called):
        shown = net.show(appointment)
        assert shown["stage"] == "stopped" and "due_at" not in shown
        assert shown["stages"][-1]["reason"] == "The network was closed."
    told, = net.show(appealed)["appeals"]
    assert told["state"] == "unheard"
    assert told["answer"] == "The network was closed before it was heard."


@pytest.mark.parametrize("state", ["gathering", "notice", "ballot"])
def test_a_vote_of_no_confidence_ends_with_the_network_at_whatever_stage(net, state):
    for name in ["Fay"] if state == "gathering" else ["Fay", "Ben", "Cas"]:
        vote = net.do(name, "confidence.call", office=net.office("communications_lead"),
                      reason="They never answer.")["confidence"]
    net.move("P15D" if state == "ballot" else "P1D")
    assert net.do("Fay", "confidence.show", confidence=vote)["state"] == state
    close(net)
    if state == "gathering":  # nobody ever knew of it but who called it
        assert net.refused("Fay", "confidence.show", confidence=vote)[0] == "missing"
    else:
        shown = net.do("Lou", "confidence.show", confidence=vote)
        assert shown["state"] == "withdrawn"
        assert shown["why"] == "The network was closed before there was an outcome."
    assert database(net, "SELECT count(*) FROM confidence_caller") == [(0,)]


def test_decisions_are_withdrawn_and_say_that_the_network_was_closed(net):
    ask = {"network": net.network, "title": "Tea", "text": "We serve tea."}
    proposed = net.do("Fay", "decision.propose", **ask)["decision"]
    opened = net.do("Fay", "decision.propose", **ask)["decision"]
    net.do("Ada", "decision.open", decision=opened)
    close(net)
    for decision in (proposed, opened):
        shown = net.do("Lou", "decision.show", decision=decision)
        assert (shown["state"], shown["why"]) == (
            "withdrawn", "The network was closed before it was decided.")


def test_a_planned_meeting_is_cancelled_and_an_open_one_closed_as_it_stands(net):
    planned = net.do("Ada", "meeting.plan", network=net.network, starts=in_days(net, 9))["meeting"]
    begun = net.do("Ada", "meeting.plan", network=net.network, starts=in_days(net, 1))["meeting"]
    net.move("P1D")
    net.do("Ada", "meeting.open", meeting=begun)
    net.do("Fay", "meeting.attend", meeting=begun)
    net.move("PT10M")
    close(net)
    assert net.do("Lou", "meeting.show", meeting=planned)["state"] == "cancelled"
    shown = net.do("Fay", "meeting.show", meeting=begun)
    assert shown["state"] == "closed" and shown["closed"] > shown["opened"]
    assert shown["attendance"][0]["until"] == shown["closed"]


def test_a_vote_and_an_errand_end_with_the_network(net):
    vote = net.do("Ada", "election.plan", network=net.network, title="Tea?", purpose="question",
                  electorate="everyone", method="plurality")["election"]
    errand = net.do("Ada", "representation.plan", network=net.network, on=in_days(net, 9)[:10],
                    what="The board.", membership=net.handles["Fay"])["representation"]
    close(net)
    shown = net.do("Lou", "election.show", election=vote)
    assert (shown["state"], shown["why"]) == (
        "void", "The network was closed before the votes were counted.")
    listed, = net.do("Ada", "representation.list", network=net.network)["representations"]
    assert (listed["representation"], listed["state"]) == (errand, "cancelled")


def test_the_boxes_of_an_open_vote_go_unread_with_the_network(net):
    vote = net.do("Ada", "election.plan", network=net.network, title="Tea?", purpose="question",
                  electorate="everyone", method="plurality")["election"]
    net.move("P1DT1H")
    net.vote(vote, Ada="Yes")
    assert database(net, "SELECT count(*) FROM election_box") == [(len(net.people),)]
    close(net)
    assert database(net, "SELECT count(*) FROM election_box") == [(0,)]
    assert net.do("Lou", "election.show", election=vote)["state"] == "void"


def test_nothing_stays_on_the_schedule_and_nobody_is_mailed_later(net):
    net.open("Ada", "events_lead")
    net.do("Ada", "decision.propose", network=net.network, title="Tea", text="Tea.")
    net.do("Ada", "meeting.plan", network=net.network, starts=in_days(net, 20))
    close(net)
    number = "SELECT action FROM schedule WHERE network <> 0"
    assert database(net, number) == [("network.clear",)]
    assert database(net, "SELECT count(*) FROM task WHERE network <> 0 AND done_day = 0") == [(0,)]
    mails = {name: net.mails(name) for name in net.people}
    net.move("P60D")
    assert mails == {name: net.mails(name) for name in net.people}
    assert database(net, "SELECT count(*) FROM schedule WHERE network <> 0") == [(0,)]
    assert database(net, "SELECT count(*) FROM membership") == [(0,)]
