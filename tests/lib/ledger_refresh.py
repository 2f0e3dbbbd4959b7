"""How the refresh of every membership must stand: lived through again, day by day, from the day of
joining and what the member has said since.
"""
import collections
import datetime
import zoneinfo
from dataclasses import dataclass

EPOCH = datetime.date(1970, 1, 1)
LONDON = zoneinfo.ZoneInfo("Europe/London")
# Nobody is paused here: what those who are paused may no more would concern every other deed.
TERMS = {"every": "P1D", "reminder_days": [1], "pause_days": 365}
EVERY, REMINDERS, PAUSE = 1, [1], 365
STEPS = {"membership.ask", "membership.remind"}


def today_of(daemon):
    """(today, the last day whose members were looked at: daily at nine in London)."""
    now = datetime.datetime.fromisoformat(daemon.call("clock.show")["now"].replace("Z", "+00:00"))
    local = now.astimezone(LONDON)
    day = (now.date() - EPOCH).days
    looked = (local.date() - EPOCH).days - (local.time() < datetime.time(9))
    return day, looked


@dataclass
class Standing:
    next: int
    stage: str = "current"
    reminded: int = 0
    asked: int = 0
    absent: int = 0
    mails: int = 1  # the welcome

    def live(self, until):
        """Each step on its day, up to the last one that was looked at."""
        while self.next <= until:
            day, since = self.next, 0
            if self.stage == "current":
                self.stage, self.asked, self.reminded = "asked", day, 0
            elif self.stage == "asked" and self.reminded < len(REMINDERS):
                since = REMINDERS[self.reminded]
                self.reminded += 1
            else:
                raise AssertionError("nobody is to be paused so soon")
            self.mails += 1
            self.next = day + (REMINDERS + [PAUSE])[self.reminded] - since

    def confirm(self, today):
        self.stage, self.reminded, self.absent, self.next = "current", 0, 0, today + EVERY

    def leave_until(self, today, until):
        self.next += until - max(self.absent, today)
        self.absent = until


class Refreshes:
    """Part of the ledger: what members have said, by handle, in its order."""

    def __init__(self):
        self.said = collections.defaultdict(list)  # handle: (day, looked, until or None)
        self.unheard = set()  # handles whose other mail is not counted
        self.wishes = {}  # handle: what they would like, of those who have left too

    def standing(self, handle, joined, looked):
        standing = Standing(next=joined + EVERY)
        for day, seen, until in self.said.get(handle, ()):
            standing.live(seen)
            if until is None:
                standing.confirm(day)
            else:
                standing.leave_until(day, until)
        standing.live(looked)
        return standing

    def compare(self, daemon, rows, name, other_mails):
        _day, looked = today_of(daemon)
        mails = collections.Counter(handle for handle, in rows("SELECT recipient FROM effect"))
        for handle, joined, *found in rows(
                "SELECT handle, joined_day, next_day, stage, reminded, asked_day, absent_until"
                " FROM membership WHERE import = 0"):
            expected = self.standing(name(handle), joined, looked)
            wanted = [expected.next, expected.stage, expected.reminded, expected.asked,
                      expected.absent]
            assert found == wanted, f"{name(handle)} stands {found}, not {wanted}"
            if name(handle) in self.unheard:
                continue
            count = mails[handle] - other_mails[name(handle)]
            assert count == expected.mails, \
                f"{count} mails to {name(handle)}, not {expected.mails}"
        self.compare_wishes(rows, name)

    def compare_wishes(self, rows, name):
        """A task waits for each who wishes to talk to somebody; a second one may for a deputy."""
        found = {name(handle): wish for handle, wish
                 in rows("SELECT handle, wish FROM contact_wish")}
        members = {name(handle) for handle, in rows("SELECT handle FROM membership")}
        expected = {handle: wish for handle, wish in self.wishes.items() if handle in members}
        assert found == expected, f"wishes are {found}, not {expected}"
        waits = {name(handle) for handle, in rows(
            "SELECT subject FROM task WHERE kind = 'welcome.contact' AND done_day = 0")}
        talk = {handle for handle, wish in expected.items() if wish != "listen"}
        assert waits == talk, f"tasks for {waits}, not for {talk}"
