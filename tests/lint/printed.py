"""Files that the built programs print of themselves."""
import difflib
import sys

import tree

CONFIG = "packaging/kithd.conf"


def config():
    done = tree.run(["build/kithd", "--print-config"])
    if done.returncode:
        sys.exit(f"kithd --print-config ended with status {done.returncode}:\n{done.stdout}")
    return done.stdout


def difference(before, after):
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), "committed", "printed",
                                 lineterm="")
    return "\n".join(lines)
