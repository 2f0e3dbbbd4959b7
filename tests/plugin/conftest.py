"""Daemons with tiny plugins: each is put into a plugins folder of its own, with options."""
import os
import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from lib.daemon import BUILD  # noqa: E402  (the path is needed first)
from system.conftest import folder, make_daemon  # noqa: E402, F401

PLUGINS = BUILD / "tests" / "plugin"
SANITIZED = b"__asan_init" in (BUILD / "kithd").read_bytes()


@pytest.fixture(name="make_plugged", scope="session")
def plugged_maker(make_daemon, folder):  # noqa: F811
    """Makes daemons that are not started yet, with these plugins; `sections` are texts for
    [plugin NAME], by name."""

    def make(*names, sections=None, files=(), **options):
        place = folder()
        for name in names:
            shutil.copy(PLUGINS / f"{name}.so", place / f"{name}.so")
        for path in files:
            shutil.copy(path, place / pathlib.Path(path).name)
        config = "".join(f"[plugin {name}]\n{text}\n" for name, text in (sections or {}).items())
        (place / "kithd.conf").write_text(config)
        return make_daemon(arguments=("--plugins", str(place),
                                      "--config", str(place / "kithd.conf")), **options)

    return make


@pytest.fixture(scope="module")
def daemon(request, make_plugged):
    """One daemon for a file of tests: its PLUGINS, with its SECTIONS."""
    module = request.module
    return make_plugged(*module.PLUGINS, sections=getattr(module, "SECTIONS", None)).start()


@pytest.fixture
def passed(tmp_path):
    """Makes descriptors of files with a text in them."""
    opened = []

    def make(text):
        path = tmp_path / f"file{len(opened)}"
        path.write_bytes(text)
        opened.append(os.open(path, os.O_RDONLY))
        return opened[-1]

    yield make
    for descriptor in opened:
        os.close(descriptor)
