"""Events: told in order, at least once; rows that a subscriber writes are kept with its cursor."""
import pytest
from lib.waiting import until

SECTION = {answer: {"events": f"answer = {answer}"}
           for answer in ("ok", "retry_once", "later", "later_retry_once")}


def add(daemon, *names):
    return [daemon.call("place.add", {"name": name})["place"] for name in names]


def heard(daemon, count):
    """What it wrote down, once there are so many; and how often it was told."""
    def enough():
        answer = daemon.call("events.list")
        return answer if len(answer["heard"]) >= count else None

    return until(enough)


DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def numbers(ids):
    """The numbers that ids are the text of."""
    return {sum(DIGITS.index(digit) << 5 * place for place, digit in enumerate(reversed(one)))
            for one in ids}


def test_each_event_is_told_once_and_in_order(make_plugged):
    daemon = make_plugged("events", "args").start()
    ids = add(daemon, *(f"p{number}" for number in range(20)))
    answer = heard(daemon, 20)
    assert answer["told"] == 20 and {row["action"] for row in answer["heard"]} == {"place.add"}
    subjects = [int(row["subject"]) for row in answer["heard"]]
    assert subjects == [int(daemon.call("args.echo", {"id": one})["seen"][0]["number"])
                        for one in ids]


def test_an_event_that_failed_is_told_again_and_what_it_wrote_went_with_it(make_plugged):
    daemon = make_plugged("events", sections=SECTION["retry_once"]).start()
    add(daemon, "one", "two")
    answer = heard(daemon, 2)
    assert (len(answer["heard"]), answer["told"]) == (2, 3)


def test_an_answer_may_come_later(make_plugged):
    daemon = make_plugged("events", sections=SECTION["later"]).start()
    add(daemon, "one", "two", "three")
    answer = heard(daemon, 3)
    assert (len(answer["heard"]), answer["told"]) == (3, 3)


def test_a_later_answer_may_ask_to_be_told_again(make_plugged):
    daemon = make_plugged("events", sections=SECTION["later_retry_once"]).start()
    add(daemon, "one")
    assert heard(daemon, 2)["told"] == 2


@pytest.mark.parametrize("answer", ["ok", "later"])
def test_the_cursor_survives_kills_with_the_rows(make_plugged, answer):
    daemon = make_plugged("events", sections=SECTION[answer]).start()
    ids = []
    for kill in range(6):
        ids += add(daemon, *(f"p{kill}.{number}" for number in range(10)))
        daemon.kill9()
        daemon.start()
    until(lambda: {int(row["subject"]) for row in heard(daemon, 1)["heard"]} == numbers(ids))
    if answer == "ok":  # an answer that came later is at least once, and its rows come again
        assert len(heard(daemon, 1)["heard"]) == len(ids)


def test_what_happened_while_the_plugin_was_away_is_told_when_it_is_back(make_plugged):
    daemon = make_plugged("events").start()
    add(daemon, "before")
    heard(daemon, 1)
    daemon.stop()
    with_plugin = list(daemon.command)
    daemon.command[daemon.command.index("--plugins") + 1] = "/nonexistent"
    daemon.start()
    add(daemon, "meanwhile")
    daemon.stop()
    daemon.command = with_plugin
    daemon.start()
    assert len(heard(daemon, 2)["heard"]) == 2
