"""Lists of members that a daemon has acknowledged, compared with its database: each is there whole
or not at all, each of its people was told once, and nothing of a stopped one is left.
"""
import collections
import contextlib
import sqlite3

from lib.ident import ident_text


class ImportLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        # (network, kind, visibility, day of joining), how many it brings, addresses nobody knew
        self.lists, self.lists_in_doubt = [], []
        self.import_handles = set()                # as of the last comparison
        self.import_mails = collections.Counter()  # by network

    def imports_are_settled(self, daemon):
        path = f"file:{daemon.state}/kith.db?mode=ro"
        with contextlib.closing(sqlite3.connect(path, uri=True)) as database:
            return not database.execute("SELECT 1 FROM import").fetchall()

    def compare_imports(self, rows, same):
        found = collections.Counter()
        self.import_handles.clear()
        for network, handle, *row in rows("SELECT network, handle, kind, visibility, joined_day"
                                          " FROM membership WHERE import <> 0"):
            found[ident_text(network), *row] += 1
            self.import_handles.add(ident_text(handle))
        for listed in self.lists_in_doubt:
            assert found[listed[0]] in (0, listed[1]), \
                f"half a list: {found[listed[0]]} of {listed[1]}"
            if found[listed[0]]:
                self.lists.append(listed)
        self.lists_in_doubt = []
        same("members of lists", {row: count for row, count in found.items() if count},
             {row: count for row, count, _addresses in self.lists})
        same("people of lists", {address for address, in rows(
            "SELECT work_email FROM person WHERE external_id IS NULL")},
            set().union(*(addresses for _row, _count, addresses in self.lists)))
        self.compare_told(rows)

    def compare_told(self, rows):
        told = collections.Counter()
        self.import_mails.clear()
        for network, recipient, state in rows("SELECT network, recipient, state FROM effect"):
            if ident_text(recipient) in self.import_handles:
                told[ident_text(recipient)] += 1
                self.import_mails[ident_text(network)] += 1
                assert state == self.fresh_effect, f"a mail to somebody of a list is {state}"
        for handle in self.import_handles:
            assert told[handle] == 1, f"somebody of a list was told {told[handle]} times"
        assert not rows("SELECT 1 FROM import_named"), "somebody was named who had not joined"
