#!/usr/bin/python3
"""What was built is hardened, exports nothing that it should not, and links only what it may."""
import re

import tree

# program: the libraries it may be linked with besides the C library; None for any
PROGRAMS = {
    "build/kithd": None,
    "build/kith": {"libsodium", "libcjson", "libcsv", "libexpat", "libminizip"},
}
# The C library's own variables, which the linker copies into a program that uses them.
COPIED = {"stdin", "stdout", "stderr", "environ"}
# SQLite is set up once for the whole process, whoever opens the first database.
ONCE = {("connection.o", "once")}
C_LIBRARY = {"libc", "ld-linux-x86-64", "ld-linux-aarch64", "libpthread", "libm"}


def hardening_problems(path, dump):
    wanted = {
        "a non-executable stack": r"GNU_STACK.*\n?.*\sRW\s",
        "read-only relocations": r"GNU_RELRO",
        "binding at the start (-z now)": r"FLAGS.*\bNOW\b",
    }
    if not path.endswith(".so"):
        wanted["a position-independent program (-pie)"] = r"FLAGS_1.*\bPIE\b"
    return [f"{path} lacks {what}" for what, pattern in wanted.items()
            if not re.search(pattern, dump)]


def exported(path):
    listing = tree.run(["nm", "-D", "--defined-only", "--format=posix", path]).stdout
    return {line.split()[0].split("@")[0] for line in listing.splitlines() if line}


def library_problems(path, dump, allowed):
    if allowed is None:
        return []
    linked = set(re.findall(r"NEEDED.*\[([\w+-]+?)\.so", dump))
    return [f"{path} links {name}; it may link only {', '.join(sorted(allowed))}"
            for name in sorted(linked - allowed - C_LIBRARY)]


def writable_globals():
    """Names in .data or .bss of the core, whatever their visibility; constants lie elsewhere."""
    dump = tree.run(["objdump", "--syms", "build/libkith.a"]).stdout
    member, found = "", []
    for line in dump.splitlines():
        if line.endswith("elf64-x86-64") or line.endswith("elf64-littleaarch64"):
            member = line.split(":")[0]
        symbol = re.match(r"\w+ .{7}O? *(\.t?data|\.t?bss|\.data\.[\w.]+)\s+\w+\s+(\S+)$", line)
        if symbol and not symbol.group(1).startswith(".data.rel.ro"):
            name = symbol.group(2).split(".")[0]
            if (member, name) in ONCE:
                continue
            if member != "log.o" and not symbol.group(2).startswith((".", "__")):
                found.append(f"{member} holds the writable global {symbol.group(2)}; pass state")
    return found


def main():
    problems = []
    plugins = [f"build/plugins/{path.name}.so"
               for path in sorted((tree.ROOT / "plugins").iterdir()) if path.is_dir()]
    for path in [*PROGRAMS, *plugins]:
        if not (tree.ROOT / path).exists():
            problems.append(f"{path} was not built")
            continue
        dump = tree.run(["readelf", "--dynamic", "--program-headers", "--wide", path]).stdout
        problems += hardening_problems(path, dump)
        problems += library_problems(path, dump, PROGRAMS.get(path))
        may = {"kith_plugin_v0"} if path.endswith(".so") else COPIED
        problems += [f"{path} exports {name}" for name in sorted(exported(path) - may)]
    tree.end(problems + writable_globals())


main()
