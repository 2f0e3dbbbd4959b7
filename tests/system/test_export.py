"""A copy of what is held about somebody holds what they said and chose where a network decides, and
nothing of others, and nothing that a secret vote keeps.
"""
import json

import pytest

from lib.governed import Governed


@pytest.fixture(name="net")
def net_of(daemon):
    return Governed(daemon)


def held_about(net, who):
    (membership,) = json.loads(net.do(who, "person.export")["data"])["memberships"]
    return membership


def decision_of(net):
    """Ben proposes it, Cas seconds it, Dee is for it, and both vote."""
    decision = net.do("Ben", "decision.propose", network=net.network, title="A kettle",
                      text="For the drop-in.")["decision"]
    net.do("Cas", "decision.second", decision=decision)
    net.do("Dee", "decision.support", decision=decision)
    net.do("Ada", "decision.open", decision=decision)
    net.do("Cas", "decision.vote", decision=decision, choice="for", reason="It is cold.")
    net.do("Dee", "decision.vote", decision=decision, choice="against")


def test_who_proposed_backed_and_voted_by_name_finds_it_in_their_copy(net):
    decision_of(net)
    (proposed,) = held_about(net, "Ben")["decisions"]
    assert (proposed["decision"], proposed["you_proposed_it"], proposed["text"]) == (
        "A kettle", "yes", "For the drop-in.")
    (seconded,) = held_about(net, "Cas")["decisions"]
    assert seconded == {"decision": "A kettle", "proposed_on": proposed["proposed_on"],
                        "you_seconded_it": "yes", "you_voted": "for", "reason": "It is cold."}
    (backed,) = held_about(net, "Dee")["decisions"]
    assert (backed["you_are_for_it"], backed["you_voted"]) == ("yes", "against")
    assert "decisions" not in held_about(net, "Lou")


def test_who_stood_finds_what_they_said_and_no_ones_vote_is_told(net):
    net.do("Dee", "role.resign", role=net.role("communications_lead"))
    appointment = net.open("Ada", "communications_lead")
    net.want(appointment, "Fay", "Gus")
    (wish,) = held_about(net, "Fay")["appointments"]
    assert wish["you_would_like_to_be"] == "Communications lead"
    assert wish["you_said"] == "Fay would like it."
    assert net.pass_stage(appointment) == "steering"
    election = net.show(appointment)["election"]
    net.move("P1D")
    net.vote(election, Ben="Fay")
    stood, votes = (held_about(net, who)["elections"] for who in ("Fay", "Ben"))
    assert (stood[0]["you_stood_as"], stood[0]["you_said"]) == ("Fay", "Fay would like it.")
    assert votes == [{"vote": stood[0]["vote"], "closes": stood[0]["closes"],
                      "you_may_vote": "yes"}]
    unvoted = held_about(net, "Cas")["elections"]
    assert unvoted == votes


def test_whom_a_vote_of_no_confidence_is_about_finds_it_once_it_is_called(net):
    vote = net.do("Ben", "confidence.call", office=net.office("chair"),
                  reason="Ben says why.")["confidence"]
    assert "no_confidence" not in held_about(net, "Ada")
    (calling,) = held_about(net, "Ben")["no_confidence"]
    assert calling["you_call_for_it"] == "yes" and "it_is_about_you" not in calling
    net.do("Cas", "confidence.call", office=net.office("chair"), reason="Cas says why.")
    net.move("PT1M")
    net.do("Ada", "confidence.reply", confidence=vote, text="I have listened.")
    (about,) = held_about(net, "Ada")["no_confidence"]
    assert (about["it_is_about_you"], about["your_reply"]) == ("yes", "I have listened.")
    assert "no_confidence" not in held_about(net, "Lou")


def test_what_was_said_of_a_draft_by_name_and_what_was_signed_stand_in_the_copy(net):
    draft = net.do("Ada", "charter.draft", network=net.network)["draft"]
    net.do("Lou", "charter.comment", draft=draft, text="Twice a month.", named=True)
    net.do("Kit", "charter.comment", draft=draft, text="Once is enough.")
    net.do("Ada", "charter.sign", draft=draft)
    assert held_about(net, "Lou")["charter"] == [{"draft": draft, "you_said": "Twice a month."}]
    (signed,) = held_about(net, "Ada")["charter"]
    assert signed["you_signed_as"] == "chair"
    assert "charter" not in held_about(net, "Kit")  # what is not named is nobody's
