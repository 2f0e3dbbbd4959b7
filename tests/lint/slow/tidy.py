#!/usr/bin/python3
"""clang-tidy finds nothing in the C sources, with the checks of .clang-tidy."""
import concurrent.futures
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tree  # noqa: E402 (the folder above holds it)

GCC_ONLY = ("-fstack-clash-protection", "-fcf-protection")


def tidy(path):
    flags = [flag for flag in tree.compiler_flags() if flag not in GCC_ONLY]
    result = tree.run(["clang-tidy", "--quiet", "--warnings-as-errors=*", str(path), "--", *flags,
                       "-Itests"])
    return result.stdout if result.returncode else ""


def main():
    paths = [path for folder in ("core", "plugins", "tests")
             for path in tree.files(".c", under=folder)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        problems = list(pool.map(tidy, paths))
    tree.end([problem for problem in problems if problem])


main()
