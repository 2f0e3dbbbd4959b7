#!/usr/bin/python3
"""clang-tidy finds nothing in the C sources, with the checks of .clang-tidy.

A whole run takes twenty minutes on two cores, so what was found well is remembered: a file named
build/tidy/HASH stands for one source, all that it includes, the flags and the checks. A run that
was cut short goes on where it was, and later ones look only at what has changed.
"""
import concurrent.futures
import functools
import hashlib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tree  # noqa: E402 (the folder above holds it)

GCC_ONLY = ("-fstack-clash-protection", "-fcf-protection")
WELL = tree.ROOT / "build" / "tidy"


def flags():
    return [flag for flag in tree.compiler_flags() if flag not in GCC_ONLY] + ["-Itests"]


@functools.cache
def content(path):
    return hashlib.blake2b((tree.ROOT / path).read_bytes()).digest()


def included(path):
    """The source, and every header that it includes, those of the system too."""
    rule = tree.run(["clang", *flags(), "-M", "-MT", "it", str(path)]).stdout
    return re.sub(r"\\\n", " ", rule).removeprefix("it:").split()


def mark(path, common):
    """Where it is remembered that this source, as it stands, is well."""
    name = hashlib.blake2b(common, digest_size=16)
    for each in included(path):
        name.update(each.encode() + b"\0" + content(each))
    return WELL / name.hexdigest()


def tidy(path, common):
    """Returns what is wrong, and the mark of a source that is well."""
    try:
        well = mark(path, common)
    except OSError as error:
        return f"{path}: {error}", None
    if not well.exists():
        result = tree.run(["clang-tidy", "--quiet", "--warnings-as-errors=*", str(path), "--",
                           *flags()])
        if result.returncode:
            return result.stdout, None
        well.touch()
    return "", well


def main():
    WELL.mkdir(parents=True, exist_ok=True)
    version = tree.run(["clang-tidy", "--version"]).stdout
    common = "\0".join([version, tree.text(".clang-tidy"), *flags()]).encode()
    paths = [path for folder in ("core", "plugins", "tests")
             for path in tree.files(".c", under=folder)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda path: tidy(path, common), paths))
    current = {well for _, well in found}
    for well in WELL.iterdir():
        if well not in current:
            well.unlink()
    tree.end([problem for problem, _ in found if problem])


main()
