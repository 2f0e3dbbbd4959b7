"""Decisions through `kith`, from the proposal to the review.

Seconded, voted on, closed by their time, blocked for want of a quorum and ratified, taken in a
meeting; and what waits for consent, done.
"""
import datetime
import json

import pytest

from lib.committee_life import Life, stamp
from lib.daemon import rows_of
from lib.people import Colleague, appoint, network_open, outcome

DAY = datetime.timedelta(days=1)


class Council(Life):
    """Whose steering group decides."""

    def kith_json(self, who, *words):
        shown = self.daemon.kith("--json", "--as", self.people[who], *words)
        assert shown.returncode == 0, shown.stderr
        return json.loads(shown.stdout)

    def propose(self, who="Fay", **more):
        words = [word for name, value in more.items() for word in (f"--{name}", value)]
        return self.kith_json(who, "decision", "propose", self.network, "--title", "A kettle",
                              "--text", "We buy one for the drop-in.", *words)["decision"]

    def opened(self, second="Ben", **more):
        decision = self.propose(**more)
        self.kith_json(second, "decision", "second", decision)
        self.kith_json("Ada", "decision", "open", decision)
        return decision

    def vote(self, decision, **votes):
        for who, choice in votes.items():
            self.kith_json(who, "decision", "vote", decision, "--choice", choice)

    def show(self, decision, who="Ada"):
        return self.kith_json(who, "decision", "show", decision)


@pytest.fixture(name="council")
def council_of(daemon):
    return Council(daemon)


def test_a_decision_from_its_proposal_to_its_review(daemon, council):
    review = str((council.now() + 60 * DAY).date())
    decision = council.propose(review=review, owner=council.handles["Fay"])
    assert council.refused("Ada", "decision.open", decision=decision) == ("clash", "decision")
    council.kith_json("Gil", "decision", "support", decision)
    council.kith_json("Ben", "decision", "second", decision)
    opened = council.kith_json("Ada", "decision", "open", decision)
    assert opened["closes_at"] == stamp(council.now() + 10 * DAY)[:16] + opened["closes_at"][16:]
    council.vote(decision, Ada="for", Ben="for", Cas="against", Dee="abstain")
    daemon.kill9()
    daemon.start()
    daemon.call("clock.move", {"by": "P10D"})
    shown = council.show(decision, "Gil")
    assert shown["state"] == "passed"
    assert shown["why"] == ("Carried: 2 for and 1 against, 1 person abstained; 2 for are needed, "
                            "more than half of the 3 votes.")
    assert shown["quorum_why"] == (
        "Quorate: 4 people have voted and 3 are needed: the rule is the greater of 3 people and "
        "3 (half of the 5 filled seats, rounded up).")
    assert (shown["charter"], shown["seconds"], shown["supporters"]) == (1, 1, 1)
    assert shown["carried_by"] == "more than half of the votes"
    assert council.tasks("Fay", "decision.carry_out")
    daemon.call("clock.move", {"by": "P55D"})
    task, = council.tasks("Fay", "decision.review")
    assert (task["due"], task["subject"]) == (review, decision)
    council.kith_json("Fay", "decision", "review", decision, "--found", "It boils.")
    assert not council.tasks("Fay", "decision.review")
    assert council.show(decision)["found"] == "It boils."
    found = council.kith_json("Gil", "decision", "list", council.network, "--search", "DROP-IN")
    assert [row["decision"] for row in found["decisions"]] == [decision]
    assert not council.kith_json("Gil", "decision", "list", council.network, "--search",
                                 "teapot")["decisions"]
    told = council.kith("decision", "show", decision, "--as", council.people["Gil"])
    assert "Carried: 2 for and 1 against" in told


def test_blocked_for_want_of_a_quorum_it_is_ratified_online_by_a_date(daemon, council):
    decision = council.opened()
    council.vote(decision, Ada="for", Ben="for")
    daemon.call("clock.move", {"by": "P10D"})
    shown = council.show(decision)
    assert (shown["state"], shown["why"]) == ("blocked", shown["quorum_why"])
    assert shown["why"].startswith("Not quorate: 2 people have voted and 3 are needed")
    assert "decision.ratify can put it to an online vote" in shown["offer"]
    assert council.tasks("Ada", "decision.ratify")
    council.kith_json("Ada", "decision", "ratify", decision)
    council.vote(decision, Cas="for")
    daemon.call("clock.move", {"by": "P14D"})
    assert council.show(decision)["state"] == "passed"
    assert not council.tasks("Ada", "decision.ratify")


def test_consent_fails_while_an_objection_stands(daemon, council):
    decision = council.opened(method="consent")
    council.vote(decision, Ada="for", Ben="for")
    assert council.refused("Cas", "decision.vote", decision=decision,
                           choice="object") == ("wrong", "reason")
    council.kith_json("Cas", "decision", "vote", decision, "--choice", "object",
                      "--reason", "It scalds.")
    seen = council.kith_json("Dee", "decision", "votes", decision)
    assert [(row["choice"], row["reason"]) for row in seen["votes"]] == [("object", "It scalds.")]
    daemon.call("clock.move", {"by": "P10D"})
    shown = council.show(decision)
    assert (shown["state"], shown["why"]) == (
        "failed", "Not carried: 1 person objected, 2 people agreed.")


def test_a_declared_interest_recuses_and_only_office_holders_read_it(council):
    decision = council.opened(method="absolute")
    council.vote(decision, Ada="for", Ben="for", Cas="for", Dee="against")
    interest = council.kith_json("Dee", "interest", "declare", council.network, "--kind",
                                 "financial", "--matter", "My firm sells kettles.", "--decision",
                                 decision)["interest"]
    assert council.refused("Dee", "decision.vote", decision=decision,
                           choice="for") == ("refused", "decision")
    assert council.refused("Fay", "interest.withdraw", interest=interest) == ("missing", "interest")
    seen = council.kith_json("Ada", "interest", "list", council.network)["interests"]
    assert [(row["matter"], row["yours"]) for row in seen] == [("My firm sells kettles.", False)]
    assert council.kith_json("Fay", "interest", "list", council.network) == {"interests": []}
    council.vote(decision, Eli="against")
    council.kith_json("Ada", "decision", "close", decision)
    shown = council.show(decision, "Fay")
    assert (shown["recused"], shown["entitled"], shown["for"]) == (1, 4, 3)
    assert "kettles" not in json.dumps(shown)


def test_officers_who_stay_away_do_not_stop_a_vote_of_all_members(daemon, council):
    """The chair or a deputy has to be in the room of a general meeting; online there is no room."""
    decision = council.opened(voters="members")
    council.vote(decision, Cas="for", Dee="for", Eli="for", Fay="for", Gil="against")
    daemon.call("clock.move", {"by": "P10D"})
    shown = council.show(decision)
    assert (shown["state"], shown["for"], shown["entitled"]) == ("passed", 4, 7), shown["why"]


def test_a_meeting_decides_while_it_is_quorate_and_what_it_decided_else_is_flagged(council):
    day = (council.now() + 2 * DAY).date()
    starts = council.local(day, "14:00")
    meeting = council.plan(starts)
    council.move_to(starts)
    council.do("Ada", "meeting.open", meeting=meeting)
    for name in ("Ada", "Ben"):
        council.do(name, "meeting.attend", meeting=meeting)
    about = {"meeting": meeting, "title": "A kettle", "text": "We buy one."}
    assert council.refused("Ada", "decision.record", **about, **{"for": 2}) == ("clash", "meeting")
    said = council.said("Ada", "decision.record", **about, **{"for": 2})
    assert said.startswith("Not quorate: 2 people are present and 3 are needed")
    council.move_to(council.local(day, "14:10"))
    council.do("Cas", "meeting.attend", meeting=meeting)
    recorded = council.do("Ada", "decision.record", **about, **{"for": 3})
    assert recorded["state"] == "passed"
    flagged = council.do("Ada", "decision.record", **about, at="14:05", **{"for": 2})
    assert flagged["state"] == "blocked" and "decision.ratify" in flagged["offer"]
    shown = council.show(flagged["decision"])
    assert shown["flagged"] and shown["meeting"] == meeting
    rows = council.kith_json("Fay", "decision", "list", council.network, "--meeting",
                             meeting)["decisions"]
    assert [row["flagged"] for row in sorted(rows, key=lambda row: row["state"])] == [True, False]


def test_what_waits_for_consent_is_done_once_all_members_have_agreed(daemon):
    council = Council(daemon, terms={"ask": ["role.define"]})
    proposal = council.do("Ada", "role.define", network=council.network,
                          title="Tea lead")["proposal"]
    assert council.tasks("Ada", "proposal.waits")
    decision = council.opened(proposal=proposal)
    assert not council.tasks("Ada", "proposal.waits")
    council.vote(decision, Ada="for", Ben="for", Cas="for", Fay="for", Gil="against")
    council.daemon.call("clock.move", {"by": "P10D"})
    shown = council.show(decision)
    assert (shown["state"], shown["voters"], shown["done"]) == (
        "passed", "members", "role.define was done.")
    assert council.do("Gil", "proposal.show", proposal=proposal)["state"] == "passed"
    titles = [row["title"] for row in council.do("Gil", "role.list",
                                                 network=council.network)["roles"]]
    assert titles.count("Tea lead") == 1


def test_what_cannot_be_is_refused_by_its_field_and_changes_nothing(council):
    decision = council.opened()
    council.vote(decision, Ada="for")
    before = rows_of(council.daemon.state)
    about = {"network": council.network, "title": "T", "text": "T."}
    wrong = [
        ("Fay", "decision.vote", {"decision": decision, "choice": "for"}, ("refused", "decision")),
        ("Ben", "decision.vote", {"decision": decision, "choice": "object"}, ("wrong", "choice")),
        ("Ada", "decision.close", {"decision": decision}, ("clash", "decision")),
        ("Ada", "decision.open", {"decision": decision}, ("clash", "decision")),
        ("Ada", "decision.ratify", {"decision": decision}, ("clash", "decision")),
        ("Fay", "decision.withdraw", {"decision": decision}, ("clash", "decision")),
        ("Fay", "decision.propose", dict(about, quorum="500"), ("wrong", "quorum")),
        ("Fay", "decision.propose", dict(about, quorum="3/2 of seats"), ("wrong", "quorum")),
        ("Fay", "decision.propose", dict(about, method="fraction", fraction="1/1",
                                         more_than=True), ("wrong", "fraction")),
        ("Fay", "decision.votes", {"decision": decision}, ("refused", "decision")),
        (None, "decision.votes", {"decision": decision}, ("refused", "")),
        ("Fay", "interest.declare", {"network": council.network, "kind": "personal",
                                     "matter": "M"}, ("refused", "decision")),
    ]
    for who, action, arguments, expected in wrong:
        assert council.refused(who, action, **arguments) == expected, action
    assert rows_of(council.daemon.state) == before


def test_in_real_use_an_administrator_neither_votes_nor_sees_a_vote(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    network = network_open(daemon, "Carers", {"decision": {"seconders": 0}})
    holders = {title: Colleague(daemon).join(network, visibility="concealed")
               for title in ("Events lead", "Communications lead", "Allyship lead", "Chair")}
    for title, colleague in holders.items():
        appoint(daemon, colleague, network, title)
    chair = holders["Chair"]
    decision = chair.call("decision.propose", {"network": network, "title": "T",
                                               "text": "T."})["decision"]
    chair.call("decision.open", {"decision": decision})
    for colleague in holders.values():
        colleague.call("decision.vote", {"decision": decision, "choice": "for"})
    vote = {"decision": decision, "choice": "against"}
    assert outcome(daemon.ask("decision.vote", vote, as_=chair.person))[0] == "refused"
    assert outcome(daemon.ask("decision.votes", {"decision": decision}))[0] == "refused"
    assert chair.call("decision.close", {"decision": decision})["state"] == "passed"
    seen = chair.call("decision.votes", {"decision": decision})
    assert [row["membership"] for row in seen["votes"]] == [chair.handles[network]]
    assert seen["unnamed"] == 3
    for answer in (daemon.ask("decision.votes", {"decision": decision}),
                   daemon.ask("decision.votes", {"decision": decision}, as_=chair.person)):
        assert "against" not in json.dumps(answer) and chair.handles[network] not in json.dumps(
            answer)
