"""A network whose steering group meets: people with roles, a clock that is moved from minute to
minute, and meetings that are lived through."""
import contextlib
import datetime
import re
import sqlite3
import zoneinfo

import pytest

from lib.carers import Carers
from lib.daemon import Refused
from lib.ident import ident_number

LONDON = zoneinfo.ZoneInfo("Europe/London")
HOLDERS = {"Ada": "chair", "Ben": "deputy_chair", "Cas": "events_lead", "Dee": "membership_lead",
           "Eli": "communications_lead"}


class Life(Carers):
    """Five who hold a role, and members without one. The administrator appoints the chair."""

    def __init__(self, daemon, terms=None, holders=None, members=("Fay", "Gil")):
        self.holders = holders or HOLDERS
        super().__init__(daemon, [*self.holders, *members], terms)
        for name, role in self.holders.items():
            self.appoint(name, role)
        self.steering = next(
            row["committee"] for row in self.do("Ada", "committee.list",
                                                network=self.network)["committees"]
            if row["key"] == "steering")

    # Doing

    def said(self, who, action, **arguments):
        """The sentence with which a call is refused."""
        with pytest.raises(Refused) as refused:
            self.do(who, action, **arguments)
        return refused.value.message

    def kith(self, *arguments):
        """What `kith` prints for one of them."""
        done = self.daemon.kith(*arguments)
        assert done.returncode == 0, done.stderr
        return re.sub(r"\s+", " ", done.stdout)

    def appoint(self, name, key):
        roles = self.do(None, "role.list", network=self.network)["roles"]
        role = next(row["role"] for row in roles if row["key"] == key)
        return self.do("Ada" if key != "chair" else None, "role.appoint", role=role,
                       membership=self.handles[name])["office"]

    # Time

    def now(self):
        return datetime.datetime.fromisoformat(self.daemon.call("clock.show")["now"])

    def move_to(self, time):
        self.daemon.call("clock.move", {"to": stamp(time)})

    def local(self, day, clock):
        """An instant by the clocks there: 2027-01-14, 14:05."""
        return datetime.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)

    # Meetings

    def plan(self, starts, who="Ada", **more):
        return self.do(who, "meeting.plan", network=self.network, starts=stamp(starts),
                       **{"committee": self.steering, **more})["meeting"]

    def meetings(self, **more):
        return self.do("Ada", "meeting.list", network=self.network, **more)["meetings"]

    def quorum(self, meeting, at=None, who="Ada"):
        return self.do(who, "meeting.quorum", meeting=meeting, **({"at": at} if at else {}))

    def hold(self, starts, there, remote=(), **more):
        """A whole meeting of an hour, with these present from its beginning to its end."""
        if self.now() < starts - datetime.timedelta(minutes=1):
            meeting = self.plan(starts, invite=False, **more)
        self.move_to(starts)
        self.do("Ada", "meeting.open", meeting=meeting)
        for name in [*there, *remote]:
            self.do(name, "meeting.attend", meeting=meeting,
                    how="remote" if name in remote else "room")
        self.move_to(starts + datetime.timedelta(hours=1))
        self.do("Ada", "meeting.close", meeting=meeting)
        return meeting

    def mails(self, who):
        """How many mails there are for somebody, whatever became of them."""
        path = f"file:{self.daemon.state}/kith.db?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            return database.execute("SELECT count(*) FROM effect WHERE recipient = ?",
                                    [ident_number(self.handles[who])]).fetchone()[0]

    def tasks(self, who, kind):
        return [task for task in self.do(who, "task.list")["tasks"] if task["kind"] == kind]


def stamp(time):
    return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
