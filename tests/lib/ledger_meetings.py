"""Meetings that a daemon has acknowledged, compared with its database: what became of each, who was
there, what lies on its table, what it agreed."""
import collections

from lib.ident import ident_text


class MeetingLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.meetings = {}    # id: network, title, state, who is there or gone, counts of papers
        self.forgotten = set()  # meetings that may be closed by themselves
        self.follow_ups = {}  # id: (meeting, owner, is it done)
        self.committees = {}  # id: (network, name), besides the steering groups

    def compare_meetings(self, rows, same):
        found = {ident_text(number): (ident_text(network), title, state)
                 for number, network, title, state
                 in rows("SELECT id, network, title, state FROM meeting WHERE instance < 0")}
        for meeting in self.forgotten & set(found):  # nobody closed it, so it was closed by itself
            if self.meetings[meeting]["state"] == "open":
                self.meetings[meeting]["state"] = found[meeting][2]
        same("meetings", found, {meeting: (known["network"], known["title"], known["state"])
                                 for meeting, known in self.meetings.items()})
        found = {(ident_text(meeting), ident_text(handle)): "gone" if until else "there"
                 for meeting, handle, until in rows(
                     "SELECT meeting, handle, until_at FROM attendance")}
        same("who was there", found, {(meeting, handle): how
                                      for meeting, known in self.meetings.items()
                                      for handle, how in known["there"].items()})
        for table, what in [("agenda_item", "papers"), ("guest", "guests"),
                            ("contribution", "written")]:
            counts = {ident_text(meeting): count for meeting, count in rows(
                f"SELECT meeting, count(*) FROM {table} GROUP BY meeting")}
            same(f"rows of {table}", counts, self.counts_of(what))
        versions = {ident_text(meeting): version for meeting, version
                    in rows("SELECT meeting, version FROM minutes")}
        same("versions of minutes", versions, self.counts_of("version"))
        self.compare_agreed(rows, same)
        self.compare_committees(rows, same)

    def counts_of(self, what):
        return {meeting: known[what] for meeting, known in self.meetings.items() if known[what]}

    def compare_agreed(self, rows, same):
        """Whoever is to do something was told of it once, by mail."""
        found = {ident_text(number): (ident_text(meeting), ident_text(owner), bool(done))
                 for number, meeting, owner, done
                 in rows("SELECT id, meeting, owner, done_day FROM follow_up")}
        same("what was agreed", found, self.follow_ups)
        open_tasks = collections.Counter(ident_text(subject) for subject, in rows(
            "SELECT subject FROM task WHERE kind = 'follow_up.due' AND done_day = 0"))
        same("tasks to do it", dict(open_tasks), {one: 1 for one, (_meeting, _owner, done)
                                                  in self.follow_ups.items() if not done})
        for meeting, owner, _done in self.follow_ups.values():
            self.role_mails[owner] += 1
            self.role_mails_of_networks[self.meetings[meeting]["network"]] += 1

    def compare_committees(self, rows, same):
        found, steering = {}, []
        for number, network, key, name in rows("SELECT id, network, key, name FROM committee"):
            if key == "steering":
                steering.append(ident_text(network))
            else:
                found[ident_text(number)] = (ident_text(network), name)
        same("committees", found, self.committees)
        same("steering groups", collections.Counter(steering),
             collections.Counter(list(self.networks)))
