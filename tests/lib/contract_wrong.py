"""Values that a field must refuse, made from its description alone."""
import re

UNKNOWN_ID = "0zzzzzzzzzzzz"  # well formed, and never made: its time lies far ahead
MANY_LIMIT = 100
PASSED_LIMIT = 253
DEFAULT_LIMITS = {"text": (0, 1000), "markdown": (0, 20000)}

# One value of every kind that JSON has, and the kinds that each type of field takes.
JSON_KINDS = {"null": None, "a bool": True, "a number": 7, "a text": "seven", "a list": [],
              "an object": {}}
TAKEN = {"bool": "a bool", "int": "a number", "money": "a number", "file": "a number",
         "record": "an object"}

# Texts that are not what the type says, each in a way of its own.
MALFORMED = {
    "date": ["", "2026-02-30", "21/11/2026", "2026-11-21T00:00:00Z", " 2026-11-21"],
    "time": ["", "2026-11-21", "2026-11-21T09:30:00", "2026-11-21 09:30:00Z",
             "2026-11-21T24:30:00Z"],
    "local_time": ["", "25:00", "9.30", "09:60"],
    "duration": ["", "14 days", "P", "-P1D", "P1.5M"],
    "fraction": ["", "2", "2/0", "-1/2", "1/-2", "1/2/3", "0.5"],
    "id": ["", "nothing", "0" * 13, UNKNOWN_ID[:-1], UNKNOWN_ID + "0", "u" * 13],
    "one_of": ["", "no such word"],
}


def has(field, flag):
    return flag in field["flags"]


def is_many(field):
    return has(field, "many")


def required(fields):
    return [field for field in fields if not has(field, "optional") and "preset" not in field]


def bounds(field):
    """The limits of a number or of a text's length; None for an end that is open."""
    low, high = DEFAULT_LIMITS.get(field["type"], (None, None))
    match = re.fullmatch(r"(-?\d*)\.\.(-?\d*)", field.get("limits", ""))
    if match:
        low = int(match[1]) if match[1] else low
        high = int(match[2]) if match[2] else high
    return low, high


def fraction_bounds(field):
    match = re.fullmatch(r"(\d*)(?:/(\d+))?\.\.(\d*)(?:/(\d+))?", field.get("limits", ""))
    if not match:
        return None, None
    low = (int(match[1]), int(match[2] or 1)) if match[1] else None
    high = (int(match[3]), int(match[4] or 1)) if match[3] else None
    return low, high


# ---- wrong values ----

def wrong_kinds(field):
    taken = "a list" if is_many(field) else TAKEN.get(field["type"], "a text")
    for kind, value in JSON_KINDS.items():
        if kind != taken:
            yield f"{kind} in its place", value


def number(value):
    """A whole number as JSON carries it: as a text where a number would not hold it exactly."""
    return value if abs(value) < 2 ** 53 else str(value)


def wrong_numbers(field):
    low, high = bounds(field)
    if low is not None:
        yield "below its limit", number(low - 1)
    if high is not None:
        yield "above its limit", number(high + 1)
    yield "a small number as text", "7"
    yield "a number of more than 64 bits", str(2 ** 63)


def wrong_texts(field):
    low, high = bounds(field)
    yield "too long", "x" * (high + 1)
    if low:
        yield "too short", "x" * (low - 1)
        yield "blank", " " * low
    yield "a control character", "x\u0007" * max(low, 1)
    yield "a control character beyond ASCII", "x\u0085" * max(low, 1)
    yield "an override of direction", "x\u202e" * max(low, 1)
    if field["type"] == "text":
        yield "an isolate of direction", "x\u2067" * max(low, 1)
        yield "two lines", "x\nx" + "x" * low
        yield "a tab", "x\tx" + "x" * low


def wrong_fractions(field):
    low, high = fraction_bounds(field)
    if low and low[0] > 0:
        yield "below its limit", f"{low[0] * 10 - 1}/{low[1] * 10}"
    if high:
        yield "above its limit", f"{high[0] * 10 + 1}/{high[1] * 10}"


def wrong_items(field):
    """What one value of this field must not be, once it is of the right JSON type."""
    kind = field["type"]
    if kind in ("int", "money"):
        yield from wrong_numbers(field)
    elif kind == "file":
        yield "below its limit", -1
        yield "above its limit", PASSED_LIMIT
        yield "a file that was not passed", 1
    elif kind in DEFAULT_LIMITS:
        yield from wrong_texts(field)
    for text in MALFORMED.get(kind, []):
        yield f"the text {text!r}", text
    if kind == "fraction":
        yield from wrong_fractions(field)
    if kind == "one_of":
        yield "a word in capitals", field["limits"].split("|")[0].upper()


def wrong_values(world, field, path):
    """(what is wrong, the value, the field that the error must name) for one field."""
    for what, value in wrong_kinds(field):
        yield what, value, path
    inner = wrong_items(field)
    if field["type"] == "record":
        inner = wrong_records(world, field, path)
    for what, value, *named in inner:
        yield what, [value] if is_many(field) else value, named[0] if named else path
    if is_many(field):
        item = world.stand_in(dict(field, flags=[]))
        yield "too many", [item] * (MANY_LIMIT + 1), path
        yield "null in the list", [None], path
        if field in required([field]):
            yield "none at all", [], path


def wrong_records(world, field, path):
    whole = world.arguments(field["parts"])
    yield "an unknown part", dict(whole, no_such_part=1), f"{path}.no_such_part"
    for part in field["parts"]:
        name = f"{path}.{part['name']}"
        for what, value, named in wrong_values(world, part, name):
            yield f"{what} for {part['name']}", dict(whole, **{part["name"]: value}), named
        if part in required(field["parts"]):
            rest = {key: value for key, value in whole.items() if key != part["name"]}
            yield f"no {part['name']}", rest, name
