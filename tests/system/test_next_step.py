"""Whoever has taken a step reads what comes next, and sees names where they may: as a chair at
lunch, a secretary who keeps the record, a member who has never heard of a quorum.
"""
import datetime

import pytest

from lib.committee_life import Life, stamp
from lib.governed import Governed

DAY = datetime.timedelta(days=1)


@pytest.fixture(name="life")
def life_of(daemon):
    return Life(daemon)


@pytest.fixture(name="net")
def net_of(daemon):
    return Governed(daemon)


def test_each_step_of_a_meeting_says_what_comes_next(life):
    starts = life.now().replace(second=0, microsecond=0) + 2 * DAY

    def step(action, **more):
        return life.do("Ada", action, **more)["what_next"]
    planned = life.do("Ada", "meeting.plan", network=life.network, committee=life.steering,
                      starts=stamp(starts))
    meeting = planned["meeting"]
    assert planned["what_next"].startswith("Everybody it is for is asked to come.")
    quiet = step("meeting.plan", network=life.network, invite=False,
                 starts=stamp(starts))
    assert quiet.startswith("Nobody has been asked to come yet: meeting.invite does that.")
    life.move_to(starts)
    assert "meeting.attend" in step("meeting.open", meeting=meeting)
    assert "minutes.draft" in step("meeting.close", meeting=meeting)
    assert "minutes.approve" in step("minutes.draft", meeting=meeting, text="# We met")


def test_whoever_is_there_is_told_so_as_themself(life):
    starts = life.now().replace(second=0, microsecond=0) + 2 * DAY
    meeting = life.plan(starts)
    life.move_to(starts)
    life.do("Ada", "meeting.open", meeting=meeting)
    life.do("Ben", "meeting.attend", meeting=meeting)
    assert life.said("Ben", "meeting.attend", meeting=meeting).startswith("You are there already.")


def test_minutes_are_not_approved_at_a_meeting_that_is_over_and_the_field_says_so(life):
    first = life.hold(life.now().replace(second=0, microsecond=0) + 2 * DAY, life.holders)
    life.do("Ada", "minutes.draft", meeting=first, text="# We met")
    later = life.hold(life.now() + 2 * DAY, life.holders)
    assert life.refused("Ada", "minutes.approve", meeting=first,
                        at_meeting=later) == ("clash", "at_meeting")
    assert "this one is closed" in life.said("Ada", "minutes.approve", meeting=first,
                                             at_meeting=later)


def test_each_step_of_a_decision_says_what_comes_next_and_names_who_may_be_seen(life):
    proposed = life.do("Fay", "decision.propose", network=life.network, title="Tea", text="Tea.")
    decision = proposed["decision"]
    assert proposed["what_next"].startswith("1 more who may vote on it has to second it")
    seconded = life.do("Ben", "decision.second", decision=decision)
    assert seconded["what_next"].startswith("It can be put to the vote")
    opened = life.do("Ada", "decision.open", decision=decision)
    assert "closed and counted by itself on" in opened["what_next"]
    voted = life.do("Ben", "decision.vote", decision=decision, choice="for")
    assert voted["what_next"].startswith("You can vote again until")
    shown = life.do("Ada", "decision.show", decision=decision)
    assert (shown["by"], shown["by_name"]) == (life.handles["Fay"], "Fay")
    for who in ("Ada", "Ben", "Cas", "Dee", "Eli"):
        life.do(who, "decision.vote", decision=decision, choice="for")
    life.do("Ada", "decision.close", decision=decision)
    life.do("Fay", "membership.visibility", network=life.network, visibility="concealed")
    life.do("Cas", "membership.visibility", network=life.network, visibility="concealed")
    shown = life.do("Ada", "decision.show", decision=decision)
    assert "by" not in shown and "by_name" not in shown
    votes = life.do("Ada", "decision.votes", decision=decision)
    assert sorted(vote["name"] for vote in votes["votes"]) == ["Ada", "Ben", "Dee", "Eli"]
    assert votes["unnamed"] == 1


def test_who_goes_for_the_group_is_named_and_told_by_when_to_report(life):
    on = (life.now() + 3 * DAY).date()
    planned = life.do("Ada", "representation.plan", network=life.network, what="The board",
                      on=str(on), membership=life.handles["Fay"])
    due = on + datetime.timedelta(days=7)
    assert f"by {due.day} " in planned["what_next"]
    row, = life.do("Ada", "representation.list", network=life.network)["representations"]
    assert row["name"] == "Fay"
    life.do("Fay", "membership.visibility", network=life.network, visibility="concealed")
    row, = life.do("Ada", "representation.list", network=life.network)["representations"]
    assert "name" not in row


def test_whoever_calls_for_a_vote_of_no_confidence_reads_what_becomes_of_it(net):
    office = net.office("chair")
    first = net.do("Ben", "confidence.call", office=office, reason="They never answer.")
    assert "It takes 5 members to call it, or 2 who hold a role." in first["what_next"]
    second = net.do("Dee", "confidence.call", office=office, reason="Nor listen.")
    assert "after 14 days the secret ballot opens" in second["what_next"]
    net.move("PT1M")
    vote = second["confidence"]
    assert "The secret ballot opens on" in net.do("Fay", "confidence.show",
                                                  confidence=vote)["what_next"]
    replied = net.do("Ada", "confidence.reply", confidence=vote, text="I was ill.")
    assert "You can change it until the ballot opens" in replied["what_next"]
    net.move("P15D")
    assert "election.show" in net.do("Fay", "confidence.show", confidence=vote)["what_next"]


def test_what_is_not_there_is_called_by_a_word_that_people_use(net):
    vote = net.do("Ben", "confidence.call", office=net.office("chair"),
                  reason="They never answer.")["confidence"]
    told = net.daemon.ask("confidence.show", {"confidence": vote}, as_=net.people["Fay"])
    assert told["error"]["message"] == \
        "There is no such vote of no confidence, or you may not see it."


def test_each_step_of_an_appointment_says_what_comes_next(net):
    opened = net.do("Ada", "appointment.open", role=net.role("events_lead"))
    assert "appointment.interest" in opened["what_next"]
    appointment = opened["appointment"]
    wanted = net.do("Fay", "appointment.interest", appointment=appointment, statement="Me.")
    assert "nobody sees who would like it" in wanted["what_next"]
    assert net.pass_stage(appointment) == "members"
    net.vote(net.show(appointment)["election"], Gus="Yes", Hal="Yes", Ida="Yes")
    assert net.pass_stage(appointment) == "chosen"
    appealed = net.do("Lou", "appointment.appeal", appointment=appointment, reason="Too late.")
    assert "until then no term begins" in appealed["what_next"]


def test_a_stand_in_is_named_and_told_and_when_they_want_it_the_next_one_is(net):
    mails = {name: net.mails(name) for name in ("Ben", "Cas")}
    net.do("Ada", "role.resign", role=net.role("chair"))
    appointment = net.do("Ben", "appointment.open", role=net.role("chair"))["appointment"]
    shown = net.show(appointment)
    assert (shown["stand_in"], shown["stand_in_name"]) == (net.handles["Ben"], "Ben")
    others = net.mails("Dee")
    assert net.mails("Ben") - mails["Ben"] >= 2, "that the call is open, and that they run it"
    net.want(appointment, "Ben")
    assert net.show(appointment)["stand_in_name"] == "Cas"
    assert net.mails("Dee") == others and net.mails("Cas") > mails["Cas"] + 1
    net.want(appointment, "Cas")
    assert "stand_in" not in net.show(appointment)
    task, = net.tasks("Dee", "appointment.stand_in")
    assert task.startswith("Name somebody to run an appointment")


def test_what_is_handed_over_is_due_when_a_term_ends_before_its_day(net):
    net.do("Ada", "role.resign", role=net.role("chair"))
    today = datetime.date.fromisoformat(net.daemon.call("clock.show")["now"][:10])
    dues = {datetime.date.fromisoformat(task["due"]) for task in net.do("Ada", "task.list")["tasks"]
            if task["kind"] == "role.hand_over"}
    assert len(dues) == 1 and abs((dues.pop() - today).days - 14) <= 1
