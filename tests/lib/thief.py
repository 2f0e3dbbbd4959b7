"""A thief: whoever holds the files of a daemon but not its key, and wants to know who belongs.

The thief is generous to themself: they know every person's id, every member's handle, and who the
members are as a whole; all that is left to find is which handle is whose. They try whatever lies
in clear: every column of every table, in every order in which rows lie, the bytes beside each
other in the files, and what was committed together. No table is known here by name.
"""
import collections
import contextlib
import hashlib
import math
import re
import sqlite3

import numpy
from scipy import stats

from lib.ident import DIGITS, ident_number, ident_text

TEXT_ID = re.compile(f"[{DIGITS}]{{13}}")
FEW, STEPS = 3, 4  # a value that so few rows share leads on, so often


class Tables:
    """Every row of every table, in the order in which it is stored."""

    def __init__(self, path):
        self.rows = {}
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            database.text_factory = lambda text: text.decode(errors="replace")
            names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            for (name,) in list(names):
                columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
                self.rows[name] = (columns, list(database.execute(f'SELECT * FROM "{name}"')))


def ids_in(value):
    """The ids that a number or a text spells."""
    if isinstance(value, int):
        return {value}
    if isinstance(value, str):
        return ({ident_number(text) for text in TEXT_ID.findall(value)} |
                {int(digits) for digits in re.findall(r"\d{15,19}", value)})
    return set()


def held(rows, wanted):
    """For each row, which of the wanted ids it holds: as numbers, as text, or in its bytes."""
    found = [set().union(*map(ids_in, row)) & wanted for row in rows]
    mentions, apart = Mentions(wanted), bytes(8)
    for column in zip(*rows):
        blobs = [value if isinstance(value, bytes) else b"" for value in column]
        ends = numpy.cumsum([len(blob) + len(apart) for blob in blobs])
        where, numbers = mentions.find(apart.join([*blobs, b""]))
        for row, number in zip(numpy.searchsorted(ends, where, "right"), numbers.tolist()):
            found[row].add(number)
    return found


def measures(value):
    """What can be put in order about a value."""
    if isinstance(value, int):
        yield "value", float(value)
    if isinstance(value, (str, bytes)):
        encoded = value.encode() if isinstance(value, str) else value
        yield "length", float(len(encoded))
        yield "first bytes", float(int.from_bytes(encoded[:7].ljust(7, b"\0"), "big"))
        yield "last bytes", float(int.from_bytes(encoded[-6:].rjust(6, b"\0"), "big"))


def features(tables, wanted):
    """{channel: {id: number}}: everything that stands in a row with just one of these ids."""
    channels = {"the id itself": {number: float(number) for number in wanted}}
    for table, (columns, rows) in tables.rows.items():
        for place, (row, found) in enumerate(zip(rows, held(rows, wanted))):
            if len(found) != 1:
                continue
            number, = found
            here = {f"{table}: order of rows": float(place)}
            for column, value in zip(columns, row):
                here.update({f"{table}.{column}: {what}": size for what, size in measures(value)})
            for channel, size in here.items():
                channels.setdefault(channel, {}).setdefault(number, size)
            count = channels.setdefault(f"{table}: how many rows", {})
            count[number] = count.get(number, 0.0) + 1
    return channels


def together(tables, people, handles):
    """{(person, handle)}: pairs that stand in one row, or lead to each other through a value that
    few rows share."""
    rows, holders = [], {}
    for _columns, found in tables.rows.values():
        for row, ids in zip(found, held(found, people | handles)):
            rows.append(ids.union(*map(values_of, row)))
    for place, values in enumerate(rows):
        for value in values:
            holders.setdefault(value, set()).add(place)
    telling = {value for value, places in holders.items()
               if len(places) <= FEW or value in people or value in handles}
    rows = [values & telling for values in rows]
    holders = {value: holders[value] for value in telling}
    return {(person, handle) for person in people
            for handle in reached(person, holders, rows) & handles}


def values_of(value):
    """What may be found again in another row: ids and long values; not counts, days, words."""
    if isinstance(value, (str, bytes)) and 8 <= len(value) <= 4096:
        return {value} | ids_in(value)
    return {value} if isinstance(value, int) and abs(value) >= 2 ** 40 else set()


def reached(start, holders, rows):
    seen = edge = {start}
    for _ in range(STEPS):
        edge = set().union(*(rows[row] for value in edge for row in holders.get(value, ()))) - seen
        seen = seen | edge
    return seen


# ---- statistics ----

def chance_of_matches(count):
    """At most so likely: this many or more fixed points in a permutation by chance, 1/count!."""
    return 1.0 / math.factorial(min(count, 100))


class Column:
    """One channel over the true pairs: ranks, normed, and an order in which chance decides ties,
    since what does not differ tells nothing."""

    def __init__(self, values, seed):
        chance = numpy.random.default_rng(seed)
        ranks = stats.rankdata(values)
        self.normed = (ranks - ranks.mean()) / (ranks.std() * numpy.sqrt(len(ranks)))
        self.order = numpy.argsort(numpy.lexsort((chance.random(len(values)), values)))


def columns(truth, channels, which, seed):
    """{(name, the pairs that have it): Column} of what differs between people."""
    found = {}
    for name, values in channels.items():
        held = tuple(place for place, pair in enumerate(truth) if pair[which] in values)
        numbers = [values[truth[place][which]] for place in held]
        if len(held) >= 20 and min(numbers) < max(numbers):
            found[name, held] = Column(numpy.array(numbers), seed + len(found))
    return found


def in_common(truth, of_handles, of_people):
    """Pairs of channels as columns over the pairs that have both: (name, name, column, column)."""
    first, second = columns(truth, of_handles, 1, 1), columns(truth, of_people, 0, 1000)
    for (one, held), here in first.items():
        for (other, others), there in second.items():
            if held == others:
                yield one, other, here, there
                continue
            both = [truth[place] for place in sorted({*held} & {*others})]
            left = columns(both, {one: of_handles[one]}, 1, 1)
            right = columns(both, {other: of_people[other]}, 0, 1000)
            if left and right:
                yield one, other, *left.values(), *right.values()


def correlations(truth, of_handles, of_people):
    """(p, channel, channel, what) of each pair of channels, over the true pairs (person, handle):
    do ranks go together, and does putting both in order match handles to their people?"""
    for one, other, here, there in in_common(truth, of_handles, of_people):
        yield rank_chance(here, there), one, other, "the ranks go together"
        yield order_chance(here, there), one, other, "the order matches"


def rank_chance(one, other):
    rho = float(one.normed @ other.normed)
    return 2 * stats.norm.sf(abs(rho) * numpy.sqrt(len(one.normed) - 1))


def order_chance(one, other):
    last = len(one.order) - 1
    matches = max((one.order == other.order).sum(), (one.order == last - other.order).sum())
    return min(1.0, 2 * chance_of_matches(int(matches)))


def telling(found, tolerance=1e-4):
    """Those that chance explains too badly, given how many were tried."""
    found = list(found)
    return sorted(row for row in found if row[0] < tolerance / len(found))


# ---- bytes beside each other, and what was committed together ----

def varint(number):
    """How SQLite writes a large integer key; its first eight bytes."""
    return bytes([0x80 | number >> shift & 0x7F for shift in range(57, 0, -7)][:8])


def as_key(eight):
    return int.from_bytes(eight, "big")


class Mentions:
    """Finds ids in bytes: in each way in which SQLite, JSON or C would write them."""

    def __init__(self, wanted):
        spelled = {}
        for number in wanted:
            eight = number.to_bytes(8, "big")
            for form in (eight, eight[::-1], varint(number), ident_text(number)[-8:].encode(),
                         str(number)[-8:].encode()):
                spelled[as_key(form)] = number
        self.keys = numpy.array(sorted(spelled), dtype=numpy.uint64)
        self.numbers = numpy.array([spelled[key] for key in sorted(spelled)], dtype=numpy.int64)

    def find(self, data):
        """(where each stands, which it is)"""
        padded = numpy.frombuffer(data + bytes(7), dtype=numpy.uint8).astype(numpy.uint64)
        windows = numpy.zeros(len(data), dtype=numpy.uint64)
        for byte in range(8):
            windows = windows << numpy.uint64(8) | padded[byte:byte + len(data)]
        at = numpy.minimum(numpy.searchsorted(self.keys, windows), len(self.keys) - 1)
        where = numpy.nonzero(self.keys[at] == windows)[0]
        return where, self.numbers[at[where]]

    def count(self, data):
        return collections.Counter(self.find(data)[1].tolist())


def neighbours(data, people, handles):
    """{handle: the person who stands nearest to it in these bytes}"""
    places, names = Mentions(people).find(data)
    guesses = {}
    if len(places) == 0:
        return guesses
    for where, handle in zip(*Mentions(handles).find(data)):
        at = numpy.searchsorted(places, where)
        near = [i for i in (at - 1, at) if 0 <= i < len(places)]
        best = min(near, key=lambda i: abs(int(places[i]) - int(where)))
        distance = abs(int(places[best]) - int(where))
        if distance < guesses.get(int(handle), (distance + 1, 0))[0]:
            guesses[int(handle)] = (distance, int(names[best]))
    return {handle: person for handle, (_, person) in guesses.items()}


def commits(log):
    """Lists of (number, bytes) of pages, one for each commit in a write-ahead log."""
    size = int.from_bytes(log[8:12], "big")
    salts, batch = log[16:24], []
    for at in range(32, len(log) - size - 23, size + 24):
        header, page = log[at:at + 24], log[at + 24:at + 24 + size]
        if header[8:16] != salts:
            return
        batch.append((int.from_bytes(header[:4], "big"), page))
        if int.from_bytes(header[4:8], "big"):
            yield batch
            batch = []


def together_in_commits(database, log, people, handles):
    """For each handle, the person who was last written of, before or with its first commit. What
    a page says anew is what it said less often before."""
    size = int.from_bytes(log[8:12], "big")
    mentions, known = Mentions(people | handles), {}
    last, guesses = None, {}
    for batch in commits(log):
        new = set()
        for number, page in batch:
            if number not in known:
                known[number] = mentions.count(database[(number - 1) * size:number * size])
            now = mentions.count(page)
            new |= set(now - known[number])
            known[number] = now
        written = new & people
        last = min(written) if len(written) == 1 else last
        guesses.update({handle: last for handle in new & handles if handle not in guesses})
    return {handle: person for handle, person in guesses.items() if person is not None}


def score(guesses, truth):
    """How many guesses are right, and how likely so many are by chance: each guess names one of
    the people, who are so many."""
    owners = {handle: person for person, handle in truth}
    hits = sum(owners.get(handle) == person for handle, person in guesses.items())
    expected = len(guesses) / len(set(owners.values()))
    return hits, float(stats.poisson.sf(hits - 1, max(expected, 1e-9)))


# ---- hashes of what is known ----

def hashes_of(values):
    """{digest: value}: each value under the hashes that somebody might have used without a key."""
    found = {}
    for value in values:
        sized = len(value).to_bytes(8, "little") + value
        for text in (value, sized, value.lower()):
            for name in ("md5", "sha1", "sha256", "sha512", "blake2b"):
                found[hashlib.new(name, text).digest()[:8]] = value
            found[hashlib.blake2b(text, digest_size=32).digest()[:8]] = value
    return found


def unkeyed(tables, values):
    """What is stored as a hash without a key, in a blob or as a number."""
    known = hashes_of(values)
    numbers = {int.from_bytes(digest, order) >> 1: value for digest, value in known.items()
               for order in ("little", "big")}
    for table, (_columns, rows) in tables.rows.items():
        for row in rows:
            for value in row:
                if isinstance(value, bytes) and value[:8] in known:
                    yield table, known[value[:8]]
                if isinstance(value, int) and value in numbers:
                    yield table, numbers[value]
