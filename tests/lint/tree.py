"""What the lints share: the files of the tree, the compiler's flags, and how a lint ends."""
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
NOT_OURS = {".git", "build", "__pycache__"}


def files(*suffixes, under=""):
    """Every file of the tree, or those with one of these suffixes, as paths below the root."""
    found = []
    for folder, folders, names in os.walk(ROOT / under):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        for name in sorted(names):
            if not suffixes or name.endswith(suffixes):
                found.append((pathlib.Path(folder) / name).relative_to(ROOT))
    return found


def text(path):
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def run(command, **more):
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", errors="replace", check=False, **more)


def compiler_flags():
    """The flags of the plain build, as `make` wrote them down, without the compiler itself."""
    return [word for word in shlex.split(text("build/flags"))[1:] if not word.startswith("-Wl,")]


def end(problems):
    """Prints what is wrong, one a line, and ends the lint."""
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


def skip(reason):
    print(reason)
    sys.exit(SKIPPED)
