"""What apps above give to apps below."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template

from foundation.registry import Registry, addresses, fragments
from tests.access.table import PAGES

ROOT = Path(__file__).resolve().parents[2]
ADDRESS_ABOVE = re.compile(
    r"\b(compliance|orders|buyers|reports|reception|rewards):[a-z]"
    r"|\{% load [^%]*\b(reminders|claims|sheets|charts|rewards)\b"
)


def test_entries_stand_in_their_order():
    registry = Registry()
    registry.register("b")
    registry.register("a")
    assert list(registry) == ["b", "a"]


def test_a_place_shows_what_was_registered_with_the_pages_context(monkeypatch):
    here = Registry()
    here.register("partials/empty.html")
    monkeypatch.setitem(fragments, "here", here)
    drawn = Template('{% load ui %}{% fragments "here" %}').render(Context({"text": "<none>"}))
    assert "&lt;none&gt;" in drawn
    assert Template('{% load ui %}{% fragments "nowhere" %}').render(Context()) == ""


def test_all_that_is_registered_exists():
    for place, names in fragments.items():
        assert [get_template(name) for name in names], place
    assert set(addresses.values()) <= PAGES.keys()


@pytest.mark.parametrize("app", ["accounts", "leads", "followups"])
def test_apps_below_know_no_address_above(app):
    files = [*(ROOT / "templates" / app).rglob("*.html"), *(ROOT / app).rglob("*.py")]
    assert files
    assert [str(path) for path in files if ADDRESS_ABOVE.search(path.read_text())] == []
