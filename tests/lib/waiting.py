"""Waiting for what a daemon does by itself, without a fixed pause."""
import select
import time

PATIENCE = 90  # seconds: far more than anything takes, under a sanitizer on a busy machine too


def until(check):
    """Asks again and again until the answer is true, and gives it; fails if that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = check()
        if answer:
            return answer
        select.select([], [], [], 0.01)
    raise AssertionError(f"it did not happen in {PATIENCE} seconds; the last answer: {answer!r}")
