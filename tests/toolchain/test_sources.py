"""Each point of docs/sources.md has a page and a test that exist, or says why it is left to people."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.access.table import PAGES

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(
    r"^\| (?P<number>S[01]\.\d+) \| (?P<point>[^|]+) \| (?P<page>`[^`|]+`|–)"
    r" \| (?P<rule>R[^|]+) \| (?P<shown>[^|]+) \|$"
)
TEST = re.compile(r"^`(?P<path>tests/[\w/]+\.py)::(?P<name>(?:Test\w+::)?test_\w+)`$")


def points():
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.startswith("| S")]


@cache
def functions_of(path):
    """The test functions of a file, and those of its classes as ``TestClass::test_function``."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {prefix + n.name for n in inner if isinstance(n, ast.FunctionDef)}
    return found


def test_the_points_are_numbered_without_a_gap():
    numbers = [ROW.match(row)["number"] for row in points()]
    counts = {source: sum(n.startswith(source) for n in numbers) for source in ("S0", "S1")}
    assert numbers == [f"{s}.{n}" for s in counts for n in range(1, counts[s] + 1)]
    assert counts["S0"] >= 48 and counts["S1"] >= 50


@pytest.mark.parametrize("row", points())
def test_a_point_is_fulfilled_or_left_to_people_for_a_reason(row):
    point = ROW.match(row)
    assert point, "number, point, page, rule, test"
    if point["page"] == "–":
        assert re.match(r"^People: \w.{10,}", point["shown"])
        return
    assert point["page"].strip("`") in PAGES
    test = TEST.match(point["shown"])
    assert test and (ROOT / test["path"]).is_file()
    assert test["name"] in functions_of(test["path"])
