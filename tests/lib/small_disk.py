"""A small disk of its own: an ext4 image, mounted through a loop device, that can be filled.

It needs root. Whatever happens to the test, the disk is taken away in the end.
"""
import errno
import os
import pathlib
import shutil
import subprocess
import tempfile

# Blocks as large as on the disks of servers: SQLite takes room for its -shm by 4 KiB pages.
MKFS = ["mkfs.ext4", "-q", "-F", "-m", "0", "-b", "4096", "-J", "size=4", "-E",
        "lazy_itable_init=0,lazy_journal_init=0"]
PIECES = (1 << 16, 1 << 12, 1)  # the filler takes ever smaller ones


class SmallDisk:
    def __init__(self, bytes_):
        self.bytes = bytes_
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kith-"))
        self.path = self.folder / "disk"
        self.mounted = False

    def __enter__(self):
        try:
            image = self.folder / "image"
            with open(image, "wb") as file:
                file.truncate(self.bytes)
            self.run(*MKFS, str(image))
            self.path.mkdir()
            self.run("mount", "-o", "loop", str(image), str(self.path))
            self.mounted = True
        except Exception:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.mounted:  # lazily: a process of a failed test may still have its files open
            subprocess.run(["umount", "--lazy", str(self.path)], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def run(*command):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}. These tests mount a "
                               "small disk: run them as root, where loop devices are allowed.")

    @property
    def filler(self):
        return self.path / "filler"

    def fill(self):
        """Until not one byte more can be written; what is free meanwhile is taken too."""
        with open(self.filler, "ab", buffering=0) as file:
            for size in PIECES:
                piece = os.urandom(size)
                try:
                    while True:
                        file.write(piece)
                        os.fsync(file.fileno())
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self):
        self.filler.unlink()
