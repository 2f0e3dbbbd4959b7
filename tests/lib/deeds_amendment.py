"""What a client does with a charter that its members change by their vote, in a network of its own.

Two belong to it, and nobody signs or waits: a draft is put to the vote by itself, at once. Where
both have voted the client closes it, and the new version is in force, or is not; else its time
does.
"""
import json

from lib.ledger_refresh import TERMS
from lib.writer import Write

VOTERS = 2
AMENDED = {"refresh": TERMS, "amend": {"by": "members", "consultation_days": 0, "signed_by": []},
           "general": {"at_least": 1, "present": []}}
DRAFT = "# A forum\n\nIts {number}th words.\n"


class AmendmentDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.forum = None         # the network
        self.forum_members = {}   # person: handle
        self.forum_draft = None   # the last one

    def amendment_deeds(self):
        if not self.forum:
            yield self.open_forum, 2
        elif len(self.forum_members) < VOTERS:
            yield self.join_forum, 4
        else:
            yield from [(self.draft_in_forum, 4), (self.vote_in_forum, 8), (self.close_in_forum, 4),
                        (self.withdraw_in_forum, 1)]

    def open_forum(self):
        name, text = self.fresh("Forum"), DRAFT.format(number=0)

        def opened(reply):
            self.forum = reply["network"]
            self.ledger.forums[self.forum] = []
            self.ledger.networks[self.forum] = (name, self.root, (text,))
        return Write("network.open", {"name": name, "place": self.root, "aim": "To agree.",
                                      "charter": 0, "terms": 1}, opened, self.keyed(),
                     files=(text.encode(), json.dumps(AMENDED).encode()), touches=("forum",),
                     logged=lambda reply: [(reply["network"], "network.open")])

    def join_forum(self):
        person = self.pick([person for person in self.staff if person not in self.forum_members])
        acting = self.acting(person) if person else None
        if not acting:
            return None

        def joined(reply):
            self.forum_members[person] = reply["membership"]
            self.ledger.forums[self.forum].append(reply["membership"])
            self.ledger.members[reply["membership"]] = (self.forum, "member", "members")
        return Write("membership.join", {"network": self.forum}, joined, self.keyed(**acting),
                     touches=("forum", (self.forum, person), (person, "token")),
                     logged=[(self.forum, "membership.join")])

    def draft_in_forum(self):
        if self.forum_draft and self.ledger.drafts[self.forum_draft][2] == "open":
            return None
        text = DRAFT.format(number=next(self.numbers))

        def drafted(reply):
            self.forum_draft = reply["draft"]
            self.ledger.drafts[self.forum_draft] = (self.forum, text, "open")
        return Write("charter.draft", {"network": self.forum, "charter": 0, "terms": 1}, drafted,
                     self.keyed(), files=(text.encode(), json.dumps(AMENDED).encode()),
                     touches=("forum draft",), logged=[(self.forum, "charter.draft")])

    def forum_vote(self):
        """The vote on the draft, once it has opened by itself."""
        if not self.forum_draft or self.ledger.drafts[self.forum_draft][2] != "open":
            return None
        return self.side.call("charter.show", {"network": self.forum,
                                               "draft": self.forum_draft}).get("decision")

    def vote_in_forum(self):
        person, decision = self.pick(self.forum_members), self.forum_vote()
        acting = self.acting(person) if person and decision else None
        if not acting:
            return None

        def voted(_reply):
            self.ledger.decision_votes.add((decision, self.forum_members[person]))
        choice = "for" if self.random.random() < 0.8 else "against"
        return Write("decision.vote", {"decision": decision, "choice": choice}, voted,
                     self.keyed(**acting), refusals=("clash",),
                     touches=("forum draft", (person, "token")),
                     logged=[(self.forum, "decision.vote")])

    def close_in_forum(self):
        decision, draft = self.forum_vote(), self.forum_draft
        voted = [(decision, handle) in self.ledger.decision_votes
                 for handle in self.forum_members.values()]
        acting = self.acting(next(iter(self.forum_members)))
        if not decision or not all(voted) or not acting:
            return None

        def closed(reply):  # which says no more than ids, if it is sent again
            ended = reply.get("state") or self.side.call("decision.show", {"decision": decision},
                                                         **acting)["state"]
            assert ended in ("passed", "failed"), ended
            self.ledger.draft_ends(draft, "in_force" if ended == "passed" else "withdrawn")
        return Write("decision.close", {"decision": decision}, closed, self.keyed(),
                     refusals=("clash",), touches=("forum draft",))

    def withdraw_in_forum(self):
        draft = self.forum_draft
        if not draft or self.ledger.drafts[draft][2] != "open":
            return None

        def withdrawn(_reply):
            self.ledger.draft_ends(draft, "withdrawn")
        return Write("charter.withdraw", {"draft": draft}, withdrawn, self.keyed(),
                     refusals=("clash",), touches=("forum draft",),
                     logged=[(self.forum, "charter.withdraw")])
