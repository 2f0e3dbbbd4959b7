"""Counting: kith-count and other people's counters on the same papers, whole programs each by the
time that they have a processor, and the memory of a million papers.

Papers are as in an election: some candidates are liked more than others, and short papers are more
usual than long ones; those of which the memory is measured are of any order and length, so that few
are alike. Equal ones are merged before anybody's speed is compared. The counters that are compared
are Droop (KITH_DROOP names its folder) and meeks-prf-js, which npm puts into a folder that is gone
afterwards; without them a row says so.
"""
import collections
import json
import math
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys

from lib.daemon import BUILD

PAPERS, CANDIDATES, SEATS = 100_000, 10, 5
RUNS = 3
SIZES = (250_000, 500_000, 1_000_000)
METHODS = {"meek": "meek-prf", "scottish-stv": "scotland"}  # by Droop's names
NAMES = [f"Candidate {chr(65 + i)}" for i in range(CANDIDATES)]
COUNTER = "meeks-prf-js@1.0.0"


def likely_paper(chance):
    """Candidate n is liked as much as the root of 1 / n."""
    order = sorted(range(CANDIDATES), key=lambda c: chance.random() ** math.sqrt(c + 1),
                   reverse=True)
    return tuple(order[:1 + int(chance.expovariate(1 / 4))])


def any_paper(chance):
    return tuple(chance.sample(range(CANDIDATES), chance.randint(1, CANDIDATES)))


def write_blt(path, lines):
    """Lines are (how many, the candidates in order)."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{CANDIDATES} {SEATS}\n")
        file.writelines(f"{many} {' '.join(str(c + 1) for c in order)} 0\n"
                        for many, order in lines)
        file.write("0\n" + "".join(f'"{name}"\n' for name in NAMES) + '"An election"\n')


# Runs what it is told, and tells the most memory that it had in KiB. A process inherits that figure
# from the one it was forked from, which therefore must be small.
MEMORY_OF = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run(command):
    """(seconds of a processor, what it prints)"""
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with status {process.returncode}.")
    return usage.ru_utime + usage.ru_stime, printed.decode()


def count(blt, method):
    took, printed = run([BUILD / "kith-count", blt, "--method", method, "--json"])
    return took, set(json.loads(printed)["elected"])


def droop(blt, method):
    program = pathlib.Path(os.environ["KITH_DROOP"]) / "Droop.py"
    took, printed = run(["/usr/bin/python3", program, METHODS[method], blt])
    final = printed[printed.rindex("Action:"):].splitlines()
    names = ",".join(line.split(":", 1)[1].rsplit("(", 1)[0] for line in final
                     if line.strip().startswith("Elected:"))
    return took, {name.strip() for name in names.split(",")}


def fetch_meeks(folder):
    """Where npm has put meeks-prf-js; or why it is not there."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None, "node and npm are not here (packaging/deps.sh install bench)"
    done = subprocess.run([npm, "install", "--prefix", folder, "--ignore-scripts", "--no-audit",
                           "--no-fund", "--silent", COUNTER], check=False, timeout=300,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    program = folder / "node_modules" / "meeks-prf-js" / "index.js"
    return (program, "") if done.returncode == 0 else (None, "npm did not get it")


def meeks(program, lines, folder):
    asked, told = folder / "election.json", folder / "result.json"
    if not asked.exists():
        asked.write_text(json.dumps({
            "description": "An election", "nbrSeatsToFill": SEATS, "candidates": NAMES,
            "ballots": [[many, [NAMES[c] for c in order]] for many, order in lines],
            "maxRankingLevels": CANDIDATES, "tie_breaker": NAMES, "excluded": "", "protected": "",
            "options": {}}), encoding="utf-8")
    took, _ = run(["node", program, asked, told])
    return took, set(json.loads(told.read_text(encoding="utf-8"))["elected"])


def compare(table, work, least, method, blt, other, runs):
    """In turns, so that both have the machine as it is; `other` answers (seconds, elected)."""
    ratios = []
    for _ in range(runs):
        ours, elected = count(blt, method)
        theirs, same = other()
        if elected != same:
            sys.exit(f"{work}: they elect {sorted(same)}, kith-count {sorted(elected)}.")
        print(f"  {method}: {ours * 1000:.0f} ms, the other {theirs * 1000:.0f} ms", flush=True)
        ratios.append(theirs / ours)
    ratio = statistics.median(ratios)
    table.add(work, f"{ratio:.0f} times", f">= {least} times", ratio >= least)


def measure_speed(table, folder):
    chance = random.Random("count")
    lines = [(many, order) for order, many
             in collections.Counter(likely_paper(chance) for _ in range(PAPERS)).items()]
    blt = folder / "election.blt"
    write_blt(blt, lines)
    count(blt, "meek")
    program, why = fetch_meeks(folder)
    work = "counting by Meek, as fast as meeks-prf-js"
    if program is None:
        table.skip(work, why, ">= 10 times")
    else:
        compare(table, work, 10, "meek", blt, lambda: meeks(program, lines, folder), RUNS)
    for method in METHODS:
        work = f"counting by {method}, as fast as Droop"
        if "KITH_DROOP" not in os.environ:
            table.skip(work, "KITH_DROOP does not say where Droop is", ">= 100 times")
            continue
        compare(table, work, 100, method, blt, lambda by=method: droop(blt, by),
                1 if method == "meek" else RUNS)


def measure_memory(table, folder):
    """Of papers that are not merged beforehand."""
    used = []
    blt = folder / "many.blt"
    for size in SIZES:
        chance = random.Random("memory")
        write_blt(blt, ((1, any_paper(chance)) for _ in range(size)))
        took, _ = count(blt, "meek")
        done = subprocess.run([sys.executable, "-c", MEMORY_OF, BUILD / "kith-count", blt,
                               "--method", "meek"], check=True, capture_output=True, timeout=300)
        used.append(int(done.stdout))
        print(f"  {size} papers: {took:.2f} s, {used[-1] / 1024:.0f} MiB", flush=True)
    most = max(used[i + 1] / used[i] for i in range(len(SIZES) - 1))
    table.add("counting a million papers: memory of twice as many", f"{most:.2f} times",
              "<= 2.2 times", most <= 2.2)


def measure(table, folder):
    measure_speed(table, folder)
    measure_memory(table, folder)
