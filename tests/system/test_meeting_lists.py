"""The lists of a meeting to which very many came: bounded where it is shown, read on elsewhere."""
import pytest

from lib.committee_life import Life, stamp
from lib.story import DAY, MINUTE

CROWD = [f"M{number:03}" for number in range(130)]
SHOWN = 100


@pytest.fixture(name="life")
def life_of(daemon):
    return Life(daemon, members=("Fay", *CROWD))


def pages_of(life, who, action, key, meeting, limit):
    """Every row, page by page; each page but the last is full."""
    rows, after = [], {}
    while True:
        page = life.do(who, action, meeting=meeting, limit=limit, **after)
        rows += page.get(key, [])
        if "next" not in page:
            return rows
        assert len(page[key]) >= limit
        after = {"after": page["next"]}


def test_a_crowd_is_shown_in_part_and_listed_page_by_page(life):
    for name in CROWD[:9]:
        life.do(name, "membership.visibility", network=life.network, visibility="concealed")
    starts = life.now() + DAY
    meeting = life.do("Ada", "meeting.plan", network=life.network, starts=stamp(starts),
                      invite=False)["meeting"]
    for name in CROWD[:120]:
        life.do(name, "meeting.apologise", meeting=meeting)
        life.do(name, "meeting.contribute", meeting=meeting, text=f"Words of {name}.")
    life.move_to(starts)
    life.do("Ada", "meeting.open", meeting=meeting)
    for name in CROWD:
        life.do(name, "meeting.attend", meeting=meeting)
    life.move_to(starts + MINUTE)
    again = CROWD[20]
    life.do(again, "meeting.attend", meeting=meeting, how="remote")  # a second row of theirs
    shown = life.do("Ada", "meeting.show", meeting=meeting)
    assert (shown["in_room"], shown["cannot_come"]) == (130, 120)
    assert SHOWN <= len(shown["attendance"]) <= SHOWN + 1
    assert (len(shown["apologies"]), len(shown["contributions"])) == (SHOWN, SHOWN)
    assert [text.split(";")[1].split()[0] for text in shown["more"]] == [
        "meeting.attendance", "meeting.apologies", "meeting.contributions"]
    for action, key, count in [("meeting.attendance", "attendance", 122),
                               ("meeting.apologies", "apologies", 111),
                               ("meeting.contributions", "contributions", 120)]:
        for limit in (7, 50):
            rows = pages_of(life, "Ada", action, key, meeting, limit)
            assert len(rows) == count
            handles = {row["membership"] for row in rows if "membership" in row}
            assert len(handles) == (121 if key == "attendance" else 111)
            assert not handles & {life.handles[name] for name in CROWD[:9]}
    theirs = pages_of(life, again, "meeting.attendance", "attendance", meeting, 1)
    assert [row["how"] for row in theirs] == ["room", "remote"]
    assert pages_of(life, "Fay", "meeting.apologies", "apologies", meeting, 7) == []
    own, = pages_of(life, CROWD[3], "meeting.apologies", "apologies", meeting, 7)
    assert own["name"] == CROWD[3]


def test_what_is_short_is_shown_whole(life):
    meeting = life.hold(life.now() + DAY, ["Ada", "Ben"])
    shown = life.do("Ada", "meeting.show", meeting=meeting)
    assert len(shown["attendance"]) == 2 and "more" not in shown
