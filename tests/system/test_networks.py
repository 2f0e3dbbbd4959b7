"""A network comes about because colleagues ask for it, and nobody learns who; it gets a face; it
ends, and what tied people to it ends with it."""
import base64
import json
import struct
import zlib

import pytest

from lib.daemon import Refused, rows_of

ENOUGH = 10


def kith(daemon, *words):
    """What kith prints as JSON."""
    shown = daemon.kith("--json", *words)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


@pytest.fixture(name="host")
def host_place(daemon):
    return daemon.call("place.add", {"name": "Aldermere Trust", "kind": "host"})["place"]


def people(daemon, host, count):
    return [daemon.call("person.add", {"given_name": f"Ada {number}", "employer": host})["person"]
            for number in range(count)]


def propose(daemon, person, host, name="Carers"):
    return kith(daemon, "--as", person, "network", "propose", "--name", name, "--place", host,
                "--whom", "Those who care for somebody", "--aim", "To breathe.")["candidate"]


def charter(folder, text="# What we are for\n"):
    path = folder() / "charter.md"
    path.write_text(text)
    return path


def open_network(daemon, folder, host, name, *more):
    return kith(daemon, "network", "open", "--name", name, "--place", host, "--aim", "To breathe.",
                "--charter", charter(folder), *more)["network"]


def test_colleagues_ask_the_host_answers_and_whoever_asked_is_told(daemon, host, folder):
    staff = people(daemon, host, ENOUGH)
    candidate = propose(daemon, staff[0], host)
    for person in staff[1:-1]:
        assert kith(daemon, "--as", person, "network", "support", candidate) == {
            "interest": "not_yet"}
    assert kith(daemon, "candidate", "list")["candidates"][0]["state"] == "gathering"
    assert kith(daemon, "--as", staff[-1], "network", "support", candidate) == {
        "interest": "enough"}
    shown = kith(daemon, "candidate", "show", candidate)
    assert shown["state"] == "enough" and shown["answer_by"]

    network = open_network(daemon, folder, host, "Carers", "--candidate", candidate)
    shown = kith(daemon, "candidate", "show", candidate)
    assert (shown["state"], shown["network"]) == ("opened", network)
    assert len(daemon.call("effect.list")["effects"]) == ENOUGH
    for person in staff:
        assert kith(daemon, "--as", person, "membership", "list") == {}
    with pytest.raises(Refused) as refused:
        daemon.call("network.support", {"candidate": candidate}, as_=staff[0])
    assert (refused.value.name, refused.value.field) == ("clash", "candidate")


def test_a_proposal_is_declined_with_reasons_that_colleagues_can_read(daemon, host):
    staff = people(daemon, host, 3)
    candidate = propose(daemon, staff[0], host)
    daemon.call("network.support", {"candidate": candidate}, as_=staff[1])
    daemon.call("network.decline", {"candidate": candidate, "reasons": "Carers Support does it."})
    shown = kith(daemon, "--as", staff[2], "candidate", "show", candidate)
    assert (shown["state"], shown["reasons"]) == ("declined", "Carers Support does it.")
    assert len(daemon.call("effect.list")["effects"]) == 2
    assert propose(daemon, staff[2], host) != candidate, "the name is free again"


def readable(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def test_whoever_holds_the_database_learns_neither_who_supports_a_proposal_nor_how_many(
        daemon, host):
    """Eight support it or one: what lies on the disk looks the same but for what is random."""
    staff = people(daemon, host, 9)
    one, many = propose(daemon, staff[8], host, "One"), propose(daemon, staff[8], host, "Many")
    for person in staff[:8]:
        daemon.call("network.support", {"candidate": many}, as_=person)
    daemon.call("network.support", {"candidate": one, "withdraw": True}, as_=staff[0])
    entries = daemon.call("journal.list", {"limit": 1000})
    assert "network.support" not in json.dumps(entries)
    daemon.kill9()
    rows = rows_of(daemon.state)
    sizes = [[len(column) for column in row if isinstance(column, bytes)]
             for row in rows["candidate"]]
    assert len(sizes) == 2 and sizes[0] == sizes[1]
    assert not any("network.support" in readable(row) for row in rows["journal"])


def test_many_may_ask_before_there_is_an_answer_but_only_in_their_own_name(make_daemon, folder):
    """In real use nobody proposes or supports for another."""
    real = make_daemon(rehearsal=False).start()
    host = real.call("place.add", {"name": "Aldermere Trust", "kind": "host"})["place"]
    person, = people(real, host, 1)
    wish = {"name": "Carers", "place": host, "whom": "Us.", "aim": "To breathe."}
    with pytest.raises(Refused) as refused:
        real.call("network.propose", wish, as_=person)
    assert refused.value.name == "refused"
    token = real.call("person.link", {"person": person})["token"]
    candidate = real.call("network.propose", wish, token=token)["candidate"]
    with pytest.raises(Refused) as refused:
        real.call("network.support", {"candidate": candidate}, as_=person)
    assert refused.value.name == "refused"


def png(width, height):
    def chunk(name, content):
        return (struct.pack(">I", len(content)) + name + content +
                struct.pack(">I", zlib.crc32(name + content)))
    rows = b"".join(b"\0" + b"\x00\x5f\x73" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) +
            chunk(b"IEND", b""))


def test_a_network_gets_a_face_and_its_logo_is_read_back(daemon, host, folder):
    network = open_network(daemon, folder, host, "Carers", "--whom", "All who care")
    logo = folder() / "logo.png"
    logo.write_bytes(png(32, 16))
    told = kith(daemon, "network", "brand", network, "--short-name", "CN", "--colour", "#005f73",
                "--accent", "#ee9b00", "--logo", logo)
    assert told == {"text_on_colour": "white (7.2 to 1)", "text_on_accent": "black (9.3 to 1)"}
    shown = kith(daemon, "network", "logo", network)
    assert shown["kind"] == "png" and base64.b64decode(shown["base64"]) == logo.read_bytes()
    shown = kith(daemon, "network", "show", network)
    assert (shown["short_name"], shown["colour"], shown["whom"]) == ("CN", "#005f73",
                                                                     "All who care")
    logo.write_bytes(b"GIF89a" + bytes(100))
    refused = daemon.kith("network", "brand", network, "--logo", logo)
    assert refused.returncode == 64 and "must be a picture in PNG or JPEG" in refused.stderr


def test_a_closed_network_is_gone_from_the_directory_and_in_thirty_days_from_its_members(
        daemon, host, folder):
    staff = people(daemon, host, 3)
    network = open_network(daemon, folder, host, "Carers")
    for person in staff:
        daemon.call("membership.join", {"network": network}, as_=person)
    mails = len(daemon.call("effect.list")["effects"])
    daemon.call("network.close", {"network": network, "reason": "There is a larger one."})
    assert daemon.kill9() != 0
    daemon.start()
    assert kith(daemon, "network", "list") == {"networks": []}
    listed, = kith(daemon, "network", "list", "--state", "closed")["networks"]
    assert (listed["network"], listed["state"]) == (network, "closed")
    assert len(daemon.call("effect.list")["effects"]) == mails + 3
    refused = daemon.kith("--as", staff[0], "membership", "join", network)
    assert refused.returncode == 65 and "This network is closed" in refused.stderr
    open_network(daemon, folder, host, "Carers")
    daemon.call("clock.move", {"by": "P31D"})
    for person in staff:
        assert kith(daemon, "--as", person, "membership", "list") == {}
    assert daemon.call("journal.verify")["whole"]
    daemon.kill9()
    rows = rows_of(daemon.state)
    assert not rows["membership"] and not rows["belonging"] and len(rows["charter"]) == 2
