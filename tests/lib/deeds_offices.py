"""A client's writes about how offices change hands, in a network of its own: appointments that are
opened, adjusted and stopped, who would like them, calls for a vote of no confidence, deputies.

In real use the network has members, whom every call for interest tells. In a rehearsal, where the
clock is moved and calls are opened again by themselves, it has none.
"""
import datetime

from lib.writer import Write

MEMBERS = 3  # fewer than it takes to call a vote of no confidence


class OfficeDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.court = None         # the network
        self.court_members = {}   # person: their handle
        self.court_roles = {}     # key: id
        self.court_office = None  # held by the first of them

    def office_deeds(self):
        if not self.court:
            yield self.open_court, 4
            return
        yield from [(self.call_for_interest, 4), (self.call_for_sponsor, 2), (self.adjust, 2),
                    (self.stop_appointment, 2), (self.deputise, 1), (self.strike, 1)]
        if not self.ledger.rehearsal:
            yield from [(self.join_court, 6), (self.want, 5), (self.want_no_more, 2),
                        (self.suggest, 3), (self.give_office, 2), (self.call_confidence, 2),
                        (self.uncall_confidence, 1), (self.leave_note, 2)]

    def open_court(self):
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            self.networks.pop(reply["network"], None)
            self.court = reply["network"]
        write.answered, write.touches = ours, (*write.touches, "court")
        return write

    def join_court(self):
        person = self.pick([person for person in self.staff if person not in self.court_members])
        acting = self.acting(person) if person and len(self.court_members) < MEMBERS else None
        if not acting:
            return None

        def joined(reply):
            self.court_members[person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (self.court, "member", "members")
        return Write("membership.join", {"network": self.court}, joined, self.keyed(**acting),
                     touches=("court", person, (person, "token")),
                     logged=[(self.court, "membership.join")])

    def about_court(self, action, arguments, answered, refusals=(), logged=True, **acting):
        """Whatever is done there, one after another."""
        touches = ("court", *self.court_members,
                   *((person, "token") for person in self.court_members))
        return Write(action, arguments, answered, self.keyed(**acting), refusals=refusals,
                     touches=touches, logged=[(self.court, action)] if logged else [])

    def roles_of_court(self):
        if not self.court_roles:
            rows = self.side.call("role.list", {"network": self.court})["roles"]
            self.court_roles = {row["key"]: row["role"] for row in rows}
        return self.court_roles

    def open_ones(self, of_sponsor=None):
        return [appointment for appointment, known in self.ledger.appointments.items()
                if known["network"] == self.court and not known["stopped"]
                and of_sponsor in (None, not known["role"])]

    def there(self):
        return [handle for handle in self.court_members.values()
                if handle not in self.ledger.left]

    def opened(self, role):
        def answered(reply):
            self.ledger.appointments[reply["appointment"]] = {
                "network": self.court, "role": role, "stopped": False, "wants": set(),
                "names": set()}
            for handle in self.there():
                self.told(handle)
        return answered

    def told(self, handle):
        self.ledger.office_mails[handle] += 1
        self.ledger.office_mails_of_networks[self.court] += 1

    def call_for_interest(self):
        key = self.random.choice(["events_lead", "allyship_lead"])
        role = self.roles_of_court().get(key)
        # In a rehearsal it may have ended by itself, and another is opened.
        return role and self.about_court("appointment.open", {"role": role}, self.opened(role),
                                         refusals=("clash",))

    def call_for_sponsor(self):
        return self.about_court("sponsor.choose", {"network": self.court}, self.opened(None),
                                refusals=("clash",))

    def adjust(self):
        appointment = self.pick(self.open_ones())
        if not appointment:
            return None
        now = datetime.datetime.fromisoformat(
            self.side.call("clock.show")["now"].replace("Z", "+00:00"))
        until = str((now + datetime.timedelta(60)).date())

        def adjusted(_reply):
            self.ledger.appointments[appointment]["adjusted"] = True
        # It is over; or members hold an office, and administrators run it no more.
        return self.about_court("appointment.adjust", {
            "appointment": appointment, "until": until, "reason": "A holiday."}, adjusted,
            refusals=("clash", "refused", "wrong"))

    def stop_appointment(self):
        appointment = self.pick(self.open_ones())
        if not appointment:
            return None

        def stopped(_reply):
            self.ledger.appointments[appointment]["stopped"] = True
        return self.about_court("appointment.stop", {
            "appointment": appointment, "reason": "Not just now."}, stopped,
            refusals=("clash", "refused"))

    def deputise(self):
        # Nobody holds these: else they would act, and be told so.
        roles = sorted(role for key, role in self.roles_of_court().items()
                       if key != "communications_lead")
        role, *deputies = self.random.sample(roles, self.random.choice([1, 2, 3]))

        def deputised(_reply):
            self.ledger.deputies[role] = deputies
        return self.about_court("role.deputise", {"role": role, "deputies": deputies}
                                if deputies else {"role": role}, deputised)

    # What members do

    def some_member(self):
        person = self.pick([person for person, handle in self.court_members.items()
                            if handle not in self.ledger.left])
        acting = self.acting(person) if person else None
        return (person, self.court_members[person], acting) if acting else (None, None, None)

    def want(self):
        person, handle, acting = self.some_member()
        appointment = self.pick(self.open_ones(of_sponsor=False))
        if not person or not appointment:
            return None

        def wanted(_reply):
            self.ledger.appointments[appointment]["wants"].add(handle)
        return self.about_court("appointment.interest", {
            "appointment": appointment, "statement": "I would like it."}, wanted,
            refusals=("clash",), **acting)

    def want_no_more(self):
        person, handle, acting = self.some_member()
        appointment = self.pick(self.open_ones(of_sponsor=False))
        if not person or not appointment:
            return None

        def wants_not(_reply):
            self.ledger.appointments[appointment]["wants"].discard(handle)
        return self.about_court("appointment.withdraw", {"appointment": appointment}, wants_not,
                                refusals=("missing",), **acting)

    def suggest(self):
        person, _handle, acting = self.some_member()
        appointment = self.pick(self.open_ones(of_sponsor=True))
        if not person or not appointment:
            return None
        name = self.fresh("Dr Rao")

        def suggested(_reply):
            self.ledger.appointments[appointment]["names"].add(name)
        return self.about_court("sponsor.suggest", {
            "appointment": appointment, "name": name, "post": "Chief nurse"}, suggested, **acting)

    def strike(self):
        appointment = self.pick(self.open_ones(of_sponsor=True))
        names = sorted(self.ledger.appointments[appointment]["names"]) if appointment else []
        if not names:
            return None

        def struck(_reply):
            self.ledger.appointments[appointment]["names"].discard(names[0])
        return self.about_court("sponsor.strike", {"appointment": appointment, "name": names[0]},
                                struck)

    def give_office(self):
        """One that appoints nobody, so that administrators still do."""
        person, handle, _acting = self.some_member()
        role = self.roles_of_court().get("communications_lead")
        if not person or not role or self.court_office:
            return None

        def given(reply):
            self.court_office = (reply["office"], handle)
            self.ledger.given_offices[reply["office"]] = (self.court, role, handle)
            self.told(handle)
        return self.about_court("role.appoint", {"role": role, "membership": handle}, given)

    def call_confidence(self):
        person, handle, acting = self.some_member()
        if not person or not self.court_office or handle == self.court_office[1]:
            return None

        def called(reply):
            assert not reply["enough"]
            self.ledger.callers.setdefault(reply["confidence"], set()).add(handle)
        # Whoever held it has left.
        return self.about_court("confidence.call", {
            "office": self.court_office[0], "reason": "We must talk."}, called,
            refusals=("clash",), logged=False, **acting)

    def uncall_confidence(self):
        person, handle, acting = self.some_member()
        votes = [vote for vote, callers in self.ledger.callers.items() if handle in callers]
        if not person or not votes:
            return None

        def uncalled(_reply):
            self.ledger.callers[votes[0]].discard(handle)
        return self.about_court("confidence.withdraw", {"confidence": votes[0]}, uncalled,
                                refusals=("clash", "missing"), logged=False, **acting)

    def leave_note(self):
        office, holder = self.court_office or (None, None)
        person = next((person for person, handle in self.court_members.items()
                       if handle == holder and handle not in self.ledger.left), None)
        acting = self.acting(person) if person else None
        if not acting or not office:
            return None

        def noted(reply):
            self.ledger.notes.add(reply["handover"])
        return self.about_court("handover.note", {
            "role": self.court_roles["communications_lead"], "kind": "promise",
            "text": "A room."}, noted, **acting)
