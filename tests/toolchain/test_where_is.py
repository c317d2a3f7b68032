"""Each answer of the table "Where is …" in docs/architecture.md is true."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROW = re.compile(r"^\| (?P<question>[^|]+) \| `(?P<path>[^`]+)` \| `(?P<name>[^`]+)` \|$")


def answers():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = text.partition("## Where is …")[2].partition("\n## ")[0].splitlines()
    return [row for row in rows if row.startswith("|")][2:]


def targets(node):
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return [node.name] if hasattr(node, "name") else []


def defined(body):
    """The functions, classes and constants of a module, and `Class.method`; no imports."""
    for node in body:
        names = targets(node)
        yield from names
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{inner}" for inner in defined(node.body))


def keys(value):
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from keys(inner)


def names_in(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        return set(keys(tomllib.loads(text)))
    return set(defined(ast.parse(text).body))


def test_the_table_is_read():
    assert len(answers()) >= 20
    assert all(ROW.match(row) for row in answers())


@pytest.mark.parametrize("row", answers())
def test_it_is_there(row):
    answer = ROW.match(row)
    path = ROOT / answer["path"]
    assert path.is_file()
    assert answer["name"] in names_in(path)
