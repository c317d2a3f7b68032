"""Each line of docs/security.md is proved by a test, a setting or a file that exists, or says why not."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.toolchain.test_sources import TEST, functions_of

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"^\| (?P<number>V\d+\.\d+\.\d+) \| (?P<asked>[^|]{5,}) \| (?P<proof>[^|]+) \|$")
KNOWN = re.compile(r"^(?P<kind>setting|file) `(?P<name>[^`]+)`$")
REASON = re.compile(r"^(?:Why not here|Open): \w.{4,}$")


def lines():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.startswith("| V")]


def key(number):
    return [int(part) for part in number[1:].split(".")]


def test_every_chapter_is_there_once_and_in_order():
    numbers = [key(ROW.match(line)["number"]) for line in lines()]
    assert numbers == sorted(numbers) and len({tuple(n) for n in numbers}) == len(numbers)
    assert {number[0] for number in numbers} == set(range(1, 15))


@pytest.mark.parametrize("line", lines())
def test_a_line_is_proved_or_says_why_not(line):
    found = ROW.match(line)
    assert found, "number, what is asked for, proof"
    proof = found["proof"]
    if known := KNOWN.match(proof):
        if known["kind"] == "setting":
            assert hasattr(settings, known["name"])
        else:
            assert (ROOT / known["name"]).is_file()
    elif test := TEST.match(proof):
        assert (ROOT / test["path"]).is_file()
        name = test["name"]
        assert any(name in (each, each.partition("::")[2]) for each in functions_of(test["path"]))
    else:
        assert REASON.match(proof)
