"""A charter changes as it says itself: who votes on a new version, what carries it, how many must
take part; the terms in force rule the change, and a vote that fails changes nothing."""
import json
import tempfile

import pytest

from lib.committee_life import Life
from lib.daemon import Refused, rows_of

MEMBERS = ("Fay", "Gil", "Hal", "Ida")  # nine in all, with the five who hold a role
AMEND = {"by": "members", "majority": "two thirds of votes", "consultation_days": 3}


class Convention(Life):
    """Whose members have the last word on their charter."""

    def __init__(self, daemon, **amend):
        super().__init__(daemon, {"amend": {**AMEND, **amend}}, members=MEMBERS)

    def draft(self, who="Ada", **terms):
        with tempfile.TemporaryFile() as file:
            file.write(json.dumps(terms).encode())
            file.flush()
            return self.daemon.call("charter.draft", {"network": self.network, "terms": 0},
                                    as_=self.people[who], files=[file.fileno()])

    def put_to_vote(self, **terms):
        """A draft that is signed and consulted on, and the vote that opens by itself then."""
        draft = self.draft(**terms)["draft"]
        assert "decision" not in self.do("Ada", "charter.sign", draft=draft)
        self.daemon.call("clock.move", {"by": "P4D"})
        return draft, self.do("Fay", "charter.show", network=self.network, draft=draft)["decision"]

    def vote(self, decision, votes_for, votes_against):
        voters = [*self.holders, *MEMBERS]
        for at, who in enumerate(voters[:votes_for + votes_against]):
            self.do(who, "decision.vote", decision=decision,
                    choice="for" if at < votes_for else "against")

    def shown(self, **which):
        return self.do("Fay", "charter.show", network=self.network, **which)

    def charter_rows(self):
        rows = rows_of(self.daemon.state)
        return rows["charter"], rows["charter_terms"]


@pytest.fixture(name="convention")
def convention_of(daemon):
    return Convention(daemon)


def test_a_change_with_a_simple_majority_but_not_two_thirds_fails_and_nothing_changes(
        daemon, convention):
    drafted = convention.draft(quorum={"at_least": 4})
    assert drafted["needs"] == (
        "This change needs two thirds of the votes in a vote of all members, besides the "
        "signatures: section `amend` of the charter in force, version 1, says so.")
    convention.do("Ada", "charter.withdraw", draft=drafted["draft"])
    draft, decision = convention.put_to_vote(quorum={"at_least": 4})
    before = convention.charter_rows()
    shown = convention.do("Gil", "decision.show", decision=decision)
    assert (shown["voters"], shown["carried_by"], shown["charter"]) == (
        "members", "two thirds of the votes", 1)
    assert drafted["needs"] in shown["text"] and draft in shown["text"]
    convention.vote(decision, 5, 4)
    daemon.call("clock.move", {"by": "P10D"})
    shown = convention.do("Gil", "decision.show", decision=decision)
    assert (shown["state"], shown["done"]) == ("failed", "The charter stays as it is.")
    assert shown["why"].startswith("Not carried: 5 for and 4 against; 6 for are needed")
    assert convention.charter_rows() == before
    assert convention.shown()["version"] == 1
    assert convention.shown(draft=draft)["state"] == "declined"
    assert convention.refused("Ada", "charter.sign", draft=draft) == ("clash", "draft")
    convention.draft(quorum={"at_least": 4})  # and another may be tried


def test_two_thirds_put_it_in_force_by_itself_though_the_daemon_was_killed(daemon, convention):
    draft, decision = convention.put_to_vote(quorum={"at_least": 4}, amend=AMEND)
    convention.vote(decision, 6, 3)
    daemon.kill9()
    daemon.start()
    daemon.call("clock.move", {"by": "P10D"})
    shown = convention.do("Gil", "decision.show", decision=decision)
    assert (shown["state"], shown["done"]) == (
        "passed", "Version 2 of the charter is in force: charter.show shows it.")
    assert convention.shown()["version"] == 2
    assert convention.shown(draft=draft)["state"] == "in_force"
    terms = json.loads(convention.do("Fay", "network.show", network=convention.network)["terms"])
    assert terms["quorum"]["at_least"] == 4 and terms["amend"]["by"] == "members"


def test_the_terms_in_force_rule_the_change_and_not_those_of_the_draft(daemon, convention):
    """To drop the two thirds takes two thirds."""
    easy = {**AMEND, "majority": "a tenth of votes"}
    draft, decision = convention.put_to_vote(amend=easy)
    compared = convention.do("Fay", "charter.compare", network=convention.network, to_draft=draft)
    effect, = [row for row in compared["effects"] if row["term"] == "amend.majority"]
    assert effect["says"] == (
        "What carries the vote on a new version: two thirds of votes → a tenth of votes")
    assert effect["means"].startswith(
        "A change is made by the terms before it: this one needs two thirds of the votes")
    convention.vote(decision, 5, 4)
    daemon.call("clock.move", {"by": "P10D"})
    assert convention.shown()["version"] == 1
    _draft, decision = convention.put_to_vote(amend=easy)
    convention.vote(decision, 6, 3)
    daemon.call("clock.move", {"by": "P10D"})
    assert convention.shown()["version"] == 2
    _draft, decision = convention.put_to_vote(amend=AMEND)
    convention.vote(decision, 1, 8)
    daemon.call("clock.move", {"by": "P10D"})
    assert convention.shown()["version"] == 3  # one of nine is a tenth and more


def test_the_steering_group_votes_where_the_terms_say_so_by_their_quorum(daemon):
    convention = Convention(daemon, by="steering_group", quorum="four fifths of seats",
                            majority="more than half of all who may vote", consultation_days=0)
    draft = convention.draft(quorum={"at_least": 4})["draft"]
    decision = convention.do("Ada", "charter.sign", draft=draft)["decision"]
    assert convention.refused("Fay", "decision.vote", decision=decision,
                              choice="for") == ("refused", "decision")
    convention.vote(decision, 3, 0)
    daemon.call("clock.move", {"by": "P10D"})
    shown = convention.do("Ada", "decision.show", decision=decision)
    assert shown["state"] == "blocked" and "four fifths of the" in shown["why"], shown
    assert convention.shown(draft=draft)["state"] == "open"
    daemon.call("clock.move", {"by": "P15D"})
    assert convention.do("Ada", "decision.show", decision=decision)["state"] == "lapsed"
    assert convention.shown(draft=draft)["state"] == "declined"


def test_whoever_takes_the_draft_back_ends_the_vote(convention):
    draft, decision = convention.put_to_vote(quorum={"at_least": 4})
    convention.vote(decision, 6, 0)
    convention.do("Ada", "charter.withdraw", draft=draft)
    assert convention.do("Ada", "decision.show", decision=decision)["state"] == "withdrawn"
    assert convention.refused("Ida", "decision.vote", decision=decision,
                              choice="for") == ("clash", "decision")
    convention.daemon.call("clock.move", {"by": "P20D"})
    assert convention.shown()["version"] == 1


@pytest.mark.parametrize("terms, said", [
    ({"amend": {"by": "members", "majority": "most of votes"}}, "amend.majority"),
    ({"amend": {"by": "members", "majority": "more than all of votes"}}, "amend.majority"),
    ({"amend": {"by": "members", "majority": "half of seats"}}, "amend.majority"),
    ({"amend": {"by": "steering_group", "quorum": "900"}}, "amend.quorum"),
    ({"amend": {"by": "members"}, "ask": ["charter.sign"]}, "ask")])
def test_terms_by_which_nothing_could_be_changed_again_are_refused(convention, terms, said):
    before = rows_of(convention.daemon.state)
    with pytest.raises(Refused) as refused:
        convention.draft(**terms)
    assert (refused.value.name, refused.value.field) == ("wrong", "terms")
    assert refused.value.message.startswith(f"In the terms, {said}: ")
    assert rows_of(convention.daemon.state) == before
