"""What a client does with decisions, in a network of its own in which nobody holds an office.

There administrators may open a vote, and none is ever quorate, since no chair votes: what is open
is blocked at its time, and lapses later. The first member declares interests, the others vote.
"""
from lib.writer import Write

VOTERS_MOST = 4
CHOICES = ["for", "against", "abstain"]
KINDS = ["financial", "professional", "personal", "indirect"]


class DecisionDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.council = None      # the network
        self.council_members = {}  # person: handle, in the order in which they joined
        self.decisions = {}      # id: who proposed it, of those that are not over for us
        self.rolls = {}          # of those that were opened: who belonged then

    def decision_deeds(self):
        if not self.council:
            yield self.open_council, 2
            return
        if len(self.council_members) < 3:  # one to declare interests, two to second each other
            yield self.join_council, 3
            return
        yield from [(self.join_council, 1), (self.propose_decision, 3), (self.support, 2),
                    (self.second, 5), (self.withdraw_decision, 1), (self.open_decision, 5),
                    (self.vote, 6), (self.declare_interest, 2), (self.withdraw_interest, 1)]

    def open_council(self):
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            self.networks.pop(reply["network"], None)
            self.council = reply["network"]
        write.answered, write.touches = ours, (*write.touches, "council")
        return write

    def join_council(self):
        if len(self.council_members) >= VOTERS_MOST:
            return None
        person = self.pick([person for person in self.staff if person not in self.council_members])
        acting = self.acting(person) if person else None
        if not acting:
            return None

        def joined(reply):
            self.council_members[person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (self.council, "member", "members")
        # Whoever belongs when a vote is opened is told of it.
        return Write("membership.join", {"network": self.council}, joined, self.keyed(**acting),
                     touches=("council", (self.council, person), (person, "token")),
                     logged=[(self.council, "membership.join")])

    def standing(self, *states):
        return [decision for decision in self.decisions
                if self.ledger.decisions[decision][1] in states]

    def by_one(self, action, people, arguments, change, *touched):
        """By one of these members; the vote may have been closed by its time."""
        person = self.pick(people)
        acting = self.acting(person) if person else None
        if not acting or (person, "votes") in self.busy:
            return None
        handle = self.council_members[person]
        return Write(action, arguments, lambda reply: change(person, handle, reply),
                     self.keyed(**acting), refusals=("clash",),
                     touches=((person, "votes"), (person, "token"), *touched),
                     logged=[(self.council, action)])

    def voters(self):
        return list(self.council_members)[1:]

    def propose_decision(self):
        def proposed(person, _handle, reply):
            self.decisions[reply["decision"]] = person
            self.ledger.decisions[reply["decision"]] = (self.council, "proposed")
        return self.by_one("decision.propose", self.voters(),
                           {"network": self.council, "title": self.fresh("Kettle"),
                            "text": "We buy one.", "voters": "members"}, proposed)

    def back(self, action, seconds):
        decision = self.pick(self.standing("proposed"))
        if not decision:
            return None
        people = [person for person in self.voters() if person != self.decisions[decision]]

        def backed(_person, handle, _reply):
            self.ledger.decision_backing.add((decision, handle, seconds))
        return self.by_one(action, people, {"decision": decision}, backed, decision)

    def support(self):
        return self.back("decision.support", 0)

    def second(self):
        return self.back("decision.second", 1)

    def withdraw_decision(self):
        decision = self.pick(self.standing("proposed"))
        if not decision:
            return None

        def withdrawn(_person, _handle, _reply):
            self.ledger.decisions[decision] = (self.council, "withdrawn")
        return self.by_one("decision.withdraw", [self.decisions[decision]], {"decision": decision},
                           withdrawn, decision)

    def open_decision(self):
        seconded = {decision for decision, _handle, is_second in self.ledger.decision_backing
                    if is_second}
        decision = self.pick([decision for decision in self.standing("proposed")
                              if decision in seconded])
        if not decision:
            return None

        def opened(_reply):
            self.ledger.decisions[decision] = (self.council, "open")
            self.rolls[decision] = set(self.council_members)
            for handle in self.council_members.values():
                self.ledger.decision_mails[self.council, handle] += 1
        return Write("decision.open", {"decision": decision}, opened, self.keyed(),
                     touches=("council", decision), logged=[(self.council, "decision.open")])

    def vote(self):
        decision = self.pick(self.standing("open"))
        if not decision:
            return None

        def voted(_person, handle, _reply):
            self.ledger.decision_votes.add((decision, handle))
        voters = [person for person in self.voters() if person in self.rolls[decision]]
        return self.by_one("decision.vote", voters,
                           {"decision": decision, "choice": self.random.choice(CHOICES)}, voted)

    def declare_interest(self):
        decision = self.pick(self.standing("proposed", "open"))
        if not decision:
            return None

        def declared(_person, handle, reply):
            self.ledger.interests[reply["interest"]] = (handle, decision, False)
        return self.by_one("interest.declare", list(self.council_members)[:1],
                           {"network": self.council, "decision": decision,
                            "kind": self.random.choice(KINDS), "matter": self.fresh("Shares")},
                           declared, decision)

    def withdraw_interest(self):
        person = next(iter(self.council_members), None)
        handle = self.council_members.get(person)
        interest = self.pick([interest for interest, (whose, _decision, withdrawn)
                              in self.ledger.interests.items()
                              if whose == handle and not withdrawn])
        if not interest:
            return None

        def withdrawn(_person, _handle, _reply):
            self.ledger.interests[interest] = (*self.ledger.interests[interest][:2], True)
        return self.by_one("interest.withdraw", [person], {"interest": interest}, withdrawn,
                           interest)
