#!/usr/bin/python3
"""What a newcomer reads first exists, and is short enough to be read in one sitting."""
import tree

LINES = 1500
PATH = ["README.md", "core/README.md", "core/kith.h", "plugins/hello/hello.c",
        "core/action/place.c", "core/action/call.c", "tests/unit/action/call_test.c"]

missing = [f"{path} does not exist" for path in PATH if not (tree.ROOT / path).exists()]
if missing:
    tree.end(missing)
lengths = {path: len(tree.text(path).splitlines()) for path in PATH}
total = sum(lengths.values())
tree.end([f"{total} lines, at most {LINES}: {lengths}"] if total >= LINES else [])
