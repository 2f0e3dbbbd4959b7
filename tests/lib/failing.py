"""Calls of a running kithd that fail, by strace, for some files or for all."""
import contextlib
import shutil
import subprocess


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
