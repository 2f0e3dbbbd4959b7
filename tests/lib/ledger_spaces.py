"""Spaces and broken glasses that a daemon has acknowledged, compared with its database."""
import collections

from lib.ident import ident_text


class SpaceLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.spaces = {}     # id: (network, name, aim, door, has it ended)
        self.inside = set()  # (space, handle of the membership)
        self.keepers, self.ever_keepers = set(), set()  # people
        self.glasses = {}    # id: (asker, subject, state), in the order of asking
        self.asked = 0
        self.told = collections.Counter()  # mails to people, but for those that tell of a request

    def compare_spaces(self, rows, same):
        found = {ident_text(number): (ident_text(network), name, aim, door, bool(ended))
                 for number, network, name, aim, door, ended
                 in rows("SELECT id, network, name, aim, door, ended FROM space")}
        same("spaces", found, self.spaces)
        sealed = {entry for entry in self.inside if self.spaces[entry[0]][3] == "confidential"}
        found = {(ident_text(space), ident_text(handle))
                 for space, handle in rows("SELECT space, handle FROM space_member")}
        same("those in open and closed spaces", found, self.inside - sealed)
        count = rows("SELECT count(*) FROM space_entry")[0][0]
        assert count == len(sealed), f"{count} entries of confidential spaces, not {len(sealed)}"

    def compare_glasses(self, rows, same):
        found = {ident_text(person) for person, in rows("SELECT person FROM glass_keeper")}
        same("keepers", found, self.keepers)
        found = {ident_text(number): state for number, state in rows("SELECT id, state FROM glass")}
        same("requests to look", found, {glass: state for glass, (_asker, _subject, state)
                                         in self.glasses.items()})
        mails = collections.Counter(ident_text(person) for person, in rows(
            "SELECT recipient FROM effect WHERE network = 0 AND recipient > 0"))
        for person in set(mails) | set(self.told):
            # Each other keeper is told of a request, if they were one by then.
            more = self.asked if person in self.ever_keepers else 0
            low, high = self.told[person], self.told[person] + more
            assert low <= mails[person] <= high, \
                f"{mails[person]} mails to {person}, acknowledged {low} to {high}"
