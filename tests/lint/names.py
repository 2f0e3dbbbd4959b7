#!/usr/bin/python3
"""Files are named by what they are, and unit tests lie where their subject lies."""
import re

import tree

# Names that say nothing, so that anything may end up under them.
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}


def main():
    problems = []
    for path in tree.files():
        for part in path.parts:
            empty = EMPTY_NAMES & set(re.split(r"[^a-z]+", part.lower()))
            if empty:
                problems.append(f'{path}: "{empty.pop()}" says nothing; name the thing itself')
    for path in tree.files("_test.c", under="tests/unit"):
        subject = "/".join(path.parts[2:])[:-len("_test.c")]
        if not any((tree.ROOT / "core" / f"{subject}{end}").exists() for end in (".c", ".h")):
            problems.append(f"{path}: there is no core/{subject}.c; tests/unit mirrors core")
    tree.end(problems)


main()
