"""Whoever holds the database, its log at many moments and its backups, but not the key of the vote,
links nobody to a paper.

200 elections of 200 voters are held as the daemon holds them (election_votes.c), 1,000 with
KITH_TRUST=1. The attacker knows every voter, every published paper, and the files at each moment;
they put the voters in order by whatever can be seen of them (handles, rows, places in the files,
the order in which boxes were written, the bytes of a box), the papers by whatever can be seen of
these, and guess that the first belongs to the first. On half of the elections they learn which of
these guesses is best, and on the other half it hits no more often than chance: once an election,
give or take. To see that they would find a leak, papers are put in an order that tells.
"""
import collections
import concurrent.futures
import contextlib
import itertools
import json
import math
import os
import pathlib
import random
import sqlite3
import struct
import subprocess

import numpy
import pytest

from lib.daemon import BUILD

ELECTIONS = 1000 if os.environ.get("KITH_TRUST") else 200
VOTERS, WORKERS, SIGMAS = 200, 2, 3
PROGRAM = BUILD / "tests" / "system" / "election_votes"
FRAME, WAL_HEAD = 24, 32  # bytes before a page in the log, and before all of them
START = 24                # so many bytes tell a box


class Seen:
    """What lies in the files at one moment."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.data = (folder / "kith.db").read_bytes()
        log = folder / "kith.db-wal"
        self.log = log.read_bytes() if log.exists() else b""
        self.keys = [path.name for path in (folder / "secret").glob("election-*")]
        with contextlib.closing(sqlite3.connect(f"file:{folder}/kith.db?mode=ro",
                                                uri=True)) as database:
            self.boxes = list(database.execute(
                "SELECT id, voter, voted, sealed FROM election_box ORDER BY id"))
            self.by_key = [voter for (voter,) in database.execute(
                "SELECT voter FROM election_box ORDER BY election, voter")]
            self.roll = [handle for (handle,) in database.execute(
                "SELECT handle FROM election_roll")]

        self.opened = {sealed[:START]: voter for _id, voter, _voted, sealed in self.boxes}

    def frames(self):
        """Of each frame of the log: in which commit, and which page."""
        if len(self.log) < WAL_HEAD:
            return 1, []
        size, commit, frames = struct.unpack(">I", self.log[8:12])[0], 0, []
        for start in range(WAL_HEAD, len(self.log) - size - FRAME + 1, FRAME + size):
            page, after = struct.unpack(">II", self.log[start:start + 8])
            frames.append((commit, page))
            commit += after != 0
        return FRAME + size, frames


def places(opened, data):
    """{voter: where their box lies, each time that it does}"""
    found = {voter: [] for voter in opened.values()}
    raw = numpy.frombuffer(data, numpy.uint8).astype(numpy.uint16)
    likely = numpy.zeros(1 << 16, bool)  # by the first two bytes
    likely[[sealed[0] << 8 | sealed[1] for sealed in opened]] = True
    for place in numpy.flatnonzero(likely[raw[:-1] << 8 | raw[1:]]).tolist() if data else []:
        voter = opened.get(data[place:place + START])
        if voter is not None:
            found[voter].append(place)
    return found


def last(found):
    return {voter: at[-1] if at else -1 for voter, at in found.items()}


def written(seen, found):
    """In which commit the box of each voter, as it is at last, was written first; and how often
    the page changed on which it lies."""
    size, frames = seen.frames()
    versions = collections.Counter(page for _commit, page in frames)
    first, changes = {}, {}
    for voter, at in found.items():
        frame = frames[(at[0] - WAL_HEAD) // size] if at else (len(frames), 0)
        first[voter], changes[voter] = frame[0], versions[frame[1]]
    return first, changes


def features_of_voters(moments):
    """{channel: {voter: what they are put in order by}}"""
    full, half, start = moments["full"], moments["half"], moments["open"]
    rows = {voter: row for row, (_id, voter, *_rest) in enumerate(full.boxes)}
    logged = places(full.opened, full.log)
    first, changes = written(full, logged)
    old = {voter: sealed for _id, voter, _voted, sealed in half.boxes}
    return {
        "handle": {voter: voter for voter in rows},
        "row of the box": rows,
        "place in the index": {voter: at for at, voter in enumerate(full.by_key)},
        "place on the roll": {voter: at for at, voter in enumerate(full.roll)},
        "bytes of the box": {voter: sealed for _id, voter, _voted, sealed in full.boxes},
        "last bytes of the box": {voter: sealed[::-1] for _id, voter, _v, sealed in full.boxes},
        "bytes of the box at half": old,
        "place in the file": last(places(full.opened, full.data)),
        "place in the file at first": last(places(start.opened, start.data)),
        "place in the log": last(logged),
        "place in the log at half": last(places(half.opened, half.log)),
        "commit": first,
        "changes of its page": changes,
        "commit, then row": {voter: (first[voter], rows[voter]) for voter in rows},
    }


def features_of_papers(papers):
    """{channel: what each paper is put in order by}"""
    return {
        "order of the list": list(range(len(papers))),
        "receipt": [receipt for receipt, _choices in papers],
        "choices": [choices for _receipt, choices in papers],
        "length, then list": [(len(choices), at) for at, (_r, choices) in enumerate(papers)],
    }


def in_order(values):
    """Chance decides where nothing tells two apart."""
    return sorted(values, key=lambda each: (values[each], random.random()))


def hits_of(moments, truth, papers):
    """How often each way of guessing is right."""
    own = {voter: receipt for voter, receipt, _choices in truth}
    orders = {name: in_order(dict(enumerate(values)))
              for name, values in features_of_papers(papers).items()}
    hits = {}
    for (one, voters), (other, order), way in itertools.product(
            features_of_voters(moments).items(), orders.items(), (1, -1)):
        guessed = zip(in_order(voters)[::way], order)
        hits[one, other, way] = sum(papers[at][0] == own[voter] for voter, at in guessed)
    return hits


def look_for_traces(moments, papers):
    """What is plain to see at no moment; and boxes, which are gone afterwards."""
    for name, seen in moments.items():
        for receipt, _choices in papers[:5]:
            assert receipt.encode() not in seen.data + seen.log, (name, "a receipt")
        assert len({len(sealed) for *_rest, sealed in seen.boxes}) <= 1, (name, "lengths")
    full = moments["full"]
    assert [box[:2] for box in moments["open"].boxes] == [box[:2] for box in full.boxes]
    assert len(full.boxes) == VOTERS and all(voted for _id, _voter, voted, _sealed in full.boxes)
    for name in ("counted", "over"):
        left = places(full.opened, moments[name].data + moments[name].log)
        assert not moments[name].boxes and not any(left.values()), (name, "boxes")
    assert full.keys and not moments["over"].keys


def hold(elections):
    """The truth, the papers and the hits of each of so many elections."""
    results = []
    with subprocess.Popen([PROGRAM, str(elections), str(VOTERS)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as program:
        moments = {}
        for line in program.stdout:
            told = json.loads(line)
            if "moment" in told:
                moments[told["moment"]] = Seen(told["dir"])
                program.stdin.write("\n")
                program.stdin.flush()
                continue
            look_for_traces(moments, told["papers"])
            voters = {voter: choices for voter, _receipt, choices in told["truth"]}
            leaking = sorted(told["truth"], key=lambda each: each[0])
            results.append({
                "hits": hits_of(moments, told["truth"], told["papers"]),
                "leaking": hits_of(moments, told["truth"], [paper[1:] for paper in leaking])})
            assert len(voters) == len(told["papers"]) == VOTERS
            moments = {}
    assert program.returncode == 0
    return results


@pytest.fixture(name="elections", scope="module")
def elections_held():
    """In both processors at once."""
    parts = [ELECTIONS // WORKERS // 5] * (WORKERS * 5)
    with concurrent.futures.ProcessPoolExecutor(WORKERS) as pool:
        return list(itertools.chain.from_iterable(pool.map(hold, parts)))


def best_guess(hits):
    """Learnt on the one half, tried on the other: the way of guessing, and its hits there."""
    half = len(hits) // 2
    ways = hits[0]
    way = max(ways, key=lambda each: sum(one[each] for one in hits[:half]))
    return way, sum(one[way] for one in hits[half:]), len(hits) - half


def test_no_way_of_guessing_links_voters_to_papers_better_than_chance(elections):
    assert len(elections) == ELECTIONS
    way, hits, tried = best_guess([election["hits"] for election in elections])
    at_most = tried + SIGMAS * math.sqrt(tried)
    assert hits <= at_most, f"{way} hits {hits} times in {tried} elections; at most {at_most:.0f}"


def test_papers_in_the_order_of_their_voters_would_be_found(elections):
    way, hits, tried = best_guess([election["leaking"] for election in elections])
    assert way[1] == "order of the list" and hits == tried * VOTERS, (way, hits)
