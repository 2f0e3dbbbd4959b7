"""Proxies: where a committee's terms allow them, whoever is there votes for whoever is not."""
import pytest

from lib.committee_life import Life
from lib.story import DAY, MINUTE

RULE = "half of filled seats; proxies at most {}"


@pytest.fixture(name="life")
def life_of(daemon):
    return Life(daemon)


def allow(life, count):
    life.do("Ada", "committee.edit", committee=life.steering, quorum=RULE.format(count))


def to_vote(life, meeting):
    """A decision that is put to the vote in the meeting."""
    decision = life.do("Ada", "decision.propose", network=life.network, title="A kettle",
                       text="We buy one.", meeting=meeting)["decision"]
    life.do("Ben", "decision.second", decision=decision)
    life.do("Ada", "decision.open", decision=decision)
    return decision


def begin(life, *there):
    starts = life.now() + DAY
    meeting = life.plan(starts, invite=False)
    life.move_to(starts)
    life.do("Ada", "meeting.open", meeting=meeting)
    for name in there:
        life.do(name, "meeting.attend", meeting=meeting)
    return meeting


def give(life, giver, holder, meeting):
    life.do(giver, "meeting.proxy", meeting=meeting, to=life.handles[holder])


def test_whoever_holds_a_proxy_votes_for_its_giver_too(life):
    allow(life, 2)
    meeting = begin(life, "Ada", "Ben")
    for giver in ["Cas", "Dee"]:
        give(life, giver, "Ben", meeting)
    decision = to_vote(life, meeting)
    life.do("Ada", "decision.vote", decision=decision, choice="against")
    said = life.do("Ben", "decision.vote", decision=decision, choice="against")["what_next"]
    assert said.startswith("You have voted for 2 colleagues as well, whose proxy you hold.")
    life.do("Ben", "decision.vote", decision=decision, choice="for")  # of all three
    assert life.do("Cas", "decision.show", decision=decision)["your_vote"] == "for"
    answer = life.do("Ada", "decision.close", decision=decision)
    assert answer["state"] == "passed" and "3 for and 1 against" in answer["why"]
    assert "2 of them by proxy" in answer["quorum_why"]
    votes = {row["name"]: (row["choice"], row.get("reason"))
             for row in life.do("Ada", "decision.votes", decision=decision)["votes"]}
    assert votes["Cas"] == votes["Dee"] == ("for", "By proxy.")
    assert votes["Ben"] == ("for", None)


def test_nobody_votes_for_a_colleague_who_is_there_who_voted_or_who_is_recused(life):
    allow(life, 3)
    meeting = begin(life, "Ada", "Ben", "Cas", "Eli")
    for giver in ["Cas", "Dee", "Eli"]:
        give(life, giver, "Ben", meeting)
    decision = to_vote(life, meeting)
    life.do("Dee", "interest.declare", network=life.network, kind="financial", matter="Kettles.",
            decision=decision)
    life.do("Eli", "decision.vote", decision=decision, choice="against")
    life.do("Eli", "meeting.leave", meeting=meeting)
    life.move_to(life.now() + 2 * MINUTE)
    said = life.do("Ben", "decision.vote", decision=decision, choice="for")["what_next"]
    assert said.startswith("You can vote again")
    answer = life.do("Ada", "decision.close", decision=decision)
    assert "1 for and 1 against" in answer["why"]


def test_a_proxy_too_many_and_one_that_the_terms_do_not_allow_are_refused(life):
    meeting = begin(life, "Ada", "Ben")
    assert "allow no proxies" in life.said("Cas", "meeting.proxy", meeting=meeting,
                                           to=life.handles["Ben"])
    allow(life, 1)
    meeting = begin(life, "Ada", "Ben")
    give(life, "Cas", "Ben", meeting)
    give(life, "Cas", "Ada", meeting)  # another holder, not another proxy
    assert "of this meeting allow 1 proxy, and so many are given" in life.said(
        "Dee", "meeting.proxy", meeting=meeting, to=life.handles["Ben"])
    life.do("Cas", "meeting.proxy", meeting=meeting)
    give(life, "Dee", "Ben", meeting)
    assert life.refused("Fay", "meeting.proxy", meeting=meeting,
                        to=life.handles["Ben"])[0] in {"clash", "missing"}
