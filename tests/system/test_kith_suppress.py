"""`kith suppress` makes a table fit to publish, with no daemon, and says what is wrong with one."""
import csv
import io

import pytest

from lib.kith_command import kith

HIDDEN = "too few people to show"
TABLE = """Place,Members,Allies,Total
Emergency,33,2,35
"Ward ""A"", east",20,14,34
Theatres,12,3,15
Total,65,19,84
"""


@pytest.fixture(name="suppress")
def suppress_in(tmp_path):
    def run(table, *words):
        file = tmp_path / "table.csv"
        file.write_bytes(table if isinstance(table, bytes) else table.encode())
        return kith(tmp_path / "no-daemon", "suppress", file, *words)
    return run


def rows(done):
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(done.stdout)))


def test_small_counts_are_hidden_and_the_rule_stands_apart(suppress):
    done = suppress(TABLE, "--preset", "membership")
    assert rows(done) == [["Place", "Members", "Allies", "Total"],
                          ["Emergency", "35", HIDDEN, "35"],
                          ['Ward "A", east', "20", "15", "35"],
                          ["Theatres", "10", HIDDEN, "15"],
                          ["Total", "65", "20", "85"]]
    assert "fewer than 10 people (zero too)" in done.stderr


def test_the_rule_can_be_the_last_row(suppress):
    done = suppress(TABLE, "--preset=workforce", "--foot")
    assert "fewer than 8 people (but not zero)" in rows(done)[-1][0]
    assert done.stderr == ""


def test_a_table_without_totals_has_none(suppress):
    done = suppress("Place,Members\nA,3\nB,20\n", "--preset", "membership")
    assert rows(done) == [["Place", "Members"], ["A", HIDDEN], ["B", "20"]]


def test_a_count_that_a_total_would_tell_takes_another_with_it(suppress):
    done = suppress("Place,Members\nA,3\nB,20\nC,40\nAll staff,63\n", "--hide-from", "0",
                    "--hide-to", "9", "--round-to", "1", "--total", "All staff")
    assert rows(done)[1:] == [["A", HIDDEN], ["B", HIDDEN], ["C", "40"], ["All staff", "63"]]


def test_numbers_of_a_preset_can_be_given_otherwise(suppress):
    done = suppress("Place,Members\nA,12\nB,23\n", "--preset", "membership", "--hide-to", "19",
                    "--round-to", "10")
    assert rows(done)[1:] == [["A", HIDDEN], ["B", "20"]]


def test_it_reads_what_a_spreadsheet_writes(suppress):
    text = "Place;Members;Total\r\nRénal;1,234;1,234\r\nTotal;1234;1234\r\n"
    done = suppress(text.encode("utf-16"), "--preset", "membership")
    assert rows(done)[1:] == [["Rénal", "1235", "1235"], ["Total", "1235", "1235"]]


@pytest.mark.parametrize("old, new, expected", [
    ("65,19,84", "65,19,85", "Row 5 (Total), column D (Total): 85 is written there, but its parts "
                             "add up to 84."),
    ("33,2,35", "33,2,36", "Row 2 (Emergency), column D (Total): 36"),
    ("65,19,84", "64,19,84", "Row 5 (Total), column B (Members): 64"),
    ("14", "many", 'Row 3 (Ward "A", east), column C (Allies): "many" is not a count of people.'),
    ("14", "-3", '"-3" is not a count'),
    ("14", "1.5", '"1.5" is not a count'),
    ("14", "1 4", '"1 4" is not a count'),
    ("14", "", "Row 3 (Ward \"A\", east), column C (Allies): there is no number. Write 0"),
    ("3,15", "3,15,9", "Row 4 has more cells than there are column names in row 1."),
])
def test_what_is_wrong_is_said_with_its_row_and_column(suppress, old, new, expected):
    done = suppress(TABLE.replace(old, new), "--preset", "membership")
    assert done.returncode == 65 and done.stdout == ""
    assert expected in done.stderr


@pytest.mark.parametrize("table", ["", "Place\n", "Place,Members\n", "Place,Members\nTotal,3\n",
                                   "Place,Total\nA,3\n"])
def test_what_is_no_table_is_refused(suppress, table):
    done = suppress(table, "--preset", "membership")
    assert done.returncode == 65 and done.stdout == "" and done.stderr.startswith("error: ")


@pytest.mark.parametrize("words, expected", [
    ((), "--preset membership"),
    (("--preset", "mebership"), "there is no \"mebership\""),
    (("--hide-from", "0", "--hide-to", "9"), "--round-to"),
    (("--preset", "membership", "--hide-to", "2"), "--hide-to: The largest number to hide"),
    (("--preset", "membership", "--hide-to", "x"), '--hide-to: "x" is not a whole number.'),
    (("--preset",), "--preset: needs a value"),
    (("--pre", "membership"), "--pre: there is no such option"),
    (("another.csv", "--preset", "membership"), "one file at a time"),
])
def test_words_that_make_no_sense_are_answered_with_a_remedy(suppress, words, expected):
    done = suppress(TABLE, *words)
    assert done.returncode == 64 and done.stdout == ""
    assert expected in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path):
    done = kith(tmp_path, "suppress", tmp_path / "nothing.csv", "--preset", "membership")
    assert done.returncode == 66 and "nothing.csv: No such file" in done.stderr


def test_help_needs_neither_file_nor_daemon(tmp_path):
    done = kith(tmp_path, "suppress", "--help")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    for word in ("--preset NAME", "--hide-from 0|1", "--foot", "membership", "workforce"):
        assert word in done.stdout
