"""What people say of themselves: through kith, for themselves alone, and sealed wherever it lies.

The canaries are words that stand nowhere else. None of them is found in any file that kithd
writes, while it runs, after it was killed, or in a backup; what is kept in the clear is found, so
that the search is known to find.
"""
import json
import random
import re
import signal

import pytest

from lib.daemon import Refused, rows_of

PEOPLE = 100  # with five canaries each
LETTERS = "bcdfghjklmnpqrstvwxz"
CANARY = re.compile(b"(?=([%s]{12}))" % LETTERS.encode())
ANSWERS = [("sexual_orientation", "gay_or_lesbian"), ("disability", "yes"),
           ("religion_or_belief", "no_religion"), ("gender_reassignment", "no"),
           ("pregnancy_and_maternity", "prefer_not_to_say")]
REFUSED, MISSING, WRONG = 77, 66, 64


def said(shown):
    assert shown.returncode == 0, shown.stderr
    return shown.stdout


def reply(shown):
    return json.loads(said(shown))


@pytest.fixture(name="ayo")
def somebody(daemon):
    """Runs kith as a colleague who was just added."""
    person = reply(daemon.kith("--json", "person", "add", "--given-name", "Ayo",
                               "--work-email", "ayo@trust.example"))["person"]

    def run(*words):
        return daemon.kith("--as", person, *words)
    run.person = person
    return run


def test_a_person_says_how_and_when_they_want_to_hear(ayo):
    assert "21:00" in said(ayo("preference", "show"))
    said(ayo("preference", "set", "--channels", "chat", "--quiet-from", "08:00", "--quiet-until",
             "16:30", "--digest", "off", "--shared-computer", "yes"))
    shown = reply(ayo("--json", "preference", "show"))
    assert shown == {"channels": ["chat"], "digest": "off", "quiet_from": "08:00",
                     "quiet_until": "16:30", "zone": "Europe/London", "language": "en-GB",
                     "shared_computer": True}
    wrong = ayo("preference", "set", "--zone", "Mars/Olympus")
    assert wrong.returncode == WRONG and "zone" in wrong.stderr


def test_an_address_is_added_and_waits_for_its_code(daemon, ayo):
    contact = reply(ayo("--json", "contact", "add", "Ayo@Home.example"))["contact"]
    assert "ayo@home.example" in said(ayo("contact", "list"))
    tried = reply(ayo("--json", "contact", "verify", contact, "--code", "000000"))
    assert not tried["verified"] and tried["left"] in (4, 5)
    early = ayo("contact", "prefer", contact)
    assert early.returncode != 0 and "code" in early.stderr
    effect, = daemon.call("effect.list")["effects"]
    assert (effect["kind"], effect["state"]) == ("mail", "recorded")
    again = ayo("contact", "add", "ayo@home.example")
    assert again.returncode != 0 and "already" in again.stderr
    assert daemon.kith("contact", "remove", contact).returncode == MISSING
    said(ayo("contact", "remove", contact))
    assert "home.example" not in said(ayo("contact", "list"))


def test_a_characteristic_is_shared_under_consent_and_goes_with_it(ayo):
    refused = ayo("characteristic", "share", "disability", "yes")
    assert refused.returncode == REFUSED and "agree" in refused.stderr
    said(ayo("characteristic", "share", "disability", "yes", "--consent", "yes"))
    wrong = ayo("characteristic", "share", "disability", "perhaps")
    assert wrong.returncode == WRONG and "prefer_not_to_say" in wrong.stderr
    shown = reply(ayo("--json", "characteristic", "show"))
    answers = {row["characteristic"]: row.get("answer") for row in shown["characteristics"]}
    assert shown["consent"] and answers.pop("disability") == "yes"
    assert len(answers) == 8 and not any(answers.values())
    said(ayo("consent", "withdraw", "--purpose", "statistics"))
    shown = reply(ayo("--json", "characteristic", "show"))
    assert not shown["consent"]
    assert not any("answer" in row for row in shown["characteristics"])
    history, = reply(ayo("--json", "consent", "list"))["history"]
    assert history["purpose"] == "statistics" and history["withdrawn"] >= history["given"]


def test_access_needs_are_said_once(ayo):
    said(ayo("access-need", "set", "--needs", "step-free way in", "--needs", "large print"))
    assert reply(ayo("--json", "access-need", "show")) == {
        "needs": ["step-free way in", "large print"]}
    said(ayo("access-need", "clear"))
    assert reply(ayo("--json", "access-need", "show")) == {}


def test_in_real_use_nobody_does_it_for_another(make_daemon):
    daemon = make_daemon(rehearsal=False).start()
    person = daemon.call("person.add", {"given_name": "Ayo"})["person"]
    token = daemon.call("person.link", {"person": person})["token"]
    given = {"characteristic": "sex", "answer": "female", "consent": True}
    for action, with_ in [("characteristic.share", given), ("characteristic.show", {}),
                          ("consent.list", {}), ("access_need.show", {})]:
        with pytest.raises(Refused) as refused:
            daemon.call(action, with_, as_=person)
        assert refused.value.name == "refused"
        daemon.call(action, with_, token=token)


# ---- canaries ----

class Canaries:
    """Words of random letters, each planted once."""

    def __init__(self, seed="sealed"):
        self.random = random.Random(seed)
        self.words = set()

    def word(self):
        while True:
            word = "".join(self.random.choices(LETTERS, k=12))
            if word not in self.words:
                self.words.add(word)
                return word


def plant(daemon, canaries, name="Ayo"):
    """Everything that a person can say of themself; the name is kept in the clear."""
    person = daemon.call("person.add", {"given_name": name})["person"]
    daemon.call("contact.add", {"address": f"{canaries.word()}@{canaries.word()}.example"},
                as_=person)
    daemon.call("access_need.set", {"needs": [canaries.word(), f"a {canaries.word()} way in"]},
                as_=person)
    daemon.call("identity.link", {"person": person, "provider": "hr",
                                  "subject": canaries.word()})
    for characteristic, answer in ANSWERS:
        daemon.call("characteristic.share", {"characteristic": characteristic, "answer": answer,
                                             "consent": True}, as_=person)
    return person


def found_in(paths, canaries, words):
    """The canaries and words that stand in these files, as text of 8 or of 16 bits a letter."""
    content = b"".join(path.read_bytes() for path in paths if path.is_file()).lower()
    found = set()
    for text in (content, content.replace(b"\0", b"")):
        found |= {match.decode() for match in CANARY.findall(text)} & canaries
        found |= {word for word in words if word.encode() in text}
    return found


def test_no_file_holds_what_people_said_of_themselves(make_daemon):
    daemon = make_daemon().start()
    canaries, names = Canaries(), Canaries("clear")
    planted = [plant(daemon, canaries, names.word()) for _ in range(PEOPLE)]
    assert len(canaries.words) == 5 * PEOPLE
    answers = {word for pair in ANSWERS for word in pair if len(word) > 3}

    def search(paths):
        assert found_in(paths, names.words, []) == names.words, "the search does not find"
        assert found_in(paths, canaries.words, answers) == set()

    def look(*more):
        paths = [*daemon.state.rglob("*"), daemon.log, *more]
        assert any(path.name.endswith("-wal") for path in paths)
        search(paths)

    look()
    for person in planted[:PEOPLE // 2]:  # what was taken back has left nothing either
        daemon.call("consent.withdraw", {"purpose": "statistics"}, as_=person)
        daemon.call("access_need.clear", {}, as_=person)
    backup = daemon.state.parent / "backup.db"
    daemon.call("server.backup", {"to": str(backup)})
    search([backup])
    assert daemon.kill9() == -signal.SIGKILL
    look(backup)
    daemon.start()
    shown = daemon.call("access_need.show", as_=planted[-1])["needs"]
    assert found_words(shown) <= canaries.words and len(shown) == 2


def found_words(texts):
    return {word for text in texts for word in text.split() if len(word) == 12}


def test_all_sealed_documents_of_a_kind_are_of_one_size(make_daemon):
    """A row says neither how much a person shared nor whether they shared anything."""
    daemon = make_daemon().start()
    canaries = Canaries()
    few = plant(daemon, canaries)
    daemon.call("characteristic.clear", {"characteristic": "disability"}, as_=few)
    many = plant(daemon, canaries)
    daemon.call("preference.set", {"language": "zh-Hant-TW"}, as_=many)
    assert daemon.stop() == 0
    sizes = {len(sealed) for _id, sealed in rows_of(daemon.state)["person_record"]}
    assert len(sizes) == 2  # access needs are longer than the rest

