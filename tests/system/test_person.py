"""What is held of a person: seen, corrected, given out and merged, and what a full staff file does.
"""
import json
import tempfile

import pytest

from lib.daemon import Refused, count_rows, rows_of

HEADER = "external_id,given_name,family_name,work_email,employer,job"


def upsert(daemon, *rows, dry_run=False, header=HEADER, **arguments):
    more = {"dry_run": True} if dry_run else {}
    with tempfile.TemporaryFile() as file:
        file.write("\n".join([header, *rows, ""]).encode())
        file.flush()
        return daemon.call("person.upsert", {"file": 0, **arguments}, files=[file.fileno()], **more)


def staff(numbers, employer="North", job="Nurse"):
    return [f"N{i},Given{i},Family,a{i}@trust.example,{employer},{job}" for i in numbers]


@pytest.fixture(name="region")
def two_employers(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    daemon.call("place.add", {"name": "Host", "kind": "host"})
    for name in ("North", "South"):
        daemon.call("place.add", {"name": name})
    return daemon


def person_of(daemon, number):
    return daemon.call("person.find", {"external_id": number})["person"]


def token_of(daemon, person):
    return daemon.call("person.link", {"person": person})["token"]


def shown(daemon, number):
    return daemon.call("person.show", {"person": person_of(daemon, number)})


def network(daemon, name):
    with tempfile.TemporaryFile() as charter:
        charter.write(b"# Charter\n")
        charter.flush()
        return daemon.call("network.open", {
            "name": name, "aim": "To be heard.", "charter": 0,
            "place": daemon.call("place.list")["places"][0]["place"]},
            files=[charter.fileno()])["network"]


def join(daemon, token, joined):
    return daemon.call("membership.join", {"network": joined, "kind": "member",
                                           "visibility": "concealed"}, token=token)["membership"]


# ---- the staff file ----

def test_the_summary_counts_each_row_in_words(region):
    upsert(region, *staff(range(30)), "N90,By,Number,,North,")
    file = [*staff(range(2, 20)), *staff(range(2), "South"), *staff(range(40, 43)),
            *staff([20], job="Doctor"), "N99,Given5,Family,a25@trust.example,North,Nurse",
            "N98,,Nameless,,North,"]
    tried = upsert(region, *file, dry_run=True)
    assert tried["summary"] == \
        "18 same, 3 new, 1 changed, 2 moved, 1 ambiguous, 1 refused, 0 lost"
    done = upsert(region, *file)
    assert done == tried
    (fault,) = [fault for fault in done["faults"] if fault["field"] == "work_email"]
    assert fault["row"] == 26 and "another staff number" in fault["message"]
    assert upsert(region, *file)["summary"] == \
        "24 same, 0 new, 0 moved, 1 ambiguous, 1 refused, 0 lost"


def test_a_full_file_marks_who_is_missing_and_touches_no_membership(region):
    upsert(region, *staff(range(20)))
    person = person_of(region, "N7")
    token = token_of(region, person)
    join(region, token, network(region, "Pride"))
    region.call("membership.list", token=token)
    present = staff(number for number in range(20) if number != 7)
    tried = upsert(region, *present, complete=True, dry_run=True)
    done = upsert(region, *present, complete=True)
    assert done == tried and done["left"] == 1
    assert done["leavers"] == [{"person": person, "external_id": "N7"}]
    assert shown(region, "N7")["left_on"]
    with pytest.raises(Refused):  # signed out
        region.call("membership.list", token=token)
    assert upsert(region, *present, complete=True)["left"] == 0
    assert upsert(region, *staff(range(20)), complete=True)["summary"] == \
        "19 same, 0 new, 1 changed, 0 moved, 0 ambiguous, 0 lost"
    region.stop()
    assert count_rows(region.state, "membership", "belonging") == (1, 1)


def test_a_full_file_with_too_many_missing_is_refused_and_changes_nothing(region):
    upsert(region, *staff(range(20)))
    short = staff(range(17), job="Doctor")
    for dry_run in (True, False):
        with pytest.raises(Refused) as refused:
            upsert(region, *short, complete=True, dry_run=dry_run)
        assert refused.value.field == "leavers_at_most" and "3 of 20" in refused.value.message
    assert shown(region, "N1")["job"] == "Nurse"
    assert upsert(region, *short, complete=True, leavers_at_most="3/20")["left"] == 3
    region.call("setting.set", {"name": "leavers_at_most", "value": "1/2"})
    assert upsert(region, *staff(range(9)), complete=True)["left"] == 8


def test_nobody_is_marked_while_a_row_names_nobody(region):
    upsert(region, *staff(range(20)))
    reply = upsert(region, *staff(range(19)), ",Somebody,,,North,", complete=True)
    assert reply["left"] == 0 and "1 rows name nobody" in reply["summary"]
    # A row at fault names somebody all the same.
    reply = upsert(region, *staff(range(19)), "N19,,,,North,", complete=True)
    assert reply["left"] == 0 and reply["refused"] == 1


def test_a_full_file_of_one_employer_says_nothing_of_the_others(region):
    places = {place["name"]: place["place"] for place in region.call("place.list")["places"]}
    upsert(region, *staff(range(10)), *staff(range(20, 30), "South"))
    reply = upsert(region, *staff(range(9)), complete=True, within=places["North"])
    assert [leaver["external_id"] for leaver in reply["leavers"]] == ["N9"]
    other = upsert(region, *staff(range(40, 42)), complete=True, provider="payroll")
    assert other["left"] == 0 and other["added"] == 0 + 2


# ---- what is held ----

def test_a_correction_holds_until_the_staff_file_says_something_else(region):
    upsert(region, *staff([1]))
    person = person_of(region, "N1")
    token = token_of(region, person)
    holds = region.call("person.correct", {"person": person, "given_name": "Zoë", "job": ""},
                        token=token)["holds"]
    assert 'staff file "hr"' in holds
    assert upsert(region, *staff([1]))["same"] == 1
    held = shown(region, "N1")
    assert held["given_name"] == "Zoë" and "job" not in held
    assert upsert(region, *staff([1], job="Doctor"))["changed"] == 1
    assert shown(region, "N1")["job"] == "Doctor" and shown(region, "N1")["given_name"] == "Zoë"
    with pytest.raises(Refused) as refused:
        region.call("person.correct", {"person": person, "work_email": "x@y.example"}, token=token)
    assert refused.value.field == "work_email"
    region.call("person.correct", {"person": person, "work_email": "x@y.example"})
    assert shown(region, "N1")["work_email"] == "x@y.example"


def test_a_person_sees_who_looked_page_by_page_and_nobody_else_does(region):
    upsert(region, *staff([1]))
    person = person_of(region, "N1")
    token = token_of(region, person)
    for _ in range(5):
        region.call("person.show", {"person": person})
    first = region.call("person.looked", {"limit": 3}, token=token)
    rest = region.call("person.looked", {"limit": 3, "after": first["next"]}, token=token)
    looks = first["looks"] + rest["looks"]
    assert len(looks) == 5 and "next" not in rest
    assert {(look["viewer"], look["action"]) for look in looks} == \
        {("administrator", "person.show")}
    assert all(look["hour"].endswith(":00:00Z") for look in looks)
    with pytest.raises(Refused):
        region.call("person.looked")
    with pytest.raises(Refused):
        region.call("person.looked", as_=person)


def test_signing_out_ends_the_token_and_is_for_the_person_or_an_administrator(region):
    upsert(region, *staff([1, 2]))
    person, other = person_of(region, "N1"), person_of(region, "N2")
    token = token_of(region, person)
    with pytest.raises(Refused):
        region.call("person.sign_out", {"person": other}, token=token)
    region.call("person.sign_out", {"person": person}, token=token)
    with pytest.raises(Refused):
        region.call("person.looked", token=token)
    token = token_of(region, person)
    region.call("person.sign_out", {"person": person})
    with pytest.raises(Refused):
        region.call("person.looked", token=token)


def test_an_export_holds_all_and_is_for_the_person_alone(region):
    upsert(region, *staff([1]))
    person = person_of(region, "N1")
    token = token_of(region, person)
    handle = join(region, token, network(region, "Pride"))
    region.call("person.correct", {"person": person, "job": "Poet"}, token=token)
    region.call("preference.set", {"digest": "daily"}, token=token)
    region.call("person.show", {"person": person})
    reply = region.call("person.export", token=token)
    data = json.loads(reply["data"])
    assert data["about"]["work_email"] == "a1@trust.example"
    assert data["about"]["employer"] == "North"
    assert data["corrections"] == [{"field": "job", "the_staff_file_said": "Nurse"}]
    (membership,) = data["memberships"]
    assert membership["network"] == "Pride" and membership["handle"] == handle
    assert [entry["action"] for entry in membership["journal"]] == ["membership.join"]
    assert [look["action"] for look in data["looks"]] == ["person.show"]
    assert {"person.correct", "person.link"} <= {entry["action"] for entry in data["journal"]}
    assert data["preferences"]["digest"] == "daily"
    for word in ("Pride", "a1@trust.example", "Poet", handle):
        assert word in reply["page"], reply["page"]
    for more in ({}, {"as_": person}):
        with pytest.raises(Refused):
            region.call("person.export", **more)
    region.stop()
    assert not [row for row in rows_of(region.state)["job"] if row[2] == "person.export"]


def test_an_export_holds_what_a_network_holds_about_its_member(region):
    upsert(region, *staff([1]))
    person = person_of(region, "N1")
    token = token_of(region, person)
    pride = network(region, "Pride")
    handle = join(region, token, pride)
    space = region.call("space.open", {"network": pride, "name": "Quiet room", "aim": "To talk.",
                                       "door": "confidential"})["space"]
    region.call("space.open", {"network": pride, "name": "Hall", "aim": "To meet.",
                               "door": "open"})
    region.call("space.enter", {"space": space}, token=token)
    region.call("membership.contact_wish", {"network": pride, "wish": "person"}, token=token)
    role, *_ = region.call("role.list", {"network": pride})["roles"]
    region.call("role.appoint", {"role": role["role"], "membership": handle})
    (membership,) = json.loads(region.call("person.export", token=token)["data"])["memberships"]
    assert membership["spaces"] == ["Quiet room"]
    assert [wish["wish"] for wish in membership["wish"]] == ["person"]
    assert [office["role"] for office in membership["offices"]] == [role["title"]]
    assert "looks" in membership


def test_two_records_become_one_and_the_administrator_learns_nothing(region):
    upsert(region, *staff(range(4)))
    people = [person_of(region, f"N{number}") for number in range(4)]
    tokens = [token_of(region, person) for person in people]
    networks = [network(region, name) for name in ("Pride", "Disability")]
    own = join(region, tokens[0], networks[0])
    join(region, tokens[1], networks[0])
    other = join(region, tokens[1], networks[1])
    replies = [region.call("person.merge", {"from": people[1], "into": people[0]}),
               region.call("person.merge", {"from": people[3], "into": people[2]})]
    assert replies == [{}, {}]
    for token in tokens:
        with pytest.raises(Refused):
            region.call("membership.list", token=token)
    data = json.loads(region.call("person.export", token=token_of(region, people[0]))["data"])
    assert {membership["handle"] for membership in data["memberships"]} == {own, other}
    assert len(data["memberships"]) == 2
    with pytest.raises(Refused):
        region.call("person.show", {"person": people[1]})
    # Its number still leads to them.
    assert upsert(region, *staff([1], job="Doctor"))["added"] == 0
    with pytest.raises(Refused) as refused:
        region.call("person.merge", {"from": people[0], "into": people[0]})
    assert refused.value.field == "from"
