"""What must have come of a client's writes about roles: offices, their clocks, mail and tasks."""
import collections
import datetime
import json
import pathlib
import zoneinfo

from lib.ident import ident_text as ident

TEMPLATE = pathlib.Path(__file__).parents[2] / "scripts/data/roles-primary-care-2026.json"
EPOCH = datetime.date(1970, 1, 1)


class RoleLedger:
    """Beside the Ledger: what it knows, and a comparison."""

    def __init__(self):
        super().__init__()
        self.roles = {}       # id: network, title, closed, changed, tasks, offices before it opened
        self.offices = {}     # id: network, role, handle, ended ("", or how)
        self.tasks_done = {}  # id: handle
        self.role_mails = collections.Counter()  # by handle, as of the last comparison
        self.role_mails_of_networks = collections.Counter()
        self.terms_ended = collections.Counter()  # by network: so often the schedule ended one

    def compare_roles(self, rows, same, now):
        """`now` as clock.show tells it."""
        local = datetime.datetime.fromisoformat(now).astimezone(zoneinfo.ZoneInfo("Europe/London"))
        self.compare_defined(rows, same)
        ended = self.compare_offices(rows, same, (local.date() - EPOCH).days)
        self.count_role_mails(ended)
        self.compare_tasks(rows, same, ended)

    def compare_defined(self, rows, same):
        found, begun = {}, collections.Counter()
        for number, network, title, closed in rows("SELECT id, network, title, closed FROM role"):
            if ident(number) in self.roles:
                found[ident(number)] = (ident(network), title, bool(closed))
            else:
                begun[ident(network)] += 1
        same("roles", found, {role: (known["network"], known["title"], known["closed"])
                              for role, known in self.roles.items()})
        count = len(json.loads(TEMPLATE.read_text())["items"])
        same("roles that networks begin with", dict(begun), dict.fromkeys(self.networks, count))

    def compare_offices(self, rows, same, today):
        """How each ended, "" if it did not."""
        found, expected, clocks = {}, {}, {}
        for number, network, role, handle, until, clock, how in rows(
                "SELECT id, network, role, handle, until_day, clock, ended FROM office"):
            office = ident(number)
            found[office] = (ident(network), ident(role), ident(handle), how)
            if office in self.given_offices:
                del found[office]  # ledger_offices.py knows it
                continue
            known = self.offices.get(office)
            if not known:
                continue
            over = until != 0 and until <= today
            wanted = known["ended"] or ("left" if known["handle"] in self.left else "")
            if (not wanted and over) or (wanted and over and how == "term"):
                wanted = "term"  # it may have ended so before it was ended otherwise
            expected[office] = (known["network"], known["role"], known["handle"], wanted)
            if not wanted and until:
                clocks[number] = clock
        for office in set(self.offices) - set(found):
            expected[office] = "lost"
        same("offices", found, expected)
        same("clocks of terms", {number: clock for number, clock in rows(
            "SELECT subject, id FROM schedule WHERE action = 'role.term'")
            if ident(number) not in self.given_offices}, clocks)
        return {office: how for office, (_network, _role, _handle, how) in found.items()}

    def count_role_mails(self, ended):
        """Of an appointment, and of an end that the holder did not choose."""
        self.role_mails.clear()
        self.role_mails_of_networks.clear()
        self.terms_ended.clear()
        for office, how in ended.items():
            known = self.offices[office]
            count = 2 if how in ("term", "ended") else 1
            self.role_mails[known["handle"]] += count
            self.role_mails_of_networks[known["network"]] += count
            self.terms_ended[known["network"]] += how == "term"

    def compare_tasks(self, rows, same, ended):
        handed, vacant, founding, done = collections.Counter(), [], [], {}
        for number, handle, kind, subject, day in rows(
                "SELECT id, handle, kind, subject, done_day FROM task"):
            if kind == "role.hand_over":
                handed[ident(subject)] += 1
                if day:
                    done[ident(number)] = ident(handle)
            elif kind == "role.vacant" and not day and ident(subject) in self.roles:
                vacant.append(ident(subject))
            elif kind == "network.founding" and not day:
                founding.append(ident(subject))
        expected = {office: self.roles[known["role"]]["tasks"]
                    for office, known in self.offices.items()
                    if ended[office] and known["handle"] not in self.left}
        same("what is handed over", dict(handed),
             {office: count for office, count in expected.items() if count})
        same("tasks that are done", done, {task: handle for task, handle
                                           in self.tasks_done.items() if handle not in self.left})
        same("networks without who appoints", collections.Counter(founding),
             collections.Counter(self.networks.keys() - self.closed.keys()))
        same("free seats", collections.Counter(vacant), collections.Counter(
            role for role, known in self.roles.items() if self.is_vacant(role, known, ended)))

    def is_vacant(self, role, known, ended):
        """A seat has fallen free since the role was opened, and is not filled again."""
        mine = {office: ended[office] for office, of in self.offices.items() if of["role"] == role}
        held = [office for office, how in mine.items() if not how]
        fell = [office for office, how in mine.items() if how and office not in known["before"]]
        return not known["closed"] and len(held) < 2 and bool(known["changed"] or fell)
