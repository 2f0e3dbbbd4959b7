"""The story of secret votes: planned, stood for, open, voted in, counted, published and counted
again by anybody.
"""
import contextlib
import hashlib
import sqlite3

import pytest

from lib.ident import ident_number
from lib.poll import Poll, recount


@pytest.fixture(name="poll")
def poll_of(daemon):
    return Poll(daemon, 24)


@pytest.fixture(name="few")
def poll_of_few(daemon):
    return Poll(daemon, 8)


def rows(daemon, sql, *values):
    path = f"file:{daemon.state / 'kith.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
        return list(database.execute(sql, values))


# ---- from the plan to the result ----

def test_an_office_is_filled_by_a_vote_that_anybody_can_count_again(poll, folder):
    election = poll.contest(3)
    shown = poll.show(election)
    assert shown["state"] == "open" and shown["roll"] == 24 and "seed" not in shown
    assert "Scottish rules" in shown["counted"]
    numbers = poll.numbers(election)
    receipts = {}
    for who in range(24):
        first = numbers[f"Candidate {0 if who < 14 else 1 + who % 2}"]
        receipts[who] = poll.vote(who, election, first)
    again = poll.vote(23, election, numbers["Candidate 0"], numbers["Candidate 1"])
    assert again == receipts[23]  # the nonce is the same, so the receipt is
    poll.move("P20D")
    shown = poll.show(election)
    assert shown["state"] == "published" and shown["outcome"] == "elected"
    assert [option["name"] for option in shown["options"] if option["elected"]] == ["Candidate 0"]
    assert (shown["papers"], shown["blank"]) == (24, 0)
    answer = poll.do(5, "election.recount", election=election)
    assert answer["same"] and answer["outcome"] == "elected"
    assert recount(folder(), answer)["elected"] == ["Candidate 0"]
    found = poll.do(2, "election.receipt", election=election, receipt=receipts[23])
    assert found == {"papers": 1, "blank": False, "choices":
                     f"{numbers['Candidate 0']} {numbers['Candidate 1']}"}
    assert answer["blt"].count(f"({receipts[7]})") == 1
    lines = poll.do(3, "election.audit", election=election)["lines"]
    assert [line["check"] for line in lines] == ["roll", "seed", "papers", "receipts", "count"]
    assert all(line["well"] for line in lines), lines
    assert not poll.key_of(election).exists()


def test_the_seed_of_the_lot_is_fixed_before_the_vote_and_redraws_a_tie(poll, folder):
    election = poll.contest(2, method="plurality")
    told = poll.show(election)["seed_hash"]
    for who in range(24):
        poll.vote(who, election, 1 + who % 2)
    poll.move("P20D")
    shown = poll.show(election)
    assert shown["outcome"] == "elected" and "lot" in shown["why"]
    assert hashlib.blake2b(shown["seed"].encode(), digest_size=32).hexdigest() == told
    counted = recount(folder(), poll.do(0, "election.recount", election=election))
    assert counted["ties"][0]["rule"] == "lot"
    assert counted["elected"] == [option["name"] for option in shown["options"]
                                  if option["elected"]]


def test_a_tie_that_shall_stay_is_told_as_one(poll):
    election = poll.contest(2, method="plurality", ties="stay")
    for who in range(24):
        poll.vote(who, election, 1 + who % 2)
    poll.move("P20D")
    shown = poll.show(election)
    assert shown["outcome"] == "tied" and not any(each["elected"] for each in shown["options"])


def test_a_question_needs_its_part_of_the_votes_and_blank_papers_are_no_votes(poll):
    election = poll.question(majority="2/3", quorum="1/2")
    assert poll.numbers(election) == {"Yes": 1, "No": 2}
    for who in range(21):
        poll.vote(who, election, *([] if who < 3 else [1] if who < 15 else [2]))
    poll.move("P20D")
    shown = poll.show(election)  # 12 of 18 votes: two thirds exactly
    assert (shown["outcome"], shown["papers"], shown["blank"]) == ("carried", 21, 3)
    election = poll.question("Another one", majority="2/3", more_than=True)
    for who in range(24):
        poll.vote(who, election, 1 if who < 16 else 2)
    poll.move("P20D")
    assert poll.show(election)["outcome"] == "rejected"


def test_too_few_voters_for_the_quorum_decide_nothing(poll):
    election = poll.question(majority="1/2", quorum="1/2")
    for who in range(11):
        poll.vote(who, election, 1)
    poll.move("P20D")
    assert poll.show(election)["outcome"] == "inquorate"


def test_with_no_more_candidates_than_seats_nobody_needs_to_vote(poll):
    election = poll.contest(1)
    shown = poll.show(election)
    assert (shown["state"], shown["outcome"]) == ("published", "unopposed")
    assert shown["options"][0]["elected"] and "unopposed" in shown["why"]
    empty = poll.contest(0)
    assert poll.show(empty)["outcome"] == "nobody"
    assert not poll.key_of(election).exists() and not poll.key_of(empty).exists()


def test_papers_pass_over_a_candidate_who_withdraws_while_it_is_open(poll, folder):
    election = poll.contest(3)
    numbers = poll.numbers(election)
    for who in range(24):
        poll.vote(who, election, numbers["Candidate 2"], numbers[f"Candidate {who // 16}"])
    poll.do(2, "election.withdraw", election=election)
    assert poll.refused(1, "election.vote", election=election, nonce="x" * 16,
                        choices=[str(numbers["Candidate 2"])]) == ("wrong", "choices")
    poll.move("P20D")
    shown = poll.show(election)
    assert [each["name"] for each in shown["options"] if each["elected"]] == ["Candidate 0"]
    answer = poll.do(0, "election.recount", election=election)
    assert answer["same"] and recount(folder(), answer)["elected"] == ["Candidate 0"]


def test_whoever_withdrew_and_stood_again_is_on_the_paper_once(poll, folder):
    election = poll.plan("Chair", purpose="office")
    for who, name in ((0, "Ada"), (1, "Bo"), (2, "Cy")):
        poll.do(who, "election.nominate", election=election, name=name)
    poll.do(0, "election.withdraw", election=election)
    poll.do(0, "election.nominate", election=election, name="Ada", statement="After all.")
    poll.do(2, "election.withdraw", election=election)
    poll.move("P14DT1H")
    numbers = poll.numbers(election)
    assert sorted(numbers) == ["Ada", "Bo"] and sorted(numbers.values()) == [1, 2]
    assert poll.show(election)["charter"] == 1
    for who in range(24):
        poll.vote(who, election, numbers["Ada" if who < 13 else "Bo"])
    poll.move("P20D")
    answer = poll.do(5, "election.recount", election=election)
    assert answer["same"] and recount(folder(), answer)["elected"] == ["Ada"]


def test_whoever_leaves_is_named_no_more_and_the_recount_stays_the_same(poll, folder):
    election = poll.contest(3)
    numbers = poll.numbers(election)
    for who in range(24):
        poll.vote(who, election, numbers[f"Candidate {who % 2}"])
    poll.move("P20D")
    before = recount(folder(), poll.do(5, "election.recount", election=election))
    poll.do(0, "membership.leave", network=poll.network)
    answer = poll.do(5, "election.recount", election=election)
    assert answer["same"] and "Candidate 0" not in answer["blt"]
    former = f"A former member ({numbers['Candidate 0']})"
    assert former in answer["blt"]
    after = recount(folder(), answer)
    assert after["elected"] == [former if name == "Candidate 0" else name
                                for name in before["elected"]]


def test_who_is_not_on_the_roll_when_it_opens_cannot_vote(poll):
    ally = poll.join("Ally", kind="ally")
    election = poll.question()
    late = poll.join("Late")
    for who in (ally, late):
        assert poll.refused(who, "election.vote", election=election, choices=["1"],
                            nonce="x" * 16) == ("refused", "election")
        assert not poll.show(election, who)["may_vote"]
    everyone = poll.question("All", electorate="everyone")
    poll.vote(ally, everyone, 1)


def test_a_committee_votes_by_its_seats_and_without_one_those_who_hold_an_office(few):
    roles = {role["key"]: role["role"]
             for role in few.do(None, "role.list", network=few.network)["roles"]}
    steering = few.do(0, "committee.list", network=few.network)["committees"][0]["committee"]
    assert few.refused(None, "election.plan", network=few.network, title="Which?",
                       committee=steering) == ("wrong", "committee")
    polls = [few.plan("Steering", electorate="committee", committee=steering),
             few.plan("Office holders", electorate="committee")]
    few.do(None, "role.appoint", role=roles["chair"], membership=few.handles[3])
    few.move("P1DT1H")
    for election in polls:
        few.vote(3, election, 1)
        assert few.refused(4, "election.vote", election=election, choices=["1"],
                           nonce="x" * 16) == ("refused", "election")


@pytest.mark.parametrize("choices, field", [
    (["3"], "choices"), (["0"], "choices"), (["1", "1"], "choices"), (["1", "2"], "choices"),
    (["1=2"], "choices"), (["one"], "choices"), ([], "choices")])
def test_a_paper_that_cannot_be_counted_is_refused(few, choices, field):
    election = few.question()
    before = rows(few.daemon, "SELECT id, voted, sealed FROM election_box ORDER BY id")
    assert few.refused(1, "election.vote", election=election, choices=choices,
                       nonce="x" * 16) == ("wrong", field)
    assert rows(few.daemon, "SELECT id, voted, sealed FROM election_box ORDER BY id") == before


def test_there_is_no_voting_before_it_opens_or_after_it_closes(few):
    election = few.plan()
    vote = {"election": election, "choices": ["1"], "nonce": "x" * 16}
    assert few.refused(0, "election.vote", **vote) == ("clash", "election")
    few.move("P1DT1H")
    few.do(0, "election.vote", **vote)
    assert few.refused(0, "election.receipt", election=election, receipt="0" * 20) == \
        ("clash", "election")
    few.move("P20D")
    assert few.refused(0, "election.vote", **vote) == ("clash", "election")
    assert few.refused(0, "election.close", election=election) == ("refused", "")


@pytest.mark.parametrize("wrong, field", [
    ({"quorum": "3/2"}, "quorum"), ({"majority": "1/1", "more_than": True}, "majority"),
    ({"method": "av", "seats": 2}, "seats"), ({"method": "meek", "majority": "1/2"}, "majority"),
    ({"opens_at": "2020-01-01T00:00:00Z"}, "opens_at"), ({"options": ["One"]}, "options"),
    ({"electorate": "place"}, "place"),
    ({"purpose": "office", "options": ["A", "B"]}, "options")])
def test_a_plan_that_could_never_work_is_refused(few, wrong, field):
    assert few.refused(None, "election.plan", network=few.network, title="Never",
                       **wrong) == ("wrong", field)


def test_two_answers_of_one_name_are_refused(few):
    assert few.refused(None, "election.plan", network=few.network, title="Twice",
                       options=["One", "One"]) == ("clash", "options")


def test_a_planned_vote_can_be_taken_back_and_an_open_one_cannot(few):
    election = few.plan()
    few.do(None, "election.cancel", election=election)
    few.move("P20D")
    assert few.show(election)["state"] == "cancelled"
    opened = few.question()
    assert few.refused(None, "election.cancel", election=opened) == ("clash", "election")


def test_nobody_outside_the_network_sees_its_votes(few):
    election = few.plan()
    outside = few.daemon.call("person.add", {"given_name": "Eve"})["person"]
    for action in ("election.show", "election.audit", "election.vote"):
        more = {"nonce": "x" * 16, "choices": ["1"]} if action == "election.vote" else {}
        few.people.append(outside)
        assert few.refused(-1, action, election=election, **more) == ("missing", "election")


# ---- participation, reminders ----

def test_participation_is_hidden_until_half_have_voted_and_three_at_least(few):
    election = few.question()
    for who in range(4):
        assert "participation" not in few.show(election), who
        few.vote(who, election, 1)
    assert few.show(election)["participation"] == "At least half of those who may vote have."
    tiny = Poll(few.daemon, 4, "Tiny")
    election = tiny.question()
    for who in range(3):
        assert "participation" not in tiny.show(election), who
        tiny.vote(who, election, 1)
    assert "participation" in tiny.show(election)


def test_everybody_on_the_roll_is_reminded_alike_whether_they_have_voted_or_not(few):
    election = few.question()
    few.vote(0, election, 1)

    def mails():
        found = rows(few.daemon, "SELECT recipient FROM effect WHERE kind = 'mail'")
        return {handle: sum(1 for (to,) in found if to == ident_number(handle))
                for handle in few.handles}
    before = mails()
    few.move("P20D")
    after = mails()
    # A week before the close, a day before it, and the result.
    assert {after[each] - before[each] for each in few.handles} == {3}


# ---- what is not told of few ----

def test_of_a_small_vote_only_the_outcome_is_published(few):
    plan = few.do(None, "election.plan", network=few.network, title="Small",
                  scrutineers=few.handles[:2])
    assert "only the outcome" in plan["warning"] and "scrutineers" in plan["warning"]
    election = plan["election"]
    few.move("P1DT1H")
    receipt = few.vote(4, election, 1)
    few.move("P20D")
    shown = few.show(election)
    assert shown["outcome"] == "elected"
    assert not {"papers", "blank", "roll"} & set(shown)
    for who in (0, 4):
        assert few.refused(who, "election.recount", election=election) == ("refused", "election")
        assert few.refused(who, "election.receipt", election=election,
                           receipt=receipt) == ("refused", "election")
    assert few.refused(4, "election.scrutinise", election=election) == ("refused", "election")
    assert not few.do(0, "election.scrutinise", election=election)["both"]
    assert few.refused(0, "election.recount", election=election) == ("refused", "election")
    assert few.do(1, "election.scrutinise", election=election)["both"]
    assert few.do(0, "election.recount", election=election)["same"]
    assert few.refused(4, "election.recount", election=election) == ("refused", "election")


def test_without_scrutineers_the_papers_of_a_small_vote_are_not_kept(few):
    election = few.question()
    few.vote(4, election, 1)
    few.move("P20D")
    assert rows(few.daemon, "SELECT count(*) FROM election_papers") == [(0,)]
    assert few.refused(0, "election.recount", election=election) == ("refused", "election")


def test_a_result_is_not_published_again_if_the_difference_shows_how_few_voted(poll):
    first = poll.question("Shall we meet on Mondays?")
    for who in range(22):
        poll.vote(who, first, 1 + who % 2)
    poll.move("P20D")
    assert poll.show(first)["papers"] == 22
    second = poll.question("Shall we meet on Mondays?", again=first)
    for who in range(24):
        poll.vote(who, second, 1 + who % 2)
    poll.move("P20D")
    shown = poll.show(second)
    assert shown["outcome"] == "elected" or shown["outcome"] == "tied"
    assert "papers" not in shown
    assert poll.refused(0, "election.recount", election=second) == ("refused", "election")
