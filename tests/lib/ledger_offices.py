"""What must have come of a client's writes about how offices change hands."""
import collections

from lib.ident import ident_text as ident

OVER = {"done", "unfilled", "stopped"}
# What they wait for is no day on the schedule: the members' votes, or that a seat falls free.
WAITS = {"steering", "members", "waiting"}


class OfficeLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.appointments = {}   # id: network, role, stopped, wants (handles), names
        self.deputies = {}       # role: those who deputise, in their order
        self.callers = {}        # vote of no confidence: handles
        self.given_offices = {}  # id: network, role, handle
        self.notes = set()
        self.office_mails = collections.Counter()  # by handle
        self.office_mails_of_networks = collections.Counter()

    def compare_hands(self, rows, same):
        """After compare_roles, whose mails these come on top of."""
        self.compare_appointments(rows, same)
        self.compare_wants(rows, same)
        found = collections.defaultdict(list)
        for role, deputy in rows("SELECT role, deputy FROM role_deputy ORDER BY role, position"):
            found[ident(role)].append(ident(deputy))
        same("deputies", dict(found), {role: of for role, of in self.deputies.items() if of})
        found = collections.Counter(ident(vote) for vote, in rows(
            "SELECT confidence FROM confidence_caller"))
        same("callers of votes of no confidence", dict(found), {
            vote: len(callers - self.left) for vote, callers in self.standing_votes(rows).items()
            if callers - self.left})
        same("notes to hand over", {ident(note) for note, in rows("SELECT id FROM handover_note")},
             self.notes)
        self.role_mails.update(self.office_mails)
        self.role_mails_of_networks.update(self.office_mails_of_networks)

    def standing_votes(self, rows):
        """Of an office that has ended nobody calls any more."""
        gathering = {ident(vote) for vote, in rows(
            "SELECT id FROM confidence WHERE state = 'gathering'")}
        return {vote: callers for vote, callers in self.callers.items() if vote in gathering}

    def compare_appointments(self, rows, same):
        stages, open_ones = {}, set()
        for number, network, role, stage, over in rows(
                "SELECT id, network, role, stage, is_over FROM appointment"):
            stages[ident(number)] = (ident(network), ident(role) if role else None, stage)
            assert bool(over) == (stage in OVER)
            if not over and stage not in WAITS:
                open_ones.add(ident(number))
        same("appointments", {appointment: of[:2] for appointment, of in stages.items()},
             {appointment: (known["network"], known["role"])
              for appointment, known in self.appointments.items()})
        turns = collections.defaultdict(list)
        for number, turn, stage in rows("SELECT appointment, number, stage FROM appointment_turn"
                                        " ORDER BY appointment, number"):
            turns[ident(number)].append(stage)
            assert turn == len(turns[ident(number)]), "a turn of an appointment is lost"
        for appointment, known in self.appointments.items():
            stage = stages[appointment][2]
            assert turns[appointment][-1] == stage, f"a turn to {stage} is not in the line"
            assert known["stopped"] == (stage == "stopped"), f"{appointment} is {stage}"
            assert self.rehearsal or stage in ("call", "stopped")
        clocks = collections.Counter(ident(clock) for clock, in rows(
            "SELECT clock FROM appointment WHERE clock <> 0"))
        same("clocks of appointments", {ident(row) for row, in rows(
            "SELECT id FROM schedule WHERE action = 'appointment.step'")}, set(clocks))
        assert len(clocks) == len(open_ones), f"an appointment stands still: {stages}, {clocks}"

    def compare_wants(self, rows, same):
        wants, names = collections.defaultdict(set), collections.Counter()
        for number, handle in rows("SELECT appointment, handle FROM appointment_candidate"):
            if handle:
                wants[ident(number)].add(ident(handle))
            else:
                names[ident(number)] += 1
        same("who would like what", {(appointment, handle) for appointment, of in wants.items()
                                     for handle in of},
             {(appointment, handle) for appointment, known in self.appointments.items()
              for handle in known["wants"] - self.left})
        same("suggestions", dict(names), {appointment: len(known["names"]) for appointment, known
                                          in self.appointments.items() if known["names"]})
