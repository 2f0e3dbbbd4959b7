"""Two years of one network, lived with `kith` alone under a rehearsal's clock: it meets each month,
quorate and not; somebody's attendance falls short; confidence is voted on, a seat falls vacant, and
is filled by a contested ballot whose tie the members break; the chair is voted on again, twice; and
its terms of reference change, once by signatures and once by the members' vote.
"""
import json
import subprocess

import pytest

from lib.daemon import BUILD
from lib.story import CHARTER, DAY, Story, stamp

STEERING = {"Ada": "chair", "Ben": "deputy_chair", "Cas": "deputy_chair", "Dee": "membership_lead",
            "Eve": "communications_lead", "Fay": "events_lead", "Gus": "allyship_lead",
            "Hal": "intersectionality_lead"}
MEMBERS = ["Ida", "Jon", "Kit", "Lou", "Mia", "Ned", "Oli", "Pam", "Quy", "Ray", "Sam", "Tom",
           "Una", "Val", "Wes", "Zoe"]
TERMS = {"refresh": {"every": "P120M"}, "office": {"chair_term": "P12M"},
         "review": {"every": "P5M"}, "amend": {"signed_by": ["chair", "deputy_chair"]}}
WITHOUT_FAY = ["Ada", "Ben", "Cas", "Dee", "Eve", "Gus", "Hal"]


class TwoYears(Story):
    """The chapters, in their order; each leaves what the next one begins with."""

    def __init__(self, daemon, folder):
        super().__init__(daemon, folder)
        self.year = self.now().year + 1

    def founding(self):
        self.begin(TERMS, [*STEERING, *MEMBERS], self.year)
        self.appoint(None, "chair", "Ada")
        for name, role in STEERING.items():
            if name != "Ada":
                self.appoint("Ada", role, name)
        said = self.refused(None, "role.appoint", membership=self.handles["Jon"],
                            role=self.roles()["dental_lead"]["role"])
        assert "no such membership" in said, f"administrators only found it: {said}"
        assert self.holders("chair") == ["Ada"] and self.holders("deputy_chair") == ["Ben", "Cas"]
        self.do("Ada", "committee.cadence", committee=self.steering, at="18:00",
                first=f"{self.year}-01-14")

    def first_months(self):
        """Quorate and inquorate ones; Fay comes to none of them."""
        first = self.next_meeting()
        answer = self.gather(first, ["Ada", "Ben", "Dee"])
        assert not answer["quorate"] and (answer["present"], answer["needed"]) == (3, 4)
        assert "half of the 8 filled seats" in answer["why"], answer
        self.do("Gus", "meeting.attend", meeting=first, how="remote")
        assert self.do("Zoe", "meeting.quorum", meeting=first)["quorate"], "remote counts"
        decided = self.do("Ada", "decision.record", meeting=first, title="A quiet room",
                          text="We ask each Practice for a quiet room.", for_=3, against=1,
                          owner=self.handles["Ben"])
        assert decided["state"] == "passed", decided
        assert self.decision(decided["decision"])["charter"] == 1
        self.do("Ada", "follow_up.add", meeting=first, text="Write to the Practices.",
                owner=self.handles["Ben"], due=str(self.today() + 14 * DAY))
        self.end(first)
        self.do("Ada", "minutes.draft", meeting=first, text="# January\n\nA quiet room.")
        self.inquorate_month(first)
        third, answer = self.month(["Ada", "Ben", "Cas", "Eve", "Hal"])
        assert answer["quorate"]
        for _ in range(2):
            assert self.month(WITHOUT_FAY)[1]["quorate"]
        assert self.do("Zoe", "meeting.show", meeting=third)["charter"] == 1

    def inquorate_month(self, before):
        """It decides nothing, approves nothing, and says so."""
        meeting = self.next_meeting()
        answer = self.gather(meeting, ["Ada", "Ben"])
        assert not answer["quorate"] and "4 are needed" in answer["why"], answer
        said = self.refused("Ada", "decision.record", meeting=meeting, title="Money", for_=2,
                            text="We spend all of it.", against=0)
        assert "2 people are present" in said, said
        said = self.refused("Ada", "minutes.approve", meeting=before, at_meeting=meeting)
        assert "not quorate approves nothing" in said, said
        shown = self.do("Ben", "meeting.show", meeting=meeting)
        assert [row["text"] for row in shown["arising"]] == ["Write to the Practices."]
        assert self.end(meeting)["carried_over"] == 1
        follow_up, = self.do("Ben", "follow_up.list", network=self.network)["follow_ups"]
        assert follow_up["carried"] == 1
        self.do("Ben", "follow_up.done", follow_up=follow_up["follow_up"])

    def falls_short(self):
        """Told to Fay alone, and a month later to the chair; she replies."""
        duties = self.do("Fay", "duty.show", network=self.network)["duties"]
        steering = next(row for row in duties if row["kind"] == "steering")
        assert (steering["taken"], steering["held"], steering["short"]) == (0, 5, True)
        task, = self.tasks("Fay", "duty.short")
        assert "you took part in 0 of" in task["sentence"], task
        assert self.tasks("Ben", "duty.word") == []
        self.do("Fay", "duty.reply", network=self.network, text="I work nights on Thursdays.")
        assert self.month(WITHOUT_FAY)[1]["quorate"]
        self.days(25)
        task, = self.tasks("Ada", "duty.word")
        assert "kind word" in task["sentence"]
        shown = self.do("Ada", "duty.colleague", duty=task["subject"])
        said = self.refused("Ben", "duty.colleague", duty=task["subject"])
        assert "no such word about a duty" in said
        assert shown["reply"] == "I work nights on Thursdays."

    def no_confidence(self):
        """Notice, reply, a secret and quorate ballot, two thirds; the seat falls vacant."""
        self.meets = True
        office = self.office("events_lead")
        assert not self.do("Gus", "confidence.call", office=office, reason="We need the help."
                           )["enough"]
        called = self.do("Hal", "confidence.call", office=office, reason="Events stand still.")
        assert called["enough"]
        vote = called["confidence"]
        self.do("Fay", "confidence.reply", confidence=vote, text="My shifts will change in May.")
        self.days(16)
        shown = self.do("Zoe", "confidence.show", confidence=vote)
        assert shown["state"] == "ballot" and shown["charter"] == 1
        election = shown["election"]
        said = self.refused("Fay", "election.vote", election=election, choices=1)
        assert "roll" in said, f"whom it is about takes no part: {said}"
        self.vote(election, **dict.fromkeys([*WITHOUT_FAY, *MEMBERS[:7]], "Yes"),
                  **dict.fromkeys(MEMBERS[7:14], "No"))
        self.days(13)
        shown = self.do("Zoe", "confidence.show", confidence=vote)
        assert shown["state"] == "carried", "14 of 21 are two thirds"
        assert self.holders("events_lead") == []
        found = self.do("Ned", "election.receipt", election=election,
                        receipt=self.papers[election, "Ned"])
        assert found["choices"] == "1", f"whoever voted finds the own paper: {found}"

    def vacancy(self):
        """A call for interest, a steering vote that is tied, and the members' choice."""
        role = "Events lead"
        assert self.stages(role) == ["call"]
        self.want(role, "Ida", "Jon", "Kit")
        shown = self.appointment(role)
        self.do("Kit", "appointment.withdraw", appointment=shown["appointment"])
        assert "candidates" not in shown, "nobody sees who, before the call ends"
        assert self.pass_stage(role)[0] == "steering"
        self.vote(self.appointment(role)["election"], Ada="Ida", Ben="Ida", Cas="Ida", Dee="Jon",
                  Eve="Jon", Gus="Jon")
        stage, reason = self.pass_stage(role)
        assert stage == "members" and "tied" in reason, reason
        election = self.appointment(role)["election"]
        votes = {**dict.fromkeys(["Kit", "Lou", "Mia", "Ned", "Zoe", "Ada", "Ben", "Cas", "Dee",
                                  "Eve", "Gus", "Hal", "Fay"], "Ida"),
                 **dict.fromkeys(["Oli", "Pam", "Quy", "Ray", "Sam", "Tom", "Una", "Val"], "Jon")}
        self.vote(election, **votes)
        assert self.pass_stage(role)[0] == "chosen"
        self.recount(election, ["Ida"])
        assert self.pass_stage(role)[0] == "done"
        shown = self.appointment(role)
        assert [row["stage"] for row in shown["stages"]] == [
            "call", "steering", "members", "chosen", "done"]
        assert all(row["at"] and row["reason"] for row in shown["stages"])
        assert self.holders("events_lead") == ["Ida"]

    def recount(self, election, elected):
        """Anybody counts the published papers again, with no daemon."""
        blt = self.do("Zoe", "election.recount", election=election)["blt"]
        shown = self.do("Zoe", "election.show", election=election)
        done = subprocess.run([BUILD / "kith-count", "-", "--method", shown["method"], "--json"],
                              input=blt, capture_output=True, text=True, check=True, timeout=60)
        assert json.loads(done.stdout)["elected"] == elected

    def terms_change(self):
        """By consultation and two signatures; what was decided before keeps its version."""
        text = CHARTER.replace("**half**", "**three fifths**")
        terms = {**TERMS, "quorum": {"fraction": "3/5"}, "ask": ["charter.sign"],
                 "amend": {"signed_by": ["chair"]}}
        said = self.refused("Ada", "charter.draft", network=self.network, terms=self.file(
            "never.json", json.dumps({**terms, "quorum": {"at_least": 40}})))
        assert "quorum.at_least" in said and "12 seats" in said, said
        draft = self.do("Ada", "charter.draft", network=self.network,
                        charter=self.file("two.md", text),
                        terms=self.file("two.json", json.dumps(terms)))["draft"]
        shown = self.do("Zoe", "charter.compare", network=self.network, to_draft=draft)
        assert shown["effects"][0]["means"] == (
            "The quorum of the steering group rises from 4 to 5 of 8 filled seats.")
        assert any("{+ **three fifths**+}" in row["text"] for row in shown["wording"])
        self.do("Zoe", "charter.comment", draft=draft, text="Three fifths is fair.")
        self.do("Ada", "charter.sign", draft=draft)
        assert self.refused("Zoe", "charter.sign", draft=draft)
        self.days(15)
        assert self.do("Zoe", "charter.show", network=self.network)["version"] == 1
        assert self.do("Ben", "charter.sign", draft=draft)["state"] == "in_force"
        shown = self.do("Zoe", "charter.show", network=self.network,
                        as_of=str(self.today() - 40 * DAY))
        assert (shown["version"], shown["state"]) == (1, "earlier")
        answer = self.month(["Ada", "Ben", "Cas", "Dee"])[1]
        assert not answer["quorate"] and answer["needed"] == 5, "four were enough until now"

    def chair_again(self, candidates, winner, loser):
        """Called before the term ends, contested, and begun when the old term ends."""
        before = self.holders("chair")
        while (shown := self.appointment("Chair")) is None or shown["over"]:
            self.days(7)
        assert "voted on again" in shown["stages"][0]["reason"], shown
        for name in set(before) - set(candidates):
            said = self.refused(name, "appointment.interest", statement="Once more.",
                                appointment=shown["appointment"])
            assert "the charter allows 2" in said, said
        self.want("Chair", *candidates)
        assert self.pass_stage("Chair")[0] == "steering"
        voters = [name for name in self.steering_group() if name not in candidates]
        self.vote(self.appointment("Chair")["election"],
                  **dict.fromkeys(voters[:-1], winner), **{voters[-1]: loser})
        assert self.pass_stage("Chair")[0] == "chosen"
        assert self.holders("chair") == before
        while self.appointment("Chair")["stage"] != "done":
            self.days(3)
        assert self.holders("chair") == [winner]

    def deputy_again(self):
        """Deputies' terms are staggered: one ends after a year, and its holder would go on."""
        role = "Deputy chair"
        while self.holders("deputy_chair") != ["Ben"]:
            self.days(2)
        assert any("Deputy chair" in task["sentence"] for task in self.tasks("Ada", "role.vacant"))
        self.do("Ada", "appointment.open", role=self.roles()["deputy_chair"]["role"])
        self.want(role, "Cas")
        assert self.pass_stage(role)[0] == "members", "the only candidate"
        election = self.appointment(role)["election"]
        self.vote(election, Zoe="Yes", Una="Yes", Val="No")
        for stage in ["chosen", "done"]:
            assert self.pass_stage(role)[0] == stage
        assert self.holders("deputy_chair") == ["Ben", "Cas"]

    def general_meeting(self):
        """A quarter of all members, with the chair or a deputy in the room."""
        starts = self.now() + 2 * DAY
        meeting = self.do("Ada", "meeting.plan", network=self.network, starts=stamp(starts),
                          title="All of us")["meeting"]
        self.move_to(starts)
        answer = self.gather(meeting, ["Zoe", "Una", "Val", "Wes", "Tom"], ["Sam"])
        assert not answer["quorate"] and "chair" in answer["why"], answer
        self.do("Ben", "meeting.attend", meeting=meeting)
        assert self.do("Zoe", "meeting.quorum", meeting=meeting)["quorate"]
        decided = self.do("Ada", "decision.record", meeting=meeting, title="The year's report",
                          text="We take note of it.", for_=6, against=0)
        assert (decided["state"], self.decision(decided["decision"])["charter"]) == ("passed", 2)
        self.end(meeting)

    def blocked_and_ratified(self):
        """Two leave before the vote: what is left is not quorate, and the others decide online."""
        meeting = self.next_meeting()
        assert self.gather(meeting, ["Ada", "Ben", "Cas", "Dee", "Eve"])["quorate"]
        decision = self.do("Ada", "decision.propose", network=self.network, meeting=meeting,
                           title="A carers' day", text="Each June.")["decision"]
        self.do("Ben", "decision.second", decision=decision)
        self.do("Ada", "decision.open", decision=decision)
        self.agree(decision, Ada="for", Ben="for", Cas="for")
        self.do(None, "clock.move", by="PT10M")
        for name in ["Dee", "Eve"]:
            self.do(name, "meeting.leave", meeting=meeting)
        said = self.refused("Ada", "decision.close", decision=decision)
        assert "3 people are present and 5 are needed" in said, said
        self.end(meeting)
        self.held.append((meeting, False))
        assert self.decision(decision)["state"] == "open", "nothing is decided"
        self.do("Ada", "decision.ratify", decision=decision)
        self.agree(decision, Ada="for", Ben="for", Cas="for", Gus="for", Hal="against")
        self.days(15)
        shown = self.decision(decision)
        assert (shown["state"], shown["charter"]) == ("passed", 2), shown

    def members_change_terms(self):
        """The charter asks the members before it is signed: their vote signs it."""
        text = CHARTER.replace("**half**", "**three fifths**") + "\nNobody is chased.\n"
        draft = self.do("Ada", "charter.draft", network=self.network,
                        charter=self.file("three.md", text))["draft"]
        self.days(15)
        proposal = self.do("Ada", "charter.sign", draft=draft)["proposal"]
        decision = self.do("Ada", "decision.propose", network=self.network, proposal=proposal,
                           title="Our charter", text="Nobody is chased.")["decision"]
        self.do("Zoe", "decision.second", decision=decision)
        self.do("Ada", "decision.open", decision=decision)
        self.agree(decision, **dict.fromkeys(["Ada", "Ben", "Zoe", "Una", "Val", "Wes"], "for"),
                   Tom="against")
        assert self.do("Zoe", "charter.show", network=self.network)["version"] == 2
        self.days(12)
        shown = self.decision(decision)
        assert shown["state"] == "passed", shown
        shown = self.do("Zoe", "charter.show", network=self.network)
        assert (shown["version"], "Nobody is chased." in shown["charter"]) == (3, True)

    def review(self):
        """Five months after the charter was changed it is looked at again."""
        assert self.tasks("Ada", "charter.review") == [], "a new version is a review"
        self.days(140)
        assert self.tasks("Ada", "charter.review") == []
        self.days(16)
        task, = self.tasks("Ada", "charter.review")
        assert "charter.draft changes it" in task["sentence"]

    def looking_back(self):
        months = {row["starts"][:7] for row in self.every_meeting() if row["state"] == "closed"}
        assert months == {f"{year}-{month:02}" for year in (self.year, self.year + 1)
                          for month in range(1, 13)}, "the group met each month"
        assert {quorate for _meeting, quorate in self.held} == {True, False}
        assert self.today().year == self.year + 2
        versions = self.do("Zoe", "charter.list", network=self.network)["versions"]
        assert [row["version"] for row in versions] == [1, 2, 3]


@pytest.fixture(name="story")
def two_years(daemon, folder):
    return TwoYears(daemon, folder())


def test_a_network_lives_two_years(story):
    story.founding()
    story.first_months()
    story.falls_short()
    story.no_confidence()
    story.vacancy()
    story.daemon.kill9()
    story.daemon.start()
    story.terms_change()
    story.chair_again(["Ada", "Ben"], "Ada", "Ben")
    story.deputy_again()
    story.general_meeting()
    story.blocked_and_ratified()
    story.members_change_terms()
    story.review()
    story.chair_again(["Ben", "Cas"], "Ben", "Cas")
    story.looking_back()
