"""A charter's life through `kith`: drafted from a version, commented on, compared, signed, in force
when its days have passed, reviewed."""
import json
import re

import pytest

from lib.daemon import ROOT, Refused

TERMS = ROOT / "core" / "model" / "terms.def"
FIRST = """# Carers

We are quorate when **half** of the filled seats are present.

We meet every month.
"""
SECOND = FIRST.replace("**half**", "**two thirds**") + "\nNobody is chased.\n"


def kith(daemon, *words):
    shown = daemon.kith("--json", *words)
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


class Scene:
    """A network with a chair and a member."""

    def __init__(self, daemon, folder, terms):
        self.daemon, self.folder, self.handles = daemon, folder(), {}
        self.host = daemon.call("place.add", {"name": "Trust", "kind": "host"})["place"]
        self.network = kith(daemon, "network", "open", "--name", "Carers", "--place", self.host,
                            "--aim", "To breathe.", "--charter", self.file("one.md", FIRST),
                            "--terms", self.file("one.json", json.dumps(terms)))["network"]
        self.chair, self.member = self.join("Ada"), self.join("Bo")
        roles = daemon.call("role.list", {"network": self.network})["roles"]
        role, = [role["role"] for role in roles if role["key"] == "chair"]
        daemon.call("role.appoint", {"role": role, "membership": self.handles[self.chair]})

    def join(self, name):
        person = self.daemon.call("person.add", {"given_name": name})["person"]
        self.handles[person] = self.daemon.call("membership.join", {"network": self.network},
                                                as_=person)["membership"]
        return person

    def file(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def draft(self, text=SECOND, **terms):
        return kith(self.daemon, "--as", self.chair, "charter", "draft", self.network,
                    "--charter", self.file("two.md", text),
                    "--terms", self.file("two.json", json.dumps(terms)))


@pytest.fixture(name="scene")
def scene_in_a_daemon(daemon, folder):
    return Scene(daemon, folder, {"amend": {"consultation_days": 7}})


def test_a_draft_is_consulted_on_signed_and_in_force_by_itself(daemon, scene):
    drafted = scene.draft(quorum={"fraction": "2/3"})
    draft = drafted["draft"]
    kith(daemon, "--as", scene.member, "charter", "comment", draft, "--text", "Two thirds, yes.")
    comments = kith(daemon, "--as", scene.chair, "charter", "comments", draft)["comments"]
    assert comments == [{"by": "a member", "text": "Two thirds, yes."}]
    assert kith(daemon, "--as", scene.chair, "charter", "sign", draft)["state"] == "open"
    daemon.kill9()
    daemon.start()
    daemon.call("clock.move", {"by": "P6D"})
    assert kith(daemon, "charter", "show", scene.network)["version"] == 1
    daemon.call("clock.move", {"by": "P2D"})
    shown = kith(daemon, "charter", "show", scene.network)
    assert (shown["version"], shown["state"], shown["charter"]) == (2, "in_force", SECOND)
    assert [signature["role"] for signature in shown["signatures"]] == ["chair"]
    assert shown["day"] == drafted["open_on"]
    versions = kith(daemon, "charter", "list", scene.network)["versions"]
    assert [version["version"] for version in versions] == [1, 2]
    assert [signer["role"] for signer in versions[1]["signed_by"]] == ["chair"]


def test_a_charter_that_reads_as_something_else_is_refused(scene):
    with pytest.raises(AssertionError, match=r"charter must not hold invisible characters.*Remove"):
        scene.draft(FIRST + "\nWe are never \u202equorate.\n")
    assert scene.draft(FIRST + "\nWe say \u2067salam\u2069.\n")["draft"]


def test_two_versions_are_compared_in_wording_and_in_effect(daemon, scene):
    draft = scene.draft(quorum={"fraction": "2/3"}, refresh={"reminder_days": [7]})["draft"]
    shown = kith(daemon, "charter", "compare", scene.network, "--to-draft", draft)
    assert [effect["says"] for effect in shown["effects"]] == [
        "Quorum of the steering group: half of the filled seats → two thirds of the filled seats",
        "Reminders to confirm: after 14 and 30 days → after 7 days",
        "Members are consulted on a draft: for 7 days → for 14 days"]
    assert shown["effects"][0]["means"] == (
        "The quorum of the steering group stays 3 of 1 filled seat, so nothing can be "
        "decided until more are filled.")
    assert [(row["change"], row["line"], row["text"]) for row in shown["wording"]] == [
        ("changed", 3, "We are quorate when[- **half**-]{+ **two thirds**+} of the filled seats "
                       "are present."),
        ("added", 6, ""), ("added", 7, "Nobody is chased.")]
    told = daemon.kith("charter", "compare", scene.network, "--to-draft", draft)
    assert "two thirds of the filled seats" in told.stdout


def test_whoever_does_not_hold_a_role_that_signs_cannot_sign(daemon, scene):
    draft = scene.draft()["draft"]
    for person in (scene.member, None):
        with pytest.raises(Refused) as refused:
            daemon.call("charter.sign", {"draft": draft}, **({"as_": person} if person else {}))
        assert refused.value.name == "refused"
    with pytest.raises(Refused) as refused:
        daemon.call("charter.draft", {"network": scene.network}, as_=scene.member)
    assert refused.value.name == "refused"
    kith(daemon, "--as", scene.chair, "charter", "withdraw", draft)
    with pytest.raises(Refused) as refused:
        daemon.call("charter.sign", {"draft": draft}, as_=scene.chair)
    assert (refused.value.name, refused.value.field) == ("clash", "draft")


def test_the_members_can_be_asked_as_well(daemon, folder):
    """The charter's own rule: signing waits for the network's consent."""
    scene = Scene(daemon, folder, {"amend": {"consultation_days": 0}, "ask": ["charter.sign"]})
    draft = scene.draft()["draft"]
    proposal = daemon.call("charter.sign", {"draft": draft}, as_=scene.chair)["proposal"]
    shown = daemon.call("proposal.show", {"proposal": proposal}, as_=scene.member)
    assert (shown["action"], shown["state"]) == ("charter.sign", "open")
    assert kith(daemon, "charter", "show", scene.network)["version"] == 1


def test_every_term_is_told_in_a_sentence_with_its_reason(daemon, scene):
    shown = kith(daemon, "charter", "show", scene.network, "--terms")
    sentences = {row["term"]: row for row in shown["sentences"]}
    assert sentences["quorum.at_least"]["says"] == (
        "Quorum of the steering group, never fewer than: 3 people.")
    assert sentences["amend.consultation_days"]["says"] == (
        "Members are consulted on a draft: for 7 days.")
    assert all(row["why"].endswith(".") for row in sentences.values())
    assert len(sentences) == len(re.findall(r"^(?:TERM|ALONE)\(", TERMS.read_text(), re.M)) > 40
    read = json.loads(kith(daemon, "network", "show", scene.network)["terms"])
    assert read["no_confidence"]["majority"] == "2/3" and read["amend"]["signed_by"] == ["chair"]


def test_a_review_comes_when_the_charter_says_so(daemon, folder):
    scene = Scene(daemon, folder, {"review": {"every": "P3M"}})
    review = kith(daemon, "network", "show", scene.network)["review"]
    daemon.call("clock.move", {"by": "P3M1D"})
    tasks = kith(daemon, "--as", scene.chair, "task", "list")["tasks"]
    assert [task for task in tasks if "Review the charter" in task["sentence"]]
    assert kith(daemon, "network", "show", scene.network)["review"] > review
