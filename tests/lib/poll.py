"""A network whose members vote: its people, its votes, and the clock that opens and closes them."""
import json
import subprocess

from lib.carers import open_network
from lib.daemon import BUILD, Refused


class Poll:
    """A network of so many members, founded by the administrator, who plans its votes."""

    def __init__(self, daemon, members, name="Carers"):
        self.daemon = daemon
        self.network = open_network(daemon, name, f"Host of {name}")
        self.people, self.handles = [], []
        for number in range(members):
            self.join(f"Member {number}")

    def join(self, name, **more):
        person = self.daemon.call("person.add", {"given_name": name})["person"]
        self.people.append(person)
        self.handles.append(self.daemon.call(
            "membership.join", dict(more, network=self.network), as_=person)["membership"])
        return len(self.people) - 1

    def do(self, who, action, **arguments):
        """As a member by number, or (None) as the administrator."""
        as_ = {} if who is None else {"as_": self.people[who]}
        return self.daemon.call(action, arguments, **as_)

    def refused(self, who, action, **arguments):
        try:
            self.do(who, action, **arguments)
        except Refused as refused:
            return refused.name, refused.field
        raise AssertionError(f"{action} was not refused")

    def move(self, by):
        return self.daemon.call("clock.move", {"by": by})["now"]

    def plan(self, title="A question", **more):
        return self.do(None, "election.plan", network=self.network, title=title,
                       **more)["election"]

    def question(self, title="A question", **more):
        """One that is open."""
        election = self.plan(title, **more)
        self.move("P1DT1H")
        return election

    def contest(self, candidates, **more):
        """An office for which so many of the members stand, open."""
        election = self.plan("Chair", purpose="office", **more)
        for who in range(candidates):
            self.do(who, "election.nominate", election=election, name=f"Candidate {who}")
        self.move("P14DT1H")
        return election

    def vote(self, who, election, *choices):
        choices = {"choices": [str(choice) for choice in choices]} if choices else {"blank": True}
        return self.do(who, "election.vote", election=election, nonce=f"nonce of {who:08} here",
                       **choices)["receipt"]

    def show(self, election, who=0):
        return self.do(who, "election.show", election=election)

    def numbers(self, election):
        """The numbers of the paper, by name."""
        return {option["name"]: option["number"] for option in self.show(election)["options"]}

    def key_of(self, election):
        return self.daemon.state / "secret" / f"election-{election}"


def recount(folder, answer, *more):
    """What kith-count says of the papers that election.recount gave."""
    path = folder / "papers.blt"
    path.write_text(answer["blt"], encoding="utf-8")
    words = answer["command"].split()
    command = [str(BUILD / words[0]), str(path), *words[2:], *more, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
