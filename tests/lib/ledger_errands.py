"""What must have come of invitations, cadences, errands, duties and sponsors."""
import collections
import datetime
import zoneinfo

from lib.ident import ident_text as ident

# Milliseconds: one that nobody closed is closed so late, as of its planned end.
FORGOTTEN = 15 * 3600 * 1000
LONDON = zoneinfo.ZoneInfo("Europe/London")


class ErrandLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.invited = {}          # meeting: handles
        self.cadences = {}         # committee: how often
        self.errands = {}          # id: (network, handle, state)
        self.duty_handles = set()  # who holds a role where duties are looked at
        self.duty_replies = set()
        self.unheard = set()       # networks of which mail by the schedule is not counted
        self.engagements = collections.Counter()  # by sponsor
        self.ended_sponsors = set()

    def compare_errands(self, rows, same, now):
        """After compare_meetings. `now` as clock.show tells it."""
        self.compare_invited(rows, same)
        self.compare_cadences(rows, same)
        self.compare_sent(rows, same)
        self.compare_duties(rows, same, now)
        self.compare_sponsors(rows, same)

    def mailed(self, network, handle, count=1):
        self.role_mails[handle] += count
        self.role_mails_of_networks[network] += count

    def compare_invited(self, rows, same):
        found = collections.defaultdict(set)
        for network, meeting, handle in rows("SELECT network, meeting, handle FROM meeting_word"
                                             " WHERE is_invited"):
            found[ident(meeting)].add(ident(handle))
            self.mailed(ident(network), ident(handle))
        same("who was invited", {(meeting, handle) for meeting, some in found.items()
                                 for handle in some},
             {(meeting, handle) for meeting, some in self.invited.items() for handle in some})

    def compare_cadences(self, rows, same):
        """Each has one row of the schedule, and has planned its meetings without a gap."""
        found = {ident(committee): (every, following) for committee, every, following
                 in rows("SELECT committee, every, next FROM cadence")}
        same("cadences", {committee: of[0] for committee, of in found.items()}, self.cadences)
        clocks = [ident(subject) for subject, in rows(
            "SELECT subject FROM schedule WHERE action = 'committee.plan_ahead'")]
        same("clocks of cadences", collections.Counter(clocks), collections.Counter(list(found)))
        planned = collections.defaultdict(list)
        for committee, instance in rows("SELECT committee, instance FROM meeting WHERE"
                                        " instance >= 0 AND state = 'planned' ORDER BY instance"):
            planned[ident(committee)].append(instance)
        for committee, (_every, following) in found.items():
            assert following > 0, "a cadence has planned nothing"
        for committee, instances in planned.items():
            whole = list(range(instances[0], instances[-1] + 1))
            # Those that have been, of an earlier cadence, stand beside those of this one.
            assert sorted(set(instances)) == whole, f"{committee} planned {instances}"
            if committee in found:
                assert instances[-1] >= found[committee][1] - 1, f"{instances} of {found}"

    def compare_sent(self, rows, same):
        found = {ident(number): (ident(network), ident(handle), state)
                 for number, network, handle, state
                 in rows("SELECT id, network, handle, state FROM representation")}
        same("errands", found, self.errands)
        tasks = collections.Counter(ident(subject) for subject, in rows(
            "SELECT subject FROM task WHERE kind = 'representation.report' AND done_day = 0"))
        same("tasks of errands", tasks, collections.Counter(
            errand for errand, of in self.errands.items() if of[2] == "planned"))
        for network, handle, _state in self.errands.values():
            self.mailed(network, handle)

    def compare_duties(self, rows, same, now):
        """A word, its task and its mail are there together; and after a sweep they are there."""
        told, replies = {}, set()
        for number, network, handle, chair_day, reply in rows(
                "SELECT id, network, handle, chair_day, reply FROM duty"):
            told[ident(handle)] = (ident(number), chair_day != 0)
            self.mailed(ident(network), ident(handle), 2 if chair_day else 1)
            if reply:
                replies.add(ident(handle))
        assert set(told) <= self.duty_handles, f"{told} hold nothing"
        same("replies to a word about duties", replies, self.duty_replies)
        for kind, wanted in [("duty.short", [of[0] for of in told.values()]),
                             ("duty.word", [of[0] for of in told.values() if of[1]])]:
            found = [ident(subject) for subject, in rows(
                f"SELECT subject FROM task WHERE kind = '{kind}' AND done_day = 0")]
            same(f"tasks {kind}", collections.Counter(found), collections.Counter(wanted))
        swept = last_sweep(now) - FORGOTTEN
        for handle, held in rows("SELECT handle, min(max(starts_at, closed_at)) FROM meeting_seat"
                                 " JOIN meeting ON meeting.id = meeting_seat.meeting"
                                 " WHERE state = 'closed' GROUP BY handle"):
            if ident(handle) in self.duty_handles and held < swept:
                assert ident(handle) in told, f"{ident(handle)} falls short, and was not told"

    def compare_sponsors(self, rows, same):
        current, ended, clocks = [], set(), {}
        for number, network, ended_day, clock in rows(
                "SELECT id, network, ended_day, clock FROM sponsor"):
            if ended_day:
                ended.add(ident(number))
            else:
                current.append(network)
                clocks[ident(number)] = ident(clock)
        assert len(current) == len(set(current)), "a network has two sponsors"
        same("sponsors who have ended", ended, self.ended_sponsors)
        same("clocks of sponsors", {ident(subject): ident(number) for number, subject in rows(
            "SELECT id, subject FROM schedule WHERE action = 'sponsor.term'")}, clocks)
        same("engagements", collections.Counter(ident(sponsor) for sponsor, in rows(
            "SELECT sponsor FROM sponsor_engagement")), self.engagements)


def last_sweep(now):
    """Nine o'clock of the first of this month, if that has been; else that of the one before."""
    local = datetime.datetime.fromisoformat(now.replace("Z", "+00:00")).astimezone(LONDON)
    first = local.replace(day=1, hour=9, minute=0, second=0, microsecond=0)
    if first > local:
        first = (first - datetime.timedelta(days=2)).replace(day=1)
    return first.timestamp() * 1000
