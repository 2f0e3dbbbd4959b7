"""Descriptors: watched ones, and sockets that a plugin listens at or gets from systemd."""
import socket
import sys

import pytest
from lib.daemon import Gone, Refused

PLUGINS = ["watch"]

# Runs a command as systemd would: one socket of the name, at descriptor 3.
ACTIVATE = """
import os, socket, sys
opened = socket.socket(socket.AF_UNIX)
opened.bind(sys.argv[1])
opened.listen()
os.dup2(opened.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="greeter")
os.execv(sys.argv[2], sys.argv[2:])
"""


def greeting(family, address):
    with socket.socket(family) as client:
        client.settimeout(20)
        client.connect(address)
        return client.makefile().readline()


def test_what_is_written_at_one_end_is_read_at_the_other(daemon):
    for text in ("one", "two"):
        assert daemon.call("watch.through", {"text": text}) == {"text": text, "writable": 1}


def test_what_is_no_descriptor_cannot_be_watched(daemon):
    with pytest.raises(Refused):
        daemon.call("watch.nowhere")
    assert "cannot be watched" in daemon.logged()


def test_a_plugin_listens_at_a_path_and_finds_it_again_after_a_kill(make_plugged, folder):
    path = str(folder() / "socket")
    daemon = make_plugged("listen", sections={"listen": f"address = unix:{path}"}).start()
    assert greeting(socket.AF_UNIX, path) == "hello\n"
    daemon.kill9()
    daemon.start()
    assert greeting(socket.AF_UNIX, path) == "hello\n"


def test_a_plugin_listens_at_a_port_and_a_port_in_use_is_said(make_plugged):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    section = {"listen": f"address = 127.0.0.1:{port}"}
    make_plugged("listen", sections=section).start()
    assert greeting(socket.AF_INET, ("127.0.0.1", port)) == "hello\n"
    other = make_plugged("listen", sections=section).start()
    assert f"Another program listens at 127.0.0.1:{port}" in other.call(
        "plugin.show", {"name": "listen"})["reason"]


@pytest.mark.parametrize("address, said", [
    ("localhost:80", "is no address"), ("127.0.0.1", "is no address"),
    ("unix:here", "begins with a slash"), ("127.0.0.1:99999", "is no address")])
def test_a_wrong_address_stops_a_required_plugin_in_plain_words(make_plugged, address, said):
    daemon = make_plugged("listen",
                          sections={"listen": f"required = yes\naddress = {address}"})
    with pytest.raises(Gone) as gone:
        daemon.start()
    assert said in str(gone.value)
    daemon.process = None


def test_a_socket_passed_by_systemd_is_taken_by_its_name(make_plugged, folder):
    path = str(folder() / "passed")
    daemon = make_plugged("listen", sections={"listen": "address = unix:/nowhere/at/all"})
    daemon.command = [sys.executable, "-c", ACTIVATE, path, *daemon.command]
    daemon.start()
    assert greeting(socket.AF_UNIX, path) == "hello\n"
