#!/usr/bin/python3
"""Every folder says what lives in it, in a README.md that begins with a heading."""
import tree

# How deep folders describe themselves; what lies deeper is described by the one above it.
DEPTHS = {"core": 2, "plugins": 2, "scripts": 2, "tests": 2, "packaging": 1}


def main():
    folders = {""}
    for path in tree.files():
        deepest = min(DEPTHS.get(path.parts[0], 0), len(path.parts) - 1)
        folders |= {"/".join(path.parts[:depth]) for depth in range(1, deepest + 1)}
    problems = []
    for folder in sorted(folders):
        readme = tree.ROOT / folder / "README.md"
        if not readme.exists():
            problems.append(f"{folder or 'the root'} has no README.md")
        elif not readme.read_text(encoding="utf-8").startswith("# "):
            problems.append(f"{folder}/README.md does not begin with a heading")
    tree.end(problems)


main()
