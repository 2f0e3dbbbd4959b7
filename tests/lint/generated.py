#!/usr/bin/python3
"""Committed files that are made from others are up to date; --write makes them again.

    tests/lint/generated.py [--write] [PATH...]

Each row of GENERATED is a file, what makes its text, and what says how two texts differ in words
(empty: not at all). Another generated file is another row.
"""
import sys

import abi
import printed
import tree

GENERATED = [
    (abi.BASELINE, abi.describe, abi.difference),
    (printed.CONFIG, printed.config, printed.difference),
    (printed.STAFF, printed.staff, printed.difference),
    (printed.PLACES, printed.places, printed.difference),
    (printed.MEMBERS, printed.members, printed.difference),
    (printed.CONTACTS, printed.contacts, printed.difference),
]


def main():
    words = [word for word in sys.argv[1:] if word != "--write"]
    problems = []
    for path, make, difference in GENERATED:
        if words and path not in words:
            continue
        made = make()
        target = tree.ROOT / path
        changed = difference(tree.text(path), made) if target.exists() else "It does not exist."
        if changed and "--write" in sys.argv:
            target.write_text(made, encoding="utf-8")
            print(f"{path} was made again:\n{changed}")
        elif changed:
            problems.append(f"{path} is not up to date; `make docs` makes it again.\n{changed}")
    tree.end(problems)

main()
