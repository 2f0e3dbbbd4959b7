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


@dataclass
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
    def __init__(self, number, seed, ledger, folder):
        self.name = f"c{number}"
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.ledger = ledger
        self.folder = folder
        self.numbers = itertools.count(1)
        self.pending = []     # writes in the order in which they are sent
        self.busy = set()
        self.sent = {}        # by the connection's number
        self.connection = None
        self.root = None
        self.leaves, self.staff, self.batches = [], [], []
        self.networks, self.belongs = {}, {}  # network: is it asked; (network, person): handle
        self.running = []     # jobs whose end is awaited
        self.backups, self.kinds = [], set()

    # Sending and hearing

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
        """Thinks of new writes and sends them."""
        for _ in range(count):
            choices = [make for make, weight in self.kinds_of_writes() for _ in range(weight)]
            write = self.random.choice(choices)() if self.root else self.add_root()
            if write is None or self.busy.intersection(write.touches):
                continue
            self.busy.update(write.touches)
            self.pending.append(write)
            self.send(write)

    def hear(self):
        """Takes in all answers that have come; returns how many. Raises Gone at the end."""
        count = 0
        while b"\n" in self.connection.rest:
            answer = self.connection.receive()
            if answer:
                self.take(answer)
                count += 1
        return count

    def read(self):
        try:
            more = self.connection.socket.recv(1 << 16)
        except OSError as error:
            raise Gone(str(error)) from error
        if not more:
            raise Gone("the connection was closed")
        self.connection.rest += more
        return self.hear()

    def take(self, answer):
        write = self.sent.pop(answer["id"])
        error = answer.get("error")
        if error and error["name"] in PASSING and not write.must_fail:
            self.send(write)
            return
        if error:
            assert error["name"] in write.refusals, f"{write.action} {write.arguments}: {error}"
        else:
            assert not write.must_fail, f"{write.action} {write.arguments} was not refused"
            self.count(write, answer["ok"])
        self.finish(write)

    def count(self, write, reply):
        ledger = self.ledger
        write.answered(reply)
        self.kinds.add(write.action + (" (proposed)" if "proposal" in reply else "") +
                       (" (dry run)" if "dry_run" in write.more else ""))
        for entry in write.logged(reply) if callable(write.logged) else write.logged:
            ledger.journal[entry] += 1
        ledger.keys += "key" in write.more and "dry_run" not in write.more

    def finish(self, write):
        self.pending.remove(write)
        self.busy.difference_update(write.touches)

    def forget(self):
        """After a kill: what has no key is not asked again; it was done or it was not."""
        for write in [write for write in self.pending if not write.again]:
            for entry in write.logged:
                self.ledger.unsure[entry] += 1
            self.finish(write)
