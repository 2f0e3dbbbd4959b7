"""Was everything that was acknowledged flushed before, going by a trace of kithd's system calls?

The name of each new place is looked for in what kithd writes to kith.db-wal, and the answer to it
in what kithd writes to the socket. Between the two a whole flush of the -wal must stand.
"""
import bisect
import re

FLUSHES = {"fdatasync", "fsync"}
ANSWERS = {"write", "writev", "sendmsg", "sendto"}
CALLS = ["pwrite64", *FLUSHES, *ANSWERS]  # what must be traced
NAME = re.compile(rb"flushed place \d{6}")
ANSWER = re.compile(rb'\\"id\\":(\d+),\\"ok\\":\{\\"place\\"')


def name_of(number):
    return f"flushed place {number:06}"


def flushes_of_wal(calls):
    return sorted((call.begun, call.ended) for call in calls
                  if call.name in FLUSHES and b"kith.db-wal>" in call.text and not call.failed)


def check(calls, names):
    """`names`: of the places, by the numbers of their calls on the one connection that was used.
    Returns how many answers were seen; raises AssertionError if one left too early."""
    written, answered = {}, {}
    for call in sorted(calls, key=lambda call: call.begun):
        if call.name == "pwrite64" and b"kith.db-wal>" in call.text:
            for name in NAME.findall(call.text):
                written.setdefault(name.decode(), call.ended)
        elif call.name in ANSWERS and b"socket:" in call.text:
            for number in ANSWER.findall(call.text):
                answered.setdefault(int(number), call.begun)
    flushes = flushes_of_wal(calls)
    for number, place in answered.items():
        name = names[number]
        assert name in written, f"{name} was answered, and never written to the -wal"
        after = bisect.bisect(flushes, (written[name], 0))
        assert after < len(flushes) and flushes[after][1] < place, \
            f"the answer to {name} left at line {place} of the trace: it was written at line " \
            f"{written[name]}, and flushed at {flushes[after:after + 1]}"
    return len(answered)
