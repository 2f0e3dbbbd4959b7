"""Colleagues in real use: each with a token of their own, since nobody acts for another there."""
import itertools
import json
import tempfile

from lib.daemon import Refused

NUMBERS = itertools.count(1)


class Colleague:
    """A person, and how they call a daemon."""

    def __init__(self, daemon, name=""):
        self.daemon = daemon
        self.name = f"{name or 'Somebody'} {next(NUMBERS)}"
        self.person = daemon.call("person.add", {"given_name": self.name})["person"]
        self.token = daemon.call("person.link", {"person": self.person})["token"]
        self.handles = {}  # by network

    def ask(self, action, with_=None, **more):
        return self.daemon.ask(action, with_, token=self.token, **more)

    def call(self, action, with_=None, **more):
        return self.daemon.call(action, with_, token=self.token, **more)

    def join(self, network, **more):
        self.handles[network] = self.call("membership.join", {"network": network,
                                                              **more})["membership"]
        return self


def network_open(daemon, name, terms=None):
    place = daemon.call("place.add", {"name": f"Host of {name}", "kind": "host"})["place"]
    with tempfile.TemporaryFile() as charter, tempfile.TemporaryFile() as file:
        charter.write(b"# What we are for\n")
        file.write(json.dumps(terms or {}).encode())
        for each in (charter, file):
            each.flush()
            each.seek(0)
        return daemon.call("network.open", {"name": name, "place": place, "aim": "To be heard.",
                                            "charter": 0, "terms": 1},
                           files=[charter.fileno(), file.fileno()])["network"]


def appoint(daemon, colleague, network, title, grants=()):
    """Gives somebody a role of the network, or another one, before anybody there may do that."""
    roles = {row["title"]: row["role"] for row in daemon.call("role.list", {"network": network})[
        "roles"]}
    role = roles.get(title) or daemon.call("role.define", {"network": network, "title": title,
                                                           "grants": list(grants)})["role"]
    daemon.call("role.appoint", {"role": role, "membership": colleague.handles[network]})


def outcome(answer):
    """What a caller can tell from an answer: the reply, or the error with its words."""
    error = answer.get("error")
    return (error["name"], error.get("field"), error["message"]) if error else answer["ok"]


def refused(call, *arguments, **more):
    """The error that a call ends with; it must."""
    try:
        reply = call(*arguments, **more)
    except Refused as error:
        return error
    raise AssertionError(f"not refused: {reply}")
