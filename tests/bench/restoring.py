"""Restoring: a backup put in the place of a database, beside a bare copy of the same file.

A restore checks the digest of the backup and what SQLite says of it, writes it beside the database,
and takes its place; a copy with one fdatasync is the least that this could cost.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

from lib.daemon import BUILD, Daemon

RUNS = 3
MOST = 60  # seconds for a gigabyte
GIGABYTE = 1 << 30


def copy_seconds(path, to):
    begun = time.perf_counter()
    shutil.copyfile(path, to)
    file = os.open(to, os.O_RDONLY)
    os.fdatasync(file)
    os.close(file)
    return time.perf_counter() - begun


def restore_seconds(state, backup):
    command = [str(BUILD / "kithd"), "--state", str(state), "--restore", str(backup)]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The backup was not restored: {done.stderr}")
    return time.perf_counter() - begun


def backup_of(state, path, fill):
    """A backup of a database with a long journal, which `fill` writes; returns its size."""
    daemon = Daemon(state).start()
    daemon.stop()
    fill(state)
    daemon.start()
    size = daemon.call("server.backup", {"to": str(path)})["bytes"]
    daemon.stop()
    return size


def measure(table, folder, fill):
    backup, state = folder / "backup", folder / "state"
    size = backup_of(state, backup, fill)
    copies, restores = [], []
    for _ in range(RUNS):
        copies.append(copy_seconds(backup, folder / "copy"))
        restores.append(restore_seconds(state, backup))
    copied, restored = statistics.median(copies), statistics.median(restores)
    for_a_gigabyte = restored * GIGABYTE / size
    table.add("restore of a backup",
              f"{for_a_gigabyte:.1f} s for a GiB, {restored / copied:.1f} times a bare copy of "
              f"{size >> 20} MiB", f"<= {MOST} s for a GiB", for_a_gigabyte <= MOST)
