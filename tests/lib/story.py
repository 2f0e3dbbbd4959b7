"""A network that is told as a story: everything is done with `kith`, by people who have names, on a
rehearsal's clock."""
import datetime
import json
import zoneinfo

LONDON = zoneinfo.ZoneInfo("Europe/London")
DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)

CHARTER = """# Carers in south west London

For colleagues in Practices who care for somebody, and for their allies.

The steering group is quorate when **half** of its members are there.
"""


class Story:
    def __init__(self, daemon, folder):
        self.daemon, self.folder = daemon, folder
        self.people, self.handles, self.papers = {}, {}, {}
        self.network = self.steering = None
        self.meets = False  # does the group meet as planned, whatever else goes on?
        self.held = []      # (meeting, was it quorate) of the steering group

    # Calls

    def run(self, who, action, **arguments):
        """The finished `kith`: as one of them, or (None) as the administrator."""
        noun, verb = action.replace("_", "-").split(".")
        words = ["--json", *(["--as", self.people[who]] if who else []), noun, verb]
        for name, value in arguments.items():
            name = "--" + name.rstrip("_").replace("_", "-")
            if isinstance(value, bool):
                words.append(name if value else f"--no-{name[2:]}")
                continue
            for each in value if isinstance(value, list) else [value]:
                words += [name, each]
        return self.daemon.kith(*words)

    def do(self, who, action, **arguments):
        done = self.run(who, action, **arguments)
        assert done.returncode == 0, f"{who} {action} {arguments}: {done.stderr}"
        return json.loads(done.stdout or "{}")

    def refused(self, who, action, **arguments):
        """What `kith` says to somebody who is told no."""
        done = self.run(who, action, **arguments)
        assert done.returncode != 0, f"{who} {action} was not refused: {done.stdout}"
        return " ".join(done.stderr.split())

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    # Time

    def now(self):
        return datetime.datetime.fromisoformat(self.do(None, "clock.show")["now"])

    def today(self):
        return self.now().astimezone(LONDON).date()

    def move_to(self, time):
        """The group meets on the way, whatever else goes on."""
        while self.meets and (row := self.planned(until=time)):
            self.hold(row)
        if time > self.now() + MINUTE:  # its seconds go on as those of a real clock
            self.do(None, "clock.move", to=stamp(time))

    def days(self, count):
        self.move_to(self.now() + count * DAY)

    # People and roles

    def begin(self, terms, names, year):
        self.move_to(local(f"{year}-01-04", "09:00"))
        host = self.do(None, "place.add", name="South West London", kind="host")["place"]
        self.network = self.do(None, "network.open", name="Carers", place=host,
                               aim="To be heard.", roles="primary-care",
                               charter=self.file("charter.md", CHARTER),
                               terms=self.file("terms.json", json.dumps(terms)))["network"]
        for name in names:
            self.people[name] = self.do(None, "person.add", given_name=name)["person"]
            self.handles[name] = self.do(name, "membership.join",
                                         network=self.network)["membership"]
        self.steering = next(row["committee"] for row in self.do(
            names[0], "committee.list", network=self.network)["committees"]
                             if row["key"] == "steering")

    def roles(self):
        rows = self.do("Ada", "role.list", network=self.network, limit=100)["roles"]
        return {row["key"]: row for row in rows}

    def appoint(self, by, key, name):
        return self.do(by, "role.appoint", role=self.roles()[key]["role"],
                       membership=self.handles[name])["office"]

    def holders(self, key):
        """Who holds it today; who only acts, in brackets."""
        named = {handle: name for name, handle in self.handles.items()}
        return sorted(f"({named[row['membership']]})" if row.get("acting")
                      else named[row["membership"]]
                      for row in self.roles()[key].get("holders", []))

    def steering_group(self):
        """Who holds an office today, the chair first."""
        named = {handle: name for name, handle in self.handles.items()}
        return list(dict.fromkeys(named[holder["membership"]] for row in self.roles().values()
                                  for holder in row.get("holders", [])))

    def office(self, key):
        return self.roles()[key]["holders"][0]["office"]

    def tasks(self, who, kind):
        return [task for task in self.do(who, "task.list")["tasks"] if task["kind"] == kind]

    # Meetings

    def planned(self, until=None):
        """The next one that the cadence has planned."""
        now = self.now()
        rows = [row for row in self.do("Zoe", "meeting.list", network=self.network,
                                       state="planned")["meetings"]
                if row.get("committee") == self.steering and instant(row["starts"]) >= now
                and (until is None or instant(row["starts"]) <= until)]
        return min(rows, key=lambda row: row["starts"], default=None)

    def next_meeting(self):
        """Time goes on until it begins."""
        row = self.planned()
        self.do(None, "clock.move", to=row["starts"])
        return row["meeting"]

    def hold(self, row):
        self.do(None, "clock.move", to=row["starts"])
        there = self.steering_group()
        answer = self.gather(row["meeting"], there, by=there[0])
        self.end(row["meeting"], by=there[0])
        self.held.append((row["meeting"], answer["quorate"]))

    def gather(self, meeting, there, remote=(), by="Ada"):
        self.do(by, "meeting.open", meeting=meeting)
        for name in [*there, *remote]:
            self.do(name, "meeting.attend", meeting=meeting,
                    how="remote" if name in remote else "room")
        return self.do(by, "meeting.quorum", meeting=meeting)

    def end(self, meeting, by="Ada"):
        self.do(None, "clock.move", by="PT1H")
        return self.do(by, "meeting.close", meeting=meeting)

    def month(self, there, remote=(), by="Ada"):
        """A whole steering meeting; what its quorum was."""
        meeting = self.next_meeting()
        answer = self.gather(meeting, there, remote, by)
        self.end(meeting, by)
        self.held.append((meeting, answer["quorate"]))
        self.do(by, "minutes.draft", meeting=meeting, text=f"# {self.today()}\n\nWe met.")
        return meeting, answer

    def every_meeting(self):
        rows, after = [], {}
        while after is not None:
            page = self.do("Zoe", "meeting.list", network=self.network, **after)
            rows += [row for row in page["meetings"] if row.get("committee") == self.steering]
            after = {"after": page["next"]} if "next" in page else None
        return rows

    # Appointments

    def appointment(self, role):
        """The newest one of a role, as a member sees it; None if there was none."""
        rows = self.do("Zoe", "appointment.list", network=self.network)["appointments"]
        newest = max((row["appointment"] for row in rows if row["title"] == role), default=None)
        return newest and self.do("Zoe", "appointment.show", appointment=newest)

    def stages(self, role):
        return [row["stage"] for row in self.appointment(role)["stages"]]

    def pass_stage(self, role):
        """Days go by until it comes to its next stage, which is given with its reason."""
        turns = len(self.stages(role))
        for _ in range(100):
            self.days(1)
            rows = self.appointment(role)["stages"]
            if len(rows) > turns:
                return rows[-1]["stage"], rows[-1]["reason"]
        raise AssertionError(f"{role} stands still")

    def want(self, role, *names):
        appointment = self.appointment(role)["appointment"]
        for name in names:
            self.do(name, "appointment.interest", appointment=appointment,
                    statement=f"{name} would like it.")

    def vote(self, election, **choices):
        """Each by name: whom they vote for, or Yes and No. Receipts are kept."""
        shown = self.do("Zoe", "election.show", election=election)
        numbers = {option["name"]: option["number"] for option in shown["options"]}
        for name, choice in choices.items():
            receipt = self.do(name, "election.vote", election=election, choices=numbers[choice])
            self.papers[election, name] = receipt["receipt"]

    # Decisions

    def agree(self, decision, **choices):
        for name, choice in choices.items():
            self.do(name, "decision.vote", decision=decision, choice=choice)

    def decision(self, decision, who="Zoe"):
        return self.do(who, "decision.show", decision=decision)


def local(day, clock):
    """An instant by the clocks there."""
    return datetime.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)


def instant(text):
    return datetime.datetime.fromisoformat(text)


def stamp(time):
    return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
