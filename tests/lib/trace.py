"""What a process asked of the system, in order, as strace wrote it down.

strace stands beside kithd (-D), so that signals and statuses are kithd's own. A call that was
not finished when another thread's was seen is written in two lines; here both are one call, with
the places of its beginning and of its end in the one order of all lines.
"""
import re
import select
import time
from dataclasses import dataclass

from lib.waiting import PATIENCE

BEGUN = re.compile(rb"^(\d+) +(\w+)\((.*)$", re.S)
RESUMED = re.compile(rb"^(\d+) +<\.\.\. (\w+) resumed>(.*)$", re.S)
UNFINISHED = b" <unfinished ...>"
ENDED = b"+++ exited with"
KILLED = b"+++ killed by"


@dataclass
class Call:
    name: str
    text: bytes  # arguments and result, as strace prints them
    begun: int
    ended: int

    @property
    def failed(self):
        return b" = -1 " in self.text[-200:]


def command(output, calls, *more):
    """The wrapper that starts a program and writes these calls of it to a file. A sanitizer cannot
    look for leaks in what is traced."""
    return ["strace", "-D", "-f", "-q", "-y", "-s", "8192", "-e", f"trace={','.join(calls)}",
            "-e", "signal=none", "-E", "ASAN_OPTIONS=detect_leaks=0", *more, "-o", str(output)]


def read(output):
    """All calls, once the program has ended."""
    deadline = time.monotonic() + PATIENCE
    while True:
        lines = output.read_bytes().split(b"\n")
        if len(lines) > 1 and (ENDED in lines[-2] or KILLED in lines[-2]):
            return list(calls_of(lines))
        assert time.monotonic() < deadline, f"strace does not end; its last line: {lines[-2:]}"
        select.select([], [], [], 0.01)


def calls_of(lines):
    waiting = {}
    for place, line in enumerate(lines):
        begun, resumed = BEGUN.match(line), RESUMED.match(line)
        if begun and line.endswith(UNFINISHED):
            waiting[begun[1]] = (place, begun[3][:-len(UNFINISHED)])
        elif begun:
            yield Call(begun[2].decode(), begun[3], place, place)
        elif resumed and resumed[1] in waiting:
            start, text = waiting.pop(resumed[1])
            yield Call(resumed[2].decode(), text + resumed[3], start, place)
