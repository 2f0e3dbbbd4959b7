"""Failures: the error that a plugin gives back is the call's, and nothing that it changed stays."""
import pytest
from lib.daemon import Refused

PLUGINS = ["fail"]


def failure(daemon, **arguments):
    with pytest.raises(Refused) as refused:
        daemon.call("fail.with", arguments)
    return refused.value


@pytest.mark.parametrize("number, name", [(-1, "wrong"), (-2, "refused"), (-4, "clash"),
                                          (-5, "limit"), (-9, "full")])
def test_a_number_alone_gives_the_general_sentence(daemon, number, name):
    error = failure(daemon, error=number)
    assert error.name == name and error.message


def test_a_message_and_a_field_arrive_as_they_were_given(daemon):
    error = failure(daemon, error=-4, field="cups", message="There are three left: 100 %s.")
    assert (error.name, error.field, error.message) == ("clash", "cups",
                                                       "There are three left: 100 %s.")


@pytest.mark.parametrize("number", [1, 7, -99])
def test_a_number_that_is_no_error_is_a_fault_of_the_plugin(daemon, number):
    assert failure(daemon, error=number).name == "broken"
    assert f"answered {number}" in daemon.logged()


def test_what_a_failed_call_changed_does_not_stay(daemon):
    failure(daemon, error=-4)
    assert daemon.call("fail.count") == {"rows": 0}
    daemon.call("fail.with", {"error": 0})
    assert daemon.call("fail.count") == {"rows": 1}
