"""Fixtures of the system tests: state folders, and daemons that must end well."""
import pathlib
import shutil
import signal
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from lib.daemon import Daemon  # noqa: E402  (the path is needed first)
from lib.demonstration import Demonstration  # noqa: E402


@pytest.fixture(scope="session")
def folder():
    """Makes folders with short paths, gone at the end."""
    made = []

    def make():
        made.append(pathlib.Path(tempfile.mkdtemp(prefix="kith-")))
        return made[-1]

    yield make
    for path in made:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def make_daemon(folder):
    """Makes daemons that are not started yet; those that run at the end must stop in good order."""
    made = []

    def make(**options):
        made.append(Daemon(folder() / "state", **options))
        return made[-1]

    yield make
    for daemon in made:
        if not daemon.process:
            continue
        status = daemon.stop()
        assert status in (0, -signal.SIGKILL), f"status {status}:\n{daemon.logged()}"


@pytest.fixture
def daemon(make_daemon):
    """A running daemon of this test's own, in rehearsal."""
    started = make_daemon().start()
    yield started
    if started.process.poll() is None:
        assert started.stop() == 0, started.logged()


@pytest.fixture(scope="session")
def filled(folder):
    """The state folder that a demonstration filled and left: for one daemon, or to copy."""
    state = folder() / "state"
    demonstration = Demonstration(state)
    said = demonstration.until_running()
    assert "0 same, 1000 new, 0 moved, 0 ambiguous, 0 lost" in said
    assert demonstration.end()[0] == 0
    return state
