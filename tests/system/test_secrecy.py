"""Who holds the database, its log, a backup and the daemon's log, but not the key, learns nothing
about who belongs to what: 500 memberships are planted among 1,000 people, and a thief who knows
everything else tries each channel there is. Leaks that are planted beside them must be found.

What the live files do tell is in which order memberships were written, and that they were; not
whose they are.
"""
import contextlib
import functools
import re
import shutil
import sqlite3

import pytest

from lib import planted, thief
from lib.ident import ident_number, ident_text
from lib.planted import results

SEED = 20261121
SIZES = (160, 130, 100, 70, 40)
UNLIKELY = 1e-6  # of one guess being so right by chance; few are tried


class Loot:
    """What the thief has, and the truth. `settled` is what the live files are without the log."""

    def __init__(self, folder, truth, people):
        self.folder, self.people, self.truth = folder, people, truth
        self.numbers = {ident_number(person.id) for person in people}
        self.handles = {handle for _, handle in truth}
        self.joined = {person: float(place) for place, (person, _) in enumerate(truth)}
        self.live, self.log = (folder / name for name in ("kith.db", "kith.db-wal"))
        self.settled, self.backup = folder / "settled.db", folder / "backup.db"

    @functools.lru_cache
    def tables(self, name):
        return thief.Tables(getattr(self, name))

    @functools.lru_cache
    def features(self, name, wanted):
        return thief.features(self.tables(name), getattr(self, wanted))

    def settle(self):
        shutil.copy(self.live, self.settled)
        shutil.copy(self.log, f"{self.settled}-wal")
        with contextlib.closing(sqlite3.connect(self.settled)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self


def support(daemon, people, held):
    """Some ask for one more network; who they are is concealed, too."""
    place = daemon.call("place.list", {"limit": 1})["places"][0]["place"]
    candidate = planted.propose(daemon, place, held[people[0]])
    results(planted.all_at_once(daemon.connection, [
        ("network.support", {"candidate": candidate}, {"token": held[person]})
        for person in people[1:]]))
    return candidate


def live_on(daemon, number, people, held):
    """What happens to people whether they belong or not, and leaves rows about them in clear."""
    looked_at, moved = (people[number * prime % len(people)] for prime in (7919, 104729))
    daemon.call("person.show", {"person": looked_at.id})
    daemon.call("contact.add", {"address": f"{moved.number}@home.example"}, token=held[moved])


@pytest.fixture(name="loot", scope="module")
def stolen_files(make_daemon, folder):
    """Copies of the files of a daemon in real use, with 500 memberships planted one after the
    other; half of them each in a commit of its own, the others many in one."""
    daemon = make_daemon(rehearsal=False).start()
    people, networks = planted.populate(daemon)
    joins = planted.plan(people, networks, SIZES, SEED)
    held = planted.tokens(daemon, people, SEED)
    half = len(joins) // 2
    with contextlib.closing(sqlite3.connect(daemon.state / "kith.db")) as reader:
        reader.execute("BEGIN")  # from here on the log keeps every page that is written
        reader.execute("SELECT 1 FROM membership").fetchall()
        answers = []
        for number, join in enumerate(joins[:half]):
            answers.append(daemon.ask(*planted.join_call(join, held)[:2], token=held[join.person]))
            live_on(daemon, number, people, held)
        answers += planted.all_at_once(
            daemon.connection, [planted.join_call(join, held) for join in joins[half:]])
        joined = results(answers)
        results(planted.all_at_once(daemon.connection, planted.enter_calls(daemon, joins, held)))
        supporters = people[::25]
        candidate = support(daemon, supporters, held)
        place = folder()
        for path in daemon.state.glob("kith.db*"):
            shutil.copy(path, place)
    daemon.call("server.backup", {"to": str(place / "backup.db")})
    shutil.copy(daemon.log, place / "daemon.log")
    truth = [(ident_number(join.person.id), ident_number(answer["membership"]))
             for join, answer in zip(joins, joined)]
    assert len({handle for _, handle in truth}) == sum(SIZES) == 500
    loot = Loot(place, truth, people).settle()
    loot.candidate = ident_number(candidate)
    loot.supporters = {ident_number(person.id) for person in supporters}
    return loot


# ---- rows ----

def explained(found):
    leaks = thief.telling(found)
    assert not leaks, "\n".join(f"p = {p:.1e}: {one} / {other}: {what}"
                                for p, one, other, what in leaks[:10])


@pytest.mark.parametrize("name", ["settled", "backup"])
def test_no_column_and_no_order_of_rows_matches_members_to_people(loot, name):
    of_handles, of_people = loot.features(name, "handles"), loot.features(name, "numbers")
    assert len(of_handles) > 20 and len(of_people) > 15  # else little would be tried
    explained(thief.correlations(loot.truth, of_handles, of_people))


@pytest.mark.parametrize("name", ["settled", "backup"])
def test_no_column_and_no_order_of_rows_tells_when_people_joined(loot, name):
    """A thief who saw in which order people joined, too, cannot find them by it."""
    explained(thief.correlations(loot.truth, loot.features(name, "handles"),
                                 {"order of joining": loot.joined}))


def test_no_rows_lead_from_a_person_to_a_member(loot):
    assert not thief.together(loot.tables("settled"), loot.numbers, loot.handles)


def test_no_rows_lead_from_a_person_to_the_network_that_they_ask_for(loot):
    assert len(loot.supporters) == 40
    assert not thief.together(loot.tables("settled"), loot.numbers, {loot.candidate})


def test_two_memberships_of_one_person_cannot_be_told_from_those_of_two(loot):
    """Joining one network never shows in another."""
    known, pairs = {}, []
    for person, handle in loot.truth:
        pairs += [(other, handle) for other in known.get(person, ())]
        known.setdefault(person, []).append(handle)
    assert len(pairs) > 50
    both = [{pair[which] for pair in pairs} for which in (0, 1)]
    linked = thief.together(loot.tables("settled"), both[0], both[1] - both[0])
    assert not linked & set(pairs)
    features = [thief.features(loot.tables("settled"), handles) for handles in both]
    explained(thief.correlations(pairs, features[1], features[0]))


def test_no_hash_without_a_key_confirms_a_guess(loot):
    known = set()
    for person in loot.people:
        number = ident_number(person.id)
        known |= {number.to_bytes(8, "little"), number.to_bytes(8, "big"), person.id.encode(),
                  str(number).encode(), person.number.encode(), person.email.encode()}
    assert not list(thief.unkeyed(loot.tables("settled"), known))


# ---- bytes ----

def guessed(loot, guesses):
    assert guesses, "nothing was tried"
    hits, chance = thief.score(guesses, loot.truth)
    assert chance > UNLIKELY, f"{hits} of {len(guesses)} guesses are right: p = {chance:.1e}"


@pytest.mark.parametrize("name", ["settled", "backup"])
def test_what_stands_beside_a_member_in_the_file_is_not_the_person(loot, name):
    data = getattr(loot, name).read_bytes()
    guessed(loot, thief.neighbours(data, loot.numbers, loot.handles))


def test_what_is_committed_with_or_before_a_membership_is_not_the_person(loot):
    assert sum(1 for _ in thief.commits(loot.log.read_bytes())) > 250
    files = loot.live.read_bytes(), loot.log.read_bytes()
    guessed(loot, thief.together_in_commits(*files, loot.numbers, loot.handles))


def test_no_order_of_pages_in_the_backup_tells_when_people_joined(loot):
    """In the backup rows lie as their keys say. (In the live file, cells of a page lie in the order
    in which they were written.)"""
    places, names = thief.Mentions(loot.handles).find(loot.backup.read_bytes())
    where = {}
    for place, handle in zip(places.tolist(), names.tolist()):
        where.setdefault(handle, float(place))
    assert where.keys() == loot.handles
    explained(thief.correlations(loot.truth, {"place in the file": where},
                                 {"order of joining": loot.joined}))


def test_the_daemons_log_names_nobody(loot):
    text = (loot.folder / "daemon.log").read_text()
    assert "is ready" in text
    named = {ident_number(found) for found in thief.TEXT_ID.findall(text)}
    assert not named & (loot.numbers | loot.handles)
    assert not [person for person in loot.people if person.email in text]


# ---- leaks that are there must be found ----

@pytest.fixture(name="changed")
def loot_with_a_leak(loot, folder):
    """A copy of the loot, for a leak to be written into its database."""
    place = folder()
    shutil.copytree(loot.folder, place / "copy")
    copy = Loot(place / "copy", loot.truth, loot.people)

    def change(statement, rows):
        with contextlib.closing(sqlite3.connect(copy.settled)) as database:
            with database:
                if statement.startswith("CREATE"):
                    database.execute(statement)
                    table = re.match(r"CREATE TABLE (\w+)", statement)[1]
                    marks = ", ".join("?" * len(rows[0]))
                    statement = f"INSERT INTO {table} VALUES ({marks})"
                database.executemany(statement, rows)
        return copy

    return change


def leaks_of(loot):
    of_people = {**loot.features("settled", "numbers"), "order of joining": loot.joined}
    return thief.telling(thief.correlations(
        loot.truth, loot.features("settled", "handles"), of_people))


def test_a_sealed_letter_that_is_longer_for_longer_names_is_found(changed, loot):
    names = {ident_number(person.id): sum(map(len, person.names)) for person in loot.people}
    copy = changed("UPDATE effect SET payload = zeroblob(400 + ?) WHERE recipient = ?",
                   [(names[person], handle) for person, handle in loot.truth])
    assert any("effect.payload" in one and "name" in other
               for _, one, other, _ in leaks_of(copy))


def test_ids_in_the_order_of_joining_are_found(changed, loot):
    copy = changed("UPDATE effect SET next_at = ? WHERE recipient = ?",
                   [(1800000000000 + place, handle)
                    for place, (_, handle) in enumerate(loot.truth)])
    assert any("effect.next_at" in one and other == "order of joining"
               for _, one, other, _ in leaks_of(copy))


def test_rows_of_members_in_the_order_of_people_are_found(changed, loot):
    handles = [(handle,) for _, handle in sorted(loot.truth)]
    copy = changed("CREATE TABLE planted (handle INTEGER) STRICT", handles)
    assert any("planted: order of rows" in one for _, one, _, _ in leaks_of(copy))


def test_a_person_and_a_member_in_rows_with_one_value_are_found(changed, loot):
    """However they are spelled."""
    spellings = [lambda number: number, ident_text, lambda number: number.to_bytes(8, "little")]
    rows = []
    for place, (person, handle) in enumerate(loot.truth[:9]):
        letter, spell = (7 << 50) + place * 12345, spellings[place % 3]
        rows += [(letter, spell(person)), (letter, spell(handle))]
    copy = changed("CREATE TABLE planted (id INTEGER, who ANY) STRICT", rows)
    found = thief.together(copy.tables("settled"), copy.numbers, copy.handles)
    assert set(loot.truth[:9]) <= found


def test_a_person_written_beside_a_member_is_found(changed, loot):
    rows = [(handle, person) for person, handle in loot.truth]
    copy = changed("CREATE TABLE planted (handle INTEGER, person INTEGER) STRICT", rows)
    hits, chance = thief.score(
        thief.neighbours(copy.settled.read_bytes(), copy.numbers, copy.handles), copy.truth)
    assert hits > 100 and chance < UNLIKELY


def test_a_hash_without_a_key_is_found(changed, loot):
    digest = list(thief.hashes_of([loot.people[3].email.encode()]))[2]
    copy = changed("CREATE TABLE planted (hash BLOB) STRICT", [(digest + bytes(24),)])
    assert list(thief.unkeyed(copy.tables("settled"), {loot.people[3].email.encode()}))


def test_a_person_of_whom_something_is_written_just_before_they_join_is_found(make_daemon):
    """The thief reads the write-ahead log as it should be read."""
    daemon = make_daemon(rehearsal=False).start()
    people, networks = planted.populate(daemon)
    joins = planted.plan(people, networks, (30,) * len(networks), SEED)
    held = planted.tokens(daemon, {join.person for join in joins}, SEED)
    truth = []
    with contextlib.closing(sqlite3.connect(daemon.state / "kith.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT 1 FROM membership").fetchall()
        for join in joins:
            daemon.call("person.show", {"person": join.person.id})
            joined = daemon.call(*planted.join_call(join, held)[:2], token=held[join.person])
            truth.append((ident_number(join.person.id), ident_number(joined["membership"])))
        files = [(daemon.state / name).read_bytes() for name in ("kith.db", "kith.db-wal")]
    people_numbers, handles = {person for person, _ in truth}, {handle for _, handle in truth}
    hits, chance = thief.score(thief.together_in_commits(*files, people_numbers, handles), truth)
    assert hits > 75 and chance < UNLIKELY
