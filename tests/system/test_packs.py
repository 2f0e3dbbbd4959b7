"""The data packs that come with Kith are right, and a broken one stops nobody."""
import calendar
import datetime
import json
import re
import shutil

import pytest

from lib.daemon import ROOT

DATA = ROOT / "scripts/data"
DAY = datetime.timedelta(days=1)
MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
WEEKDAYS = {name: number for number, name in enumerate(calendar.day_name)}
ORDINALS = {"first": 1, "second": 2, "third": 3}


def pack(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def dated(item):
    return datetime.date.fromisoformat(item["from"])


def easter(year):
    """Gauss's way as Meeus and others give it, for the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return datetime.date(year, month, day + 1)


def orthodox_easter(year):
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return datetime.date(year, month, day + 1) + 13 * DAY  # from the Julian calendar


def hebrew_elapsed(year):
    parts = 12084 + 13753 * ((235 * year - 234) // 19)
    day = 29 * ((235 * year - 234) // 19) + parts // 25920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def rosh_hashanah(year):
    hebrew = year + 3761
    before, now, after = (hebrew_elapsed(hebrew + step) for step in (-1, 0, 1))
    late = 2 if after - now == 356 else 1 if now - before == 382 else 0
    return datetime.date.fromordinal(now - 1373427 + late)


def nearest_moon(date, phase):
    """Days between a date and the nearest mean new (0) or full (0.5) moon."""
    age = (date - datetime.date(2000, 1, 6)).days / 29.530588 - 0.26 / 29.530588 - phase
    return abs(age - round(age)) * 29.530588


# Movable days, each with what must hold of its date.
MOVABLE = {
    "easter": lambda date: date == easter(date.year),
    "orthodox_easter": lambda date: date == orthodox_easter(date.year),
    "rosh_hashanah": lambda date: date == rosh_hashanah(date.year),
    "yom_kippur": lambda date: date == rosh_hashanah(date.year) + 9 * DAY,
    "passover": lambda date: date == rosh_hashanah(date.year) - 163 * DAY,
    # 25 Kislev is 83 or 84 days after the new year, as Heshvan has 29 days or 30.
    "hanukkah": lambda date: (date - rosh_hashanah(date.year)).days in (83, 84),
    "lunar_new_year": lambda date: nearest_moon(date, 0) < 1.5 and date.month in (1, 2),
    "ramadan": lambda date: nearest_moon(date - DAY, 0) < 2,
    "eid_al_fitr": lambda date: nearest_moon(date - DAY, 0) < 2,
    "eid_al_adha": lambda date: nearest_moon(date - 10 * DAY, 0) < 2,
    "holi": lambda date: nearest_moon(date, 0.5) < 2 and date.month == 3,
    "vesak": lambda date: nearest_moon(date, 0.5) < 2 and date.month == 5,
    "diwali": lambda date: nearest_moon(date, 0) < 2,
    "guru_nanak_gurpurab": lambda date: nearest_moon(date, 0.5) < 2 and date.month == 11,
}


def by_rule(rule, year):
    """The first and last day that a rule in words leads to; None if it is not of these kinds."""
    if match := re.fullmatch(r"Every (\d+) (\w+)", rule):
        return (datetime.date(year, MONTHS[match[2]], int(match[1])),) * 2
    if match := re.fullmatch(r"The whole of (\w+)", rule):
        month = MONTHS[match[1]]
        return (datetime.date(year, month, 1),
                datetime.date(year, month, calendar.monthrange(year, month)[1]))
    if match := re.fullmatch(r"(The|(?:Seven|Eight) days from the) (\w+) (\w+day) of (\w+)", rule):
        month = MONTHS[match[4]]
        days = [date for date in calendar.Calendar().itermonthdates(year, month)
                if date.month == month and date.weekday() == WEEKDAYS[match[3]]]
        first = days[-1] if match[2] == "last" else days[ORDINALS[match[2]] - 1]
        length = {"T": 1, "S": 7, "E": 8}[match[1][0]]
        return first, first + (length - 1) * DAY
    return None


@pytest.mark.parametrize("year", [2026, 2027])
def test_every_awareness_date_follows_its_own_rule(year):
    items = pack(f"awareness-{year}.json")["items"]
    assert len(items) > 50
    for item in items:
        until = datetime.date.fromisoformat(item.get("until", item["from"]))
        found = by_rule(item["rule"], year)
        if found:
            assert (dated(item), until) == found, item["key"]
        else:
            assert MOVABLE[item["key"]](dated(item)), item["key"]
            assert dated(item).year == year and until >= dated(item)
    assert items == sorted(items, key=lambda item: (item["from"], item["key"]))


def test_both_years_have_the_same_days_and_known_tags():
    this, next_ = (pack(f"awareness-{year}.json")["items"] for year in (2026, 2027))
    assert {item["key"] for item in this} == {item["key"] for item in next_}
    known = {item["key"] for item in pack("characteristics-2010.json")["items"]}
    known |= {"health", "carers", "work", "rights"}
    assert {tag for item in this + next_ for tag in item["tags"]} <= known


def test_the_characteristics_are_the_nine_of_the_equality_act():
    items = pack("characteristics-2010.json")["items"]
    assert [item["name"] for item in items] == [
        "Age", "Disability", "Gender reassignment", "Marriage and civil partnership",
        "Pregnancy and maternity", "Race", "Religion or belief", "Sex", "Sexual orientation"]
    for item in items:
        assert ("answers" in item) != ("answers_from" in item), item["key"]


def test_the_ethnicity_codes_are_sixteen_and_not_stated():
    items = pack("ethnicity-2001.json")["items"]
    assert "".join(item["key"] for item in items) == "ABCDEFGHJKLMNPRSZ"
    assert [item["name"] for item in items if item["group"] == "White"] == [
        "British", "Irish", "Any other White background"]


def test_packs_are_listed_and_shown_by_kith(daemon):
    listed = daemon.kith("pack", "list")
    assert listed.returncode == 0 and "2001-16+1" in listed.stdout
    shown = daemon.kith("pack", "show", "ethnicity")
    assert "Bangladeshi" in shown.stdout
    old = daemon.call("pack.show", {"pack": "awareness", "version": "2026"})
    assert old["items"][0] == {
        "key": "holocaust_memorial_day", "name": "Holocaust Memorial Day",
        "details": [{"part": "from", "text": "2026-01-27"},
                    {"part": "rule", "text": "Every 27 January"},
                    {"part": "tags", "text": "race"},
                    {"part": "tags", "text": "religion_or_belief"}]}
    assert daemon.kith("pack", "show", "nonsense").returncode == 66


def test_a_broken_pack_is_named_and_the_daemon_goes_on(folder, make_daemon):
    scripts = folder() / "scripts"
    shutil.copytree(DATA, scripts / "data")
    broken = pack("ethnicity-2001.json")
    broken["items"][3]["key"] = "A"
    (scripts / "data/ethnicity-2001.json").write_text(json.dumps(broken), encoding="utf-8")
    (scripts / "kithd.conf").write_text(f"script_dir = {scripts}\n", encoding="utf-8")
    daemon = make_daemon(arguments=["--config", str(scripts / "kithd.conf")]).start()
    assert "ethnicity-2001.json is left out: items.3.key: " in daemon.logged()
    names = [row["pack"] for row in daemon.call("pack.list")["packs"]]
    assert "ethnicity" not in names and "characteristics" in names
    line, = [row for row in daemon.call("server.doctor")["lines"] if row["check"] == "packs"]
    assert not line["well"] and "ethnicity-2001.json: items.3.key" in line["found"]
    assert daemon.stop() == 0
