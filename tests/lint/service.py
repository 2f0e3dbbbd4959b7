#!/usr/bin/python3
"""The systemd unit keeps kithd shut in; with the network drop-in it stays acceptable."""
import pathlib
import re
import shutil
import tempfile

import tree

UNIT = "packaging/systemd/kithd.service"
NETWORK = "packaging/systemd/network.conf"
# systemd-analyze's exposure, in tenths: 0 is shut, 100 is open
CORE = 5
WITH_NETWORK = 12


def exposure(text):
    with tempfile.TemporaryDirectory(prefix="kith-unit-") as folder:
        path = pathlib.Path(folder, "kithd.service")
        path.write_text(text, encoding="utf-8")
        result = tree.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                           str(path)])
    # Anything that it ignores is a mistake in the unit, and would be ignored in earnest too.
    ignored = re.findall(r"^.*(?:[Ii]gnoring|Unknown).*$", result.stdout, re.M)
    found = re.search(r"exposure level for .*: (\d+)\.(\d)", result.stdout)
    if ignored or not found:
        tree.end(ignored or [result.stdout])
    return int(found.group(1)) * 10 + int(found.group(2))


def main():
    if not shutil.which("systemd-analyze"):
        tree.skip("systemd-analyze is not here (package systemd)")
    unit = tree.text(UNIT)
    # A drop-in comes after the unit's own lines.
    drop_in = tree.text(NETWORK).split("[Service]")[1]
    opened = unit.replace("\n[Install]", f"{drop_in}\n[Install]")
    problems = []
    for name, text, limit in ((UNIT, unit, CORE), (f"{UNIT} with {NETWORK}", opened, WITH_NETWORK)):
        score = exposure(text)
        if score > limit:
            problems.append(f"{name} scores {score / 10}; at most {limit / 10}")
    tree.end(problems)


main()
