"""A network with a steering group, on a rehearsal's clock: who holds what, wants what, votes what.
"""
import contextlib
import sqlite3

from lib.carers import Carers
from lib.ident import ident_number
from lib.waiting import until

NAMES = ["Ada", "Ben", "Cas", "Dee", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon", "Kit", "Lou"]
OFFICES = {"deputy_chair": ["Ben", "Cas"], "communications_lead": ["Dee"],
           "membership_lead": ["Eve"]}  # and Ada is the chair


class Governed(Carers):
    def __init__(self, daemon, terms=None, founded=True, names=tuple(NAMES)):
        super().__init__(daemon, names, terms)
        if founded:
            self.give(None, "chair", "Ada")
            for key, holders in OFFICES.items():
                for holder in holders:
                    self.give("Ada", key, holder)
                    self.move("P1D")  # who has served longest is told by days

    # Offices

    def role(self, key):
        return self.roles()[key]["role"]

    def give(self, who, key, name):
        return self.do(who, "role.appoint", role=self.role(key),
                       membership=self.handles[name])["office"]

    def holders(self, key):
        """Names of who holds it today; of who only acts, in brackets."""
        named = {handle: name for name, handle in self.handles.items()}
        return [f"({named[row['membership']]})" if row["acting"] else named[row["membership"]]
                for row in self.roles("Lou").get(key, {}).get("holders", [])]

    def office(self, key):
        return self.roles()[key]["holders"][0]["office"]

    def tasks(self, who, kind=""):
        return [task["sentence"] for task in self.do(who, "task.list")["tasks"]
                if task["kind"].startswith(kind)]

    # Appointments

    def open(self, who, key):
        return self.do(who, "appointment.open", role=self.role(key))["appointment"]

    def want(self, appointment, *names):
        for name in names:
            self.do(name, "appointment.interest", appointment=appointment,
                    statement=f"{name} would like it.")

    def show(self, appointment, who="Lou"):
        return self.do(who, "appointment.show", appointment=appointment)

    def stages(self, appointment):
        return [row["stage"] for row in self.show(appointment)["stages"]]

    def pass_stage(self, appointment):
        """Days go by until it comes to its next stage, which is given."""
        turns = len(self.stages(appointment))
        for _ in range(40):
            self.move("P1D")
            if len(self.stages(appointment)) > turns:
                return self.show(appointment)["stage"]
        raise AssertionError(f"it stands still: {self.show(appointment)['line']}")

    def reason(self, appointment):
        """Of the last turn."""
        return self.show(appointment)["stages"][-1]["reason"]

    def unless_planned(self, election):
        shown = self.do("Lou", "election.show", election=election)
        return shown if shown["state"] != "planned" else None

    def vote(self, election, **choices):
        """Each by name: whom they vote for, or Yes and No. A vote for which the time has come is
        opened by the schedule, some milliseconds later."""
        shown = until(lambda: self.unless_planned(election))
        numbers = {option["name"]: str(option["number"]) for option in shown["options"]}
        for name, choice in choices.items():
            self.do(name, "election.vote", election=election, choices=[numbers[choice]],
                    nonce=f"the nonce of {name} alone")

    def mails(self, name):
        """How many were recorded for somebody."""
        path = f"file:{self.daemon.state / 'kith.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            return database.execute("SELECT count(*) FROM effect WHERE recipient = ?",
                                    [ident_number(self.handles[name])]).fetchone()[0]
