"""Votes that a daemon has acknowledged, compared with the boxes that it holds: each opens, and the
last paper of each voter is in theirs.
"""
import ctypes
import hashlib

from lib.ident import DIGITS, ident_text

KEY, NONCE, OVERHEAD, RECEIPT = 32, 24, 40, 20  # bytes, but for the receipt's digits


def receipt_of(election, nonce):
    """As core/model/ballot.h says."""
    digest = hashlib.blake2b(digest_size=32)
    for part in (b"receipt", election.encode(), nonce.encode()):
        digest.update(len(part).to_bytes(8, "little") + part)
    bits = int.from_bytes(digest.digest(), "big") >> 256 - 5 * RECEIPT
    return "".join(DIGITS[bits >> 5 * place & 31] for place in reversed(range(RECEIPT)))


def box_open(key, election, voter, sealed):
    """(receipt, choices) of a box, by libsodium itself."""
    sodium = ctypes.CDLL("libsodium.so.23")
    plain = ctypes.create_string_buffer(len(sealed) - OVERHEAD)
    tag = election.to_bytes(8, "little") + voter.to_bytes(8, "little")
    failed = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, None, None, sealed[NONCE:], ctypes.c_ulonglong(len(sealed) - NONCE), tag,
        ctypes.c_ulonglong(len(tag)), sealed[:NONCE], key[:KEY])
    assert not failed, "a box does not open"
    count = plain.raw[RECEIPT]
    choices = "".join(str(choice + 1) for choice in plain.raw[RECEIPT + 1:RECEIPT + 1 + count])
    return plain.raw[:RECEIPT].decode(), choices


class ElectionLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        # By vote and handle: the paper that was acknowledged last, and those that were never.
        self.polls = {}

    def compare_polls(self, rows, same, daemon):
        found = {ident_text(number): (ident_text(network), state) for number, network, state
                 in rows("SELECT id, network, state FROM election")
                 if ident_text(network) not in self.unheard}
        same("votes", set(found), set(self.polls))
        for election, (network, state) in found.items():
            assert state in ("planned", "open"), f"a vote is {state}"
            self.compare_boxes(rows, daemon, election)
            told = [ident_text(handle) for number, handle
                    in rows("SELECT election, handle FROM election_roll")
                    if ident_text(number) == election]
            assert bool(told) == (state == "open"), f"{len(told)} on the roll of a {state} vote"
            self.role_mails_of_networks[network] += len(told)
            self.role_mails.update(told)

    def compare_boxes(self, rows, daemon, election):
        path = daemon.state / "secret" / f"election-{election}"
        for number, voter, voted, sealed in rows("SELECT election, voter, voted, sealed"
                                                 " FROM election_box"):
            if ident_text(number) != election:
                continue
            known = self.polls[election].get(ident_text(voter), {"sure": None, "may": set()})
            papers = known["may"] | ({known["sure"]} if known["sure"] else set())
            if not voted:
                assert not known["sure"], "a vote is lost"
                continue
            wanted = {(receipt_of(election, nonce), choices) for nonce, choices in papers}
            opened = box_open(path.read_bytes(), number, voter, sealed)
            assert opened in wanted, "a vote is another's, or old"
