"""What must have come of charters that are changed by a vote: a draft, its vote and the version in
force say the same, whoever or whatever ended the vote."""
from lib.ident import ident_text as ident

ENDS = {"passed": ("in_force", 0), "failed": ("withdrawn", 1), "lapsed": ("withdrawn", 1),
        "withdrawn": ("withdrawn", 0)}  # of the vote: its draft's state, and was it declined


class AmendmentLedger:
    """Beside the Ledger: what it knows, and a comparison."""

    def __init__(self):
        super().__init__()
        self.forums = {}  # networks that vote on their charter: handles

    def draft_ends(self, draft, state):
        network, text, _before = self.drafts[draft]
        self.drafts[draft] = (network, text, state)
        if state == "in_force":
            name, place, texts = self.networks[network]
            self.networks[network] = (name, place, (*texts, text))

    def compare_amendments(self, rows, now_ms):
        """Before the decisions and the charters: what time has ended is taken in."""
        votes = {}
        for number, network, state, declined, decision in rows(
                "SELECT id, network, state, is_declined, decision FROM charter_draft"):
            forum = ident(network)
            if forum not in self.forums:
                continue
            stands, closes = ("open", now_ms + 1) if not decision else rows(
                f"SELECT state, closes_at FROM decision WHERE id = {decision}")[0]
            votes[forum] = votes.get(forum, 0) + (decision != 0)
            draft, told = ident(number), self.drafts[ident(number)][2]
            if not decision and state == "withdrawn":
                continue
            assert (state, declined) == ENDS.get(stands, ("open", 0)), \
                f"draft {draft} is {state}, its vote {stands}"
            if told == "open" and state != "open":
                assert closes <= now_ms and stands != "withdrawn", f"nobody has ended {draft}"
                self.draft_ends(draft, state)
        for forum, count in votes.items():  # whoever may vote is told that they may
            for handle in self.forums[forum]:
                self.decision_mails[forum, handle] = count

    def count_forum_closes(self, forum, state, decided):
        """By a client or by the schedule: each stands in the journal."""
        self.decisions_closed[forum] += (decided != 0) + (state == "lapsed")
