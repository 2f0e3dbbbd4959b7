"""Loading: good plugins in the order of their needs; bad ones left out with a reason in words."""
import pytest
from conftest import PLUGINS as FOLDER
from conftest import SANITIZED
from lib.daemon import BUILD, Gone, Refused

BAD = {
    "nosymbol": "nosymbol.so does not export kith_plugin_v0: is it a Kith plugin, linked as "
                "KITH_PLUGIN shows?",
    "shortstruct": "It says that its description has 16 bytes",
    "lyingstride": "table of actions",
    "zerostride": "a row of its options has 0 bytes",
    "nosummary": "It does not say its summary",
    "othername": 'It calls itself "hello", so its file must be called hello.so.',
    "badname": 'It calls itself "Bad-Name"',
    "unknownneed": "It needs the plugin unicorn, and there is no unicorn.so",
    "circlea": "It needs the plugin circleb, which in turn needs it",
    "duplicate": 'There is an action "place.add" already',
    "failingstart": "It could not start: The teapot is empty: fill it, and start again.",
    "forbiddensql": "Its tables cannot be made",
}


def shown(daemon, name):
    return daemon.call("plugin.show", {"name": name})


@pytest.fixture(name="crowd", scope="module")
def crowd_daemon(make_plugged):
    """Every bad plugin at once, with good ones among them."""
    return make_plugged(*BAD, "circleb", "fail", "aneeds",
                        files=[BUILD / "plugins" / "hello.so"]).start()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_plugin_is_left_out_with_the_reason(crowd, name):
    answer = shown(crowd, name)
    assert answer["state"] == "left_out" and BAD[name] in answer["reason"]
    assert f"{name} is left out: {answer['reason']}" in crowd.logged()


def test_the_good_ones_among_them_run(crowd):
    rows = {row["name"]: row for row in crowd.call("plugin.list")["plugins"]}
    assert {name for name, row in rows.items() if row["state"] == "running"} == {
        "fail", "aneeds", "hello"}
    assert crowd.call("hello.say", {"name": "Ada"}) == {"greeting": "Hello", "name": "Ada",
                                                        "said": 1}


def test_a_plugin_starts_after_what_it_needs(crowd):
    names = [row["name"] for row in crowd.call("plugin.list")["plugins"]]
    assert names.index("fail") < names.index("aneeds")


def test_nothing_of_a_bad_plugin_stays_behind(crowd):
    for action in ("duplicate.own", "failingstart.run", "lyingstride.one"):
        with pytest.raises(Refused) as refused:
            crowd.call(action)
        assert refused.value.name == "unknown"
    assert crowd.call("place.list")["places"] == []


def test_pages_of_the_list_are_whole(crowd):
    names, after = [], None
    while True:
        page = crowd.call("plugin.list", {"limit": 4, **({"after": after} if after else {})})
        names += [row["name"] for row in page["plugins"]]
        after = page.get("next")
        if not after:
            break
    assert names == [row["name"] for row in crowd.call("plugin.list")["plugins"]]
    assert len(names) == len(BAD) + 4


def test_an_unknown_name_is_said(crowd):
    with pytest.raises(Refused) as refused:
        shown(crowd, "unicorn")
    assert (refused.value.name, refused.value.field) == ("missing", "name")


@pytest.mark.parametrize("name", ["failingstart", "unknownneed", "unicorn"])
def test_a_required_plugin_that_cannot_run_stops_the_start(make_plugged, name):
    present = [name] if (FOLDER / f"{name}.so").exists() else []
    daemon = make_plugged(*present, sections={name: "required = yes"})
    with pytest.raises(Gone) as gone:
        daemon.start()
    assert f"The plugin {name} is required" in str(gone.value)
    daemon.process = None


def test_a_plugin_that_is_turned_off_is_not_opened(make_plugged):
    daemon = make_plugged("fail", "aneeds", sections={"fail": "off = yes"}).start()
    assert shown(daemon, "fail")["state"] == "off"
    assert "which the configuration turns off" in shown(daemon, "aneeds")["reason"]


def test_a_need_that_cannot_run_leaves_out_what_needs_it(make_plugged):
    daemon = make_plugged("aneeds").start()
    assert "there is no fail.so" in shown(daemon, "aneeds")["reason"]


def test_a_configured_plugin_that_is_not_there_is_warned_of(make_plugged):
    daemon = make_plugged(sections={"unicorn": "horns = 1"}).start()
    assert "speaks of the plugin unicorn" in daemon.logged()


@pytest.mark.skipif(not SANITIZED, reason="only the address sanitizer sees it")
def test_late_use_of_a_lent_text_is_caught(make_plugged):
    daemon = make_plugged("latepointer").start()
    assert daemon.call("latepointer.keep", {"text": "lent"}) == {"text": "lent"}
    with pytest.raises(Gone):
        daemon.call("latepointer.look")
    daemon.process.wait(20)
    assert "heap-use-after-free" in daemon.logged()
    daemon.process = None
