"""Files made to fill the memory or to never end: refused with a plain word, in little memory and time."""

import subprocess
import sys
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from django.conf import settings
from PIL import Image

from accounts.uploads.leases import BEAT_SECONDS
from crm_site.backup import bounds
from followups.recordings.rules import HEAD_BYTES
from foundation import pictures
from foundation.importing import limits
from foundation.importing.problems import FileProblem
from foundation.importing.tables import open_table

FILES = Path(__file__).parent / "files"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MEGABYTES = 200
SECONDS = 60
# In MB: what reading may hold of a file, whatever it unpacks to.
HELD = 60


@pytest.fixture
def package(tmp_path):
    """`package({part: pieces})`: a workbook with parts replaced; its path."""

    def package(parts, method=zipfile.ZIP_DEFLATED):
        plain = FILES / "libreoffice_staff.xlsx"
        path = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", method) as to:
            for name in source.namelist():
                with to.open(name, "w") as part:
                    for piece in parts.get(name, [source.read(name).decode()]):
                        part.write(piece.encode())
        return path

    return package


def cell(name, text="x"):
    return f'<c r="{name}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


def measured(body):
    """What a process of its own says about a file, within memory and time; what it grew by, in MB."""
    script = f"""
import re, django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from foundation.importing import text_file, workbook, xml_parts
from foundation.importing.problems import FileProblem
from foundation.importing.tables import open_table
from django import forms
from foundation.pictures import drawn_anew

def peak():
    return int(re.search("VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024

before = peak()
{body}
print(peak() - before)
print(peak())
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=SECONDS * 4,
    )
    assert done.returncode == 0, done.stderr
    word, growth, memory = done.stdout.strip().rsplit("\n", 2)
    assert int(memory) <= MEGABYTES, memory
    return word, int(growth)


def refused(path, **lowered):
    """The word with which the file is refused; ``lowered`` bounds of `limits` save time.

    Whatever the bound, little of the file is held.
    """
    patches = "".join(
        f"for module in (text_file, workbook, xml_parts):\n    if hasattr(module, {name!r}):"
        f" module.{name} = {value}\n"
        for name, value in lowered.items()
    )
    body = f"""
{patches}
try:
    with open_table({str(path)!r}) as table:
        print(sum(1 for _ in table.rows()), "rows")
except FileProblem as problem:
    print(problem)
"""
    word, growth = measured(body)
    assert growth <= HELD, growth
    return word


@pytest.mark.parametrize(
    "rows",
    [
        row(1_048_577, cell("A1")),
        row(999_999_999_999, cell("A1")),
        row(0, cell("A1")),
        row(2, cell("A2")) + row(1, cell("A1")),
        row(1, cell("AAAA1")),
        row(1, cell("1")),
        row(1, '<c r="A1" t="s"><v>99999</v></c>'),
        row(1, '<c r="A1" t="s"><v>-1</v></c>'),
        row(1, '<c r="A1" s="99999999999"><v>NaN</v></c>'),
        row(1, '<c r="A1"><v>Infinity</v></c>'),
        "<row r='x'/>",
    ],
)
def test_numbers_that_no_sheet_has(package, rows):
    with pytest.raises(FileProblem, match="not a readable XLSX"):
        open_table(package({SHEET: [HEAD, rows, TAIL]}))


def test_a_cell_far_to_the_right(package):
    with pytest.raises(FileProblem, match="1000 columns"):
        open_table(package({SHEET: [HEAD, row(1, cell("XFD1")), TAIL]}))


def test_a_last_row_costs_nothing(package):
    with open_table(
        package({SHEET: [HEAD, row(1, cell("A1")), row(1_048_576, cell("A9")), TAIL]})
    ) as t:
        assert t.total == 1


def test_a_number_as_long_as_a_book(package):
    number = "9" * 100_000
    with open_table(
        package({SHEET: [HEAD, row(1, f'<c r="A1"><v>{number}</v></c>'), TAIL]})
    ) as table:
        assert table.header == ["INF"]


@pytest.mark.parametrize(
    "parts",
    [
        {SHEET: [HEAD, "<a>" * 200, "</a>" * 200, TAIL]},
        {SHEET: [HEAD, row(1, f'<c r="A1" x="{"y" * 3_000_000}"/>'), TAIL]},
        {TEXTS: ["<sst><si><t>", "长" * 200_000, "</t></si></sst>"]},
    ],
)
def test_too_deep_and_too_long(package, parts):
    with pytest.raises(FileProblem, match="too large|longer than"):
        open_table(package(parts))


def test_a_cell_too_long(package):
    with pytest.raises(FileProblem, match="Row 1 is longer"):
        open_table(package({SHEET: [HEAD, row(1, cell("A1", "x" * 200_000)), TAIL]}))


def test_nothing_unfolds(package):
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(FileProblem, match="not a readable XLSX"):
        open_table(package({SHEET: [entities, HEAD, row(1, cell("A1")), TAIL]}))


def test_only_plain_compression(package):
    with pytest.raises(FileProblem, match="not a readable XLSX"):
        open_table(package({}, zipfile.ZIP_LZMA))


def test_a_directory_of_many_parts(tmp_path):
    path = tmp_path / "many.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}-" + "x" * 60, "")
    with pytest.raises(FileProblem, match="too large"):
        open_table(path)


def megabytes(piece, number):
    return [piece * (1024**2 // len(piece))] * number


@pytest.mark.parametrize(
    "name",
    ["blank cells", "one text", "shared texts", "repeated", "space"],
)
def test_a_sheet_that_unpacks_without_end(package, name):
    """A little that unpacks to more than a sheet can be; the bounds are a tenth, to be reached soon."""
    parts, bounds = {
        "blank cells": (
            {SHEET: [HEAD, "<row>", *megabytes("<c/>", 13), "</row>", TAIL]},
            {"MOST_ELEMENTS": limits.MOST_ELEMENTS // 10},
        ),
        "one text": ({TEXTS: ["<sst><si><t>", *megabytes("x", 9), "</t></si></sst>"]}, {}),
        "shared texts": (
            {TEXTS: ["<sst>", *megabytes("<si><t>x</t></si>", 17), "</sst>"]},
            {"MOST_SHARED_TEXTS": limits.MOST_SHARED_TEXTS // 4},
        ),
        "repeated": (
            {
                TEXTS: ["<sst><si><t>", "长" * 100_000, "</t></si></sst>"],
                SHEET: [HEAD, *megabytes('<row><c t="s"><v>0</v></c></row>', 1), TAIL],
            },
            {"MOST_CHARACTERS": limits.MOST_CHARACTERS // 5},
        ),
        "space": (
            {SHEET: [HEAD, *megabytes(" ", 104), TAIL]},
            {"LARGEST_UNPACKED": limits.LARGEST_UNPACKED // 10},
        ),
    }[name]
    assert "too large" in refused(package(parts), **bounds)


def csv_file(path, pieces):
    with path.open("w", encoding="utf-8") as file:
        file.writelines(pieces)
    return path


@pytest.mark.parametrize(
    ("pieces", "word"),
    [
        (lambda: ["a\n", *megabytes("x", 100)], "Row 2 is longer"),
        (lambda: ["a\n", *megabytes("x,", 30)], "Row 2 is longer"),
        (lambda: ["a\n", *megabytes('"x\n",', 9)], "Row 2 is longer"),
        (lambda: ["a\n", '"', *megabytes("x\n", 9)], "row 1"),
        (lambda: ["a\n", *megabytes("长\n", 4)], "rows"),
        (lambda: ["a,b\n", ",".join("x" * 2000)], "1000 columns"),
    ],
)
def test_text_without_end(tmp_path, pieces, word):
    assert word in refused(csv_file(tmp_path / "c.csv", pieces()))


@pytest.mark.parametrize(
    ("pieces", "lowered"),
    [
        (lambda: ["a\n", *megabytes("\n", 1)], {"MOST_LINES": limits.MOST_LINES // 20}),
        (lambda: ["a\n", *megabytes("x\n", 1)], {"MOST_ROWS": limits.MOST_ROWS // 10}),
    ],
)
def test_text_of_too_many_rows(tmp_path, pieces, lowered):
    assert "1048576 rows" in refused(csv_file(tmp_path / "c.csv", pieces()), **lowered)


BOUNDS = {
    "rows": (limits.MOST_ROWS, 1_048_576),
    "lines of a text file": (limits.MOST_LINES, 10_485_760),
    "columns": (limits.MOST_COLUMNS, 1_000),
    "characters of a cell": (limits.LONGEST_CELL, 131_072),
    "characters of a row": (limits.LONGEST_ROW, 1_000_000),
    "characters of all rows": (limits.MOST_CHARACTERS, 300_000_000),
    "shared texts": (limits.MOST_SHARED_TEXTS, 4_000_000),
    "bytes unpacked": (limits.LARGEST_UNPACKED, 1024**3),
    "elements": (limits.MOST_ELEMENTS, 30_000_000),
    "depth of elements": (limits.DEEPEST, 32),
    "bytes of an element": (limits.LONGEST_TAG, 1024**2),
    "bytes of the list of parts": (limits.LARGEST_DIRECTORY, 1024**2),
    "seconds without a row": (limits.LONGEST_WAIT, SECONDS),
    "seconds between looks at it": (BEAT_SECONDS, 10),
    "bytes of an upload": (settings.LARGEST_IMPORT, 100 * 1024**2),
    "bytes of a recording": (settings.LARGEST_RECORDING, 50 * 1024**2),
    "bytes of a recording that are looked at": (HEAD_BYTES, 4096),
    "pixels of a JPEG": (pictures.MOST_PIXELS, 50_000_000),
    "pixels of a picture held": (pictures.MOST_PIXELS_HELD, 20_000_000),
    "pixels of a side kept": (pictures.LONGEST_SIDE, 2000),
    "bytes of a line of a backup": (bounds.LONGEST_LINE, 32 * 1024**2),
    "bytes of a backup's manifest": (bounds.LARGEST_MANIFEST, 10 * 1024**2),
}


def test_the_bounds_themselves():
    """The tests above lower some of them to save time: these are what holds."""
    assert {name: found for name, (found, _) in BOUNDS.items()} == {
        name: wanted for name, (_, wanted) in BOUNDS.items()
    }
    assert limits.MOST_ELEMENTS >= 500_000 * 14 * 3
    assert limits.MOST_ROWS > 500_000 and limits.LARGEST_UNPACKED >= 2 * 400 * 1024**2


def test_one_bomb_of_full_size(package):
    """As many texts as there may be, and one more: nothing is lowered."""
    texts = megabytes("<si><t>x</t></si>", 66)
    started = time.monotonic()
    assert "too large" in refused(package({TEXTS: ["<sst>", *texts, "</sst>"]}))
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize(
    ("form", "mode", "size", "word"),
    [
        ("PNG", "RGBA", (3100, 3200), "drawn"),
        ("PNG", "RGBA", (3200, 3200), "too many pixels"),
        ("PNG", "RGB", (4400, 4500), "drawn"),
        ("JPEG", "RGB", (7000, 7000), "drawn"),
        ("JPEG", "RGB", (7200, 7200), "too many pixels"),
        ("WEBP", "RGB", (4600, 4500), "too many pixels"),
    ],
)
def test_a_picture_that_unpacks_to_more_than_a_screen(tmp_path, form, mode, size, word):
    path = tmp_path / "picture"
    Image.new(mode, size).save(path, form)
    body = f"""
from PIL import Image
photo = open({str(path)!r}, "rb")
photo.image = Image.open({str(path)!r})
try:
    drawn_anew(photo)
    print("drawn")
except forms.ValidationError as error:
    print(error.messages)
"""
    assert word in measured(body)[0]
