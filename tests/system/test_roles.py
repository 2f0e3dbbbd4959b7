"""The story of a network's offices: founded by an administrator, then led by its own; a chair who
serves two terms and no third, a deputy who resigns, a lead who leaves. Nobody is chased, and who
holds what is shown only as far as they let it be seen. The daemon is killed on the way.
"""
import pytest

from lib.carers import Carers
from lib.daemon import rows_of


@pytest.fixture(name="story")
def story_of(daemon):
    return Story(daemon)


class Story(Carers):
    """A network of four: Ada, Ben, Cas and Dee."""

    def __init__(self, daemon):
        super().__init__(daemon, ["Ada", "Ben", "Cas", "Dee"])

    def appoint(self, who, key, name):
        return self.do(who, "role.appoint", role=self.roles(None)[key]["role"],
                       membership=self.handles[name])

    def tasks(self, who):
        """What roles and offices leave to do."""
        return [task["sentence"] for task in self.do(who, "task.list")["tasks"]
                if task["kind"].startswith("role.") or task["kind"] == "network.founding"]


def test_a_network_is_founded_and_then_leads_itself(story):
    assert story.tasks(None) == ["Nobody in Carers holds an office that may appoint. Until "
                                 "somebody does, administrators may: appoint a first one."]
    assert all(row["vacant"] == row["seats"] for row in story.roles(None).values())
    first = story.appoint(None, "chair", "Ada")
    assert first["term"] == 1 and "until" in first
    assert story.tasks(None) == []
    story.survive()
    assert story.refused(None, "role.define", network=story.network, title="Lead")[0] == "refused"
    assert story.refused("Ben", "role.define", network=story.network,
                         title="Lead")[0] == "refused"
    role = story.do("Ada", "role.define", network=story.network, title="Night staff lead",
                    team="speciality", grants=["events"])["role"]
    story.do("Ada", "role.appoint", role=role, membership=story.handles["Ben"])
    ben = story.roles("Ben")["night_staff_lead"]["holders"]
    assert [(holder["name"], holder["yours"]) for holder in ben] == [("Ben", True)]


def test_who_holds_an_office_is_shown_as_far_as_they_let_it_be_seen(story):
    story.appoint(None, "chair", "Ada")
    outside = story.daemon.call("person.add", {"given_name": "Eve"})["person"]

    def shown(**as_):
        roles = story.daemon.call("role.list", {"network": story.network}, **as_)["roles"]
        holder = next(role for role in roles if role["key"] == "chair")["holders"][0]
        return holder.get("name"), "membership" in holder
    assert shown(as_=story.people["Ben"]) == ("Ada", True)
    assert shown(as_=outside) == (None, False)
    assert shown() == (None, False)
    story.do("Ada", "membership.visibility", network=story.network, visibility="concealed")
    assert shown(as_=story.people["Ben"]) == (None, True)


def test_a_chair_has_notice_hands_over_and_serves_two_terms_and_no_third(story):
    story.appoint(None, "chair", "Ada")
    story.do("Ada", "role.define", network=story.network, title="Secretary", grants=["roles"])
    story.appoint("Ada", "secretary", "Ben")
    story.move("P21M")
    assert story.tasks("Ada") == []
    story.move("P7D")
    handed = [task for task in story.tasks("Ada") if task.startswith("Hand over: ")]
    assert len(handed) == 4
    assert [task for task in story.tasks("Ben") if task.startswith("A term ends on ")]
    assert not [task for task in story.tasks("Ben") if task.startswith("Hand over: ")]
    story.survive()
    story.move("P3M")
    chair = story.roles("Ada", past=True)["chair"]
    assert chair["vacant"] == 1 and "ended" in chair["holders"][0]
    assert story.refused("Ada", "role.define", network=story.network,
                         title="Lead")[0] == "refused"
    assert story.tasks("Ben") == ["A seat is free: Chair."]
    assert story.appoint("Ben", "chair", "Ada")["term"] == 2
    assert story.tasks("Ben") == []
    story.move("P24M")
    role = story.roles("Ada")["chair"]
    assert role["vacant"] == 1
    assert story.refused("Ben", "role.appoint", role=role["role"],
                         membership=story.handles["Ada"]) == ("clash", "membership")
    assert story.appoint("Ben", "chair", "Cas")["term"] == 1


def test_deputies_are_staggered_and_a_term_ends_once_though_the_daemon_was_off(story):
    story.appoint(None, "chair", "Ada")
    first = story.appoint("Ada", "deputy_chair", "Ben")["until"]
    second = story.appoint("Ada", "deputy_chair", "Cas")["until"]
    assert second < first
    story.survive()
    story.move("P24M")
    story.move("P1M")
    ended = story.roles("Dee", past=True)["deputy_chair"]
    assert ended["vacant"] == 2
    assert sorted(holder["ended"] for holder in ended["holders"]) == sorted([first, second])


def test_who_resigns_or_leaves_lays_down_what_they_held(story):
    story.appoint(None, "chair", "Ada")
    story.appoint("Ada", "deputy_chair", "Ben")
    story.appoint("Ada", "communications_lead", "Cas")
    role = story.roles("Ben")["deputy_chair"]["role"]
    story.do("Ben", "role.resign", role=role)
    assert story.refused("Ben", "role.resign", role=role) == ("missing", "role")
    assert [task for task in story.tasks("Ben") if task.startswith("Hand over: ")]
    story.do("Cas", "membership.leave", network=story.network)
    free = {task for task in story.tasks("Ada") if task.startswith("A seat is free")}
    assert free == {"A seat is free: Deputy chair.", "A seat is free: Communications lead."}
    story.survive()
    held = {key for key, row in story.roles("Ada").items() if "holders" in row}
    assert held == {"chair"}
    left = story.roles("Ada", past=True)["communications_lead"]["holders"][0]
    assert "ended" in left and "name" not in left
    clocks = [row for row in rows_of(story.daemon.state)["schedule"] if "role.term" in row]
    assert len(clocks) == 1  # the chair's


def test_a_task_is_done_by_whom_it_waits_for(story):
    story.appoint(None, "chair", "Ada")
    story.appoint("Ada", "deputy_chair", "Ben")
    story.do("Ben", "role.resign", role=story.roles("Ben")["deputy_chair"]["role"])
    vacancy = next(task for task in story.do("Ada", "task.list")["tasks"]
                   if task["kind"] == "role.vacant")
    assert vacancy["network_name"] == "Carers" and not vacancy["yours"]
    assert story.refused("Dee", "task.done", task=vacancy["task"]) == ("missing", "task")
    assert story.refused(None, "task.done", task=vacancy["task"]) == ("missing", "task")
    story.do("Ada", "task.done", task=vacancy["task"])
    assert story.tasks("Ada") == []
