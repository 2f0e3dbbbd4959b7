"""Calls of a running kithd that fail, by strace, for some files or for all."""
import contextlib
import shutil
import subprocess


def failing_from_its_start(output, call, fault, path):
    """The wrapper that runs a program for which this call fails. A sanitizer cannot look for leaks
    in what is traced."""
    return ["strace", "-f", "-y", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", str(output), "-e",
            f"trace={call}", "-e", f"inject={call}:error={fault}", "-P", str(path)]


def end(tracer):
    tracer.terminate()
    try:
        tracer.communicate(timeout=2)
    except subprocess.TimeoutExpired:  # of a process that has ended, it may wait for ever
        tracer.kill()
        tracer.communicate()


@contextlib.contextmanager
def failing(daemon, folder, call, fault, *paths):
    """While it lasts, this call fails for these files (or for all, if none is named); `fault` is
    an errno, or one and when: "EIO:when=1". Gives what strace wrote down."""
    assert shutil.which("strace"), "strace is needed here: install it (packaging/deps.sh)"
    output = folder() / "trace"
    output.touch()
    command = ["strace", "-f", "-y", "-p", str(daemon.process.pid), "-e", f"trace={call}", "-e",
               f"inject={call}:error={fault}", "-o", str(output)]
    for path in paths:
        command += ["-P", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
        while "attached" not in tracer.stderr.readline():
            assert tracer.poll() is None
        try:
            yield output
        finally:
            end(tracer)
