#!/usr/bin/python3
"""The tree stands alone: no notes to ourselves, and nothing about the machine it was written on."""
import re

import tree

# Written in two pieces, so that this file does not hold them.
BANNED = {
    r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b": "do it, or leave it out",
    r"(?<![\w.])/wo" r"rk\b": "a path of one machine",
    r"\.\./sha" r"red\b": "a path outside the tree",
    r"<<<<" r"<<<|>>>>" r">>>": "what a merge left behind",
}


def main():
    problems = []
    for path in tree.files():
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            for pattern, reason in BANNED.items():
                found = re.search(pattern, line)
                if found:
                    problems.append(f'{path}:{number}: "{found.group()}": {reason}')
    tree.end(problems)


main()
