"""The layout of everything in kith.h, as abidw describes it, and how two descriptions differ."""
import pathlib
import tempfile

import tree

BASELINE = "tests/abi/kith.abi"


def describe(header_folder="core"):
    """The description, from a tiny shared object with the debug information of every type."""
    with tempfile.TemporaryDirectory(prefix="kith-abi-") as folder:
        library = f"{folder}/kith_abi.so"
        for command in (
                ["gcc", "-std=c17", f"-I{header_folder}", "-g", "-fPIC", "-shared",
                 "-fno-eliminate-unused-debug-types", "-o", library, "tests/abi/kith_abi.c"],
                ["abidw", "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs",
                 "--load-all-types", "--type-id-style", "hash", "--out-file", f"{folder}/abi",
                 library]):
            result = tree.run(command)
            if result.returncode:
                tree.end([f"{command[0]} failed: {result.stdout}"])
        return pathlib.Path(folder, "abi").read_text(encoding="utf-8")


def difference(old, made):
    """What has changed between two descriptions, in words; empty if nothing has."""
    with tempfile.TemporaryDirectory(prefix="kith-abi-") as folder:
        paths = [pathlib.Path(folder, name) for name in ("old.abi", "made.abi")]
        paths[0].write_text(old, encoding="utf-8")
        paths[1].write_text(made, encoding="utf-8")
        result = tree.run(["abidiff", "--non-reachable-types", "--harmless", "--no-show-locs",
                           *map(str, paths)])
        return result.stdout if result.returncode else ""
