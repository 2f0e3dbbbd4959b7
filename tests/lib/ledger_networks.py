"""Candidates, brands, focus, drafts and closed networks that a daemon has acknowledged, compared
with its database."""
import collections

from lib.ident import ident_text

# What Kith does to a network by itself, beside counting: reviews come once a year, drafts of which
# the days have passed are looked at, closed networks are cleared.
BY_ITSELF = {"charter.review", "charter.settle", "network.clear", "election.open",
             "appointment.step", "committee.plan_ahead", "meeting.remind",
             "meeting.close_forgotten"}
# How it tells many people, and puts many out: in as many pieces as it takes.
TELLS = {"network.tell", "decision.tell", "election.tell", "meeting.tell", "space.clear",
         "election.clear"}


class NetworkLedger:
    """A part of ledger.Ledger."""

    def __init__(self):
        super().__init__()
        self.candidates = {}  # id: (name, state, network, reasons)
        self.answers = 0      # mails to those who asked for a network
        self.closed = {}      # network: the reason
        self.brands = {}      # network: (colour, accent)
        self.focus = {}       # network: groups
        self.drafts = {}      # id: (network, text, state)
        self.comments = collections.Counter()  # by draft

    def compare_candidates(self, rows, same):
        found = {ident_text(number): (name, state, ident_text(network) if network else None, why)
                 for number, name, state, network, why
                 in rows("SELECT id, name, state, network, reasons FROM candidate")}
        same("candidates", found, self.candidates)
        asked = {candidate for candidate, (_name, state, *_answer) in self.candidates.items()
                 if state == "enough"}
        found = [ident_text(number) for number, in rows(
            "SELECT subject FROM task WHERE kind = 'candidate.answer' AND done_day = 0")]
        same("tasks to answer", sorted(found), sorted(asked))
        told = rows("SELECT count(*) FROM effect WHERE network = 0 AND recipient < 0")[0][0]
        expected = self.answers + self.glass_mails
        assert told == expected, f"{told} mails to those who asked or keep, not {expected}"
        kept = {ident_text(number) for number, in rows(
            "SELECT id FROM candidate WHERE supporters IS NOT NULL AND proposer IS NOT NULL")}
        same("candidates that know who asked for them", kept,
             {candidate for candidate, (_name, state, *_answer) in self.candidates.items()
              if state in ("gathering", "enough")})

    def compare_faces(self, rows, same):
        found = {ident_text(network): reason for network, reason
                 in rows("SELECT id, reason FROM network WHERE state = 'closed'")}
        same("closed networks", found, self.closed)
        found = {ident_text(network): brand for network, *brand
                 in rows("SELECT id, colour, accent FROM network WHERE colour <> ''")}
        same("brands", {network: tuple(brand) for network, brand in found.items()}, self.brands)
        found = collections.defaultdict(set)
        for network, group in rows("SELECT network, tag FROM focus"):
            found[ident_text(network)].add(group)
        same("groups in focus", {network: sorted(groups) for network, groups in found.items()},
             {network: sorted(groups) for network, groups in self.focus.items() if groups})

    def compare_drafts(self, rows, same):
        found = {ident_text(number): (ident_text(network), text, state)
                 for number, network, text, state
                 in rows("SELECT id, network, text, state FROM charter_draft")}
        same("drafts", found, self.drafts)
        found = {ident_text(draft): count for draft, count
                 in rows("SELECT draft, count(*) FROM charter_comment GROUP BY draft")}
        same("comments", found, {draft: count for draft, count in self.comments.items() if count})

    def compare_networks_by_themselves(self, rows, same):
        """What is on the schedule for a network itself, and nothing else."""
        found = collections.defaultdict(list)
        for network, action in rows("SELECT network, action FROM schedule"
                                    " WHERE network <> 0 AND subject = 0"):
            found[ident_text(network)].append(action)
        networks = [ident_text(number) for number, in rows("SELECT id FROM network")]
        for network in set(found) | set(networks):
            actions = sorted(set(found[network]) - {"charter.settle"})
            wanted = [["charter.review", "duty.sweep", "membership.count", "membership.refresh"]]
            if network in self.closed:
                wanted = [["network.clear"], []]
            assert actions in wanted, f"on the schedule of {network}: {actions}"
            drafts = [draft for draft, (of, _text, state) in self.drafts.items()
                      if of == network and state == "open"]
            settles = found[network].count("charter.settle")
            assert settles <= len(drafts), f"{settles} drafts of {network} are looked at"
