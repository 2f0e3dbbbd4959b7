"""How a client brings lists of members into a network of its own that no other deed touches.

Each list has a date of joining that no other has, so that the ledger knows its rows again: whose
they are is sealed.
"""
import datetime
import itertools
import json

from lib.writer import Write

TERMS = {"refresh": {"every": "P60M"}}  # longer than a story, so that nobody is asked
ROWS = [3, 30, 450, 900]                # less than a chunk, and several
FIRST_DAY = datetime.date(2000, 1, 1)


class ImportDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.import_network = None
        self.brought = []          # addresses that were taken in for certain
        self.listed_staff = set()  # people who stand in some list
        self.list_days = itertools.count()

    def import_deeds(self):
        yield (self.bring, 2) if self.import_network else (self.open_import_network, 2)

    def open_import_network(self):
        name, text = self.fresh("Listed"), "# Listed\n"

        def opened(reply):
            self.import_network = reply["network"]
            self.ledger.networks[reply["network"]] = (name, self.root, (text,))
        return Write("network.open", {"name": name, "place": self.root, "aim": "To be heard.",
                                      "charter": 0, "terms": 1}, opened, self.keyed(),
                     files=(text.encode(), json.dumps(TERMS).encode()), touches=("import",),
                     logged=lambda reply: [(reply["network"], "network.open")])

    def bring(self):
        """People nobody knows, one of the staff system, and some who are members already."""
        day = FIRST_DAY + datetime.timedelta(next(self.list_days))
        kind = self.random.choice(["member", "ally"])
        visibility = self.random.choice(["visible", "members", "leads", "concealed"])
        addresses = [f"{self.fresh('p').replace(' ', '')}@list.example"
                     for _ in range(self.random.choice(ROWS))]
        known = [staff for staff, person in self.ledger.ids.items()
                 if person in self.staff and person not in self.listed_staff | self.busy][:1]
        again = self.random.sample(self.brought, min(5, len(self.brought)))
        self.listed_staff.update(self.ledger.ids[staff] for staff in known)
        lines = [f",{address},{day}" for address in [*addresses, *again]]
        lines += [f"{staff},,{day}" for staff in known]
        self.random.shuffle(lines)
        row = (self.import_network, kind, visibility, (day - datetime.date(1970, 1, 1)).days)
        listed = (row, len(addresses) + len(known), set(addresses))

        def ended(reply):
            if "job" in reply:  # it goes on, or was stopped
                self.ledger.lists_in_doubt.append(listed)
            else:
                assert (reply["accepted"], reply["refused"]) == (len(lines), 0), reply
                self.ledger.lists.append(listed)
                self.brought.extend(addresses)
        content = "\n".join(["Staff number,E-mail,Joined", *lines, ""]).encode()
        return Write("membership.import", {"network": self.import_network, "file": 0, "kind": kind,
                                           "visibility": visibility}, ended, self.keyed(),
                     files=(content,), touches=("import",),
                     logged=[(self.import_network, "membership.import")])
