"""A kithd of one's own: started on a state folder, called over its socket, killed or stopped."""
import array
import contextlib
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time

from lib.waiting import PATIENCE

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / os.environ.get("KITH_BUILD", "build")


class Refused(Exception):
    """A call's error: `name` as in error.def, `field` the argument at fault or empty."""

    def __init__(self, error):
        super().__init__(f"{error['name']}: {error['message']}")
        self.name, self.field = error["name"], error.get("field", "")
        self.message = error["message"]


class Gone(Exception):
    """The daemon ended or closed the connection while an answer was due."""


def result(answer):
    if "error" in answer:
        raise Refused(answer["error"])
    return answer["ok"]


def threads_of(connection):
    """What each thread of the daemon at the other end is doing, for whoever asks why it is late."""
    pid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    lines = [f"threads of {pid}: name, in the kernel at, system call and its arguments, state …"]
    for task in sorted(pathlib.Path(f"/proc/{pid}/task").glob("*")):
        words = [(task / name).read_text().strip() for name in ("comm", "wchan", "syscall")]
        lines.append(" | ".join([*words, (task / "stat").read_text().rsplit(")", 1)[1][:80]]))
    return "\n".join(lines)


class Connection:
    """One connection to the socket. Calls may be sent without waiting; answers are kept by id."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(path))
        self.rest = b""
        self.sent = 0
        self.answers = {}
        self.progress = {}  # by id: what a job told before its answer

    def close(self):
        self.socket.close()

    def send_line(self, line, files=()):
        """Raw bytes, as they are; descriptors go with the first of them."""
        if files:
            passed = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
            line = line[self.socket.sendmsg([line], passed):]
        self.socket.sendall(line)

    def send(self, action, with_=None, files=(), **extra):
        """Sends a call and returns its id; extra: as_, key, dry_run, token."""
        self.sent += 1
        request = {"id": self.sent, "action": action, "with": with_ or {}}
        if files:
            request["files"] = len(files)
        request.update({name.rstrip("_"): value for name, value in extra.items()})
        self.send_line(json.dumps(request, ensure_ascii=False).encode() + b"\n", files)
        return self.sent

    def receive(self):
        """The next line, as it comes; progress is only noted."""
        while b"\n" not in self.rest:
            try:
                more = self.socket.recv(65536)
            except TimeoutError as error:
                raise Gone(f"{error}\n{threads_of(self.socket)}") from error
            except OSError as error:
                raise Gone(str(error)) from error
            if not more:
                raise Gone("the connection was closed")
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        answer = json.loads(line)
        if "progress" in answer:
            self.progress.setdefault(answer["id"], []).append(answer["progress"])
            return None
        return answer

    def answer(self, number):
        """The whole answer of a call that was sent: {"ok":…} or {"error":…}."""
        while number not in self.answers:
            answer = self.receive()
            if answer:
                self.answers[answer["id"]] = answer
        return self.answers.pop(number)

    def ask(self, action, with_=None, **extra):
        return self.answer(self.send(action, with_, **extra))

    def call(self, action, with_=None, **extra):
        """What the action gives; an error is raised as Refused."""
        return result(self.ask(action, with_, **extra))


class Daemon:
    """kithd on a state folder, which stays when it ends. The folder's path must be short, since
    that of a socket is at most 107 bytes."""

    def __init__(self, state, *, rehearsal=True, arguments=()):
        self.state = pathlib.Path(state)
        self.command = [str(BUILD / "kithd"), "--state", str(self.state), *arguments]
        self.command += ["--rehearsal"] if rehearsal else []
        self.log = self.state.parent / f"{self.state.name}.log"
        self.process = None
        self.connection = None

    @property
    def socket_path(self):
        return self.state / "kith.sock"

    def logged(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def spawn(self, wrapper=()):
        """Begins a start, and does not wait for it; `wrapper` is a command that runs kithd."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*wrapper, *self.command], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, cwd=self.state.parent)

    def start(self, patience=PATIENCE, wrapper=()):
        """Returns once the socket answers."""
        self.spawn(wrapper)
        deadline = time.monotonic() + patience
        while True:
            if self.process.poll() is not None:
                status = self.process.returncode
                raise Gone(f"kithd ended with status {status}:\n{self.logged()}")
            try:
                self.connection = self.connect()
                self.connection.call("server.status")
                return self
            except (FileNotFoundError, ConnectionRefusedError):
                if time.monotonic() > deadline:
                    self.kill9()
                    raise Gone(f"no answer in {patience} s:\n{self.logged()}") from None
                select.select([], [], [], 0.005)

    def connect(self):
        return Connection(self.socket_path)

    def ask(self, action, with_=None, **extra):
        return self.connection.ask(action, with_, **extra)

    def call(self, action, with_=None, **extra):
        return self.connection.call(action, with_, **extra)

    def signal(self, number):
        """Sends a signal and waits for the end; returns the status (negative: of a signal)."""
        if self.connection:
            self.connection.close()
            self.connection = None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def kill9(self):
        return self.signal(signal.SIGKILL)

    def stop(self):
        return self.signal(signal.SIGTERM)

    def kith(self, *arguments, input=None, **more):
        """Runs kith against this daemon; returns the finished process, its output as text."""
        command = [str(BUILD / "kith"), "--state", str(self.state), *map(str, arguments)]
        return subprocess.run(command, input=input, capture_output=True, text=True,
                              timeout=PATIENCE, check=False, **more)


def effects_in(daemon):
    """(id, state) of every effect of a running daemon, whoever may see it."""
    with contextlib.closing(sqlite3.connect(f"file:{daemon.state}/kith.db?mode=ro",
                                            uri=True)) as database:
        return list(database.execute("SELECT id, state FROM effect ORDER BY id"))


def rows_of(state):
    """The rows of every table, read from a copy of what a stopped or killed daemon left."""
    with tempfile.TemporaryDirectory(prefix="kith-") as folder:
        for path in state.glob("kith.db*"):
            shutil.copy(path, folder)
        with contextlib.closing(sqlite3.connect(f"{folder}/kith.db")) as database:
            tables = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr)
                    for (table,) in list(tables)}


def count_rows(state, *tables):
    rows = rows_of(state)
    return tuple(len(rows[table]) for table in tables)
