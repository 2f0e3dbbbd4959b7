"""Stories of appointments: from a vacancy to the day on which a term begins, with every turn dated
and explained, whoever wants it, whoever appeals, and whoever it concerns.
"""
import re

import pytest

from lib.governed import Governed


@pytest.fixture(name="net")
def net_of(daemon):
    return Governed(daemon)


def test_a_call_that_nobody_answers_is_opened_again_and_ends_in_so_many_words(net):
    role = net.roles()["events_lead"]
    assert role["vacant"] == 1
    appointment = net.open("Ada", "events_lead")
    assert net.refused("Ada", "appointment.open", role=role["role"]) == ("clash", "role")
    assert net.refused("Ada", "role.appoint", role=role["role"],
                       membership=net.handles["Fay"]) == ("clash", "role")
    told = net.mails("Ben"), net.mails("Fay")
    assert net.pass_stage(appointment) == "call"
    assert net.reason(appointment) == ("Nobody has said that they would like it: the call is "
                                       "opened again, and the deputies are told.")
    assert (net.mails("Ben") - told[0], net.mails("Fay") - told[1]) == (2, 1)
    net.survive()
    net.move("P30D")
    shown = net.show(appointment)
    assert shown["over"] and shown["calls"] == 3
    assert net.stages(appointment) == ["call", "call", "call", "unfilled"]
    assert shown["line"].count(" → ") == 3 and "2026" in shown["line"]
    assert len(net.tasks("Ada", "appointment.unfilled")) == 1
    assert net.open("Ada", "events_lead") != appointment


def test_the_members_are_asked_about_the_only_candidate(net):
    appointment = net.open("Ada", "events_lead")
    net.want(appointment, "Fay")
    assert net.refused("Fay", "appointment.interest", appointment=appointment,
                       statement="Again.") == ("clash", "appointment")
    assert "candidates" not in net.show(appointment)  # nobody sees who, before the call ends
    assert net.show(appointment, "Fay")["candidates"][0]["yours"]
    net.pass_stage(appointment)
    shown = net.show(appointment)
    assert shown["stage"] == "members" and shown["candidates"][0]["name"] == "Fay"
    assert net.refused("Gus", "appointment.interest", appointment=appointment,
                       statement="Late.") == ("clash", "appointment")
    net.vote(shown["election"], Gus="Yes", Hal="Yes", Ida="No")
    net.survive()
    assert net.pass_stage(appointment) == "chosen"
    assert net.holders("events_lead") == []
    net.pass_stage(appointment)
    assert net.stages(appointment) == ["call", "members", "chosen", "done"]
    assert net.holders("events_lead") == ["Fay"]
    assert net.tasks("Ada", "role.vacant") == [
        task for task in net.tasks("Ada", "role.vacant") if "Events" not in task]


def test_members_who_do_not_want_the_only_candidate_open_the_call_again(net):
    appointment = net.open("Ada", "events_lead")
    net.want(appointment, "Fay")
    net.pass_stage(appointment)
    net.vote(net.show(appointment)["election"], Gus="No", Hal="No", Ida="Yes")
    net.pass_stage(appointment)
    assert net.stages(appointment)[:3] == ["call", "members", "call"]
    assert "not in favour" in net.show(appointment)["stages"][2]["reason"]


def test_the_steering_group_votes_between_several(net):
    appointment = net.open("Ada", "events_lead")
    net.want(appointment, "Fay", "Gus", "Hal")
    net.do("Hal", "appointment.withdraw", appointment=appointment)
    assert net.refused("Hal", "appointment.withdraw", appointment=appointment)[0] == "missing"
    net.pass_stage(appointment)
    shown = net.show(appointment)
    assert shown["stage"] == "steering"
    assert sorted(row["name"] for row in shown["candidates"]) == ["Fay", "Gus"]
    assert net.refused("Ida", "election.vote", election=shown["election"], choices=["1"],
                       nonce="the nonce of Ida alone")[0] == "refused"
    net.vote(shown["election"], Ada="Gus", Ben="Gus", Cas="Fay", Dee="Gus")
    net.pass_stage(appointment)
    net.pass_stage(appointment)
    assert net.stages(appointment) == ["call", "steering", "chosen", "done"]
    assert net.holders("events_lead") == ["Gus"]


def test_a_tie_of_the_steering_group_goes_to_the_members(net):
    appointment = net.open("Ada", "events_lead")
    net.want(appointment, "Fay", "Gus")
    net.pass_stage(appointment)
    net.vote(net.show(appointment)["election"], Ada="Gus", Ben="Gus", Cas="Fay", Dee="Fay")
    net.pass_stage(appointment)
    assert net.stages(appointment) == ["call", "steering", "members"]
    assert "tied" in net.reason(appointment)
    net.vote(net.show(appointment)["election"], Ida="Fay", Jon="Fay", Kit="Fay", Lou="Gus")
    net.pass_stage(appointment)
    net.pass_stage(appointment)
    assert net.stages(appointment) == ["call", "steering", "members", "chosen", "done"]
    assert net.holders("events_lead") == ["Fay"]


def chosen(net, key="events_lead", by="Ada"):
    """An appointment for which Fay was chosen by the members."""
    appointment = net.open(by, key)
    net.want(appointment, "Fay")
    net.pass_stage(appointment)
    net.vote(net.show(appointment)["election"], Gus="Yes", Hal="Yes")
    assert net.pass_stage(appointment) == "chosen"
    return appointment


def test_an_appeal_is_heard_by_one_whom_it_does_not_concern(net):
    appointment = chosen(net)
    net.do("Ida", "appointment.appeal", appointment=appointment, reason="I heard of it too late.")
    assert net.refused("Kit", "appointment.appeal", appointment=appointment,
                       reason="Me too.") == ("clash", "appointment")
    assert net.refused("Ben", "appointment.decide", appointment=appointment, outcome="dismissed",
                       reason="No.") == ("refused", "appointment")
    hidden, = net.show(appointment, "Kit")["appeals"]
    assert "reason" not in hidden and not hidden["yours_to_decide"]
    heard, = net.show(appointment, "Ada")["appeals"]
    assert heard["reason"] == "I heard of it too late." and heard["yours_to_decide"]
    assert len(net.tasks("Ada", "appointment.appeal")) == 1
    net.do("Ada", "appointment.decide", appointment=appointment, outcome="vote_again",
           reason="You are right.")
    assert net.tasks("Ada", "appointment.appeal") == []
    assert net.show(appointment, "Ida")["appeals"][0]["answer"] == "You are right."
    net.survive()
    net.vote(net.show(appointment)["election"], Gus="Yes", Ida="No", Hal="Yes")
    net.pass_stage(appointment)
    net.do("Ida", "appointment.appeal", appointment=appointment, reason="Once more.")
    net.do("Ada", "appointment.decide", appointment=appointment, outcome="dismissed",
           reason="Everybody was asked.")
    assert net.refused("Ida", "appointment.appeal", appointment=appointment,
                       reason="And again.") == ("clash", "appointment")
    net.pass_stage(appointment)
    assert net.stages(appointment) == ["call", "members", "chosen", "appeal", "members", "chosen",
                                       "appeal", "chosen", "done"]
    assert net.refused("Ida", "appointment.appeal", appointment=appointment,
                       reason="Too late.") == ("clash", "appointment")


def test_an_appeal_that_nobody_hears_is_not_answered_by_silence(net):
    appointment = chosen(net)
    net.do("Ida", "appointment.appeal", appointment=appointment, reason="I heard of it too late.")
    net.do("Ada", "appointment.adjust", appointment=appointment, until="2027-02-10",
           reason="I am on leave.")
    net.move("P20D")
    assert net.show(appointment)["stage"] == "appeal"
    net.pass_stage(appointment)
    assert net.stages(appointment)[-1] == "members"
    assert "in time" in net.reason(appointment)


def test_nobody_is_given_a_second_seat_of_a_role(net):
    net.do("Ben", "role.resign", role=net.role("deputy_chair"))
    appointment = net.open("Ada", "deputy_chair")
    assert net.refused("Cas", "appointment.interest", appointment=appointment,
                       statement="Twice.") == ("clash", "membership")
    net.want(appointment, "Fay")
    net.pass_stage(appointment)
    net.vote(net.show(appointment)["election"], Gus="Yes")
    assert net.pass_stage(appointment) == "chosen"
    assert net.pass_stage(appointment) == "done"
    assert net.holders("deputy_chair") == ["Cas", "Fay"]


def test_whoever_was_chosen_may_lay_it_down_and_whoever_leaves_has(net):
    appointment = chosen(net)
    net.do("Fay", "appointment.withdraw", appointment=appointment)
    assert net.stages(appointment)[-1] == "call"
    net.want(appointment, "Gus")
    net.pass_stage(appointment)
    net.vote(net.show(appointment)["election"], Hal="Yes")
    assert net.pass_stage(appointment) == "chosen"
    net.do("Gus", "membership.leave", network=net.network)
    net.move("PT1M")
    assert net.stages(appointment)[-2:] == ["chosen", "call"]
    assert "does not take it" in net.reason(appointment)


def test_a_stand_in_runs_what_concerns_the_chair(net):
    appointment = net.open("Ada", "chair")  # her term ends, and she says so early
    shown = net.show(appointment)
    assert shown["stand_in"] == net.handles["Ben"]
    for who in ["Ada", "Cas"]:
        assert net.refused(who, "appointment.stop", appointment=appointment,
                           reason="No.") == ("refused", "appointment")
    net.want(appointment, "Ben")
    assert net.show(appointment)["stand_in"] == net.handles["Cas"]
    net.want(appointment, "Cas")
    assert "stand_in" not in net.show(appointment)
    assert "names a stand-in" in net.show(appointment)["run_by"]
    assert net.refused("Dee", "appointment.name_stand_in", appointment=appointment,
                       membership=net.handles["Dee"]) == ("refused", "membership")
    assert net.refused("Dee", "appointment.name_stand_in", appointment=appointment,
                       membership=net.handles["Ada"]) == ("refused", "membership")
    net.do("Dee", "appointment.name_stand_in", appointment=appointment,
           membership=net.handles["Eve"])
    net.do("Eve", "appointment.adjust", appointment=appointment, until="2026-12-24",
           reason="Many are on leave.")
    assert "on leave" in net.reason(appointment)
    assert net.show(appointment)["until"].startswith("2026-12-25")
    net.do("Eve", "appointment.stop", appointment=appointment, reason="Ada stays after all.")
    assert net.stages(appointment)[-1] == "stopped"


def test_a_chair_is_voted_on_again_in_time_and_the_successor_waits_for_the_seat(net):
    net.move("P21M")
    net.move("P4D")
    row, = net.do("Lou", "appointment.list", network=net.network)["appointments"]
    appointment = row["appointment"]
    assert row["title"] == "Chair" and "voted on again" in net.reason(appointment)
    net.want(appointment, "Fay", "Gus")
    net.pass_stage(appointment)
    steering = {name for key in net.roles() for name in net.holders(key)}
    assert net.show(appointment)["stage"] == "steering" and "Ada" in steering
    net.vote(net.show(appointment)["election"], **dict.fromkeys(steering, "Gus"))
    net.pass_stage(appointment)
    net.pass_stage(appointment)
    assert net.show(appointment)["stage"] == "waiting"
    assert net.holders("chair") == ["Ada"]
    net.survive()
    net.move("P60D")
    assert net.holders("chair") == ["Gus"]
    assert net.stages(appointment) == ["call", "steering", "chosen", "waiting", "done"]
    assert net.refused("Ada", "role.define", network=net.network, title="Lead")[0] == "refused"
    net.do("Gus", "role.define", network=net.network, title="Lead")


def test_while_nobody_is_chair_a_deputy_acts_with_the_powers_until_somebody_is_appointed(net):
    net.do("Ada", "role.resign", role=net.role("chair"))
    net.move("PT1M")
    assert net.holders("chair") == ["(Ben)"] and net.roles()["chair"]["vacant"] == 1
    appointment = net.open("Ben", "chair")
    assert net.show(appointment)["stand_in"] == net.handles["Ben"]
    net.survive()
    net.do("Ben", "role.resign", role=net.role("chair"))
    net.move("PT1M")
    assert net.holders("chair") == ["(Cas)"]
    assert net.holders("deputy_chair") == ["Ben", "Cas"]
    plan = {row["title"]: row for row in net.do("Lou", "role.succession",
                                                network=net.network)["roles"]}
    assert plan["Chair"]["deputies"] == ["Deputy chair"] and "acts" in plan["Chair"]["ready"]
    net.want(appointment, "Cas")
    net.pass_stage(appointment)
    net.pass_stage(appointment)
    net.pass_stage(appointment)
    assert net.holders("chair") == ["Cas"]
    assert "nobody spoke against" in net.show(appointment)["stages"][2]["reason"]
    terms = [row for row in net.roles("Lou", past=True)["chair"]["holders"]
             if row["membership"] == net.handles["Cas"]]
    assert [(row["acting"], row["term"], "ended" in row) for row in terms] == \
        [(True, 0, True), (False, 1, False)]


def test_before_there_is_a_steering_group_the_members_decide(daemon):
    net = Governed(daemon, founded=False)
    appointment = net.open(None, "chair")
    assert net.show(appointment)["run_by"] == (
        "The administrators, as nobody appoints in this network yet; the members decide, as the "
        "charter's founding rule says")
    next_one = net.do("Fay", "appointment.interest", appointment=appointment,
                      statement="I would like it.")["what_next"]
    assert "the members decide straight away" in next_one
    net.want(appointment, "Gus")
    net.pass_stage(appointment)
    assert net.show(appointment)["stage"] == "members"
    assert "no steering group yet" in net.reason(appointment)
    net.vote(net.show(appointment)["election"], Ida="Fay", Jon="Fay", Kit="Gus")
    net.pass_stage(appointment)
    net.do("Kit", "appointment.appeal", appointment=appointment, reason="Hm.")
    assert net.show(appointment, None)["appeals"][0]["yours_to_decide"]
    net.do(None, "appointment.decide", appointment=appointment, outcome="dismissed", reason="So.")
    net.move("P8D")
    assert net.holders("chair") == ["Fay"]


def test_where_the_lot_broke_a_tie_of_the_members_the_line_says_so(daemon):
    net = Governed(daemon, founded=False)
    appointment = net.open(None, "chair")
    net.want(appointment, "Fay", "Gus")
    net.pass_stage(appointment)
    net.vote(net.show(appointment)["election"], Ida="Fay", Kit="Gus")
    assert net.pass_stage(appointment) == "chosen"
    election = net.do("Lou", "election.show", election=net.show(appointment)["election"])
    assert election["outcome"] == "elected" and "by the lot" in election["why"]
    assert "where their votes were tied the lot decided" in net.reason(appointment)


def test_whoever_withdraws_from_the_vote_is_not_asked_about_again(daemon):
    net = Governed(daemon, founded=False)
    appointment = net.open(None, "chair")
    net.want(appointment, "Fay", "Gus")
    net.pass_stage(appointment)
    election = net.show(appointment)["election"]
    net.do("Gus", "election.withdraw", election=election)
    assert [row["name"] for row in net.show(appointment)["candidates"]] == ["Fay"]
    net.vote(election, Ida="Fay")
    assert net.pass_stage(appointment) == "members"
    assert "Only one of them" in net.reason(appointment)
    again = net.do("Lou", "election.show", election=net.show(appointment)["election"])
    assert [row["name"] for row in again["options"]] == ["Yes", "No"]


def test_a_charter_can_leave_the_first_choice_to_who_founds_the_network(daemon):
    net = Governed(daemon, {"vacancy": {"founding": "administrators", "appeal_days": 0}},
                   founded=False)
    appointment = net.open(None, "chair")
    assert "they decide, too" in net.show(appointment)["run_by"]
    net.want(appointment, "Fay", "Gus")
    assert net.refused(None, "appointment.choose", appointment=appointment,
                       number=1) == ("clash", "appointment")
    net.pass_stage(appointment)
    seen = net.show(appointment, None)["candidates"]
    assert len(net.tasks(None, "appointment.founders")) == 1
    assert net.refused(None, "appointment.choose", appointment=appointment,
                       number=3) == ("wrong", "number")
    number = next(row["number"] for row in seen if row["name"] == "Gus")
    net.do(None, "appointment.choose", appointment=appointment, number=number)
    assert net.stages(appointment) == ["call", "founders", "done"]
    assert net.holders("chair") == ["Gus"] and net.tasks(None, "appointment.founders") == []


def test_a_sponsor_is_chosen_by_the_members_and_what_they_do_is_recorded(net):
    appointment = net.do("Ada", "sponsor.choose", network=net.network)["appointment"]
    for name in ["Dr Rao", "Mx Stone", "Ms Who"]:
        net.do("Hal", "sponsor.suggest", appointment=appointment, name=name, post="Chief nurse")
    net.do("Ada", "sponsor.strike", appointment=appointment, name="Ms Who")
    net.pass_stage(appointment)
    shown = net.show(appointment)
    assert shown["stage"] == "members" and "role" not in shown
    net.vote(shown["election"], Ida="Dr Rao", Jon="Dr Rao", Kit="Mx Stone")
    net.pass_stage(appointment)
    net.pass_stage(appointment)
    sponsor, = net.do("Lou", "sponsor.list", network=net.network)["sponsors"]
    assert (sponsor["name"], sponsor["post"]) == ("Dr Rao", "Chief nurse")
    net.do("Dee", "sponsor.engage", sponsor=sponsor["sponsor"], kind="removed_barrier",
           text="Found a room.", day="2026-12-10")
    assert net.refused("Dee", "sponsor.engage", sponsor=sponsor["sponsor"], kind="met",
                       text="Will meet.", day="2030-01-01") == ("wrong", "day")
    shown = net.do("Lou", "sponsor.show", sponsor=sponsor["sponsor"])
    assert [row["text"] for row in shown["engagements"]] == ["Found a room."]
    net.survive()
    net.move("P21M")
    net.move("P8D")
    again = net.do("Lou", "appointment.list", network=net.network)["appointments"]
    assert [row["title"] for row in again].count("Executive sponsor") == 2


def test_what_an_outgoing_lead_leaves_is_there_for_the_successor_and_nobody_else(net):
    for kind, text in [("promise", "A room for the June talk."), ("contact", "Estates: ring Mo."),
                       ("decision", "We meet on Tuesdays."), ("action", "Book the hall.")]:
        net.do("Ada", "handover.note", role=net.role("chair"), kind=kind, text=text)
    net.do("Eve", "membership.visibility", network=net.network, visibility="concealed")
    assert net.refused("Fay", "handover.pack", role=net.role("chair")) == ("refused", "role")
    net.do("Ada", "role.resign", role=net.role("chair"))
    net.move("PT1M")
    pack = net.do("Ben", "handover.pack", role=net.role("chair"))  # who acts
    text = pack["markdown"]
    for heading in ["# Handing over: Chair", "## Open actions", "## Promises", "## Decisions",
                    "## Contacts"]:
        assert heading in text
    assert "Book the hall." in text and "Communications lead: Dee" in text
    assert "Eve" not in text
    assert re.search(r"- Book the hall\. \(\d+ \w+ 20\d\d, Ada\)", text), "who wrote it, and when"
    row = next(row for row in pack["items"] if row["text"] == "Book the hall.")
    assert (row["by"], row["by_name"]) == (net.handles["Ada"], "Ada")
    note = row["handover"]
    net.do("Ada", "membership.visibility", network=net.network, visibility="concealed")
    assert "Ada" not in net.do("Ben", "handover.pack", role=net.role("chair"))["markdown"]
    net.do("Ada", "membership.visibility", network=net.network, visibility="members")
    assert net.refused("Fay", "handover.done", handover=note) == ("missing", "handover")
    net.do("Ben", "handover.done", handover=note)
    assert "Book the hall." not in net.do("Ada", "handover.pack",
                                          role=net.role("chair"))["markdown"]


def test_a_role_that_is_closed_and_a_network_that_is_closed_look_for_nobody(net):
    appointment = net.open("Ada", "events_lead")
    net.do("Ada", "role.close", role=net.role("events_lead"))
    assert net.stages(appointment) == ["call", "stopped"]
    other = net.open("Ada", "communications_lead")
    net.do(None, "network.close", network=net.network, reason="It has done its work.")
    assert net.refused("Fay", "appointment.interest", appointment=other,
                       statement="Me.")[0] in ("clash", "missing")
    net.move("P30D")
    assert net.stages(other) == ["call", "stopped"]
