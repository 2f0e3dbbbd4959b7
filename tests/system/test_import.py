"""membership.import takes in a list of members all at once or not at all, and tells its caller
nothing that the list does not say.

Whatever the list: rows in = rows accepted + rows reported, a dry run reports the same and keeps
nothing, and a second run changes nothing. Nobody on it was asked: they are told, and can leave by
the code of that mail alone.
"""
import contextlib
import json
import os
import select
import sqlite3
import tempfile
import time

import pytest

from lib.daemon import BUILD, Refused
from lib.staff_shapes import HEADER, PEOPLE, SHAPES, memory_most, workbook
from lib.waiting import PATIENCE

TRUST = os.environ.get("KITH_TRUST") == "1"
MANY = 1_000_000 if TRUST else 20_000
MEMORY_MOST = 64 << 10  # KiB
SANITIZED = b"__asan_init" in (BUILD / "kithd").read_bytes()
TAKEN_FOR = {"external_id", "given_name", "family_name", "work_email"}
TERMS = {"refresh": {"every": "P12M"}}


def passed(daemon, action, arguments, *contents, connection=None, **more):
    with contextlib.ExitStack() as stack:
        files = []
        for content in contents:
            file = stack.enter_context(tempfile.TemporaryFile())
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            files.append(file.fileno())
        return (connection or daemon).call(action, arguments, files=files, **more)


def open_network(daemon, name="Colleagues"):
    hosts = daemon.call("place.list", {"limit": 1}).get("places")
    host = hosts[0] if hosts else daemon.call("place.add", {"name": "Trust", "kind": "host"})
    return passed(daemon, "network.open", {"name": name, "place": host["place"], "charter": 0,
                                           "terms": 1, "aim": "To be heard."},
                  b"# Charter\n", json.dumps(TERMS).encode())["network"]


@pytest.fixture(name="network")
def its_network(daemon):
    return open_network(daemon)


def bring(daemon, network, content, dry_run=False, **arguments):
    more = {"dry_run": True} if dry_run else {}
    return passed(daemon, "membership.import", {"network": network, "file": 0, **arguments},
                  content, **more)


def tables(daemon, query):
    """Read beside the daemon, as whoever holds the file could."""
    path = f"file:{daemon.state / 'kith.db'}?mode=ro"
    with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
        return database.execute(query).fetchall()


def settled(daemon):
    """Everybody has been told, and what was stopped is cleared away."""
    deadline = time.monotonic() + PATIENCE * (40 if TRUST else 2)
    while tables(daemon, "SELECT 1 FROM import"):
        assert time.monotonic() < deadline, "it is not settled"
        select.select([], [], [], 0.02)


def counted(daemon):
    return {table: tables(daemon, f"SELECT count(*) FROM {table}")[0][0]
            for table in ("person", "membership", "belonging", "effect", "schedule", "import",
                          "import_named")}


def mine(daemon, **who):
    person = daemon.call("person.find", who)["person"]
    return daemon.call("membership.list", as_=person).get("memberships", [])


def assert_all_accounted_for(reply):
    assert reply["rows"] == reply["accepted"] + reply["refused"], reply
    assert reply["refused"] == len(reply.get("faults", [])), reply


@pytest.fixture(scope="module", name="region")
def one_region(make_daemon):
    return make_daemon().start()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_of_any_shape_brings_the_same_members(region, shape):
    content, told = SHAPES[shape]
    network = open_network(region, f"Network of {shape}")
    reply = bring(region, network, content)
    assert reply["format"] == told
    assert (reply["rows"], reply["accepted"], reply["refused"]) == (len(PEOPLE), len(PEOPLE), 0)
    assert {column["name"] for column in reply["columns"]} == TAKEN_FOR
    assert {column["header"] for column in reply["columns"]} == set(HEADER[:4])
    assert reply["unread"] == HEADER[4:]
    settled(region)
    for who in ({"work_email": PEOPLE[0][3]}, {"work_email": PEOPLE[1][3]},
                {"external_id": PEOPLE[3][0]}):
        (one,) = [one for one in mine(region, **who) if one["network"] == network]
        assert (one["kind"], one["visibility"]) == ("member", "concealed")
    before = counted(region)
    again = bring(region, network, content)
    settled(region)
    assert (again, counted(region)) == (reply, before)


def test_a_dry_run_reports_the_same_and_keeps_nothing(daemon, network):
    rows = [["Staff Number", "First name", "E-mail", "Membership type", "Who can see", "Joined"],
            ["1", "Ana", "ana@trust.example", "Ally", "leads only", "01/03/2024"],
            ["2", "", "", "", "", ""], ["", "Bo", "", "", "", ""], ["3", "Cy", "cy", "", "", ""],
            ["1", "Twice", "", "", "", ""], ["4", "Di", "", "friend", "", ""],
            ["5", "Ed", "", "", "everybody", ""], ["6", "Flo", "", "", "", "03/25/2024"],
            ["7", "#N/A", "", "", "", ""], ["8", "x" * 101, "", "", "", ""]]
    rows += [[f"1{number:04}", "Gus", "", "", "", ""] for number in range(500)]
    content = workbook(rows)
    before = counted(daemon)
    tried = bring(daemon, network, content, dry_run=True)
    assert counted(daemon) == before
    done = bring(daemon, network, content)
    assert tried == done
    assert_all_accounted_for(done)
    assert done["accepted"] == 502
    assert [(fault["row"], fault["field"]) for fault in done["faults"]] == [
        (4, "external_id"), (5, "work_email"), (6, "external_id"), (7, "kind"),
        (8, "visibility"), (9, "joined"), (10, "given_name"), (11, "given_name")]
    settled(daemon)
    assert len(tables(daemon, "SELECT 1 FROM membership")) == 502
    assert bring(daemon, network, content, dry_run=True) == done


def test_columns_can_be_chosen_and_a_row_can_only_be_seen_less(daemon, network):
    content = (b"Who,Contact,Look,When\n1,a@x.example,visible,2024-03-01\n"
               b"2,b@x.example,concealed,1 March 2024\n3,c@x.example,,\n")
    with pytest.raises(Refused, match="external_id") as refused:
        bring(daemon, network, content)
    assert refused.value.field == "file"
    chosen = ["external_id=Who", "work_email=contact", "visibility=Look", "joined=When"]
    assert bring(daemon, network, content, columns=chosen, visibility="members",
                 kind="ally")["accepted"] == 3
    settled(daemon)
    seen = {who: mine(daemon, work_email=f"{who}@x.example")[0] for who in "abc"}
    assert [seen[who]["visibility"] for who in "abc"] == ["members", "concealed", "members"]
    assert {one["kind"] for one in seen.values()} == {"ally"}
    days = tables(daemon, "SELECT DISTINCT joined_day FROM membership ORDER BY joined_day")
    assert days[0] == (19783,) and len(days) == 2


@pytest.mark.parametrize("content, reason", [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
    (b"PK\x03\x04 and nothing more", "damaged"),
    (b"\n\n", "empty"),
    (b"first name,surname\nAna,B\n", "external_id"),
])
def test_what_is_no_list_is_refused_with_a_remedy(daemon, network, content, reason):
    with pytest.raises(Refused, match=reason) as refused:
        bring(daemon, network, content)
    assert (refused.value.name, refused.value.field) == ("wrong", "file")


def test_a_workbook_that_breaks_off_brings_nobody(daemon, network):
    rows = [["id", "first name"], *([str(row), f"Ana {row * 7919 % 104729}"]
                                    for row in range(9000))]
    content = bytearray(workbook(rows, shared=False))
    middle = content.index(b"xl/worksheets/sheet1.xml") + 40000
    content[middle:middle + 4] = b"\xff\x00\xff\x00"
    with pytest.raises(Refused, match="Nothing was taken in"):
        bring(daemon, network, bytes(content))
    settled(daemon)
    assert not tables(daemon, "SELECT 1 FROM membership UNION SELECT 1 FROM belonging")


# ---- into a space ----

def open_space(daemon, network, door, for_whom="everyone"):
    return daemon.call("space.open", {"network": network, "name": f"{door} {for_whom}",
                                      "aim": "To talk.", "door": door,
                                      "for_whom": for_whom})["space"]


@pytest.mark.parametrize("door", ["open", "closed"])
def test_a_list_fills_a_space(daemon, network, door):
    space = open_space(daemon, network, door)
    person = daemon.call("person.add", {"given_name": "P", "work_email": "p@x.example"})["person"]
    daemon.call("membership.join", {"network": network}, as_=person)
    reply = bring(daemon, network, b"e-mail\np@x.example\nq@x.example\n", space=space)
    assert reply["accepted"] == 2 and "space" in reply["seen_by"]
    settled(daemon)
    assert tables(daemon, "SELECT count(*) FROM space_inside") == [(2,)]
    before = counted(daemon)
    bring(daemon, network, b"e-mail\np@x.example\nq@x.example\n", space=space)
    settled(daemon)
    assert counted(daemon) == before


def test_a_confidential_space_takes_nobody_from_a_list(daemon, network):
    space = open_space(daemon, network, "confidential")
    for dry_run in (True, False):
        with pytest.raises(Refused, match="by themselves") as refused:
            bring(daemon, network, b"e-mail\nq@x.example\n", space=space, dry_run=dry_run)
        assert (refused.value.name, refused.value.field) == ("refused", "space")
    assert not tables(daemon, "SELECT 1 FROM membership UNION SELECT 1 FROM person")


def test_a_space_for_members_takes_no_allies(daemon, network):
    space = open_space(daemon, network, "closed", "members")
    content = b"e-mail,kind\np@x.example,ally\nq@x.example,member\nr@x.example,\n"
    tried = bring(daemon, network, content, space=space, dry_run=True)
    assert bring(daemon, network, content, space=space) == tried
    assert [(fault["row"], fault["field"]) for fault in tried["faults"]] == [(2, "kind")]
    with pytest.raises(Refused) as refused:
        bring(daemon, network, content, space=space, kind="ally")
    assert refused.value.field == "kind"
    settled(daemon)
    assert tables(daemon, "SELECT count(*) FROM space_inside") == [(2,)]


# ---- what an importer could learn ----

def test_a_list_of_guesses_tells_nothing(daemon, network):
    """Members by their own hand, concealed; people of the staff system; people nobody knows; and
    rows whose number and address lead to different people: all look the same to the importer."""
    def rows_of_kind(kind):
        return [(f"{kind}{row}", f"{kind}{row}@trust.example") for row in range(50)]

    def staff(rows):
        content = "id,first name,e-mail\n" + "".join(f"{id},Ana,{mail}\n" for id, mail in rows)
        passed(daemon, "person.upsert", {"file": 0}, content.encode())
    members, known, crossed = map(rows_of_kind, ("m", "k", "c"))
    staff([*members, *known, *crossed])
    for number, _ in members:
        person = daemon.call("person.find", {"external_id": number})["person"]
        daemon.call("membership.join", {"network": network, "visibility": "concealed"}, as_=person)
    crossed = [(number, crossed[-1 - i][1]) for i, (number, _) in enumerate(crossed)]
    replies, mails = [], []
    for guesses in (members, known, rows_of_kind("n"), crossed, members, known):
        content = "id,first name,e-mail\n" + "".join(f"{id},Bo,{mail}\n" for id, mail in guesses)
        before = len(daemon.call("effect.list", {"limit": 1000})["effects"])
        replies.append(bring(daemon, network, content.encode()))
        settled(daemon)
        mails.append(len(daemon.call("effect.list", {"limit": 1000})["effects"]) - before)
    assert all(reply == replies[0] for reply in replies)
    # Each is told once, whoever they are; a second run tells nobody.
    assert mails == [50, 50, 50, 50, 0, 0]
    assert {one["visibility"] for one in mine(daemon, external_id="m0")} == {"concealed"}


def test_nothing_in_the_clear_joins_a_newcomer_to_the_import(daemon, network):
    """Their record's id is random, and no row beside it tells of the network."""
    content = b"e-mail\n" + b"".join(b"p%d@x.example\n" % row for row in range(40))
    begun = tables(daemon, "SELECT max(id) FROM journal_head, job")
    bring(daemon, network, content)
    settled(daemon)
    ids = [number for number, in tables(daemon, "SELECT id FROM person")]
    job = tables(daemon, "SELECT id FROM job")[0][0]
    assert begun is not None
    assert max(ids) - min(ids) > 1 << 61, "they stand close together, as if made at one time"
    assert not any(abs(number - job) < 1 << 41 for number in ids), "made when the job was"


def test_an_import_is_for_who_leads_the_members(daemon, network):
    person = daemon.call("person.add", {"given_name": "Ana", "work_email": "ana@x.example"})
    daemon.call("membership.join", {"network": network}, as_=person["person"])
    content = b"e-mail\nbo@x.example\n"
    with pytest.raises(Refused) as refused:
        passed(daemon, "membership.import", {"network": network, "file": 0}, content,
               as_=person["person"])
    assert refused.value.name == "refused"
    assert bring(daemon, network, content)["accepted"] == 1  # nobody leads it yet


# ---- all at once or not at all ----

def many_rows(count):
    yield b"Staff number,First name,Surname,E-mail,Membership type\r\n"
    for row in range(count):
        yield (f"S{row:08},Given{row % 5000},Family{row % 70000},p{row}@trust.example,"
               f"{'Ally' if row % 9 == 0 else 'Member'}\r\n").encode()


def begin_long(daemon, network, count):
    """A long list on its way in, until it has told how far it is."""
    connection = daemon.connect()
    connection.socket.settimeout(PATIENCE * 2)
    daemon.connection.socket.settimeout(PATIENCE * 2)
    with tempfile.TemporaryFile() as file:
        file.writelines(many_rows(count))
        file.flush()
        sent = connection.send("membership.import", {"network": network, "file": 0},
                               files=[file.fileno()])
    while len(connection.progress.get(sent, [])) < 2:
        assert connection.receive() is None, "it ended too soon"
    return connection, sent


def job_ended(daemon):
    deadline = time.monotonic() + PATIENCE * (40 if TRUST else 2)
    while daemon.call("job.list", {"state": "running"})["jobs"]:
        assert time.monotonic() < deadline, "the job does not end"
        select.select([], [], [], 0.05)
    return daemon.call("job.list")["jobs"][-1]["job"]


def staged(daemon):
    return tables(daemon, "SELECT count(*) FROM membership")[0][0]


def test_nobody_is_a_member_before_all_are(daemon, network):
    person = daemon.call("person.add", {"given_name": "P", "work_email": "p0@trust.example"})
    connection, sent = begin_long(daemon, network, 10_000)
    assert staged(daemon) > 0
    assert "memberships" not in daemon.call("membership.list", as_=person["person"])
    with pytest.raises(Refused) as refused:
        daemon.call("membership.leave", {"network": network}, as_=person["person"])
    assert refused.value.name == "missing"
    # A second list waits for the first, rather than to show before it.
    assert bring(daemon, network, b"e-mail\nbo@x.example\n")["accepted"] == 1
    assert connection.answer(sent)["ok"]["accepted"] == 10_000
    assert len(daemon.call("membership.list", as_=person["person"])["memberships"]) == 1
    settled(daemon)
    assert tables(daemon, "SELECT count(*) FROM effect") == [(10_001,)]


def test_who_joins_meanwhile_is_not_told_that_they_are_on_the_list(daemon, network):
    person = daemon.call("person.add", {"given_name": "P", "work_email": "p0@trust.example"})
    connection, sent = begin_long(daemon, network, 10_000)
    joined = daemon.call("membership.join", {"network": network, "visibility": "visible"},
                         as_=person["person"])
    assert joined["membership"]
    assert connection.answer(sent)["ok"]["accepted"] == 10_000
    settled(daemon)
    (one,) = daemon.call("membership.list", as_=person["person"])["memberships"]
    assert one["visibility"] == "visible"
    assert staged(daemon) == 10_000


def test_a_kill_in_the_middle_is_gone_on_from_and_loses_nobody(daemon, network):
    count = 10_000
    begin_long(daemon, network, count)
    daemon.kill9()
    before = staged(daemon)
    assert 0 < before < count
    daemon.start()
    job = daemon.call("job.show", {"job": job_ended(daemon)})
    reply = json.loads(job["reply"])
    assert_all_accounted_for(reply)
    assert (job["state"], reply["accepted"]) == ("done", count)
    settled(daemon)
    before = counted(daemon)
    assert before["membership"] == before["belonging"] == before["effect"] == count
    assert bring(daemon, network, b"".join(many_rows(count)))["accepted"] == count
    settled(daemon)
    assert counted(daemon) == before
    assert daemon.call("server.check")["whole"]


@pytest.mark.parametrize("killed", [False, True], ids=["running", "killed"])
def test_a_stopped_import_leaves_nothing(daemon, network, killed):
    begin_long(daemon, network, 10_000)
    daemon.call("job.stop", {"job": daemon.call("job.list")["jobs"][-1]["job"]})
    if killed:
        daemon.kill9()
        daemon.start()
    settled(daemon)
    left = counted(daemon)
    assert [left[table] for table in ("membership", "belonging", "effect", "person")] == [0] * 4
    assert bring(daemon, network, b"".join(many_rows(300)))["accepted"] == 300
    settled(daemon)
    assert staged(daemon) == 300


def test_a_long_list_comes_in_within_little_memory(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    network = open_network(daemon)
    daemon.connection.socket.settimeout(900)
    reply = bring(daemon, network, many_rows(MANY))
    assert reply["accepted"] == reply["rows"] == MANY
    if not SANITIZED:  # the sanitizer keeps freed memory aside
        assert memory_most(daemon) < MEMORY_MOST
