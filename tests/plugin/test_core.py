"""The smaller entries: sealing, the registry, jobs, options."""
import json

import pytest
from lib.daemon import Refused
from lib.waiting import until

PLUGINS = ["seal", "describe", "job", "options"]
SECTIONS = {"options": "must = given\nhosts = one, two\npassword = secret words"}


def test_what_is_sealed_opens_with_its_tag_after_a_restart(make_plugged):
    daemon = make_plugged("seal").start()
    sealed = daemon.call("seal.keep", {"tag": "a", "text": "nobody reads this"})["sealed"]
    assert b"nobody reads this".hex() not in sealed
    daemon.kill9()
    daemon.start()
    assert daemon.call("seal.open", {"tag": "a"}) == {"text": "nobody reads this"}
    assert b"nobody reads this" not in (daemon.state / "kith.db").read_bytes()


def test_what_is_sealed_does_not_open_with_another_tag(daemon):
    daemon.call("seal.keep", {"tag": "a", "text": "x"})
    with pytest.raises(Refused) as refused:
        daemon.call("seal.open", {"tag": "b"})
    assert refused.value.name == "broken"


def test_the_registry_names_every_action_of_core_and_plugins(daemon):
    registry = json.loads(daemon.call("describe.all")["json"])
    owners = {action["name"]: action["owner"] for action in registry["actions"]}
    assert owners["describe.all"] == "describe" and owners["place.add"] == "core"
    assert registry["version"] == daemon.call("server.status")["version"]


def test_ids_are_new_each_time(daemon):
    assert daemon.call("describe.all")["id"] < daemon.call("describe.all")["id"]


def test_a_job_tells_its_progress_and_then_its_reply(daemon):
    number = daemon.connection.send("counter.count", {"steps": 50, "word": "kept"})
    assert daemon.connection.answer(number)["ok"] == {"steps": 50, "word": "kept"}
    told = daemon.connection.progress[number]
    assert told[-1]["total"] == 50 and told[-1]["note"].startswith("step ")


def test_a_job_can_fail(daemon):
    with pytest.raises(Refused) as refused:
        daemon.call("counter.count", {"steps": 1, "fail": True})
    assert (refused.value.name, refused.value.field) == ("clash", "steps")


def test_a_job_under_way_goes_on_after_a_restart(make_plugged):
    daemon = make_plugged("job").start()
    other = daemon.connect()
    number = other.send("counter.count", {"steps": 400})
    while number not in other.progress:
        other.receive()
    assert daemon.stop() == 0, daemon.logged()
    daemon.start()
    until(lambda: [job["state"] for job in daemon.call("job.list")["jobs"]] == ["done"])


def test_the_steps_of_a_job_write_and_ask(daemon):
    assert daemon.call("counter.fill", {"rows": 12}) == {"rows": 12, "begun_at": 0}
    names = {place["name"] for place in daemon.call("place.list")["places"]}
    assert {f"Place {number}" for number in range(1, 13)} <= names


def test_a_step_that_fails_is_undone_and_those_before_it_stay(make_plugged):
    daemon = make_plugged("job").start()
    with pytest.raises(Refused) as refused:
        daemon.call("counter.fill", {"rows": 5, "fail_at": 3})
    assert (refused.value.name, refused.value.field) == ("clash", "fail_at")
    names = {place["name"] for place in daemon.call("place.list")["places"]}
    assert names == {"Place 1", "Place 2"}
    job, = daemon.call("job.list", {"state": "failed"})["jobs"]
    assert "does not fit" in daemon.call("job.show", {"job": job["job"]})["reply"]


def test_a_step_takes_no_steps(daemon):
    with pytest.raises(Refused) as refused:
        daemon.call("counter.fill", {"rows": 1, "nest": True})
    assert refused.value.name == "refused" and "long work" in str(refused.value)


def test_a_job_goes_on_after_a_kill_from_the_last_step_that_was_kept(make_plugged):
    daemon = make_plugged("job").start()
    other = daemon.connect()
    number = other.send("counter.fill", {"rows": 3000})
    while number not in other.progress:
        other.receive()
    daemon.kill9()
    daemon.start()
    until(lambda: [job["state"] for job in daemon.call("job.list")["jobs"]] == ["done"])
    job, = daemon.call("job.list")["jobs"]
    reply = json.loads(daemon.call("job.show", {"job": job["job"]})["reply"])
    assert reply["rows"] == 3000 and 0 < reply["begun_at"] < 3000


def test_a_job_that_is_only_tried_leaves_no_step(make_plugged):
    daemon = make_plugged("job").start()
    daemon.call("counter.fill", {"rows": 1}, dry_run=True)
    assert daemon.call("place.list")["places"] == []


def test_options_are_read_by_their_types(daemon):
    assert daemon.call("options.show") == {
        "must": "given", "size": 12, "size_text": "12", "pause": "PT1H30M", "pause_ms": 5400000,
        "hosts": "one", "password": "secret words", "absent": ""}


def test_plugin_show_tells_the_options_but_no_secret(daemon):
    shown = daemon.call("plugin.show", {"name": "options"})
    values = {option["name"]: option.get("value") for option in shown["options"]}
    assert values == {"must": "given", "size": "12", "pause": "PT1H30M", "password": "(hidden)",
                      "hosts": "one, two"}


@pytest.mark.parametrize("text, said", [
    ("must = x\nsiez = 3", "`siez`, which it does not have. Did you mean `size`?"),
    ("must = x\nsize = 101", "size: must be"), ("size = 3", "given the option `must`"),
    ("must = x\npause = soon", "pause: must be")])
def test_a_wrong_option_is_said_in_plain_words(make_plugged, text, said):
    daemon = make_plugged("options", sections={"options": text}).start()
    shown = daemon.call("plugin.show", {"name": "options"})
    assert shown["state"] == "left_out" and said in shown["reason"]
