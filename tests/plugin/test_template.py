"""The template: built outside the tree against an installed Kith, tested with its fake core."""
import os
import pathlib
import shutil
import subprocess

import pytest
from lib.daemon import ROOT

TEMPLATE = ROOT / "packaging" / "template-plugin"


def run(*command, cwd, **more):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False,
                          env={**os.environ, **more})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(name="outside", scope="module")
def outside_folder(folder):
    """The template's own copy, beside an installed tree."""
    place = folder()
    shutil.copytree(TEMPLATE, place / "hello2")
    run("make", "-o", "all", "install", f"PREFIX={place}/kith", cwd=ROOT, MAKEFLAGS="")
    return place


def prefixed(place):
    return {"PKG_CONFIG_PATH": f"{place}/kith/lib/pkgconfig"}


def test_two_lines_of_make_build_it_and_the_daemon_loads_it(outside, make_plugged):
    lines = (TEMPLATE / "Makefile").read_text().splitlines()
    assert len(lines) == 2
    run("make", cwd=outside / "hello2", **prefixed(outside))
    daemon = make_plugged(files=[outside / "hello2" / "hello2.so"]).start()
    assert daemon.call("hello2.say", {"name": "Ada"})["name"] == "Ada"
    shown = daemon.call("plugin.show", {"name": "hello2"})
    assert (shown["state"], shown["licence"]) == ("running", "Apache-2.0")


def test_its_test_runs_against_the_installed_fake_core(outside):
    place = outside / "hello2"
    fake = sorted(str(path) for path in pathlib.Path(outside / "kith/share/kith").glob("*.c"))
    flags = run("pkg-config", "--cflags", "kith", cwd=place, **prefixed(outside)).split()
    assert run("pkg-config", "--variable=fakedir", "kith", cwd=place,
               **prefixed(outside)).strip() == f"{outside}/kith/share/kith"
    run("cc", "-std=c17", "-Wall", "-Wextra", "-Werror", *flags, "-o", "hello2_test",
        "hello2_test.c", "hello2.c", *fake, cwd=place)
    lines = run("./hello2_test", cwd=place).splitlines()
    assert len(lines) == 5 and all(line.startswith("ok - ") for line in lines)


def test_what_was_installed_can_be_taken_away_and_nothing_else_is(folder):
    place = folder() / "kith"
    own = [place / "bin/other", place / "lib/kith/plugins/outside.so", place / "share/other/a"]
    run("make", "-o", "all", "install", f"PREFIX={place}", cwd=ROOT, MAKEFLAGS="")
    assert (place / "sbin/kithd").exists() and (place / "share/kith").exists()
    for path in own:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("somebody else's")
    run("make", "uninstall", f"PREFIX={place}", cwd=ROOT, MAKEFLAGS="")
    assert sorted(path for path in place.rglob("*") if path.is_file()) == sorted(own)
