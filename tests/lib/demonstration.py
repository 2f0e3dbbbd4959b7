"""scripts/demonstration/run under way: the script, the daemon that it starts, how both end."""
import contextlib
import os
import pathlib
import signal
import subprocess

from lib.daemon import BUILD, ROOT
from lib.waiting import PATIENCE

SCRIPT = ROOT / "scripts" / "demonstration" / "run"


class Demonstration:
    """Started at once, on a state folder of the test's own; `more` is put into its environment.
    It has a session of its own, and is told to stop when the tests end before it."""

    def __init__(self, state, **more):
        environment = {**os.environ, "KITH_STATE": str(state), "KITH_BUILD": str(BUILD), **more}
        self.state = pathlib.Path(state)
        command = ["setpriv", "--pdeathsig", "TERM", SCRIPT]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        start_new_session=True)

    def until(self, text):
        """What it says up to the line that has this text."""
        said = ""
        for line in self.process.stdout:
            said += line
            if text in line:
                return said
        raise AssertionError(f"it ended without {text!r}: {said}{self.process.stderr.read()}")

    def until_running(self):
        return self.until("to begin again, delete ")

    def daemon_pid(self):
        """The daemon is the child of the script that is called kithd; None before it is."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for child in children.read_text().split():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "kithd":
                    return int(child)
        return None

    def end(self, number=signal.SIGINT):
        """Signals the script, and waits for its end and for that of all who hold its output. As
        from a keyboard, SIGINT reaches what the script runs too. Returns its status and what it
        said since."""
        (os.killpg if number == signal.SIGINT else os.kill)(self.process.pid, number)
        said, complaints = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said + complaints

    def kill_all(self):
        pid = self.daemon_pid()
        if pid:
            os.kill(pid, signal.SIGKILL)
        return self.end(signal.SIGKILL)
