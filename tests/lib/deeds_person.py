"""What a client does with people who come and go: they join, are corrected, signed out, found to
be one, and erased. No other deed touches them.
"""
from lib.writer import Write


class PersonDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.passing = {}  # person: their staff number
        self.handles = {}  # person: {network: handle}
        self.adds = {}     # person: how many people they were before they were found to be one

    def person_deeds(self):
        yield from [(self.add_passing, 3), (self.link_passing, 2), (self.join_passing, 4),
                    (self.correct, 2), (self.sign_out, 1), (self.merge, 1), (self.erase, 2)]

    def add_passing(self):
        write = self.add_person()
        added, staff = write.answered, write.arguments["external_id"]

        def ours(reply):
            added(reply)
            self.staff.remove(reply["person"])
            self.passing[reply["person"]] = staff
            self.handles[reply["person"]], self.adds[reply["person"]] = {}, 1
        write.answered = ours
        return write

    def somebody(self):
        return self.pick(self.passing)

    def about(self, action, arguments, answered, *people):
        touches = [thing for person in people for thing in (person, (person, "token"))]
        return Write(action, arguments, answered, self.keyed(), touches=tuple(touches),
                     logged=[(None, action)])

    def link_passing(self):
        person = self.somebody()
        return person and self.about("person.link", {"person": person}, lambda reply:
                                     self.ledger.tokens.update({person: reply.get("token")}),
                                     person)

    def join_passing(self):
        network, person = self.pick(self.networks), self.somebody()
        acting = self.acting(person) if network and person else None
        if not acting or network in self.handles[person]:
            return None

        def joined(reply):
            self.handles[person][network] = reply["membership"]
            self.ledger.members[reply["membership"]] = (network, "member", "members")
        return Write("membership.join", {"network": network}, joined, self.keyed(**acting),
                     touches=(person, (person, "token")), logged=[(network, "membership.join")])

    def correct(self):
        person, job = self.somebody(), self.fresh("Midwife")
        if not person:
            return None

        def corrected(_reply):
            name, _job = self.ledger.people[self.passing[person]]
            self.ledger.people[self.passing[person]] = (name, job)
        return self.about("person.correct", {"person": person, "job": job}, corrected, person)

    def sign_out(self):
        person = self.somebody()
        return person and self.about("person.sign_out", {"person": person}, lambda _reply:
                                     self.ledger.tokens.pop(person, None), person)

    def forget(self, person):
        staff = self.passing.pop(person)
        del self.ledger.people[staff], self.ledger.ids[staff]
        self.ledger.tokens.pop(person, None)

    def part(self, handle):
        del self.ledger.members[handle]
        self.ledger.left.add(handle)
        self.ledger.vanished.add(handle)

    def merge(self):
        one, other = self.somebody(), self.somebody()
        if not one or not other or one == other:
            return None

        def merged(_reply):
            name, job = self.ledger.people[self.passing[one]]
            job = job or self.ledger.people[self.passing[other]][1]
            self.ledger.people[self.passing[one]] = (name, job)
            for network, handle in self.handles.pop(other).items():
                if network in self.handles[one]:
                    self.part(handle)
                else:
                    self.handles[one][network] = handle
            self.adds[one] += self.adds.pop(other)
            self.ledger.merged_numbers[one] += 1 + self.ledger.merged_numbers.pop(other, 0)
            self.forget(other)
            self.ledger.tokens.pop(one, None)
        return self.about("person.merge", {"from": other, "into": one}, merged, one, other)

    def erase(self):
        person = self.somebody()
        if not person:
            return None

        def erased(_reply):
            handles = self.handles.pop(person).values()
            for handle in handles:
                self.part(handle)
            # The keys of whatever made them, and their handles, are forgotten with them.
            self.ledger.keys -= self.adds[person] + len(handles)
            self.ledger.erased += self.adds.pop(person)
            self.ledger.merged_numbers.pop(person, None)
            self.forget(person)
        return self.about("person.erase", {"person": person, "reason": "They asked for it."},
                          erased, person)
