#!/usr/bin/python3
"""Calls go down: what each folder may include, of ours and of others (core/README.md)."""
import re

import tree

# folder of core: the folders of ours that it may include
LAYERS = {
    "base": {"base"},
    "store": {"base", "store"},
    "model": {"base", "store", "model"},
    "action": {"base", "store", "model", "action", "kith.h"},
    "loop": {"base", "loop"},
    "plugin": {"base", "store", "model", "action", "loop", "plugin", "kith.h"},
    "script": {"base", "model", "action", "loop", "script"},
    "control": {"base", "model", "action", "loop", "control"},
}

# foreign header: the one folder of core that may include it
FOREIGN = {
    "sqlite3.h": "store",
    "uv.h": "loop",
    "curl/curl.h": "loop",
    "systemd/sd-daemon.h": "loop",
    "dlfcn.h": "plugin",
    "lua.h": "script",
    "lauxlib.h": "script",
    "lualib.h": "script",
    "seccomp.h": "script",
    "cJSON.h": "base",
    "cjson/cJSON.h": "base",
    "sodium.h": "base",
    "csv.h": "base",
    "expat.h": "base",
    "minizip/unzip.h": "base",
    "sanitizer/asan_interface.h": "base",
}

# what the kith command may include besides base: functions of their arguments, with no state
PURE = ["model/suppress.h"]

C_LIBRARY = set("""
    assert.h ctype.h dirent.h elf.h endian.h err.h errno.h execinfo.h fcntl.h fenv.h float.h
    fnmatch.h ftw.h getopt.h glob.h grp.h ifaddrs.h inttypes.h langinfo.h libgen.h limits.h
    link.h locale.h malloc.h math.h netdb.h paths.h poll.h pthread.h pwd.h regex.h sched.h
    semaphore.h setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h
    stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h sysexits.h syslog.h termios.h
    threads.h time.h uchar.h unistd.h utime.h wchar.h wctype.h
    """.split())
C_LIBRARY_FOLDERS = ("sys/", "linux/", "netinet/", "arpa/", "net/")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def includes(path):
    return INCLUDE.findall(tree.text(path))


def is_c_library(name):
    return name in C_LIBRARY or name.startswith(C_LIBRARY_FOLDERS)


def own_problem(folder, is_client, name):
    """What is wrong with a quoted include of a file in this folder of core; None if nothing."""
    if not (tree.ROOT / "core" / name).exists():
        return f'"{name}" is not a path below core/'
    if not folder:
        return None
    first = name.split("/", maxsplit=1)[0]
    if is_client:
        if first == "base" or name.startswith("control/kith") or name in PURE:
            return None
        return f'"{name}": the kith command includes nothing but base and {", ".join(PURE)}'
    if first not in LAYERS[folder]:
        return f'"{name}": {folder} may include only {", ".join(sorted(LAYERS[folder]))}'
    return None


def foreign_problem(folder, name):
    if is_c_library(name) and name not in FOREIGN:
        return None
    if name not in FOREIGN:
        return f"<{name}>: name the one folder that may include it, in tests/lint/layers.py"
    if folder != FOREIGN[name]:
        return f"<{name}> belongs in core/{FOREIGN[name]}"
    return None


def core_problems(path):
    folder = path.parts[1] if len(path.parts) > 2 else ""
    if folder and folder not in LAYERS:
        return [f"core/{folder} is no layer: add it to tests/lint/layers.py and core/README.md"]
    is_client = folder == "control" and path.name.startswith("kith")
    problems = []
    for kind, name in includes(path):
        if kind == '"':
            problems.append(own_problem(folder, is_client, name))
        elif path.name != "kith.h":
            problems.append(foreign_problem(folder, name))
        elif name not in ("stddef.h", "stdint.h"):
            problems.append(f"<{name}>: kith.h needs nothing but stddef.h and stdint.h")
    return [problem for problem in problems if problem]


def plugin_problems(path):
    problems = []
    for kind, name in includes(path):
        own = (tree.ROOT / path.parent / name).exists() and "/" not in name
        if kind == '"' and name != "kith.h" and not own:
            problems.append(f'"{name}": a plugin knows kith.h and its own files')
        if kind == "<" and name in FOREIGN and FOREIGN[name] != "base":
            problems.append(f"<{name}>: the core offers this through kith.h")
    return problems


def main():
    problems = []
    for path in tree.files(".c", ".h", under="core"):
        problems += [f"{path}: {problem}" for problem in core_problems(path)]
    for path in tree.files(".c", ".h", under="plugins"):
        problems += [f"{path}: {problem}" for problem in plugin_problems(path)]
    tree.end(problems)


main()
