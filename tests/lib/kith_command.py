"""Runs the kith command of the build under test, with pipes or on a terminal of its own."""
import fcntl
import os
import pathlib
import pty
import struct
import subprocess
import termios

from lib.waiting import PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("KITH_BUILD", "build")
KITH, KITHD = BUILD / "kith", BUILD / "kithd"


def environment(state, **more):
    kept = {name: value for name, value in os.environ.items()
            if name.endswith("SAN_OPTIONS") or name == "PATH"}
    return {**kept, "KITH_STATE": str(state), "TZ": "Europe/London", "LC_ALL": "C.UTF-8", **more}


def kith(state, *words, stdin="", **more):
    return subprocess.run([KITH, *words], input=stdin, capture_output=True, text=True,
                          env=environment(state, **more), timeout=PATIENCE, check=False)


class Terminal:
    """kith on a terminal of its own, of so many columns."""

    def __init__(self, state, *words, columns=80, **more):
        self.screen = b""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            # Else Linux throws away what is written just after Ctrl-C was typed.
            modes = termios.tcgetattr(1)
            modes[3] |= termios.NOFLSH
            termios.tcsetattr(1, termios.TCSANOW, modes)
            os.execve(KITH, [str(KITH), *words], environment(state, TERM="xterm", **more))

    def wait_for(self, text):
        while text.encode() not in self.screen:
            assert self.read(), f"it ended without {text!r}: {self.text()}"

    def read(self):
        try:
            more = os.read(self.handle, 65536)
        except OSError:  # Linux says so at the end
            more = b""
        self.screen += more
        return more

    def type(self, text):
        os.write(self.handle, text.encode())

    def end(self):
        while self.read():
            pass
        os.close(self.handle)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def text(self):
        return self.screen.decode().replace("\r\n", "\n")


def on_terminal(state, *words, **more):
    terminal = Terminal(state, *words, **more)
    status = terminal.end()
    return status, terminal.text()
