"""Counts elections paper by paper, slowly, and by the words of each rule: what kith-count is held
against. Papers are (how many, [candidates in order]); candidates are numbers from 0.

Each counter returns (the elected in their order, the votes of each round); `lots` is the order of
the lot: of those tied, the first in it is chosen.
"""
import hashlib
import itertools


def lot_order(seed, names):
    """Candidates by the BLAKE2b-256 of "SEED/NUMBER/NAME"."""
    def drawn(candidate):
        text = f"{seed}/{candidate + 1}/{names[candidate]}".encode()
        return hashlib.blake2b(text, digest_size=32).digest()
    return sorted(range(len(names)), key=drawn)


def first(paper, standing):
    return next((candidate for candidate in paper if candidate in standing), None)


def break_tie(tied, rounds, lots, best):
    """By the latest round that tells them apart, then by lot."""
    tied = list(tied)
    for votes in reversed(rounds):
        extreme = best(votes[candidate] for candidate in tied)
        tied = [candidate for candidate in tied if votes[candidate] == extreme]
    return min(tied, key=lots.index)


def most(votes, among, rounds, lots):
    top = max(votes[candidate] for candidate in among)
    return break_tie([c for c in among if votes[c] == top], rounds, lots, max)


def fewest(votes, among, rounds, lots):
    low = min(votes[candidate] for candidate in among)
    return break_tie([c for c in among if votes[c] == low], rounds, lots, min)


def by_votes(votes, standing, seats, lots):
    order = sorted(standing, key=lambda candidate: (-votes[candidate], candidate))
    if len(order) <= seats:
        return order
    last = votes[order[seats - 1]]
    sure = [candidate for candidate in order if votes[candidate] > last]
    tied = [candidate for candidate in order if votes[candidate] == last]
    if len(sure) + len(tied) == seats:
        return sure + tied
    return sure + sorted(tied, key=lots.index)[:seats - len(sure)]


def plurality(papers, candidates, seats, standing, lots):
    votes = [0] * candidates
    for many, paper in papers:
        if first(paper, standing) is not None:
            votes[first(paper, standing)] += many
    return by_votes(votes, standing, seats, lots), [votes]


def approval(papers, candidates, seats, standing, lots):
    votes = [sum(many for many, paper in papers if candidate in paper)
             if candidate in standing else 0 for candidate in range(candidates)]
    return by_votes(votes, standing, seats, lots), [votes]


def alternative_vote(papers, candidates, _seats, standing, lots):
    standing, rounds = set(standing), []
    while True:
        votes = plurality(papers, candidates, 1, standing, lots)[1][0]
        rounds.append(votes)
        leader = [c for c in standing if 2 * votes[c] > sum(votes)]
        if leader or len(standing) == 1:
            return leader or list(standing), rounds
        standing.remove(fewest(votes, standing, rounds, lots))


class Scottish:
    """One paper at a time: its value, and whose it is."""
    one = 10 ** 5

    def __init__(self, papers, candidates, seats, standing, lots):
        self.piles = [[paper, first(paper, standing), self.one]
                      for many, paper in papers for _ in range(many)
                      if first(paper, standing) is not None]
        self.quota = (len(self.piles) // (seats + 1) + 1) * self.one
        self.standing, self.seats, self.lots = set(standing), seats, lots
        self.votes = [0] * candidates
        for _paper, owner, value in self.piles:
            self.votes[owner] += value
        self.rounds, self.elected, self.pending = [], [], []

    def end_round(self):
        self.rounds.append(list(self.votes))

    def elect(self):
        able = [c for c in self.standing if self.votes[c] >= self.quota]
        for candidate in sorted(able, key=lambda c: (-self.votes[c], c)):
            self.elected.append(candidate)
            self.standing.remove(candidate)
            if self.votes[candidate] > self.quota:
                self.pending.append(candidate)

    def move(self, owner, part, whole):
        for pile in self.piles:
            if pile[1] == owner:
                pile[2] = pile[2] * part // whole
                pile[1] = first(pile[0], self.standing)
                if pile[1] is not None:
                    self.votes[pile[1]] += pile[2]

    def step(self):
        if self.pending:
            owner = most(self.votes, self.pending, self.rounds, self.lots)
            self.pending.remove(owner)
            self.move(owner, self.votes[owner] - self.quota, self.votes[owner])
            self.votes[owner] = self.quota
        else:
            owner = fewest(self.votes, self.standing, self.rounds, self.lots)
            self.standing.remove(owner)
            self.move(owner, 1, 1)
            self.votes[owner] = 0

    def run(self):
        self.end_round()
        self.elect()
        while len(self.elected) < self.seats < len(self.elected) + len(self.standing):
            self.step()
            self.end_round()
            self.elect()
        if len(self.elected) < self.seats:
            self.elected += sorted(self.standing, key=lambda c: (-self.votes[c], c))
        return self.elected, self.rounds


def scottish(papers, candidates, seats, standing, lots):
    return Scottish(papers, candidates, seats, standing, lots).run()


def up(number, divisor):
    return -(-number // divisor)


class Meek:
    one = 10 ** 9

    def __init__(self, papers, candidates, seats, standing, lots):
        self.papers = [(many, paper) for many, paper in papers
                       if first(paper, standing) is not None]
        self.seats, self.lots, self.standing = seats, lots, set(standing)
        self.keep = [self.one if c in standing else 0 for c in range(candidates)]
        self.votes, self.rounds, self.elected = [0] * candidates, [], []

    def distribute(self):
        self.votes = [0] * len(self.votes)
        for many, paper in self.papers:
            weight = self.one
            for candidate in paper:
                kept = up(weight * self.keep[candidate], self.one)
                self.votes[candidate] += many * kept
                weight -= kept
                if weight <= 0:
                    break
        self.quota = sum(self.votes) // (self.seats + 1) + 1

    def iterate(self):
        last = None
        while True:
            self.distribute()
            able = [c for c in self.standing if self.votes[c] >= self.quota]
            surplus = max(sum(self.votes[c] - self.quota for c in self.elected), 0)
            if able or surplus < 1000 or (last is not None and surplus >= last):
                return able, surplus
            last = surplus
            for c in self.elected:
                self.keep[c] = up(up(self.keep[c] * self.quota, self.one) * self.one,
                                  self.votes[c])

    def run(self):
        if len(self.standing) <= self.seats:
            self.distribute()
            self.rounds.append(self.votes)
        while len(self.elected) < self.seats < len(self.elected) + len(self.standing):
            able, surplus = self.iterate()
            self.rounds.append(self.votes)
            for candidate in sorted(able, key=lambda c: (-self.votes[c], c)):
                self.elected.append(candidate)
                self.standing.remove(candidate)
            if not able:
                low = min(self.votes[c] for c in self.standing)
                last = min((c for c in self.standing if self.votes[c] <= low + surplus),
                           key=self.lots.index)
                self.standing.remove(last)
                self.keep[last] = 0
        if len(self.elected) < self.seats:
            self.elected += sorted(self.standing, key=lambda c: (-self.votes[c], c))
        return self.elected, self.rounds


def meek(papers, candidates, seats, standing, lots):
    return Meek(papers, candidates, seats, standing, lots).run()


def beats(papers, one, other):
    """How many papers prefer one to the other; `ranks` of a paper are lists of equals."""
    def rank(ranks, candidate):
        return next((i for i, equals in enumerate(ranks) if candidate in equals), len(ranks))
    return sum(many for many, ranks in papers if rank(ranks, one) < rank(ranks, other))


def schulze(papers, candidates, seats, standing, lots):
    """Papers here are (how many, [[equals], …])."""
    path = {}
    for one, other in itertools.permutations(standing, 2):
        wins, losses = beats(papers, one, other), beats(papers, other, one)
        path[one, other] = wins if wins > losses else 0
    for via, one, other in itertools.product(standing, repeat=3):
        if len({via, one, other}) == 3:
            path[one, other] = max(path[one, other], min(path[one, via], path[via, other]))
    votes = [sum(path[c, o] > path[o, c] for o in standing if o != c) if c in standing else 0
             for c in range(candidates)]
    return by_votes(votes, standing, seats, lots), [votes]


COUNTERS = {"plurality": plurality, "approval": approval, "av": alternative_vote,
            "scottish-stv": scottish, "meek": meek, "schulze": schulze}
