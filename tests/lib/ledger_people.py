"""What people said of themselves and a daemon acknowledged, compared with what it has.

The rows are sealed, so they are counted, and what they say is asked of the daemon: of all who said
anything, or of some where there are many.
"""
import collections
import datetime
import random
from dataclasses import dataclass, field

from lib.ident import ident_number, ident_text

ASKED_MOST = 40  # people asked in one comparison
UNVERIFIED = 30  # days after which an address that nobody verified is forgotten


def days_old(contact, now):
    """An id begins with its day: ms since 2020-01-01, above 21 random bits."""
    added = datetime.date(2020, 1, 1) + datetime.timedelta(
        milliseconds=ident_number(contact) >> 21)
    return (datetime.date.fromisoformat(now[:10]) - added).days


@dataclass
class Said:
    contacts: dict = field(default_factory=dict)    # id: address
    identities: dict = field(default_factory=dict)  # id: subject
    preference: dict = field(default_factory=dict)  # empty: never set
    consents: set = field(default_factory=set)      # purposes that stand
    ever_agreed: bool = False
    shared: dict = field(default_factory=dict)
    needs: list = field(default_factory=list)


class PeopleLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.said = collections.defaultdict(Said)  # by person
        self.coded = set()                         # people to whom a code was sent

    def compare_said(self, rows, same, daemon):
        known = list(self.said.values())
        now = daemon.call("clock.show")["now"]
        held = {ident_text(number) for number, in rows("SELECT id FROM contact")}
        for said in known:
            said.contacts = {contact: address for contact, address in said.contacts.items()
                             if contact in held or days_old(contact, now) <= UNVERIFIED}
        for table, expected in [
                ("contact", sum(len(said.contacts) for said in known)),
                ("identity", sum(len(said.identities) for said in known)
                 + sum(self.merged_numbers.values())),
                ("person_record", len(self.coded) +
                 sum(bool(said.preference) + said.ever_agreed + bool(said.shared) +
                     bool(said.needs) for said in known))]:
            count = rows(f"SELECT count(*) FROM {table}")[0][0]
            assert count == expected, f"{count} rows of {table}, acknowledged {expected}"
        people = sorted(self.said)
        chosen = random.Random(len(people)).sample(people, min(len(people), ASKED_MOST))
        for person in chosen:
            self.compare_person(person, self.said[person], same, daemon)

    def compare_person(self, person, said, same, daemon):
        found = daemon.call("identity.list", {"person": person}).get("identities", [])
        same(f"identities of {person}", {row["identity"]: row["subject"] for row in found},
             said.identities)
        # In real use only they themselves can ask.
        acting = {"as_": person} if self.rehearsal else {"token": self.tokens.get(person)}
        if not all(acting.values()):
            return

        def ask(action):
            return daemon.call(action, **acting)
        same(f"contacts of {person}", {row["contact"]: row["address"] for row
                                       in ask("contact.list").get("contacts", [])}, said.contacts)
        shown = ask("preference.show")
        same(f"preferences of {person}", {name: shown[name] for name in said.preference},
             said.preference)
        same(f"consents of {person}", {row["purpose"] for row in ask("consent.list")["purposes"]
                                       if row["agreed"]}, said.consents)
        same(f"characteristics of {person}",
             {row["characteristic"]: row["answer"] for row
              in ask("characteristic.show")["characteristics"] if "answer" in row}, said.shared)
        assert ask("access_need.show").get("needs", []) == said.needs, f"needs of {person}"
