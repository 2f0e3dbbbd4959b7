"""person.upsert takes in staff files of any common shape; what it cannot take in, it reports.

Whatever the file: rows in = rows taken in + rows reported, and a second run changes nothing.
"""
import datetime
import io
import json
import os
import select
import tempfile
import time

import openpyxl
import pytest

from lib.daemon import BUILD, Refused
from lib.staff_shapes import HEADER, PEOPLE, SHAPES, csv_text, memory_most, workbook
from lib.waiting import PATIENCE

TRUST = os.environ.get("KITH_TRUST") == "1"
MANY = 1_000_000 if TRUST else 100_000
MANY_SHEET = 200_000 if TRUST else 20_000  # rows of a workbook
MEMORY_MOST = 64 << 10                     # KiB
SANITIZED = b"__asan_init" in (BUILD / "kithd").read_bytes()
CHUNK_ROWS = 500

TAKEN_FOR = {"external_id", "given_name", "family_name", "work_email", "job"}


def upsert(daemon, content, dry_run=False, **arguments):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        more = {"dry_run": True} if dry_run else {}
        return daemon.call("person.upsert", {"file": 0, **arguments}, files=[file.fileno()], **more)


def counts(reply):
    return {name: reply[name] for name in ("rows", "added", "changed", "same", "refused")}


def assert_all_accounted_for(reply):
    taken = sum(reply[name] for name in ("added", "changed", "moved", "same"))
    reported = reply["refused"] + reply["ambiguous"]
    assert reply["rows"] == taken + reported + reply.get("earlier", 0), reply
    assert reply["lost"] == 0 and ", 0 lost" in reply["summary"], reply
    assert reported == len(reply.get("faults", [])), reply


def shown(daemon, number):
    person = daemon.call("person.find", {"external_id": number})["person"]
    return daemon.call("person.show", {"person": person})


def assert_known(daemon):
    """The people of the file, in whatever shape it came."""
    for number, given, family, email, job in PEOPLE:
        person = shown(daemon, number)
        assert person["given_name"] == given
        assert person.get("family_name", "") == family
        assert person.get("work_email", "") == email
        assert person.get("job", "") == job.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def region(make_daemon):
    return make_daemon().start()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_of_any_shape_gives_the_same_people(region, shape):
    content, told = SHAPES[shape]
    reply = upsert(region, content)
    assert reply["format"] == told
    assert reply["rows"] == len(PEOPLE) and reply["refused"] == 0, reply
    assert_all_accounted_for(reply)
    assert {column["name"] for column in reply["columns"]} == TAKEN_FOR
    assert [column["header"] for column in reply["columns"]] == HEADER
    if shape == "latin-1":
        assert shown(region, "0012")["family_name"] == "O'Brien"
    else:
        assert_known(region)
    again = upsert(region, content)
    assert counts(again) == {"rows": 4, "added": 0, "changed": 0, "same": 4, "refused": 0}


def test_a_dry_run_reports_the_same_and_keeps_nothing(daemon):
    rows = [HEADER, *PEOPLE, ["0016", "", "x", "", ""], ["", "Ana", "", "", ""],
            ["0012", "Zoë", "Again", "", ""], ["0017", "Bo", "", "zoe@trust.example", ""]]
    rows += [[f"1{number:04}", "Ana", "", "", ""] for number in range(2 * CHUNK_ROWS)]
    rows += [["0018", "Twice", "", "", "a"], ["0018", "Twice", "", "", "b"]]
    content = workbook(rows)
    tried = upsert(daemon, content, dry_run=True)
    with pytest.raises(Refused):
        daemon.call("person.find", {"external_id": "0012"})
    done = upsert(daemon, content)
    assert tried == done
    assert done["added"] == len(PEOPLE) + 2 * CHUNK_ROWS + 1
    assert_all_accounted_for(done)
    assert [(fault["row"], fault["field"]) for fault in done["faults"]] == [
        (6, "given_name"), (7, "external_id"), (8, "external_id"), (9, "work_email"),
        (11 + 2 * CHUNK_ROWS, "external_id")]
    again = upsert(daemon, content)
    assert (again["added"], again["changed"]) == (0, 0), counts(again)
    assert upsert(daemon, content, dry_run=True) == again


def test_rows_that_cannot_be_read_are_reported_and_the_others_taken_in(daemon):
    daemon.call("place.add", {"name": "Trust", "kind": "host"})
    content = b"\n".join([b"id,first name,organisation,post", b"1,Ana,Trust,Nurse",
                          b'2,"open,Trust,Nurse', b'3,"Bo" x,Trust,Nurse', b"4,Cy,Elsewhere,Nurse",
                          b"5,#N/A,Trust,Nurse", b"6,D\x01,Trust,Nurse", b"7," + b"x" * 101 + b",,",
                          b'8,"two\nlines",Trust,', b"9," + b"y" * 70000 + b",,", b"10,Eve,Trust,",
                          "11,Eve\u202eadA,Trust,".encode(), "12,Noor\u200f,Trust,".encode()])
    reply = upsert(daemon, content)
    assert_all_accounted_for(reply)
    assert reply["rows"] == 12 and reply["added"] == 3, reply
    faults = {fault["row"]: (fault["field"], fault["message"]) for fault in reply["faults"]}
    assert {row: field for row, (field, _) in faults.items()} == {
        3: "the row", 4: "the row", 5: "employer", 6: "given_name", 7: "given_name",
        8: "given_name", 9: "given_name", 10: "the row", 12: "given_name"}
    assert "quote" in faults[3][1] and "Elsewhere" in faults[5][1] and "64 KiB" in faults[10][1]
    assert "direction of writing" in faults[12][1] and shown(daemon, "12")
    assert shown(daemon, "10")["given_name"] == "Eve"


def test_columns_are_shown_and_can_be_chosen(daemon):
    content = b"Payroll,Person,Nickname,Job\n1,Ana,Annie,Nurse\n"
    with pytest.raises(Refused, match="given_name") as refused:
        upsert(daemon, content)
    assert refused.value.field == "file"
    chosen = ["external_id=payroll", "given_name=Person", "job="]
    reply = upsert(daemon, content, dry_run=True, columns=chosen)
    assert reply["columns"] == [
        {"name": "external_id", "column": "A", "header": "Payroll"},
        {"name": "given_name", "column": "B", "header": "Person"}]
    assert reply["unread"] == ["Nickname", "Job"]
    assert upsert(daemon, content, columns=chosen)["added"] == 1
    assert "job" not in shown(daemon, "1")
    for wrong in ("given_name", "name=Person", "external_id=Pay"):
        with pytest.raises(Refused) as refused:
            upsert(daemon, content, columns=[*chosen[1:], wrong])
        assert refused.value.field == "columns", refused.value


def test_a_column_that_the_file_does_not_have_changes_nothing(daemon):
    upsert(daemon, csv_text().encode())
    reply = upsert(daemon, b"Staff Number,Forename\n0012,Zo\xc3\xab\n0013,Abla\n")
    assert counts(reply) == {"rows": 2, "added": 0, "changed": 1, "same": 1, "refused": 0}
    assert shown(daemon, "0013")["work_email"] == "abla@trust.example"
    reply = upsert(daemon, b"E-mail,Forename\nabla@trust.example,'Abla\n")
    assert reply["changed"] == 1
    assert_known(daemon)


def test_numbers_and_dates_of_a_workbook_are_as_a_person_sees_them(daemon):
    day = datetime.date(2024, 3, 1)
    content = workbook([["id", "first name", "job"], [12345678901, "Ana", day], [42, True, 1.5]])
    assert upsert(daemon, content)["added"] == 2
    assert shown(daemon, "12345678901")["job"] == "2024-03-01"
    assert (shown(daemon, "42")["given_name"], shown(daemon, "42")["job"]) == ("TRUE", "1.5")


def test_a_sheet_of_a_workbook_can_be_named(daemon):
    book = openpyxl.Workbook()
    book.active.append(["nothing here"])
    sheet = book.create_sheet("People")
    sheet.append(["id", "first name"])
    sheet.append(["1", "Ana"])
    out = io.BytesIO()
    book.save(out)
    assert upsert(daemon, out.getvalue(), sheet="People")["added"] == 1
    with pytest.raises(Refused, match='"Sheet", "People"') as refused:
        upsert(daemon, out.getvalue(), sheet="Other")
    assert refused.value.field == "sheet"


@pytest.mark.parametrize("content, reason", [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old kind"),
    (b"%PDF-1.4 x", "PDF"),
    (b"<html><table><tr><td>id</td></tr></table></html>", "web page"),
    (b"PK\x03\x04 and nothing more", "damaged"),
    (bytes(range(256)) * 4, "no text"),
    (b"\n\n", "empty"),
    (b"red,green\nblue,white\n", "None of the first 20 rows"),
    (b"first name,surname\nAna,B\n", "external_id"),
])
def test_what_is_no_staff_file_is_refused_with_a_remedy(daemon, content, reason):
    with pytest.raises(Refused, match=reason) as refused:
        upsert(daemon, content)
    assert (refused.value.name, refused.value.field) == ("wrong", "file")


def test_a_workbook_that_breaks_off_says_up_to_where_it_was_taken_in(daemon):
    people = ([str(row), f"Ana {row * 7919 % 104729}"] for row in range(9000))
    rows = [["id", "first name"], *people]
    content = bytearray(workbook(rows, shared=False))
    middle = content.index(b"xl/worksheets/sheet1.xml") + 40000
    content[middle:middle + 4] = b"\xff\x00\xff\x00"
    with pytest.raises(Refused, match=r"The rows up to (\d+) were taken in") as refused:
        upsert(daemon, bytes(content))
    last = int(refused.value.message.split("up to ")[1].split()[0])
    assert 2 < last < 9001
    assert shown(daemon, str(last - 2))
    with pytest.raises(Refused):
        daemon.call("person.find", {"external_id": str(last - 1)})


def many_rows(count):
    yield b"Staff number,First name,Surname,E-mail,Post\r\n"
    for row in range(count):
        yield (f"S{row:08},Given{row % 5000},Family{row % 70000},p{row}@trust.example,"
               f"Nurse of band {row % 9}\r\n").encode()


def wait_for_job(daemon):
    deadline = time.monotonic() + PATIENCE * (40 if TRUST else 2)
    while daemon.call("job.list", {"state": "running"})["jobs"]:
        assert time.monotonic() < deadline, "the job does not end"
        select.select([], [], [], 0.05)


def test_a_kill_in_the_middle_is_gone_on_from_and_loses_nothing(daemon):
    count = 30_000
    with tempfile.TemporaryFile() as file:
        file.writelines(many_rows(count))
        file.write(b",nobody,,,\r\nS00000000,twice,,,\r\n")
        file.flush()
        connection = daemon.connect()
        sent = connection.send("person.upsert", {"file": 0}, files=[file.fileno()])
        while len(connection.progress.get(sent, [])) < 2:  # by then a chunk is durable
            assert connection.receive() is None, "it ended too soon"
        told = connection.progress[sent][-1]
        size = os.fstat(file.fileno()).st_size
    assert 0 < told["done"] <= told["total"] == size
    daemon.kill9()
    daemon.start()
    wait_for_job(daemon)
    job = daemon.call("job.list", {"state": "done"})["jobs"][-1]
    reply = json.loads(daemon.call("job.show", {"job": job["job"]})["reply"])
    assert_all_accounted_for(reply)
    assert reply["rows"] == count + 2 and reply["refused"] == 2
    assert 0 < reply["earlier"] < count
    assert shown(daemon, f"S{count - 1:08}")
    assert daemon.call("server.check")["whole"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_file_is_taken_in_within_little_memory(make_daemon, kind):
    daemon = make_daemon(rehearsal=False).start()
    count = MANY if kind == "csv" else MANY_SHEET
    daemon.connection.socket.settimeout(600)
    with tempfile.TemporaryFile() as file:
        if kind == "csv":
            file.writelines(many_rows(count))
        else:
            rows = (line.decode().strip().split(",") for line in many_rows(count))
            file.write(workbook(rows))
        file.flush()
        reply = daemon.call("person.upsert", {"file": 0}, files=[file.fileno()])
        assert reply["added"] == reply["rows"] == count, counts(reply)
        again = daemon.call("person.upsert", {"file": 0}, files=[file.fileno()])
    assert again["same"] == count, counts(again)
    if not SANITIZED:  # the sanitizer keeps freed memory aside
        assert memory_most(daemon) < MEMORY_MOST
