"""What must come of those who were erased: as many as were acknowledged, in the database and in the
ledger beside it.
"""
import collections
import re


class PersonLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.erased = 0  # ids: somebody who was known twice has two
        # By person: staff numbers that came with those who were the same.
        self.merged_numbers = collections.Counter()

    def compare_erased(self, rows, daemon, same):
        known = {row[0].hex() for row in rows("SELECT hash FROM erasure")}
        lines = (daemon.state / "erased").read_text().splitlines()
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d [0-9a-f]{64} [0-9a-f]{16}", line)
                   for line in lines), lines
        same("people in the ledger of erasures", {line.split()[1] for line in lines}, known)
        assert len(lines) == len(known) == self.erased, \
            f"{len(lines)} lines, {len(known)} rows of {self.erased} erased"
