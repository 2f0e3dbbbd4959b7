"""What a client does around its meetings: whom it invites, when a committee meets by itself, who
goes to a meeting of others. And two networks that live by the schedule, so only where the clock is
moved: one in which somebody who holds a role falls short of its duties, and one whose members
choose a sponsor, whom the administrators then write about.
"""
import datetime
import json

from lib.ledger_refresh import TERMS as REFRESH
from lib.writer import Write

DUTY_TERMS = {"refresh": REFRESH, "duties": {"after_meetings": 1}}
SPONSOR_TERMS = {"refresh": REFRESH, "vacancy": {"nomination_days": 1, "voting_days": 1,
                                                 "voting_weekends": 0, "appeal_days": 0}}
ERRAND_DAYS = 200  # ahead of wherever the clock is moved
HOLDERS = 2


class ErrandDeeds:
    """A part of deeds.Doer, beside its meetings."""

    def __init__(self, *given):
        super().__init__(*given)
        self.duty_network = self.sponsored = None
        self.duty_holders = {}   # person: their handle
        self.duty_meetings = 0
        self.suggesting = None   # the member who suggests a sponsor
        self.choosing = None     # the appointment of a sponsor

    def errand_deeds(self):
        if self.meeting_network:
            yield from [(self.invite, 4), (self.set_cadence, 2), (self.end_cadence, 1),
                        (self.send_somebody, 3), (self.send_nobody, 1), (self.report_back, 1)]
        if not self.ledger.rehearsal:
            return
        if not self.duty_network:
            yield self.open_duty_network, 2
        else:
            yield from [(self.hold_office, 3), (self.meet_without_them, 3), (self.answer_duty, 2)]
        if not self.sponsored:
            yield self.open_sponsored, 2
        else:
            yield from [(self.join_sponsored, 2), (self.choose_sponsor, 2),
                        (self.suggest_one, 3), (self.engage, 3), (self.end_sponsor, 1)]

    def network_of_its_own(self, terms, taken):
        """One in which no other deed does anything."""
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            self.networks.pop(reply["network"], None)
            taken(reply["network"])
        write.answered, write.touches = ours, (*write.touches, "errands")
        write.files = (write.files[0], json.dumps(terms).encode())
        return write

    def day_ahead(self, days):
        now = datetime.datetime.fromisoformat(
            self.side.call("clock.show")["now"].replace("Z", "+00:00"))
        return now + datetime.timedelta(days=days)

    # Invitations

    def invite(self):
        meeting = self.meetings_that("planned")
        invited = self.ledger.invited.setdefault(meeting, set()) if meeting else set()
        handle = self.pick([handle for handle in self.meeting_members.values()
                            if handle not in invited])
        if not meeting or not handle:
            return None
        return self.at_meeting("meeting.invite", meeting, lambda _known, _reply:
                               invited.add(handle), {"memberships": [handle]})

    # Cadences, of committees in which nobody has a seat, so that nobody is asked

    def set_cadence(self):
        committee = self.pick(self.ledger.committees)
        if not committee or self.ledger.committees[committee][0] != self.meeting_network:
            return None
        every = self.random.choice(["P7D", "P14D", "P1M"])
        first = str(self.day_ahead(2).date())

        def set_(_reply):
            self.ledger.cadences[committee] = every
        return Write("committee.cadence", {"committee": committee, "first": first, "at": "12:30",
                                           "every": every}, set_, self.keyed(),
                     touches=(committee,), logged=[(self.meeting_network, "committee.cadence")])

    def end_cadence(self):
        committee = self.pick([committee for committee in self.ledger.cadences
                               if self.ledger.committees[committee][0] == self.meeting_network])
        if not committee:
            return None
        return Write("committee.end_cadence", {"committee": committee}, lambda _reply:
                     self.ledger.cadences.pop(committee), self.keyed(), touches=(committee,),
                     logged=[(self.meeting_network, "committee.end_cadence")])

    # Going for the group

    def send_somebody(self):
        handle = self.pick(self.meeting_members.values())
        if not handle:
            return None

        def sent(reply):
            self.ledger.errands[reply["representation"]] = (self.meeting_network, handle,
                                                            "planned")
        # Some can be reported of at once, and the others can only be called off.
        on = str(self.day_ahead(self.random.choice([0, ERRAND_DAYS])).date())
        return Write("representation.plan", {
            "network": self.meeting_network, "what": "The board", "on": on,
            "membership": handle}, sent, self.keyed(), refusals=("wrong",),
            logged=[(self.meeting_network, "representation.plan")])

    def about_errand(self, action, state, may=None, refusals=(), **arguments):
        """By the administrator; or, if `may` says so, by whoever goes."""
        errand = self.pick([errand for errand, (network, _handle, stands)
                            in self.ledger.errands.items()
                            if network == self.meeting_network and stands == "planned"])
        if not errand:
            return None
        network, handle, _state = self.ledger.errands[errand]
        person = next(person for person, mine in self.meeting_members.items() if mine == handle)
        acting = self.acting(person) if may else {}
        if acting is None:
            return None
        return Write(action, {"representation": errand, **arguments}, lambda _reply:
                     self.ledger.errands.update({errand: (network, handle, state)}),
                     self.keyed(**acting), refusals=refusals,
                     touches=(errand, (person, "token")), logged=[(network, action)])

    def send_nobody(self):
        return self.about_errand("representation.cancel", "cancelled")

    def report_back(self):
        return self.about_errand("representation.report", "reported", "who goes", ("clash",),
                                 text="They listened.")

    # Duties

    def open_duty_network(self):
        def taken(network):
            self.duty_network = network
        return self.network_of_its_own(DUTY_TERMS, taken)

    def in_duty_network(self, action, arguments, answered, *touches, logged=True, **acting):
        return Write(action, arguments, answered, self.keyed(**acting),
                     touches=("duties", *touches),
                     logged=[(self.duty_network, action)] if logged else [])

    def hold_office(self):
        """Somebody joins; the next time they hold a role that appoints nobody."""
        waiting = [handle for handle in self.duty_holders.values()
                   if handle not in self.ledger.duty_handles]
        if not waiting:
            person = self.pick([person for person in self.staff
                                if person not in self.duty_holders])
            if not person or len(self.duty_holders) >= HOLDERS:
                return None

            def joined(reply):
                self.duty_holders[person] = reply["membership"]
                self.ledger.members[reply["membership"]] = (self.duty_network, "member", "members")
            return self.in_duty_network("membership.join", {"network": self.duty_network}, joined,
                                        person, as_=person)
        key = ["communications_lead", "events_lead"][len(self.ledger.duty_handles & set(
            self.duty_holders.values()))]
        rows = self.side.call("role.list", {"network": self.duty_network})["roles"]
        role, = [row["role"] for row in rows if row["key"] == key]
        handle = waiting[0]

        def appointed(reply):
            self.ledger.given_offices[reply["office"]] = (self.duty_network, role, handle)
            self.ledger.duty_handles.add(handle)
            self.ledger.office_mails[handle] += 1
            self.ledger.office_mails_of_networks[self.duty_network] += 1
        return self.in_duty_network("role.appoint", {"role": role, "membership": handle},
                                    appointed)

    def meet_without_them(self):
        """A steering meeting that nobody comes to: planned, begun, over, by one who leads."""
        leading = {"as_": person for person, handle in self.duty_holders.items()
                   if handle in self.ledger.duty_handles}
        if not leading:
            return None
        mine = self.pick([meeting for meeting, known in self.ledger.meetings.items()
                          if known["network"] == self.duty_network and
                          known["state"] in ("planned", "open")])
        if mine:
            action, state = {"planned": ("meeting.open", "open"),
                             "open": ("meeting.close", "closed")}[
                                 self.ledger.meetings[mine]["state"]]
            write = self.in_duty_network(action, {"meeting": mine}, lambda _reply:
                                         self.ledger.meetings[mine].update(state=state), mine,
                                         **leading)
            write.refusals = ("clash",)  # it was closed by itself
            return write
        if self.duty_meetings >= 3:
            return None
        title = self.fresh("Steering")
        committees = self.side.call("committee.list", {"network": self.duty_network},
                                    **leading)
        steering, = [row["committee"] for row in committees["committees"]
                     if row["key"] == "steering"]
        starts = self.day_ahead(0) + datetime.timedelta(hours=1)

        def planned(reply):
            self.duty_meetings += 1
            self.ledger.forgotten.add(reply["meeting"])
            self.ledger.meetings[reply["meeting"]] = {
                "network": self.duty_network, "title": title, "state": "planned", "there": {},
                "papers": 0, "guests": 0, "version": 0, "written": 0}
        write = self.in_duty_network("meeting.plan", {
            "network": self.duty_network, "committee": steering, "title": title, "invite": False,
            "starts": starts.strftime("%Y-%m-%dT%H:%M:00Z")}, planned, **leading)
        write.refusals = ("wrong",)  # the clock was moved meanwhile
        return write

    def answer_duty(self):
        """Of who was told that they fall short."""
        person = self.pick([person for person, handle in self.duty_holders.items()
                            if handle in self.ledger.duty_handles])
        if not person:
            return None
        shown = self.side.call("duty.show", {"network": self.duty_network}, as_=person)
        if "told" not in shown:
            return None
        handle = self.duty_holders[person]
        return self.in_duty_network("duty.reply", {
            "network": self.duty_network, "text": "I was on nights."}, lambda _reply:
            self.ledger.duty_replies.add(handle), person, logged=False, as_=person)

    # Sponsors

    def open_sponsored(self):
        def taken(network):
            self.sponsored = network
            self.ledger.unheard.add(network)
        return self.network_of_its_own(SPONSOR_TERMS, taken)

    def of_sponsored(self, action, arguments, answered, refusals=(), **acting):
        return Write(action, arguments, answered, self.keyed(**acting), refusals=refusals,
                     touches=("sponsored", self.suggesting),
                     logged=[(self.sponsored, action)])

    def join_sponsored(self):
        person = self.pick(self.staff)
        if self.suggesting or not person:
            return None

        def joined(reply):
            self.suggesting = person
            self.ledger.members[reply["membership"]] = (self.sponsored, "member", "members")
            self.ledger.refreshes.unheard.add(reply["membership"])
        write = self.of_sponsored("membership.join", {"network": self.sponsored}, joined,
                                  as_=person)
        write.touches += (person,)
        return write

    def choose_sponsor(self):
        """It is asked again while one is asked for, or there is one, and then refused."""
        if not self.suggesting:
            return None

        def chosen(reply):
            self.choosing = reply["appointment"]
            self.ledger.appointments[self.choosing] = {
                "network": self.sponsored, "role": None, "stopped": False, "wants": set(),
                "names": set()}
        return self.of_sponsored("sponsor.choose", {"network": self.sponsored}, chosen,
                                 ("clash",))

    def suggest_one(self):
        known = self.ledger.appointments.get(self.choosing)
        if not known or known["names"]:
            return None
        name = self.fresh("Dr Rao")
        return self.of_sponsored("sponsor.suggest", {
            "appointment": self.choosing, "name": name, "post": "Chief nurse"}, lambda _reply:
            known["names"].add(name), ("clash",), as_=self.suggesting)

    def current_sponsor(self):
        rows = self.side.call("sponsor.list", {"network": self.sponsored})["sponsors"]
        return next((row["sponsor"] for row in rows if "ended" not in row), None)

    def engage(self):
        sponsor = self.current_sponsor()
        return sponsor and self.of_sponsored("sponsor.engage", {
            "sponsor": sponsor, "kind": "met", "text": "They came."}, lambda _reply:
            self.ledger.engagements.update([sponsor]))

    def end_sponsor(self):
        sponsor = self.current_sponsor()
        return sponsor and self.of_sponsored("sponsor.end", {"sponsor": sponsor}, lambda _reply:
                                             self.ledger.ended_sponsors.add(sponsor), ("clash",))
