"""A network for carers that asks nobody whether they still belong; calls as one of its people, by
name, or as the administrator."""
import json
import signal
import tempfile

import pytest

from lib.daemon import Refused

CHARTER = b"# Carers\n\nFor colleagues who care for somebody.\n"
TERMS = {"refresh": {"every": "P120M"}}


def open_network(daemon, name="Carers", host="Host", terms=None):
    place = daemon.call("place.add", {"name": host, "kind": "host"})["place"]
    with tempfile.TemporaryFile() as charter, tempfile.TemporaryFile() as file:
        charter.write(CHARTER)
        file.write(json.dumps({**TERMS, **(terms or {})}).encode())
        charter.flush()
        file.flush()
        return daemon.call("network.open", {"name": name, "place": place, "aim": "To be there.",
                                            "charter": 0, "terms": 1},
                           files=[charter.fileno(), file.fileno()])["network"]


class Carers:
    def __init__(self, daemon, names=(), terms=None):
        self.daemon = daemon
        self.network = open_network(daemon, terms=terms)
        self.people, self.handles = {}, {}
        for name in names:
            self.join(name)

    def join(self, name):
        self.people[name] = self.daemon.call("person.add", {"given_name": name})["person"]
        self.handles[name] = self.do(name, "membership.join",
                                     network=self.network)["membership"]

    def do(self, who, action, **arguments):
        """As one of them, or (None) as the administrator."""
        as_ = {"as_": self.people[who]} if who else {}
        return self.daemon.call(action, arguments, **as_)

    def refused(self, who, action, **arguments):
        with pytest.raises(Refused) as refused:
            self.do(who, action, **arguments)
        return refused.value.name, refused.value.field

    def roles(self, who=None, **more):
        rows, after = [], {}
        while after is not None:
            page = self.do(who, "role.list", network=self.network, **more, **after)
            rows += page["roles"]
            after = {"after": page["next"]} if "next" in page else None
        return {row["key"]: row for row in rows}

    def move(self, by):
        return self.daemon.call("clock.move", {"by": by})["now"]

    def survive(self):
        assert self.daemon.kill9() == -signal.SIGKILL
        self.daemon.start()
