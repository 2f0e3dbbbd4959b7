"""A daemon that answers as a test tells it: for testing the kith command alone.

It speaks the protocol of core/control/server.h on a socket of its own, describes the actions of
`DESCRIPTION`, keeps what it was asked in `calls`, and answers with what `answers` holds.
"""
import array
import json
import os
import socket
import stat
import threading

ID = "0c4jq8r2m5x7k"


def field(name, kind, summary, *flags, preset=None, limits=None, parts=None):
    described = {"name": name, "type": kind, "flags": list(flags), "summary": summary}
    for key, value in (("preset", preset), ("limits", limits), ("parts", parts)):
        if value is not None:
            described[key] = value
    return described


def action(name, summary, takes=(), gives=(), flags=("writes",), **more):
    return {"name": name, "summary": summary, "may": "administrator",
            "who": "Administrators of this daemon.", "flags": list(flags),
            "takes": list(takes), "gives": list(gives), "since": "0.1", "owner": "core", **more}


PLACE = [field("id", "id", "The place.", limits="place"),
         field("name", "text", "What it is called."),
         field("budget", "money", "What it may spend.", "optional"),
         field("open", "bool", "Whether it is open.", "optional"),
         field("opened_at", "time", "When it was opened.", "optional"),
         field("note", "markdown", "What else is to be known.", "optional"),
         field("terms", "record", "What was agreed.", "optional", parts=[
             field("quorum", "fraction", "How many must come."),
             field("term_length", "duration", "How long an office lasts.", "optional")])]

DESCRIPTION = {
    "version": "0.1.0",
    "actions": [
        action("place.add", "Adds a place.", help="Places are hosts and employers.", takes=[
            field("name", "text", "What it is called.", limits="1..80"),
            field("kind", "one_of", "What kind of place it is.", limits="host|employer",
                  preset="host"),
            field("work_email", "text", "Where to write to.", "optional"),
            field("budget", "money", "What it may spend.", "optional", limits="0..100000"),
            field("seats", "int", "How many may sit there.", "optional", limits="0..500"),
            field("open", "bool", "Whether it is open.", "optional"),
            field("tag", "text", "A word to find it by.", "optional", "many"),
            field("charter", "file", "Its charter.", "optional", limits="0..1048576"),
            field("terms", "record", "What was agreed.", "optional", parts=[
                field("quorum", "fraction", "How many must come."),
                field("term_length", "duration", "How long an office lasts.", "optional")]),
        ], gives=[field("id", "id", "The new place.", limits="place")]),
        action("place.show", "Shows a place.", flags=("reads",),
               takes=[field("id", "id", "The place.", limits="place")], gives=PLACE),
        action("place.list", "Lists the places.", flags=("reads",), takes=[
            field("state", "one_of", "Only those.", "optional", limits="open|closed"),
            field("after", "text", "Go on after this one.", "optional"),
            field("limit", "int", "At most so many.", preset="50", limits="1..200"),
        ], gives=[field("places", "list", "The places.", parts=PLACE),
                  field("next", "text", "Where the next page begins.", "optional")]),
        action("place.close", "Closes a place.", takes=[
            field("id", "id", "The place.", limits="place"),
            field("sure", "bool", "Close it for good?")]),
        action("server.stop", "Stops it.", flags=("writes", "later")),
        action("server.describe", "Tells what there is.", flags=("reads",)),
        action("server.key_export", "Copies the key.",
               takes=[field("passphrase", "text", "What seals the copy.", "secret")]),
        action("hello.greet", "Says hello.", flags=("reads",), owner="hello",
               takes=[field("name", "text", "Whom to greet.", preset="world")],
               gives=[field("greeting", "text", "What it says.")]),
    ],
    "nouns": [{"name": "place", "plural": "places", "summary": "A host or an employer."},
              {"name": "server", "plural": "servers", "summary": "This daemon."}],
    "events": [],
    "errors": [{"name": "wrong", "number": -1, "exit": 64, "sentence": "Something is not right."},
               {"name": "missing", "number": -3, "exit": 66, "sentence": "Nothing is here."},
               {"name": "clash", "number": -4, "exit": 65, "sentence": "It does not fit."}],
}

DROP = object()  # as an answer: the connection is closed without one
SILENCE = object()  # as an answer: nothing more comes


class FakeDaemon:
    """`answers` maps an action to a list: each call takes the first, and the last one stays."""

    def __init__(self, folder, description=None):
        self.path = os.path.join(folder, "kith.sock")
        self.description = DESCRIPTION if description is None else description
        self.answers, self.calls, self.files, self.raw = {}, [], [], None
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        folder_handle = os.open(folder, os.O_PATH)
        self.listener.bind(f"/proc/self/fd/{folder_handle}/kith.sock")
        os.close(folder_handle)
        self.listener.listen(16)
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self.serve(connection)

    def serve(self, connection):
        buffer, files = b"", []
        while True:
            try:
                more, ancillary, _, _ = connection.recvmsg(65536, 4096)
            except ConnectionError:
                return
            if not more:
                return
            for _, _, data in ancillary:
                files += array.array("i", data[:len(data) // 4 * 4])
            buffer += more
            while b"\n" in buffer:
                line, buffer = buffer.split(b"\n", 1)
                if not self.answer(connection, json.loads(line), files):
                    return
                files = []

    def answer(self, connection, call, files):
        """False if the connection is to be closed."""
        if self.raw is not None:
            connection.sendall(self.raw)
            return True
        if call["action"] == "server.describe":
            replies = [{"ok": self.description}]
        else:
            self.calls.append(call)
            for descriptor in files:
                regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
                with os.fdopen(descriptor, "rb") as passed:
                    self.files.append(passed.read() if regular else "no regular file")
            waiting = self.answers.get(call["action"], [{"ok": {}}])
            reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            replies = reply if isinstance(reply, list) else [reply]
        for reply in replies:
            if reply is DROP:
                return False
            if reply is SILENCE:
                continue
            text = json.dumps({"id": call["id"], **reply}, ensure_ascii=False)
            connection.sendall(text.encode() + b"\n")
        return True
