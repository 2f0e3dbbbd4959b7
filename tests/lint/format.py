#!/usr/bin/python3
"""Every C file has the common form; `make format` gives it that form."""
import re

import tree

sources = [str(path) for path in tree.files(".c", ".h")]
result = tree.run(["clang-format", "--dry-run", *sources])
lines = {}
for path, line in re.findall(r"^(\S+?):(\d+):\d+: warning:", result.stdout, re.M):
    lines.setdefault(path, []).append(line)
problems = [f"{path}: lines {', '.join(dict.fromkeys(where))}" for path, where in lines.items()]
if result.returncode:
    problems.append(result.stdout)
tree.end(problems and [*problems, "make format puts this right"])
