"""kith-count agrees with counters that go paper by paper, and with other people's programs.

Thousands of small elections, most of them with ties, and some large ones are counted twice.
KITH_TRUST=1 counts a hundred times as many. KITH_DROOP names a folder with Droop, a public counter
of STV elections, if it is to be asked too; belenios-tool is asked about Schulze's method.
"""
import json
import os
import pathlib
import random
import subprocess

import pytest

from lib import counters
from lib.daemon import BUILD

TRUST = os.environ.get("KITH_TRUST") == "1"
SEED = os.environ.get("KITH_SEED", "1")
ELECTIONS = 30000 if TRUST else 300  # of each method
DROOP = os.environ.get("KITH_DROOP")
DECIMALS = {"scottish-stv": 5, "meek": 9}
COUNT = BUILD / "kith-count"


class Election:
    def __init__(self, chance, method, large=False):
        self.method = method
        self.candidates = chance.randint(2, 12 if large else 7)
        self.names = [f"Név {i + 1}" for i in range(self.candidates)]
        self.seats = 1 if method == "av" else chance.randint(1, min(self.candidates, 4))
        self.withdrawn = set(chance.sample(range(self.candidates), chance.choice([0, 0, 0, 1])))
        self.standing = [c for c in range(self.candidates) if c not in self.withdrawn]
        equals = method in ("schulze", "approval")
        self.papers = [(chance.randint(1, 40 if large else 4), self.paper(chance, equals))
                       for _ in range(chance.randint(400, 800) if large else
                                      chance.randint(1, 9))]
        self.seed = str(chance.random())

    def paper(self, chance, equals):
        """Ranks, each a list of candidates."""
        chosen = chance.sample(range(self.candidates), chance.randint(0, self.candidates))
        ranks = []
        for candidate in chosen:
            if equals and ranks and chance.random() < 0.25:
                ranks[-1].append(candidate)
            else:
                ranks.append([candidate])
        return ranks

    @property
    def valid(self):
        return sum(many for many, ranks in self.papers
                   if any(c in self.standing for rank in ranks for c in rank))

    def blt(self, tie=()):
        lines = [f"{self.candidates} {self.seats}", *(f"-{c + 1}" for c in self.withdrawn)]
        lines += [f"[tie {' '.join(str(c + 1) for c in tie)} ]"] if tie else []
        for many, ranks in self.papers:
            words = ["=".join(str(c + 1) for c in rank) for rank in ranks]
            lines.append(" ".join([str(many), *words, "0"]))
        return "\n".join([*lines, "0", *(f'"{name}"' for name in self.names), '"A title"', ""])

    def expected(self, lots):
        papers = self.papers
        if self.method != "schulze":
            papers = [(many, [c for rank in ranks for c in rank]) for many, ranks in papers]
        return counters.COUNTERS[self.method](papers, self.candidates, self.seats, self.standing,
                                              lots)


def run(blt, *words):
    return subprocess.run([COUNT, "-", *words], input=blt.encode(), capture_output=True,
                          check=False, timeout=60)


def counted(blt, *words):
    done = run(blt, "--json", *words)
    assert done.returncode == 0, (done.stderr, blt)
    return json.loads(done.stdout)


def scaled(amount, decimals):
    whole, _, part = amount.partition(".")
    assert len(part) == decimals
    return int(whole + part)


def compare(election):
    blt = election.blt()
    reply = counted(blt, "--method", election.method, "--seed", election.seed)
    lots = counters.lot_order(election.seed, election.names)
    elected, rounds = election.expected(lots)
    decimals = DECIMALS.get(election.method, 0)
    found = [[scaled(line["votes"][name], decimals) for name in election.names]
             for line in reply["rounds"]]
    assert found == rounds, blt
    assert reply["elected"] == [election.names[c] for c in elected], (reply["ties"], blt)
    assert (reply["valid"], reply["seats"]) == (election.valid, election.seats)
    return reply


@pytest.mark.parametrize("method", counters.COUNTERS)
def test_every_round_and_winner_is_as_paper_by_paper(method):
    chance = random.Random(f"{SEED}/{method}")
    ties = done = 0
    while done < ELECTIONS:
        election = Election(chance, method, large=done % 100 == 99)
        if election.valid > 0:
            ties += bool(compare(election)["ties"])
            done += 1
    assert ties > ELECTIONS // 20, f"only {ties} ties: the lot was hardly tried"


def test_an_order_of_the_lot_in_the_file_is_the_one_that_counts():
    blt = "3 1\n[tie 2 3 1]\n1 1 0\n1 2 0\n1 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n"
    reply = counted(blt, "--method", "plurality", "--seed", "x")
    assert reply["elected"] == ["B"]
    assert reply["ties"] == [{"round": 1, "between": ["A", "B", "C"], "rule": "lot",
                              "chosen": "B", "to": "elected"}]


def belenios(election):
    """Groups of equals, the best first, as belenios-tool finds them by winning votes."""
    ballots = []
    for many, ranks in election.papers:
        ballot = [len(ranks) + 1] * election.candidates
        for place, rank in enumerate(ranks):
            for candidate in rank:
                ballot[candidate] = place + 1
        ballots += [ballot] * many
    command = ["belenios-tool", "method", "schulze", "--blank-allowed", "true", "--nchoices",
               str(election.candidates)]
    done = subprocess.run(command, input=json.dumps(ballots).encode(), capture_output=True,
                          check=True, timeout=60)
    return json.loads(done.stdout)["winners"]


def test_schulze_is_as_belenios_counts_it():
    chance = random.Random(f"{SEED}/belenios")
    for number in range(400 if TRUST else 60):
        election = Election(chance, "schulze", large=number % 20 == 19)
        election.withdrawn, election.standing = set(), list(range(election.candidates))
        if election.valid == 0:
            continue
        reply = counted(election.blt(), "--method", "schulze", "--seats",
                        str(election.candidates), "--seed", "x")
        votes = [int(reply["rounds"][0]["votes"][name]) for name in election.names]
        groups = belenios(election)
        best = max(range(election.candidates), key=votes.__getitem__)
        assert best in groups[0], election.blt()
        for better, worse in zip(groups, groups[1:]):
            assert min(votes[c] for c in better) >= max(votes[c] for c in worse), election.blt()


@pytest.mark.skipif(not DROOP, reason="KITH_DROOP does not say where Droop is")
@pytest.mark.parametrize("method, rule", [("scottish-stv", "scotland"), ("meek", "meek-prf")])
def test_stv_is_as_droop_counts_it(method, rule):
    chance = random.Random(f"{SEED}/droop/{method}")
    program = pathlib.Path(DROOP) / "Droop.py"
    for _ in range(3000 if TRUST else 100):
        election = Election(chance, method)
        lots = chance.sample(range(election.candidates), election.candidates)
        blt = election.blt(tie=lots)
        path = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"kith-droop-{os.getpid()}.blt"
        path.write_text(blt, encoding="utf-8")
        done = subprocess.run(["/usr/bin/python3", program, rule, path], capture_output=True,
                              check=False, text=True, timeout=60)
        path.unlink()
        if "Election profile error" in done.stdout + done.stderr:
            continue  # it wants more papers than candidates
        final = done.stdout[done.stdout.rindex("Action:"):].splitlines()
        theirs = {line.split(":", 1)[1].rsplit("(", 1)[0].strip() for line in final
                  if line.strip().startswith("Elected:")}
        theirs = {name.strip() for names in theirs for name in names.split(", ")}
        assert set(counted(blt, "--method", method)["elected"]) == theirs, blt


NAMES = '0\n"A"\n"B"\n"C"\n'


@pytest.mark.parametrize("blt, line, words", [
    ("", 1, "how many candidates"),
    ("3 1\n2 1 4 0\n" + NAMES, 2, "no candidate"),
    ("3 1\n2 1 1 0\n" + NAMES, 2, "twice"),
    ("3 1\n2 1 2\n" + NAMES, 4, "do not end"),
    ("3 1\nx 1 2 0\n" + NAMES, 2, "how many papers"),
    ("3 1\n-4\n" + NAMES, 2, "withdrawn"),
    ("3 1\n[nick a b c]\n" + NAMES, 2, "option"),
    ("3 1\n1 = 2 0\n" + NAMES, 2, "="),
    ("3 1\n1 1= 0\n" + NAMES, 2, "="),
    ("3 1\n1 1 0\n0\n\"A\"\n\"B\"\n", 6, "candidate 3"),
    ("3 1\n1 1 0\n0\n\"A\"\n\"B\"\n\"A\"\n", 6, "this name"),
    ("3 1\n1 1 0\n0\n\"A\"\n\"B\"\n\"C\n", 6, "does not end"),
    ("3 1\n1 1 0\n", 3, "do not end"),
    ("3 1\n1 1 0\n" + NAMES + "\"T\"\n", 0, ""),
    ('3 1\n1 1 0\n0\n"A\n"B"\n"C"\n"T"\n', 4, "does not end"),
    ("\ufeff3 1 # three\n2 1 # a\n - 2 0\n(r1) 1 0\n1 0\n" + NAMES, 0, ""),
])
def test_a_file_that_is_not_right_is_refused_by_its_line(blt, line, words):
    done = run(blt, "--method", "plurality")
    if line == 0:
        assert done.returncode == 0, done.stderr
        return
    assert done.returncode == 65
    assert f"Line {line}: ".encode() in done.stderr and words.encode() in done.stderr, done.stderr


def test_shared_ranks_are_counted_by_some_methods_and_refused_by_the_others():
    blt = "3 1\n2 1=2 3 0\n1 3 2 0\n" + NAMES
    for method in counters.COUNTERS:
        done = run(blt, "--method", method)
        takes = method in ("approval", "schulze")
        assert done.returncode == (0 if takes else 65), done.stderr
        assert takes or b"Line 2" in done.stderr


def test_the_sheet_says_who_is_elected_and_how_each_round_went():
    blt = "3 2\n4 1 2 0\n2 3 0\n" + NAMES
    sheet = run(blt, "--method", "scottish-stv", "--sheet").stdout.decode()
    assert "quota 3.00000" in sheet and "the surplus of A is transferred" in sheet
    assert "Elected, in this order: A and C." in sheet
    sheet = run("3 1\n-3\n4 1 2 0\n" + NAMES, "--method", "plurality", "--sheet").stdout.decode()
    lines = [line.split() for line in sheet.splitlines()]
    assert ["B", "0"] in lines and ["C", "0", "withdrawn"] in lines, sheet


def test_the_sheet_names_what_goes_on_in_each_round_and_compares_each_with_each():
    blt = "3 1\n4 1 2 0\n3 2 1 0\n2 3 2 0\n" + NAMES
    sheet = run(blt, "--method", "av", "--sheet").stdout.decode()
    assert "Round 2: the papers of C go on to their next preferences" in sheet
    sheet = run("3 2\n9 1 2 0\n3 2 0\n2 3 0\n" + NAMES, "--method", "meek",
                "--sheet").stdout.decode()
    assert "Round 2: what the elected have beyond the quota goes on" in sheet
    sheet = run(blt, "--method", "schulze", "--sheet").stdout.decode()
    assert "how many of the others each beats" in sheet
    rows = [line.split() for line in sheet.splitlines()]
    assert ["1", "A", "4", "7"] in rows and ["2", "B", "5", "7"] in rows, sheet


@pytest.mark.parametrize("words, says", [
    (["--method", "borda"], "There are plurality, approval, av, scottish-stv, meek, schulze."),
    (["--method", "av", "--seats", "2"], "one seat"),
    (["--method", "meek", "--seats", "0"], "--seats"),
    (["--method", "meek", "--withdraw", "Z"], "no candidate is called"),
    ([], "by which method"),
])
def test_a_wrong_request_names_the_remedy(words, says):
    done = run("3 1\n1 1 0\n" + NAMES, *words)
    assert done.returncode in (64, 65) and says in done.stderr.decode(), done.stderr


def test_who_has_withdrawn_gets_no_vote_and_fewer_than_the_seats_are_all_elected():
    blt = "3 2\n-1\n3 1 0\n1 1 2 0\n" + NAMES
    reply = counted(blt, "--method", "scottish-stv", "--withdraw", "C")
    assert reply["elected"] == ["B"] and (reply["valid"], reply["blank"]) == (1, 3)
