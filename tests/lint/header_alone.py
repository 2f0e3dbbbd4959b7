#!/usr/bin/python3
"""Each header compiles alone, as C; kith.h also as C++, since plugins may be written in it."""
import concurrent.futures

import tree

CXX = ["g++", "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compile_alone(compiler, language, path):
    source = f'#include "{tree.ROOT / path}"\n'
    command = [*compiler, "-Itests", "-fsyntax-only", "-x", language, "-"]
    result = tree.run(command, input=source)
    return f"{path} as {language}:\n{result.stdout}" if result.returncode else ""


def main():
    compiler = ["gcc", *tree.compiler_flags()]
    work = [(compiler, "c", path) for path in tree.files(".h")]
    work.append((CXX, "c++", "core/kith.h"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda one: compile_alone(*one), work))
    tree.end([result for result in results if result])


main()
