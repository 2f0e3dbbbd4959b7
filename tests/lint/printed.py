"""Files that a program of this tree prints: the built daemon, or a generator that stands beside."""
import difflib
import sys

import tree

CONFIG = "packaging/kithd.conf"
GENERATOR = "scripts/demonstration/staff.lua"
STAFF = "scripts/demonstration/staff.csv"
PLACES = "scripts/demonstration/places.csv"
MEMBERS = "scripts/demonstration/members.csv"
CONTACTS = "scripts/demonstration/contacts.csv"


def printed(*command):
    done = tree.run(command)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}")
    return done.stdout


def config():
    return printed("build/kithd", "--print-config")


def staff():
    return printed("lua5.4", GENERATOR)


def places():
    return printed("lua5.4", GENERATOR, "places")


def members():
    return printed("lua5.4", GENERATOR, "members")


def contacts():
    return printed("lua5.4", GENERATOR, "contacts")


def difference(before, after):
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), "committed", "printed",
                                 lineterm="")
    return "\n".join(lines)
