"""The same four people as staff systems write them: files of many shapes, each with what it is
taken for. What shows how much memory a daemon has used stands here too.
"""
import io
import itertools

import openpyxl

HEADER = ["Staff Number", "Forename", "Surname", "E-mail", "Job Title"]
PEOPLE = [["0012", "Zoë", "O’Brien", "zoe@trust.example", "Nurse; night, days"],
          ["0013", "'Abla", "", "abla@trust.example", 'Porter "on call"'],
          ["0014", "Jean-Luc", "Süß", "jl@trust.example", "Cook\u00a0and baker"],
          ["0015", "Ana", "Núñez", "", ""]]


def csv_text(separator=",", end="\r\n", above=()):
    def cell(text):
        quoted = any(sign in text for sign in (separator, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if quoted else text
    rows = [*above, *(separator.join(map(cell, row)) for row in [HEADER, *PEOPLE])]
    return end.join([*rows, ""])


def workbook(rows, title="Staff", shared=True):
    book = openpyxl.Workbook(write_only=not shared)
    sheet = book.create_sheet(title, 0)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16 LE",
             "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE", "cp1252": "Windows-1252"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SHAPES = {f"{encoding} {SEPARATORS[separator]} {end!r}":
          (csv_text(separator, end).encode(encoding), f"CSV in {ENCODINGS[encoding]}, with "
           f"{SEPARATORS[separator]}; the header is row 1")
          for encoding, separator, end in itertools.product(ENCODINGS, SEPARATORS,
                                                            ("\n", "\r\n", "\r"))}
SHAPES["titles above"] = (csv_text(above=["Our staff, 2024", "", "Printed on Monday"]).encode(),
                          "CSV in UTF-8, with commas; the header is row 4")
SHAPES["latin-1"] = (csv_text().replace("’", "'").encode("latin-1"),
                     "CSV in Latin-1, with commas; the header is row 1")
SHAPES["sep="] = (("sep=;\r\n" + csv_text(";")).encode("utf-8-sig"),
                  "CSV in UTF-8, with semicolons; the header is row 1")
SHAPES["excel's numbers"] = (csv_text().replace("\r\n0012", '\r\n="0012"')
                             .replace("\r\n0013", "\r\n'0013").encode(),
                             "CSV in UTF-8, with commas; the header is row 1")
SHAPES["empty columns"] = (csv_text().replace("\r\n", ",,,\r\n").encode(),
                           "CSV in UTF-8, with commas; the header is row 1")
SHAPES["xlsx"] = (workbook([HEADER, *PEOPLE]), 'XLSX, sheet "Staff"; the header is row 1')
SHAPES["xlsx with titles"] = (workbook([["Our staff"], [], HEADER, *PEOPLE]),
                              'XLSX, sheet "Staff"; the header is row 3')
SHAPES["xlsx of inline texts"] = (workbook([HEADER, *PEOPLE], shared=False),
                                  'XLSX, sheet "Staff"; the header is row 1')


def memory_most(daemon):
    """The most that was ever resident, in KiB."""
    with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
