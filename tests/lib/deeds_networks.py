"""What a client does to bring a network about, to give it its face and its charter, and to end it.

A client keeps a network of its own for this, which no other deed touches, and short-lived ones that
it closes. Enough is three supporters: each client sets that before it proposes anything.
"""
import json

from lib.writer import Write

ENOUGH = 3
COLOURS = ["#005f73", "#ee9b00", "#ae2012", "#005eb8"]
GROUPS = ["Carers", "Disabled colleagues", "Bank and agency staff", "Colleagues of faith"]
DRAFT = "# A draft\n\nThe {number}th thought of it.\n"


class NetworkDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.threshold_is_set = False
        self.candidates = {}      # id: the people who support it
        self.proposers = {}       # candidate: who proposed it
        self.own_network = None   # edited, branded, drafted for
        self.own_member = None    # a person, who comments
        self.mayflies = []        # networks that will be closed
        self.draft = None

    def network_deeds(self):
        if not self.threshold_is_set:
            yield self.set_threshold, 4
            return
        yield from [(self.propose, 2), (self.support, 8), (self.decline, 1),
                    (self.open_candidate, 1), (self.open_mayfly, 1), (self.close_mayfly, 1)]
        if not self.own_network:
            yield self.open_own_network, 2
            return
        yield from [(self.edit_network, 2), (self.brand_network, 1), (self.agree_focus, 1),
                    (self.draft_charter, 2), (self.withdraw_draft, 1), (self.join_own, 2),
                    (self.comment, 3)]

    def set_threshold(self):
        def done(_reply):
            self.threshold_is_set = True
            self.ledger.settings["network_supporters"] = str(ENOUGH)
        return Write("setting.set", {"name": "network_supporters", "value": str(ENOUGH)}, done,
                     self.keyed(), touches=("network_supporters",),
                     logged=[(None, "setting.set")])

    # Candidates

    def propose(self):
        person = self.pick(self.staff)
        acting = self.acting(person) if person else None
        if not acting:
            return None
        name = self.fresh("Wished-for")

        def proposed(reply):
            self.candidates[reply["candidate"]] = {person}
            self.proposers[reply["candidate"]] = person
            self.ledger.candidates[reply["candidate"]] = (name, "gathering", None, "")
        return Write("network.propose", {"name": name, "place": self.root, "whom": "Us.",
                                         "aim": "To be heard."}, proposed, self.keyed(**acting),
                     touches=((person, "token"),), logged=[(None, "network.propose")])

    def support(self):
        person, candidate = self.pick(self.staff), self.pick(self.candidates)
        acting = self.acting(person) if person and candidate else None
        if not acting:
            return None
        withdraw = person in self.candidates[candidate] and self.random.random() < 0.3

        def supported(_reply):
            supporters = self.candidates[candidate]
            (supporters.discard if withdraw else supporters.add)(person)
            name, state, *answer = self.ledger.candidates[candidate]
            if state == "gathering" and len(supporters) >= ENOUGH:
                self.ledger.candidates[candidate] = (name, "enough", *answer)
        return Write("network.support", {"candidate": candidate, "withdraw": withdraw}, supported,
                     self.keyed(**acting), touches=(candidate, (person, "token")))

    def answered(self, candidate, state, network, reasons):
        """Whoever supports it is told, and so is its proposer."""
        self.ledger.answers += len(self.candidates.pop(candidate) | {self.proposers[candidate]})
        name = self.ledger.candidates[candidate][0]
        self.ledger.candidates[candidate] = (name, state, network, reasons)

    def decline(self):
        candidate = self.pick(self.candidates)
        if not candidate:
            return None
        reasons = self.fresh("There is one already,")

        def declined(_reply):
            self.answered(candidate, "declined", None, reasons)
        return Write("network.decline", {"candidate": candidate, "reasons": reasons}, declined,
                     self.keyed(), touches=(candidate,), logged=[(None, "network.decline")])

    def open_candidate(self):
        candidate, write = self.pick(self.candidates), self.open_network()
        if not candidate:
            return None
        opened = write.answered

        def answered(reply):
            opened(reply)
            self.answered(candidate, "opened", reply["network"], "")
        write.arguments["candidate"] = candidate
        write.answered, write.touches = answered, (*write.touches, candidate)
        return write

    # Networks

    def open_apart(self, touches, keep):
        """A network that no other deed uses."""
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            del self.networks[reply["network"]]
            keep(reply["network"])
        write.answered, write.touches = ours, (*write.touches, *touches)
        return write

    def open_own_network(self):
        def keep(network):
            self.own_network = network
        return self.open_apart(("own network",), keep)

    def open_mayfly(self):
        return self.open_apart((), self.mayflies.append)

    def close_mayfly(self):
        network = self.pick(self.mayflies)
        if not network:
            return None

        def closed(_reply):
            self.mayflies.remove(network)
            self.ledger.closed[network] = "Its day is over."
        return Write("network.close", {"network": network, "reason": "Its day is over."}, closed,
                     self.keyed(), touches=(network,), logged=[(network, "network.close")])

    def own(self, action, arguments, changed, touches, files=()):
        return Write(action, dict(arguments, network=self.own_network), changed, self.keyed(),
                     touches=touches, files=files, logged=[(self.own_network, action)])

    def edit_network(self):
        name = self.fresh("Renamed")

        def edited(_reply):
            _before, *rest = self.ledger.networks[self.own_network]
            self.ledger.networks[self.own_network] = (name, *rest)
        return self.own("network.edit", {"name": name}, edited, ("name",))

    def brand_network(self):
        colour, accent = self.random.sample(COLOURS, 2)

        def branded(_reply):
            self.ledger.brands[self.own_network] = (colour, accent)
        return self.own("network.brand", {"colour": colour, "accent": accent}, branded, ("brand",))

    def agree_focus(self):
        groups = self.random.sample(GROUPS, self.random.randrange(len(GROUPS) + 1))

        def agreed(_reply):
            self.ledger.focus[self.own_network] = set(groups)
        return self.own("focus.agree", {"groups": groups}, agreed, ("focus",))

    # Drafts

    def draft_charter(self):
        if self.draft:
            return None
        text = DRAFT.format(number=next(self.numbers))

        def drafted(reply):
            self.draft = reply["draft"]
            self.ledger.drafts[self.draft] = (self.own_network, text, "open")
        terms = json.dumps({"focus": {"groups": 6}}).encode()
        return self.own("charter.draft", {"charter": 0, "terms": 1}, drafted, ("draft",),
                        files=(text.encode(), terms))

    def withdraw_draft(self):
        draft = self.pick([self.draft] if self.draft else [])
        if not draft:
            return None

        def withdrawn(_reply):
            network, text, _state = self.ledger.drafts[draft]
            self.ledger.drafts[draft] = (network, text, "withdrawn")
            self.draft = None
        return Write("charter.withdraw", {"draft": draft}, withdrawn, self.keyed(),
                     touches=("draft", draft), logged=[(self.own_network, "charter.withdraw")])

    def join_own(self):
        person = self.pick(self.staff)
        acting = self.acting(person) if person and not self.own_member else None
        if not acting:
            return None
        network = self.own_network

        def joined(reply):
            self.own_member = person
            self.ledger.members[reply["membership"]] = (network, "member", "members")
        return Write("membership.join", {"network": network}, joined, self.keyed(**acting),
                     touches=("own member", (person, "token")),
                     logged=[(network, "membership.join")])

    def comment(self):
        acting = self.acting(self.own_member) if self.own_member else None
        draft = self.pick([self.draft] if self.draft else [])
        if not acting or not draft:
            return None

        def commented(_reply):
            self.ledger.comments[draft] += 1
        return Write("charter.comment", {"draft": draft, "text": "I like it.",
                                         "named": self.random.random() < 0.5}, commented,
                     self.keyed(**acting), touches=((self.own_member, "token"), draft),
                     logged=[(self.own_network, "charter.comment")])
