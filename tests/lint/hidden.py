#!/usr/bin/python3
"""Who asks who belongs reads the views that leave out what an import still hides."""
import re

import tree

VIEWS = {"membership": "member", "space_member": "space_inside"}
# Where the rows themselves are kept: there they are read by a handle that is known already.
KEEPERS = {"membership": ["core/model/import.c", "core/model/membership.c"],
           "space_member": ["core/model/import.c"]}
READS = re.compile(r"(?<!DELETE )\b(?:FROM|JOIN) (membership|space_member)\b")

problems = []
for path in tree.files(".c"):
    if not str(path).startswith("core/"):
        continue
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        for table in READS.findall(line):
            if str(path) not in KEEPERS[table]:
                problems.append(f"{path}:{number}: reads {table}; read {VIEWS[table]} instead")
tree.end(problems)
