"""Transfers: what a plugin fetches, and what it is told when nothing comes."""
import http.server
import socket
import threading

import pytest

PLUGINS = ["transfer"]


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(200 if self.headers["X-Test"] == "yes" else 400)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(b"fetched " + self.path.encode())

    def do_POST(self):
        self.answer(b"sent " + self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_):
        pass


@pytest.fixture(name="url", scope="module")
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()


def test_an_answer_comes_with_status_headers_and_body(daemon, url):
    assert daemon.call("transfer.fetch", {"url": url + "/a"}) == {
        "status": 200, "body": "fetched /a", "typed": True}


def test_a_body_is_sent(daemon, url):
    assert daemon.call("transfer.fetch", {"url": url, "body": "x=1"})["body"] == "sent x=1"


def test_no_answer_comes_as_a_sentence(daemon):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    answer = daemon.call("transfer.fetch", {"url": f"http://127.0.0.1:{port}/"})
    assert answer["status"] == 0 and answer["error"]


def test_a_private_address_can_be_ruled_out(daemon, url):
    answer = daemon.call("transfer.fetch", {"url": url, "public_only": True})
    assert answer["status"] == 0 and answer["error"]


def test_a_transfer_under_way_is_told_that_the_daemon_stops(make_plugged):
    daemon = make_plugged("transfer").start()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        other = daemon.connect()
        number = other.send("transfer.fetch",
                            {"url": f"http://127.0.0.1:{silent.getsockname()[1]}/"})
        silent.settimeout(20)
        peer, _ = silent.accept()
        daemon.connection.close()
        daemon.process.terminate()
        answer = other.answer(number)
        assert "stopping" in answer["ok"]["error"]
        assert daemon.process.wait(20) == 0, daemon.logged()
        peer.close()
