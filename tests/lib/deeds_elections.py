"""How members of a network of their own vote, again and again, in a vote that stays open.

It opens by itself when the clock is moved: so in a rehearsal only, where nothing is compared
meanwhile. A vote has no key: it is sent again after a kill as it was, and doing it twice is doing
it once. What it leaves is one sealed box, which the ledger opens with the key of the vote.
"""
import datetime

from lib.writer import Write

VOTERS = 3
OPEN_FOR = datetime.timedelta(300)


class ElectionDeeds:
    """A part of deeds.Doer."""

    def __init__(self, *given):
        super().__init__(*given)
        self.poll_network = None
        self.poll_members = {}  # person: their handle
        self.poll = None        # the vote

    def election_deeds(self):
        if not self.ledger.rehearsal:
            yield self.add_place, 1
        elif not self.poll_network:
            yield self.open_poll_network, 2
        elif self.poll:
            yield self.vote, 9
        else:
            yield from [(self.join_poll, 4), (self.plan_poll, 4)]

    def open_poll_network(self):
        write = self.open_network()
        opened = write.answered

        def ours(reply):
            opened(reply)
            self.networks.pop(reply["network"], None)
            self.poll_network = reply["network"]
        write.answered, write.touches = ours, (*write.touches, "poll")
        return write

    def join_poll(self):
        person = self.pick([person for person in self.staff if person not in self.poll_members])
        acting = self.acting(person) if person else None
        if not acting:
            return None

        def joined(reply):
            self.poll_members[person] = reply["membership"]
            self.ledger.members[reply["membership"]] = (self.poll_network, "member", "members")
        return Write("membership.join", {"network": self.poll_network}, joined,
                     self.keyed(**acting), touches=("poll", person, (person, "token")),
                     logged=[(self.poll_network, "membership.join")])

    def plan_poll(self):
        if len(self.poll_members) < VOTERS:
            return None
        now = datetime.datetime.fromisoformat(
            self.side.call("clock.show")["now"].replace("Z", "+00:00"))
        opens = now + datetime.timedelta(hours=1)
        times = {name: time.strftime("%Y-%m-%dT%H:%M:%SZ")
                 for name, time in [("opens_at", opens), ("closes_at", opens + OPEN_FOR)]}

        def planned(reply):
            self.poll = reply["election"]
            self.ledger.polls[self.poll] = {}
        # The clock may have passed that time before it is done.
        return Write("election.plan", dict(times, network=self.poll_network, title="A question"),
                     planned, self.keyed(), touches=("poll", "clock"), refusals=("wrong",),
                     logged=[(self.poll_network, "election.plan")])

    def vote(self):
        person = self.pick(self.poll_members)
        acting = self.acting(person) if person else None
        handle = self.poll_members.get(person)
        if not acting or ("vote", handle) in self.busy:
            return None
        nonce = self.fresh("chance of") + " of this test"
        choices = self.random.choice([{"choices": ["1"]}, {"choices": ["2"]}, {"blank": True}])
        known = self.ledger.polls[self.poll].setdefault(handle, {"sure": None, "may": set()})
        paper = (nonce, "".join(choices.get("choices", [])))
        known["may"].add(paper)

        def voted(_reply):
            known.update(sure=paper, may=set())
        # It is not open yet; or the voter was paused, as one who did not say that they stay.
        return Write("election.vote", dict(choices, election=self.poll, nonce=nonce), voted,
                     acting, touches=(("vote", handle), (person, "token")),
                     refusals=("clash", "missing", "refused"))
