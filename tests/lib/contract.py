"""Calls made from the registry alone: for every action a valid one, and wrong ones of each kind.

Nothing in here knows an action or a noun by name, but for the habit that `noun.list` gives the ids
that exist; what takes more than one call to make stands in contract_steps.py."""
import contextlib
import datetime
import itertools
import os
import sqlite3
import tempfile

from lib.contract_steps import STEPS, TEXTS
from lib.contract_wrong import UNKNOWN_ID, bounds, fraction_bounds, has, is_many, required
from lib.daemon import Refused


class NoValue(Exception):
    """There is no thing of this noun, and nothing that makes one without it."""


def ids_of(fields, path=()):
    """Paths of the id fields whose noun is known, through records."""
    for field in fields:
        here = path + (field["name"],)
        if field["type"] == "id" and field.get("limits", "*") != "*":
            yield here, field
        if field["type"] == "record":
            yield from ids_of(field["parts"], here)


# ---- valid values ----

class World:
    """A daemon, its registry, and one thing of each noun that can be made."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.registry = daemon.call("server.describe")
        self.actions = {action["name"]: action for action in self.registry["actions"]}
        self.nouns = {noun["name"] for noun in self.registry["nouns"] if noun["has_ids"]}
        self.ids = {}
        self.making = set()
        self.listing = []
        self.spent = set()  # nouns of which one was of no use: another is made rather than found
        self.numbers = itertools.count(1)
        # Nouns are found twice: what one of them needs may be made later than it.
        for noun in sorted(self.nouns) * 2:
            self.find(noun)

    def count_rows(self):
        """How many rows each table has, read beside the daemon."""
        path = f"file:{self.daemon.state / 'kith.db'}?mode=ro"
        database = sqlite3.connect(path, uri=True)
        try:
            tables = [row[0] for row in database.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
            return {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
                    for table in tables}
        finally:
            database.close()

    # Things

    def find(self, noun):
        """The id of something of this noun, made if there is none; None if that fails."""
        if noun in self.ids or noun in self.making:
            return self.ids.get(noun)
        self.making.add(noun)
        try:
            ways = [self.from_lists, self.from_makers, self.from_steps]
            for way in reversed(ways) if noun in self.spent else ways:
                found = way(noun)
                if found:
                    break
        finally:
            self.making.discard(noun)
        if found:
            self.ids[noun] = found
        return found

    def from_lists(self, noun):
        for action in self.actions.values():
            for rows in (field for field in action["gives"] if field["type"] == "list"):
                names = [part["name"] for part in rows["parts"]
                         if part["type"] == "id" and part.get("limits") == noun]
                if not names or has(action, "writes"):
                    continue
                reply = self.attempt(action)
                for row in reply.get(rows["name"], []):
                    if names[0] in row:
                        return row[names[0]]
        return None

    def from_makers(self, noun):
        for action in self.actions.values():
            names = [field["name"] for field in action["gives"]
                     if field["type"] == "id" and field.get("limits") == noun]
            if not names or not has(action, "writes"):
                continue
            for whole in (False, True):
                reply = self.attempt(action, whole)
                if names[0] in reply:
                    return reply[names[0]]
        return None

    def from_steps(self, noun):
        return STEPS[noun](self) if noun in STEPS else None

    def attempt(self, action, whole=False):
        """The reply of a valid call, whoever may make it; empty if it is refused."""
        try:
            return self.make(action, whole)
        except (NoValue, Refused):
            return {}

    def make(self, action, whole=False):
        """Makes a valid call in the ways there are until one is answered. Raises NoValue, or the
        Refused of the first way."""
        first = None
        for arguments, more in self.ways(action, whole):
            try:
                return self.pass_files(action, arguments, **more)
            except Refused as refused:
                first = first or refused
                if "another network" in refused.message:  # what came first, anew, out of this one
                    for (name, *_rest), field in ids_of(action["takes"]):
                        if name != refused.field:
                            self.ids.pop(field["limits"], None)
                else:
                    self.forget(action, refused.field)
                if refused.name == "limit" and "as_" in more:  # this person has had enough
                    self.spent.add("person")
                    self.ids.pop("person", None)
        raise first

    def ways(self, action, whole=False):
        """As the administrator, and again with what exists by then; as a person, likewise; with
        one more argument; with texts of something that exists (setting.show needs a name)."""
        fields = action["takes"] if whole else required(action["takes"])
        yield self.arguments(fields, strict=True), {}
        yield self.arguments(fields, strict=True), {}
        for _ in range(2):
            if self.find("person"):
                yield self.arguments(fields, strict=True), {"as_": self.ids["person"]}
        row = self.row_of(action["name"].split(".")[0])
        texts = {field["name"]: row[field["name"]] for field in fields
                 if field["type"] == "text" and field["name"] in row}
        if texts:
            yield dict(self.arguments(fields, strict=True), **texts), {}
        for field in action["takes"]:
            if field not in fields:
                yield self.arguments([*fields, field], strict=True), {}

    def forget(self, action, name):
        """What was known is gone or of no use: it was closed, left, dropped or erased."""
        for field in [*action["takes"], {"name": "as", "limits": "person"}]:
            if field["name"] == name:
                self.spent.add(field.get("limits"))
                self.ids.pop(field.get("limits"), None)

    def row_of(self, noun):
        """The first row of the noun's list; empty if it has none."""
        action = self.actions.get(f"{noun}.list")
        if action in self.listing:
            return {}  # the list itself is being tried
        self.listing.append(action)
        reply = self.attempt(action) if action and noun not in self.making else {}
        self.listing.pop()
        rows = [value for value in reply.values() if isinstance(value, list)]
        return rows[0][0] if rows and rows[0] else {}

    def pass_files(self, action, arguments, **extra):
        """A call; one small file goes with it if a field asks for files."""
        with self.files(action) as files:
            return self.daemon.call(action["name"], arguments, files=files, **extra)

    @contextlib.contextmanager
    def files(self, action):
        """The descriptors to pass with a call of this action: of one small file, or none."""
        if not any(field["type"] == "file" for field in action["takes"]):
            yield []
            return
        with tempfile.TemporaryFile() as file:
            file.write(b"one line\n")
            file.flush()
            os.lseek(file.fileno(), 0, os.SEEK_SET)
            yield [file.fileno()]

    # Values

    def arguments(self, fields, strict=False):
        """Valid values for the required ones of these fields; for all of them if `strict`, which
        also refuses to stand in an unknown id."""
        chosen = fields if strict else required(fields)
        return {field["name"]: self.valid(field, strict) for field in chosen}

    def stand_in(self, field):
        return self.valid(field, strict=False)

    def valid(self, field, strict):
        value = getattr(self, "valid_" + field["type"], self.valid_word)(field, strict)
        return [value] if is_many(field) else value

    def valid_bool(self, _field, _strict):
        return True

    def valid_int(self, field, _strict):
        low, high = bounds(field)
        return low if low is not None else min(high, 1) if high is not None else 1

    valid_money = valid_int

    def valid_file(self, _field, _strict):
        return 0

    def valid_text(self, field, _strict):
        low, high = bounds(field)
        if field["name"] in TEXTS:
            return TEXTS[field["name"]].format(next(self.numbers))
        text = f"{next(self.numbers)} {field['name'].replace('_', ' ')}"
        return text.ljust(low or 0, "x")[:high]

    valid_markdown = valid_text

    def valid_date(self, _field, _strict):
        return str(datetime.date.today() + datetime.timedelta(days=1))

    def valid_time(self, _field, _strict):
        return f"{self.valid_date(None, None)}T09:30:00Z"

    def valid_local_time(self, _field, _strict):
        return "09:30"

    def valid_duration(self, _field, _strict):
        return "P1D"

    def valid_fraction(self, field, _strict):
        low, high = fraction_bounds(field)
        top, below = low or high or (1, 2)
        return f"{top}/{below}"

    def valid_word(self, field, _strict):
        return field["limits"].split("|")[0]

    def valid_record(self, field, strict):
        return self.arguments(required(field["parts"]), strict)

    def valid_id(self, field, strict):
        noun = field.get("limits", "*")
        found = next(iter(self.ids.values()), None) if noun == "*" else self.find(noun)
        if not found and strict:
            raise NoValue(noun)
        return found or UNKNOWN_ID
