"""What a client has its people say of themselves: contacts, preferences, consents and the rest.

A person is one client's, and does one thing of these at a time, so that the ledger knows what each
of them said last.
"""
from lib.writer import Write

DIGESTS = ["off", "daily", "weekly"]
LANGUAGES = ["en-GB", "cy", "hu", "pt-BR"]
PURPOSES = ["statistics", "stories", "photographs"]
ANSWERS = [("disability", "yes"), ("disability", "no"), ("race", "M"), ("race", "Z"),
           ("sex", "prefer_not_to_say"), ("age", "30_39")]
NEEDS = ["large print", "step-free way in", "jelnyelvi tolmács", "a quiet corner"]
WRONG_CODE = "000000"  # right once in a million


class PeopleDeeds:
    """A part of deeds.Doer."""

    def people_deeds(self):
        yield from [(self.add_contact, 3), (self.send_code, 1), (self.try_code, 2),
                    (self.remove_contact, 2), (self.link_identity, 2), (self.unlink_identity, 1),
                    (self.set_preference, 2), (self.give_consent, 2), (self.withdraw_consent, 1),
                    (self.share, 3), (self.clear_shared, 1), (self.set_needs, 2),
                    (self.clear_needs, 1)]

    def said(self, person):
        return self.ledger.said[person]

    def having(self, kind):
        """One of the staff who has something of this kind."""
        return self.pick([person for person in self.staff if getattr(self.said(person), kind)])

    def by(self, action, make, logged=True, refusals=(), having=None):
        """A write by one of the staff, or of those who have something of a kind: `make` gives its
        arguments, and what its answer changes."""
        person = self.having(having) if having else self.pick(self.staff)
        acting = self.acting(person) if person else None
        if not acting:
            return None
        arguments, change = make(person)
        return Write(action, arguments, change, self.keyed(**acting), refusals=refusals,
                     touches=((person, "self"), (person, "token")),
                     logged=[(None, action)] if logged else [])

    # Contacts

    def code_sent(self, person):
        self.ledger.told[person] += 1
        self.ledger.coded.add(person)

    def add_contact(self):
        address = self.fresh("").strip() + "@home.example"

        def make(person):
            def added(reply):
                self.said(person).contacts[reply["contact"]] = address
                self.code_sent(person)
            return {"address": address}, added
        return self.by("contact.add", make, refusals=("limit",))

    def of_contact(self, action, change, refusals=(), **more):
        def make(person):
            contact = self.random.choice(list(self.said(person).contacts))
            return dict(more, contact=contact), lambda _reply: change(person, contact)
        return self.by(action, make, refusals=refusals, having="contacts")

    def send_code(self):
        return self.of_contact("contact.send_code", lambda person, _contact:
                               self.code_sent(person), ("limit",))

    def try_code(self):
        return self.of_contact("contact.verify", lambda _person, _contact: None, code=WRONG_CODE)

    def remove_contact(self):
        return self.of_contact("contact.remove", lambda person, contact:
                               self.said(person).contacts.pop(contact))

    # Identities, by an administrator

    def link_identity(self):
        person, subject = self.pick(self.staff), self.fresh("").strip()
        if not person:
            return None

        def linked(reply):
            self.said(person).identities[reply["identity"]] = subject
        return Write("identity.link", {"person": person, "provider": "hr", "subject": subject},
                     linked, self.keyed(), touches=((person, "self"),),
                     logged=[(None, "identity.link")])

    def unlink_identity(self):
        person = self.having("identities")
        if not person:
            return None
        identity = self.random.choice(list(self.said(person).identities))

        def unlinked(_reply):
            del self.said(person).identities[identity]
        return Write("identity.unlink", {"identity": identity}, unlinked, self.keyed(),
                     touches=((person, "self"),), logged=[(None, "identity.unlink")])

    # Documents

    def set_preference(self):
        chosen = {"digest": self.random.choice(DIGESTS), "language": self.random.choice(LANGUAGES)}

        def make(person):
            return chosen, lambda _reply: self.said(person).preference.update(chosen)
        return self.by("preference.set", make)

    def give_consent(self):
        purpose = self.random.choice(PURPOSES)

        def make(person):
            def given(_reply):
                self.said(person).consents.add(purpose)
                self.said(person).ever_agreed = True
            return {"purpose": purpose}, given
        return self.by("consent.give", make)

    def withdraw_consent(self):
        purpose = self.random.choice(PURPOSES)

        def make(person):
            def withdrawn(_reply):
                self.said(person).consents.discard(purpose)
                if purpose == "statistics":
                    self.said(person).shared.clear()
            return {"purpose": purpose}, withdrawn
        return self.by("consent.withdraw", make)

    def share(self):
        characteristic, answer = self.random.choice(ANSWERS)

        def make(person):
            def shared(_reply):
                self.said(person).shared[characteristic] = answer
                self.said(person).consents.add("statistics")
                self.said(person).ever_agreed = True
            return {"characteristic": characteristic, "answer": answer, "consent": True}, shared
        return self.by("characteristic.share", make, logged=False)

    def clear_shared(self):
        characteristic = self.random.choice(ANSWERS)[0]

        def make(person):
            return {"characteristic": characteristic}, lambda _reply: \
                self.said(person).shared.pop(characteristic, None)
        return self.by("characteristic.clear", make, logged=False)

    def set_needs(self):
        needs = self.random.sample(NEEDS, self.random.randrange(1, len(NEEDS)))

        def make(person):
            def told(_reply):
                self.said(person).needs = needs
            return {"needs": needs}, told
        return self.by("access_need.set", make, logged=False)

    def clear_needs(self):
        def make(person):
            def cleared(_reply):
                self.said(person).needs = []
            return {}, cleared
        return self.by("access_need.clear", make, logged=False)
