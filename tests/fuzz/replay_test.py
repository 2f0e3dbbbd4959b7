"""Every input kept in the corpora is run through its fuzz target, as a test of this build."""
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / os.environ.get("KITH_BUILD", "build")
TARGETS = sorted(path.stem for path in (ROOT / "tests/fuzz").glob("fuzz_*.c"))


@pytest.mark.parametrize("target", TARGETS)
def test_every_kept_input_holds_the_promises(target):
    inputs = sorted(path for path in (ROOT / "tests/fuzz/corpus" / target).iterdir())
    assert inputs, f"tests/fuzz/corpus/{target} is empty"
    done = subprocess.run([BUILD / "tests/fuzz" / target, *inputs], capture_output=True,
                          text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:-1] == [str(path) for path in inputs]


def test_every_corpus_has_its_target():
    corpora = sorted(path.name for path in (ROOT / "tests/fuzz/corpus").iterdir())
    assert corpora == TARGETS
