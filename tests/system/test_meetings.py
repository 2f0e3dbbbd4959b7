"""Some months of a steering group: it meets by a cadence over a clock change, decides when it is
quorate and not when it is not, loses its quorum at five past two, and carries over what is not
done. Minutes are approved by the next meeting. The daemon is killed on the way.
"""
import datetime
import json
import signal

import pytest

from lib.committee_life import Life, stamp
from lib.daemon import rows_of
from lib.ident import ident_number

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture(name="life")
def life_of(daemon):
    return Life(daemon)


def begin(life, minutes=0, **more):
    """A steering meeting that is open, on a day to come at 14:00 by the clocks there."""
    day = (life.now() + 2 * DAY).date()
    starts = life.local(day, "14:00")
    meeting = life.plan(starts, **more)
    life.move_to(starts + minutes * MINUTE)
    life.do("Ada", "meeting.open", meeting=meeting, at="14:00")
    return meeting, starts


def test_a_meeting_loses_its_quorum_at_five_past_two_and_says_why(life):
    meeting, starts = begin(life)
    for name in ["Ada", "Ben"]:
        life.do(name, "meeting.attend", meeting=meeting)
    assert not life.quorum(meeting)["quorate"]
    life.move_to(starts + 2 * MINUTE)
    life.do("Cas", "meeting.attend", meeting=meeting, how="remote")
    answer = life.quorum(meeting)
    assert (answer["quorate"], answer["present"], answer["needed"]) == (True, 3, 3)
    life.move_to(starts + 5 * MINUTE)
    life.do("Cas", "meeting.leave", meeting=meeting)
    assert not life.quorum(meeting)["quorate"]
    assert life.daemon.kill9() == -signal.SIGKILL
    life.daemon.start()
    life.move_to(starts + 60 * MINUTE)
    life.do("Ada", "meeting.close", meeting=meeting)
    assert [life.quorum(meeting, at)["quorate"]
            for at in ("14:00", "14:01", "14:02", "14:04", "14:05", "14:30")] == \
        [False, False, True, True, False, False]
    turns = life.quorum(meeting)["turns"]
    assert [(turn["at"], turn["quorate"]) for turn in turns] == \
        [(stamp(starts), False), (stamp(starts + 2 * MINUTE), True),
         (stamp(starts + 5 * MINUTE), False)]
    said = life.kith("meeting", "quorum", meeting, "--at", "14:05", "--as", life.people["Fay"])
    assert "2 people are present" in said and "3 are needed" in said, said
    said = life.kith("meeting", "quorum", meeting, "--at", "13:59", "--as", life.people["Fay"])
    assert "At 13:59 the meeting was not open yet: it opened at 14:00." in said, said


def test_whoever_has_no_seat_listens_only_if_they_are_asked(life):
    meeting, _starts = begin(life)
    assert life.refused("Fay", "meeting.attend", meeting=meeting) == ("refused", "meeting")
    other = life.plan(life.now() + DAY)
    mails = life.mails("Fay")
    life.do("Ada", "meeting.invite", meeting=other, memberships=[life.handles["Fay"]])
    assert life.mails("Fay") == mails + 1
    life.move_to(life.now() + DAY)
    life.do("Ada", "meeting.open", meeting=other)
    for name in ["Ada", "Ben", "Fay"]:
        life.do(name, "meeting.attend", meeting=other)
    assert life.quorum(other)["present"] == 2


def test_what_cannot_be_is_refused_and_changes_nothing(life):
    meeting, starts = begin(life, minutes=10)
    before = rows_of(life.daemon.state)
    assert life.refused("Ada", "meeting.open", meeting=meeting) == ("clash", "meeting")
    assert life.refused("Ada", "meeting.leave", meeting=meeting) == ("clash", "meeting")
    assert life.refused("Ada", "meeting.attend", meeting=meeting, at="13:30") == ("wrong", "at")
    assert life.refused("Ada", "meeting.attend", meeting=meeting, at="15:00") == ("wrong", "at")
    assert life.refused("Ada", "meeting.close", meeting=meeting, at="13:59") == ("wrong", "at")
    assert life.refused("Ada", "meeting.cancel", meeting=meeting)[0] == "clash"
    assert life.refused("Fay", "meeting.apologise", meeting=meeting) == ("refused", "meeting")
    assert life.refused("Ada", "meeting.plan", network=life.network, committee=life.steering,
                        kind="other", starts=stamp(starts + DAY)) == ("wrong", "kind")
    assert life.refused("Ada", "follow_up.add", meeting=meeting, text="Ask.", due="2020-01-01",
                        owner=life.handles["Ben"]) == ("wrong", "due")
    after = rows_of(life.daemon.state)
    assert {name: rows for name, rows in after.items() if name != "look"} == \
        {name: rows for name, rows in before.items() if name != "look"}
    life.do("Ada", "meeting.attend", meeting=meeting, at="14:05")
    assert life.refused("Ada", "meeting.attend", meeting=meeting) == ("clash", "meeting")
    assert life.refused("Ada", "meeting.leave", meeting=meeting, at="14:04") == ("wrong", "at")
    life.do("Ada", "meeting.leave", meeting=meeting, at="14:06")
    assert life.refused("Ada", "meeting.attend", meeting=meeting, at="14:05") == ("wrong", "at")
    life.move_to(starts + 30 * MINUTE)
    life.do("Ada", "meeting.close", meeting=meeting)
    assert life.refused("Ada", "meeting.close", meeting=meeting) == ("clash", "meeting")
    assert life.refused("Ben", "meeting.attend", meeting=meeting) == ("clash", "meeting")
    assert life.refused("Ben", "meeting.leave", meeting=meeting) == ("clash", "meeting")
    assert life.refused("Ada", "meeting.plan", network=life.network,
                        starts=stamp(starts)) == ("wrong", "starts")


def test_in_the_night_in_which_an_hour_comes_twice_the_meeting_says_which_is_meant(life):
    """Nurses meet at 01:10 by the clocks, the second time that these show it."""
    year = life.now().year + 1
    last = max(day for day in range(25, 32)
               if datetime.date(year, 10, day).weekday() == 6)
    begins = datetime.datetime(year, 10, last, 1, 10, tzinfo=datetime.UTC)
    meeting = life.plan(begins)
    life.move_to(begins)
    life.do("Ada", "meeting.open", meeting=meeting)
    life.move_to(begins + 30 * MINUTE)
    life.do("Ada", "meeting.attend", meeting=meeting, at="01:15")
    row, = life.do("Ada", "meeting.show", meeting=meeting)["attendance"]
    assert row["from"][11:16] == "01:15"


def test_a_cadence_keeps_its_hour_over_the_clock_change_and_a_moved_one_stays(life):
    year = life.now().year + 1
    life.move_to(life.local(f"{year}-03-01", "09:00"))
    first = datetime.date(year, 3, 14) + ((3 - datetime.date(year, 3, 14).weekday()) % 7) * DAY
    life.do("Ada", "committee.cadence", committee=life.steering, first=str(first), at="14:00")
    planned = life.meetings()
    assert [row["starts"] for row in planned[:1]] == [stamp(life.local(first, "14:00"))]
    hours = {row["starts"][11:16] for row in planned}
    assert hours == {"14:00", "13:00"}, "an hour earlier by UTC once the clocks have gone forward"
    moved = life.local(first + 30 * DAY, "18:30")
    life.do("Ada", "meeting.move", meeting=planned[1]["meeting"], starts=stamp(moved))
    life.move_to(life.local(f"{year}-07-01", "09:00"))
    later = life.meetings()
    assert [row["starts"] for row in later].count(stamp(moved)) == 1
    assert len(later) >= 5 and len({row["starts"][:7] for row in later}) == len(later)
    weekdays = {datetime.datetime.fromisoformat(row["starts"]).weekday() for row in later
                if row["starts"] != stamp(moved)}
    assert weekdays == {first.weekday()}
    # Another cadence calls off what the first one planned, but not what was moved by hand.
    future = [row for row in later if row["starts"] > stamp(life.now())]
    kept = life.local(life.now().date() + 20 * DAY, "10:00")
    life.do("Ada", "meeting.move", meeting=future[-1]["meeting"], starts=stamp(kept))
    life.do("Ada", "committee.cadence", committee=life.steering, every="P14D", at="09:30",
            first=str(life.now().date() + 3 * DAY))
    states = {row["meeting"]: row["state"] for row in life.meetings()}
    assert states[future[-1]["meeting"]] == "planned"
    assert all(states[row["meeting"]] == "cancelled" for row in future[:-1])
    life.do("Ada", "committee.end_cadence", committee=life.steering)
    assert life.refused("Ada", "committee.end_cadence",
                        committee=life.steering) == ("missing", "committee")


def test_everybody_gets_one_mail_and_reminders_as_the_charter_says(life):
    before = {name: life.mails(name) for name in life.people}
    starts = life.local((life.now() + 20 * DAY).date(), "14:00")
    meeting = life.plan(starts)
    told = {name: life.mails(name) - before[name] for name in life.people}
    assert told == {"Ada": 1, "Ben": 1, "Cas": 1, "Dee": 1, "Eli": 1, "Fay": 0, "Gil": 0}
    life.do("Eli", "meeting.apologise", meeting=meeting, reason="health")
    life.move_to(starts - 7 * DAY + MINUTE)
    assert life.mails("Ben") - before["Ben"] == 2
    life.move_to(starts - MINUTE)
    assert life.mails("Ben") - before["Ben"] == 3
    assert life.mails("Eli") - before["Eli"] == 1, "who cannot come is left in peace"
    assert life.refused("Ada", "meeting.invite", meeting=meeting) == ("clash", "meeting")
    shown = life.do("Ada", "meeting.show", meeting=meeting)
    assert [row.get("reason") for row in shown["apologies"]] == [None], "a reason is one's own"
    own = life.do("Eli", "meeting.show", meeting=meeting)
    assert own["apologies"][0]["reason"] == "health"
    life.do("Ada", "meeting.cancel", meeting=meeting)
    assert life.mails("Ben") - before["Ben"] == 4


def test_minutes_are_commented_on_and_approved_by_the_next_quorate_meeting(life):
    first, starts = begin(life)
    for name in ["Ada", "Ben", "Cas"]:
        life.do(name, "meeting.attend", meeting=first)
    life.do("Ada", "agenda_item.add", meeting=first, title="Night staff", minutes=20,
            owner=life.handles["Ben"])
    life.do("Ada", "meeting.guest", meeting=first, name="A guardian")
    action = life.do("Ada", "follow_up.add", meeting=first, text="Ask the night staff.",
                     owner=life.handles["Ben"], due=str(starts.date() + 7 * DAY))["follow_up"]
    assert [task["subject"] for task in life.tasks("Ben", "follow_up.due")] == [action]
    life.do("Dee", "meeting.contribute", meeting=first, text="I would ask them by mail.")
    life.move_to(starts + 60 * MINUTE)
    life.do("Ada", "meeting.close", meeting=first)
    life.do("Ada", "minutes.draft", meeting=first, text="# We met\n\nAnd agreed.")
    assert life.refused("Fay", "minutes.show", meeting=first) == ("missing", "meeting")
    life.do("Ben", "minutes.comment", meeting=first, text="It was Dee who said so.")
    said = life.do("Ada", "minutes.comments", meeting=first)["comments"]
    assert [row["text"] for row in said] == ["It was Dee who said so."]
    assert life.do("Ada", "minutes.draft", meeting=first, text="# We met")["version"] == 2
    second, later = begin(life)
    life.do("Ada", "meeting.attend", meeting=second)
    shown = life.do("Ben", "meeting.show", meeting=second)
    assert shown["minutes_to_approve"] == [first]
    assert [(row["text"], row["carried"]) for row in shown["arising"]] == \
        [("Ask the night staff.", 0)]
    message = life.said("Ada", "minutes.approve", meeting=first, at_meeting=second)
    assert "not quorate approves nothing" in message and "needed" in message
    life.move_to(later + 5 * MINUTE)
    for name in ["Ben", "Cas"]:
        life.do(name, "meeting.attend", meeting=second)
    life.do("Ada", "minutes.approve", meeting=first, at_meeting=second)
    assert life.do("Fay", "minutes.show", meeting=first)["text"] == "# We met"
    assert life.refused("Ada", "minutes.draft", meeting=first, text="No.") == ("clash", "meeting")
    assert life.refused("Ada", "meeting.record", meeting=first, how="absent",
                        membership=life.handles["Ben"]) == ("clash", "meeting")
    life.move_to(later + 60 * MINUTE)
    assert life.do("Ada", "meeting.close", meeting=second)["carried_over"] == 1
    life.do("Ben", "follow_up.done", follow_up=action)
    assert life.tasks("Ben", "follow_up.due") == []
    assert life.refused("Ada", "follow_up.done", follow_up=action) == ("clash", "follow_up")
    row = life.do("Ada", "follow_up.list", network=life.network, done=True)["follow_ups"][0]
    assert row["carried"] == 1 and "done" in row


def test_what_was_written_of_a_meeting_stays_when_somebody_leaves(life):
    meeting, starts = begin(life)
    for name in ["Ada", "Ben", "Cas"]:
        life.do(name, "meeting.attend", meeting=meeting)
    life.do("Ada", "follow_up.add", meeting=meeting, text="Ask.", owner=life.handles["Cas"],
            due=str(starts.date() + 7 * DAY))
    life.do("Cas", "meeting.contribute", meeting=meeting, text="Something of mine.")
    life.move_to(starts + 10 * MINUTE)
    life.do("Cas", "membership.leave", network=life.network)
    life.move_to(starts + 60 * MINUTE)
    life.do("Ada", "meeting.close", meeting=meeting)
    assert life.quorum(meeting, "14:09")["quorate"] and not life.quorum(meeting, "14:10")["quorate"]
    shown = life.do("Ada", "meeting.show", meeting=meeting)
    assert "contributions" not in shown
    assert [task["sentence"] for task in life.tasks("Ada", "follow_up.due")] == [
        "Nobody does what a meeting agreed any more. Find who will, with follow_up.edit: Ask."]
    assert all("name" not in row for row in shown["attendance"]
               if row["membership"] == life.handles["Cas"])


def test_a_general_meeting_needs_a_chair_and_shows_nobody_who_is_concealed(life):
    life.do("Gil", "membership.visibility", network=life.network, visibility="concealed")
    starts = life.local((life.now() + 3 * DAY).date(), "12:00")
    meeting = life.do("Ada", "meeting.plan", network=life.network,
                      starts=stamp(starts))["meeting"]
    assert life.mails("Gil") > 0
    life.move_to(starts)
    life.do("Cas", "meeting.open", meeting=meeting)
    for name in ["Cas", "Dee", "Eli", "Fay", "Gil"]:
        life.do(name, "meeting.attend", meeting=meeting)
    answer = life.quorum(meeting)
    assert not answer["quorate"] and answer["present"] == 5 and "chair" in answer["why"]
    life.do("Ben", "meeting.attend", meeting=meeting)
    assert life.quorum(meeting)["quorate"]
    seen = {row["membership"] for row in life.do("Cas", "meeting.show",
                                                 meeting=meeting)["attendance"]}
    assert life.handles["Gil"] not in seen and life.handles["Fay"] in seen
    seen = {row["membership"] for row in life.do("Dee", "meeting.show",
                                                 meeting=meeting)["attendance"]}
    assert life.handles["Gil"] in seen, "the membership lead keeps that to herself"
    own = life.do("Gil", "meeting.show", meeting=meeting)["attendance"]
    assert [row["membership"] for row in own] == [life.handles["Gil"]]


def test_a_committee_has_terms_of_its_own_and_a_rule_that_can_be_met(life):
    roles = {row["key"]: row["role"] for row in
             life.do("Ada", "role.list", network=life.network)["roles"]}
    some = [roles["chair"], roles["events_lead"], roles["membership_lead"]]
    assert life.refused("Ada", "committee.open", network=life.network, name="Leads group",
                        roles=some, quorum="4") == ("wrong", "quorum")
    assert life.refused("Ada", "committee.open", network=life.network, name="Leads group",
                        roles=some, quorum="2; with treasurer") == ("wrong", "quorum")
    assert life.refused("Ada", "committee.open", network=life.network,
                        name="Steering") == ("wrong", "roles")
    group = life.do("Ada", "committee.open", network=life.network, name="Leads group", roles=some,
                    quorum="2; with chair in the room; remote does not count",
                    attend="leads")["committee"]
    shown = life.do("Fay", "committee.show", committee=group)
    assert (shown["seats"], shown["filled"], shown["vacant"]) == (3, 3, 0)
    starts = life.local((life.now() + 3 * DAY).date(), "12:00")
    meeting = life.plan(starts, committee=group)
    life.move_to(starts)
    life.do("Ada", "meeting.open", meeting=meeting)
    life.do("Ada", "meeting.attend", meeting=meeting, how="remote")
    life.do("Cas", "meeting.attend", meeting=meeting)
    life.do("Dee", "meeting.attend", meeting=meeting)
    life.do("Eli", "meeting.attend", meeting=meeting)  # a lead, without a seat here
    answer = life.quorum(meeting)
    assert (answer["quorate"], answer["present"]) == (False, 2), answer
    life.do("Ada", "meeting.attend", meeting=meeting, how="room")
    assert life.quorum(meeting)["quorate"]
    assert life.refused("Ada", "committee.close", committee=life.steering)[0] == "clash"
    life.do("Ada", "committee.close", committee=group)
    assert life.refused("Ada", "committee.edit", committee=group, name="x") == ("clash",
                                                                                "committee")


def test_half_of_the_seats_vacant_is_said_and_the_version_of_the_charter_is_kept(life):
    meeting, _starts = begin(life)
    shown = life.do("Ada", "committee.show", committee=life.steering)
    assert shown["vacant"] * 2 >= shown["seats"] and "vacant" in shown["warning"]
    assert "warning" in life.quorum(meeting)
    assert life.do("Ada", "meeting.show", meeting=meeting)["charter"] == 1


def test_a_meeting_that_nobody_closes_closes_at_its_planned_end(life):
    meeting, starts = begin(life)
    for name in ["Ada", "Ben", "Cas"]:
        life.do(name, "meeting.attend", meeting=meeting)
    life.move_to(starts + 13 * 60 * MINUTE)
    assert life.do("Ada", "meeting.show", meeting=meeting)["state"] == "open"
    life.move_to(starts + 15 * 60 * MINUTE)
    shown = life.do("Ada", "meeting.show", meeting=meeting)
    assert (shown["state"], shown["closed"]) == ("closed", stamp(starts + 90 * MINUTE))
    assert {row["until"] for row in shown["attendance"]} == {stamp(starts + 90 * MINUTE)}


def test_whoever_asks_what_is_held_of_them_reads_it(life):
    meeting, starts = begin(life)
    life.do("Cas", "meeting.attend", meeting=meeting)
    life.do("Cas", "meeting.contribute", meeting=meeting, text="Something of mine.")
    life.do("Dee", "meeting.apologise", meeting=meeting, reason="caring")
    life.do("Ada", "follow_up.add", meeting=meeting, text="Ask.", owner=life.handles["Cas"],
            due=str(starts.date()))

    def held(name):
        text = life.do(name, "person.export")["data"]
        return json.loads(text)["memberships"][0]
    mine = held("Cas")
    assert [row["how"] for row in mine["attendance"]] == ["room"]
    assert [row["text"] for row in mine["wrote"]] == ["Something of mine."]
    assert [row["text"] for row in mine["actions"]] == ["Ask."]
    assert [row["reason"] for row in held("Dee")["absences"]] == ["caring"]
    assert "attendance" not in held("Fay")


def test_the_chair_goes_to_a_meeting_of_others_and_reports_back(life):
    day = (life.now() + 3 * DAY).date()
    asked = life.do("Ben", "representation.plan", network=life.network, on=str(day),
                    what="The host's people committee")["representation"]
    assert [task["subject"] for task in life.tasks("Ada", "representation.report")] == [asked]
    assert life.refused("Ada", "representation.report", representation=asked,
                        text="x") == ("clash", "representation")
    life.move_to(life.local(day, "18:00"))
    life.do("Ada", "representation.report", representation=asked, text="They will answer in May.")
    assert life.tasks("Ada", "representation.report") == []
    shown = life.do("Cas", "representation.show", representation=asked)
    assert shown["report"] == "They will answer in May." and shown["state"] == "reported"
    assert life.refused("Fay", "representation.show", representation=asked)[0] == "missing"


def test_nothing_that_is_said_at_a_meeting_lies_in_the_clear(life):
    meeting, starts = begin(life)
    life.do("Ada", "meeting.attend", meeting=meeting)
    life.do("Ada", "agenda_item.add", meeting=meeting, title="Zebra crossing", text="Quagga")
    life.do("Ada", "meeting.contribute", meeting=meeting, text="Zebra crossing")
    life.do("Ada", "meeting.guest", meeting=meeting, name="Zebra crossing")
    life.do("Ada", "follow_up.add", meeting=meeting, text="Zebra crossing",
            owner=life.handles["Ada"], due=str(starts.date()))
    life.do("Ada", "minutes.draft", meeting=meeting, text="Zebra crossing")
    life.do("Ada", "minutes.comment", meeting=meeting, text="Zebra crossing")
    life.do("Ada", "representation.plan", network=life.network, on=str(starts.date()),
            what="Zebra crossing")
    life.daemon.stop()
    held = repr(rows_of(life.daemon.state))
    assert "Zebra" not in held and "Quagga" not in held
    assert str(ident_number(meeting)) in held
    life.daemon.start()


def test_a_guest_is_taken_off_again_until_the_minutes_are_approved(life):
    meeting, _starts = begin(life)
    for name in ["A guardian", "Dr Rao", "A guardian"]:
        life.do("Ada", "meeting.guest", meeting=meeting, name=name)
    life.do("Ada", "meeting.strike_guest", meeting=meeting, name="A guardian")
    guests = life.do("Ada", "meeting.show", meeting=meeting)["guests"]
    assert sorted(guests) == ["A guardian", "Dr Rao"]
    assert life.refused("Ada", "meeting.strike_guest", meeting=meeting,
                        name="Dr Roe") == ("missing", "name")
    assert life.refused("Fay", "meeting.strike_guest", meeting=meeting,
                        name="Dr Rao")[0] == "refused"


@pytest.mark.parametrize("invite", [True, False])
def test_a_meeting_that_nobody_opened_is_asked_about_and_not_closed(life, invite):
    starts = life.now() + 9 * DAY
    meeting = life.plan(starts, invite=invite)
    moved = starts + DAY
    life.do("Ada", "meeting.move", meeting=meeting, starts=stamp(moved))
    life.move_to(starts + DAY)
    assert not life.tasks("Ada", "meeting.unopened")
    life.move_to(moved + DAY)
    (task,) = life.tasks("Ada", "meeting.unopened")
    assert task["subject"] == meeting and "Nobody has opened the meeting" in task["sentence"]
    assert not life.tasks("Fay", "meeting.unopened")
    assert life.do("Ada", "meeting.show", meeting=meeting)["state"] == "planned"
    ended = {True: "meeting.open", False: "meeting.cancel"}[invite]
    life.do("Ada", ended, meeting=meeting)
    assert not life.tasks("Ada", "meeting.unopened")
