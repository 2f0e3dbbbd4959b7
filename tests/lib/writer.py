"""A client that makes many writes at once, each with a key, and asks again.

After a kill it sends all that was not answered once more, in the same order and with the same
keys, to the next daemon. What an answer means goes into the ledger.
"""
import itertools
import random
import tempfile
from dataclasses import dataclass, field

from lib.daemon import Gone

PASSING = {"busy", "stopped"}  # nothing was changed, or a job goes on: the key tells which


@dataclass(eq=False)
class Write:
    """A call, what it uses up until it is answered, and what its answer means."""
    action: str
    arguments: dict
    answered: object = lambda reply: None
    more: dict = field(default_factory=dict)
    files: tuple = ()     # contents
    refusals: tuple = ()  # errors that may be its answer
    must_fail: bool = False
    touches: tuple = ()   # things that no other write may use meanwhile
    logged: object = ()   # entries of the journal: (network, action), or a function of the reply
    again: bool = True    # it is sent again after a kill


class Writer:
    """Whoever derives from this says in `think` what is written; see deeds.py."""

    def __init__(self, number, seed, ledger):
        self.name = f"c{number}"
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.ledger = ledger
        self.numbers = itertools.count(1)
        self.pending = []  # writes in the order in which they are sent
        self.busy = set()
        self.sent = {}     # by the connection's number
        self.connection = None
        self.kinds = set()  # what was acknowledged at least once

    def think(self):
        """A new Write, or None."""
        raise NotImplementedError

    def connect(self, daemon):
        """Sends again what was not answered."""
        self.connection = daemon.connect()
        self.sent = {}
        for write in self.pending:
            self.send(write)

    def send(self, write):
        files = []
        for content in write.files:
            file = tempfile.TemporaryFile()
            file.write(content)
            file.flush()
            files.append(file)
        number = self.connection.send(write.action, write.arguments,
                                      files=[file.fileno() for file in files], **write.more)
        for file in files:
            file.close()
        self.sent[number] = write

    def add(self, count):
        for _ in range(count):
            write = self.think()
            if write is None or self.busy.intersection(write.touches):
                continue
            self.busy.update(write.touches)
            self.pending.append(write)
            self.send(write)

    def read(self):
        """Takes in what has come; returns how many answers. Raises Gone at the end."""
        try:
            more = self.connection.socket.recv(1 << 16)
        except OSError as error:
            raise Gone(str(error)) from error
        if not more:
            raise Gone("the connection was closed")
        self.connection.rest += more
        count = 0
        while b"\n" in self.connection.rest:
            answer = self.connection.receive()
            if answer:
                self.take(answer)
                count += 1
        return count

    def read_rest(self):
        """After a kill: what was sent before it still comes."""
        try:
            while True:
                self.read()
        except Gone:
            self.connection.close()
        # What has no key is not asked again: it was done or it was not.
        for write in [write for write in self.pending if not write.again]:
            self.ledger.unsure.update(write.logged)
            self.finish(write)

    def take(self, answer):
        write = self.sent.pop(answer["id"])
        error = answer.get("error")
        if error and error["name"] in PASSING:
            try:
                self.send(write)
            except OSError:
                pass  # the daemon is gone; it stays pending
            return
        if error:
            assert error["name"] in write.refusals, f"{write.action} {write.arguments}: {error}"
        else:
            assert not write.must_fail, f"{write.action} {write.arguments} was not refused"
            self.count(write, answer["ok"])
        self.finish(write)

    def count(self, write, reply):
        dry = "dry_run" in write.more
        write.answered(reply)
        self.kinds.add(write.action + (" (dry run)" if dry else "") +
                       (" (proposed)" if "proposal" in reply else ""))
        self.ledger.journal.update(write.logged(reply) if callable(write.logged)
                                   else write.logged)
        self.ledger.keys += "key" in write.more and not dry

    def finish(self, write):
        self.pending.remove(write)
        self.busy.difference_update(write.touches)
