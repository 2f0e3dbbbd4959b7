"""A year of duties to take part: whoever falls short is told alone, by how much and what would
mend it; a month later the chair is, and reads what they say to it. Nobody else ever learns of it.
"""
import datetime
import json

import pytest

from lib.committee_life import Life, stamp
from lib.daemon import rows_of

DAY = datetime.timedelta(days=1)


@pytest.fixture(name="life")
def life_of(daemon):
    """It begins in a January to come, so that the months are whole."""
    life = Life(daemon)
    life.year = life.now().year + 1
    life.move_to(life.local(f"{life.year}-01-02", "09:00"))
    return life


def month(life, number):
    """The tenth of a month, counted from that January."""
    return life.local(f"{life.year + (number - 1) // 12}-{(number - 1) % 12 + 1:02}-10", "14:00")


def sweep(life, number):
    """Past the first of the month after this one."""
    after = month(life, number + 1)
    life.move_to(after.replace(day=1, hour=10))


def stands(life, who, kind, **more):
    rows = life.do(who, "duty.show", network=life.network, **more)["duties"]
    return next(row for row in rows if row["kind"] == kind)


def numbers(row):
    return row["taken"], row["held"], row["needed"], row["short"]


def absent_for(life, who, months, there=("Ada", "Ben", "Cas", "Eli")):
    for number in months:
        life.hold(month(life, number), [name for name in there if name != who])


def test_who_falls_short_is_told_alone_then_the_chair_and_it_can_be_mended(life):
    absent_for(life, "Dee", range(1, 4))
    sweep(life, 3)
    assert numbers(stands(life, "Dee", "steering")) == (0, 3, 1, False)
    assert life.tasks("Dee", "duty.short") == [], "nothing is looked at before four meetings"
    before = {name: life.mails(name) for name in life.people}
    first = life.hold(month(life, 4), ["Ada", "Ben", "Cas", "Eli"])
    sweep(life, 4)
    assert numbers(stands(life, "Dee", "steering")) == (0, 4, 1, True)
    told = {name: life.mails(name) - before[name] for name in life.people}
    assert told == {**dict.fromkeys(life.people, 0), "Dee": 1}
    task, = life.tasks("Dee", "duty.short")
    assert "you took part in 0 of 4" in task["sentence"] and "1 is hoped for" in task["sentence"]
    # Of five meetings, two are a quarter: one more would leave her short again.
    assert "Taking part in the next 2 would mend it." in task["sentence"]
    duty = life.do("Dee", "duty.show", network=life.network)["duty"]
    for other in ["Ada", "Ben", "Fay"]:
        assert life.refused(other, "duty.colleague", duty=duty) == ("missing", "duty")
    assert life.tasks("Ada", "duty.word") == []
    assert life.refused("Cas", "duty.reply", network=life.network,
                        text="x") == ("clash", "network")
    life.do("Dee", "duty.reply", network=life.network, text="I work nights on Thursdays.")

    absent_for(life, "Dee", [5])
    sweep(life, 5)
    task, = life.tasks("Ada", "duty.word")
    assert task["subject"] == duty and "kind word" in task["sentence"]
    shown = life.do("Ada", "duty.colleague", duty=duty)
    assert shown["membership"] == life.handles["Dee"]
    assert shown["reply"] == "I work nights on Thursdays."
    assert "they took part in 0 of 5" in shown["duties"][0]["sentence"]
    for other in ["Ben", "Cas", "Fay"]:
        assert life.refused(other, "duty.colleague", duty=duty) == ("missing", "duty")

    # What is written afterwards counts, and an absence that is accepted leaves the base.
    life.do("Dee", "meeting.contribute", meeting=first, text="I would have said: ask the nights.")
    absent_for(life, "Dee", [6])
    last = next(row for row in reversed(life.meetings()) if row["state"] == "closed")["meeting"]
    assert numbers(stands(life, "Dee", "steering")) == (1, 6, 2, True)
    for meeting in [row["meeting"] for row in life.meetings()][-2:]:
        life.do("Ada", "meeting.record", meeting=meeting, membership=life.handles["Dee"],
                how="excused")
    assert numbers(stands(life, "Dee", "steering")) == (1, 4, 1, False)
    assert last
    sweep(life, 6)
    assert life.tasks("Dee", "duty.short") == [] and life.tasks("Ada", "duty.word") == []
    assert "duty" not in life.do("Dee", "duty.show", network=life.network)


def test_the_year_rolls_and_a_year_by_the_calendar_does_not(daemon):
    life = Life(daemon, {"duties": {"year": "calendar"}})
    life.year = life.now().year + 1
    life.move_to(life.local(f"{life.year}-09-02", "09:00"))
    for number in range(9, 13):
        life.hold(month(life, number), ["Ada", "Ben", "Cas", "Eli", "Dee"])
    assert numbers(stands(life, "Dee", "steering"))[:2] == (4, 4)
    life.move_to(life.local(f"{life.year + 1}-01-02", "09:00"))
    assert stands(life, "Dee", "steering")["held"] == 0
    assert "there have been none" in stands(life, "Dee", "steering")["sentence"]


def test_what_is_older_than_a_year_is_forgotten(life):
    life.hold(month(life, 1), ["Ada", "Ben", "Cas", "Dee"])
    absent_for(life, "Dee", range(2, 5))
    assert numbers(stands(life, "Dee", "steering")) == (1, 4, 1, False)
    absent_for(life, "Dee", [12])
    life.move_to(life.local(f"{life.year + 1}-01-09", "09:00"))
    assert stands(life, "Dee", "steering")["taken"] == 1
    life.move_to(life.local(f"{life.year + 1}-01-12", "09:00"))
    assert numbers(stands(life, "Dee", "steering")) == (0, 4, 1, True)


def event(life, number, there, role=None, day=11):
    """A general meeting, or an event of a role's remit."""
    more = {"kind": "remit", "role": role} if role else {}
    starts = month(life, number).replace(day=day)
    meeting = life.do("Ada", "meeting.plan", network=life.network, starts=stamp(starts),
                      invite=False, **more)["meeting"]
    life.move_to(starts)
    life.do("Ada", "meeting.open", meeting=meeting)
    for name in there:
        life.do(name, "meeting.attend", meeting=meeting, how="remote")
    life.do("Ada", "meeting.close", meeting=meeting)
    return meeting


def test_attendance_becomes_a_count_and_a_year_of_duties_is_still_told(life):
    first = life.hold(month(life, 1), ["Ada", "Ben", "Cas"], ["Eli"])
    absent_for(life, "Dee", range(10, 14))
    life.move_to(month(life, 20))
    assert numbers(stands(life, "Ada", "steering")) == (4, 4, 1, False)
    shown = life.do("Ada", "meeting.show", meeting=first)
    assert (shown["in_room"], shown["remote"]) == (3, 1) and "attendance" not in shown
    assert shown["kept"].startswith("Who was at a meeting is forgotten after a while.")
    assert "3 came in the room and 1 from afar" in shown["kept"]
    assert "decision.list" in life.said("Ada", "meeting.quorum", meeting=first)
    assert life.refused("Ada", "meeting.record", meeting=first, how="room",
                        membership=life.handles["Dee"]) == ("clash", "meeting")
    assert life.refused(None, "setting.set", name="keep_attendance", value="P12M") == (
        "wrong", "value")
    life.do(None, "setting.set", name="keep_attendance", value="P13M")


def test_each_duty_has_a_base_of_its_own(life):
    roles = {row["key"]: row["role"] for row in
             life.do("Ada", "role.list", network=life.network)["roles"]}
    for number in range(1, 5):
        event(life, number, ["Ada", "Ben", "Dee"] + (["Cas"] if number > 1 else []),
              roles["events_lead"])
    for number in range(5, 9):
        event(life, number, ["Ada", "Ben", "Dee"])
    # Of the events of her own remit every one counts, and of the rest a quarter.
    assert numbers(stands(life, "Cas", "remit")) == (3, 4, 4, True)
    assert numbers(stands(life, "Cas", "other")) == (0, 4, 1, True)
    assert numbers(stands(life, "Dee", "remit")) == (0, 0, 0, False)
    assert numbers(stands(life, "Dee", "other")) == (8, 8, 2, False), "from afar counts"
    assert stands(life, "Dee", "steering")["held"] == 0
    sentence = stands(life, "Cas", "remit")["sentence"]
    assert "accepted absence, for 1 that was missed would mend it" in sentence
    assert life.quorum(life.meetings()[0]["meeting"])["why"] == \
        "This is an event, not a meeting that decides."


def test_of_a_chair_who_falls_short_the_deputies_are_told(life):
    for number in range(1, 5):
        life.hold(month(life, number), ["Ben", "Cas", "Dee", "Eli"])
    sweep(life, 4)
    assert len(life.tasks("Ada", "duty.short")) == 1
    sweep(life, 5)
    assert life.tasks("Ada", "duty.word") == []
    assert len(life.tasks("Ben", "duty.word")) == 1


def test_whoever_is_on_leave_or_goes_is_left_in_peace(life):
    absent_for(life, "Dee", range(1, 5), there=("Ada", "Ben", "Cas"))
    life.do("Eli", "membership.absent", network=life.network, until=f"{life.year}-06-15")
    sweep(life, 4)
    assert life.tasks("Eli", "duty.short") == [] and len(life.tasks("Dee", "duty.short")) == 1
    sweep(life, 5)
    assert len(life.tasks("Ada", "duty.word")) == 1
    life.do("Dee", "membership.leave", network=life.network)
    assert life.tasks("Ada", "duty.word") == []
    assert rows_of(life.daemon.state)["duty"] == []
    sweep(life, 6)
    assert len(life.tasks("Eli", "duty.short")) == 1


def test_no_journal_and_no_row_in_the_clear_says_who_falls_short(life):
    absent_for(life, "Dee", range(1, 5))
    sweep(life, 4)
    life.do("Dee", "duty.reply", network=life.network, text="Zebra crossing")
    journal = json.dumps(life.do("Ada", "journal.list", network=life.network))
    assert "duty." not in journal
    assert "Zebra" not in repr(rows_of(life.daemon.state))
