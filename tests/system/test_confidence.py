"""Stories of votes of no confidence: who may call one, that nobody learns who did, the notice, the
reply, the secret ballot, and what follows.
"""
import pytest

from lib.daemon import rows_of
from lib.governed import Governed


@pytest.fixture(name="net")
def net_of(daemon):
    return Governed(daemon)


def call(net, who, key="chair"):
    return net.do(who, "confidence.call", office=net.office(key), reason=f"{who} says why.")


def called(net):
    """One that two holders of an office have called."""
    assert not call(net, "Ben")["enough"]
    reply = call(net, "Cas")
    assert reply["enough"]
    net.move("PT1M")
    return reply["confidence"]


def show(net, vote, who="Lou"):
    return net.do(who, "confidence.show", confidence=vote)


def ballot(net, vote, yes, no):
    names = [name for name in net.handles if name != "Ada"]
    choices = dict.fromkeys(names[:yes], "Yes") | dict.fromkeys(names[yes:yes + no], "No")
    net.vote(show(net, vote)["election"], **choices)
    net.move("P12D")


def test_nobody_hears_of_a_call_until_enough_have_called(net):
    first = call(net, "Fay")
    assert not first["enough"]
    assert net.refused("Gus", "confidence.show",
                       confidence=first["confidence"]) == ("missing", "confidence")
    assert net.refused("Ada", "confidence.show",
                       confidence=first["confidence"]) == ("missing", "confidence")
    assert net.do("Ada", "confidence.list", network=net.network)["votes"] == []
    for who in ["Fay", "Gus", "Hal", "Ida"]:
        assert not call(net, who)["enough"]
    told = net.mails("Lou")
    assert call(net, "Jon")["enough"]  # the fifth member
    net.move("PT1M")
    assert net.mails("Lou") == told + 1
    for entry in net.do("Ada", "journal.list", network=net.network)["entries"]:
        assert entry["action"] != "confidence.call"
    shown = show(net, first["confidence"])
    assert shown["state"] == "notice" and shown["title"] == "Chair"
    assert "Fay says why." in shown["reason"] and "Jon says why." in shown["reason"]
    assert net.refused("Kit", "confidence.call", office=net.office("chair"),
                       reason="Me too.") == ("clash", "office")


def test_what_nobody_joins_is_forgotten_and_says_nothing_of_who_called(net):
    vote = call(net, "Fay")["confidence"]
    assert net.refused("Ada", "confidence.call", office=net.office("chair"),
                       reason="Myself.") == ("refused", "office")
    net.move("P16D")
    assert net.refused("Fay", "confidence.show", confidence=vote) == ("missing", "confidence")
    assert call(net, "Gus")["confidence"] != vote
    net.daemon.stop()
    rows = rows_of(net.daemon.state)
    net.daemon.start()
    assert len(rows["confidence_caller"]) == 1


def test_carried_it_ends_the_office_a_deputy_acts_and_an_appointment_opens(net):
    vote = called(net)
    shown = show(net, vote, "Ada")
    assert shown["yours"] and shown["opens_at"].startswith("2026-12-11")
    assert net.refused("Dee", "confidence.reply", confidence=vote,
                       text="I?") == ("refused", "confidence")
    net.do("Ada", "confidence.reply", confidence=vote, text="I have been ill.")
    assert show(net, vote)["reply"] == "I have been ill."
    net.survive()
    net.move("P16D")
    shown = show(net, vote)
    assert shown["state"] == "ballot"
    about = net.do("Lou", "election.show", election=shown["election"])["about"]
    assert "I have been ill." in about and "Ben says why." in about
    assert net.refused("Ada", "election.vote", election=shown["election"], choices=["1"],
                       nonce="the nonce of Ada alone")[0] == "refused"
    assert net.refused("Ada", "confidence.reply", confidence=vote, text="Wait.")[0] == "clash"
    ballot(net, vote, 6, 3)  # two thirds exactly
    shown = show(net, vote)
    assert shown["state"] == "carried" and "free_from" not in shown
    net.move("PT1M")
    assert net.holders("chair") == ["(Ben)"]
    row, = net.do("Lou", "appointment.list", network=net.network)["appointments"]
    assert "no confidence was carried" in net.reason(row["appointment"])


def test_not_carried_there_is_no_other_for_half_a_year(net):
    vote = called(net)
    net.move("P16D")
    ballot(net, vote, 5, 4)
    shown = show(net, vote)
    assert shown["state"] == "not_carried" and "too few of the votes" in shown["why"]
    assert net.holders("chair") == ["Ada"]
    assert net.refused("Fay", "confidence.call", office=net.office("chair"),
                       reason="Again.") == ("clash", "office")
    net.move("P5M")
    assert net.refused("Fay", "confidence.call", office=net.office("chair"),
                       reason="Again.") == ("clash", "office")
    net.move("P31D")
    assert not call(net, "Fay")["enough"]


def test_with_fewer_voters_than_the_quorum_it_is_not_carried_and_says_so(net):
    vote = called(net)
    net.move("P16D")
    ballot(net, vote, 5, 0)  # of eleven who may vote
    shown = show(net, vote)
    assert shown["state"] == "not_carried" and "quorum" in shown["why"]
    assert net.holders("chair") == ["Ada"]


def test_a_call_can_be_taken_back_before_the_ballot(net):
    vote = called(net)
    assert net.refused("Fay", "confidence.withdraw",
                       confidence=vote) == ("refused", "confidence")
    net.do("Cas", "confidence.withdraw", confidence=vote)
    shown = show(net, vote)
    assert shown["state"] == "withdrawn" and "free_from" not in shown
    net.move("P30D")
    assert show(net, vote)["state"] == "withdrawn" and "election" not in show(net, vote)


def test_whoever_resigns_in_the_meantime_is_not_voted_on(net):
    vote = called(net)
    net.do("Ada", "role.resign", role=net.role("chair"))
    assert show(net, vote)["state"] == "office_ended"
    other = net.do("Fay", "confidence.call", office=net.office("communications_lead"),
                   reason="So.")["confidence"]
    net.do("Dee", "membership.leave", network=net.network)
    net.move("P30D")
    assert net.refused("Fay", "confidence.show", confidence=other)[0] == "missing"
