"""Timers, wake and work: what comes back to a plugin on the loop's thread."""
import pytest

PLUGINS = ["timer", "wake", "work"]


@pytest.mark.parametrize("times", [1, 5])
def test_a_timer_ticks_until_it_is_stopped_even_by_itself(daemon, times):
    assert daemon.call("timer.every", {"times": times}) == {"counted": times}


def test_a_stopped_timer_is_silent_and_one_for_once_comes_once(daemon):
    assert daemon.call("timer.once", {"times": 3}) == {"counted": 3}


def test_every_wake_from_any_thread_arrives_on_the_loops_thread(daemon):
    assert daemon.call("wake.all") == {"woken": 400, "elsewhere": 0}


def test_work_runs_on_another_thread_to_which_the_api_is_closed(daemon):
    assert daemon.call("work.add", {"upto": 1000}) == {"total": 500500, "elsewhere": True,
                                                       "refused": -2}
    assert "only `wake` may be" in daemon.logged()


def test_a_plugin_stops_after_its_work_is_done(make_plugged):
    daemon = make_plugged("work").start()
    daemon.call("work.add", {"upto": 1, "slowly": True})
    assert daemon.stop() == 0
    log = daemon.logged()
    assert 0 < log.index("the slow work is done") < log.index("the plugin stops")
