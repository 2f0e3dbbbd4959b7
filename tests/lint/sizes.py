#!/usr/bin/python3
"""Functions, files and lines stay small enough to be read."""
import json

import tree

FUNCTION_LINES = 70
PARAMETERS = 6
COLUMNS = 100
FILE_LINES = {".c": 800, ".h": 250, ".py": 400}
README_LINES = 100
EXCEPT = {"core/kith.h": 350, "README.md": 200}
WIDE = (".c", ".h", ".sql", ".py", ".sh", "Makefile", "run")


def parameter_count(signature):
    inside = signature.strip()[1:-1].strip()
    if inside in ("", "void"):
        return 0
    depth, count = 0, 1
    for letter in inside:
        depth += (letter in "([{") - (letter in ")]}")
        count += letter == "," and depth == 0
    return count


def function_problems():
    sources = [str(path) for path in tree.files(".c", ".h")]
    # --sort=no keeps the order of the sources
    listing = tree.run(["ctags", "--output-format=json", "--fields=+neS", "--kinds-C=f",
                        "--language-force=C", "--sort=no", "-f", "-", *sources])
    if listing.returncode != 0:
        return [f"ctags failed: {listing.stdout}"]
    problems = []
    for line in listing.stdout.splitlines():
        if not line.startswith("{"):
            continue
        tag = json.loads(line)
        where = f'{tag["path"]}:{tag["line"]}: {tag["name"]}'
        lines = tag.get("end", tag["line"]) - tag["line"] + 1
        if lines > FUNCTION_LINES:
            problems.append(f"{where} has {lines} lines; at most {FUNCTION_LINES}")
        parameters = parameter_count(tag.get("signature", "()"))
        if parameters > PARAMETERS:
            problems.append(f"{where} takes {parameters} parameters; at most {PARAMETERS}")
    return problems


def file_problems(path):
    lines = tree.text(path).splitlines()
    problems = []
    usual = README_LINES if path.name == "README.md" else FILE_LINES.get(path.suffix)
    limit = EXCEPT.get(str(path), usual)
    if limit and len(lines) > limit:
        problems.append(f"{path} has {len(lines)} lines; at most {limit}")
    if path.name.endswith(WIDE):
        problems += [f"{path}:{number}: {len(line)} columns; at most {COLUMNS}"
                     for number, line in enumerate(lines, 1) if len(line) > COLUMNS]
    return problems


problems_found = function_problems()
for source in tree.files():
    problems_found += file_problems(source)
tree.end(problems_found)
