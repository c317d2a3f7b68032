"""The catalogue keeps to the words of docs/glossary.md, in Chinese and in English."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.db.models.enums import Choices

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
OF_ONE_GENDER = re.compile(r"\b(s?he|him|his|himself|hers?|herself)\b", re.IGNORECASE)


def rows():
    """The table's rows: Chinese, English, class, rule, not."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    table = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1:]]


def several(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


@pytest.fixture(scope="module")
def messages():
    with open(CATALOGUE, "rb") as handle:
        return [message for message in read_po(handle, locale="zh_Hans") if message.id]


def forms(text):
    return (text,) if isinstance(text, str) else text


def test_each_thing_has_one_chinese_word(messages):
    words = {word for row in rows() for word in several(row[0])}
    instead = {word: row[0] for row in rows() for word in several(row[4])}
    assert len(instead) > 30 and not set(instead) & words
    others = re.compile("|".join(instead))
    chosen = re.compile("|".join(word for word in words if others.search(word)))
    wrong = [
        (text, found[0], f"say {instead[found[0]]}")
        for message in messages
        for text in forms(message.string)
        if (found := others.search(chosen.sub("·", text)))
    ]
    assert not wrong


def test_each_thing_stands_in_the_table_once():
    english = [row[1] for row in rows()]
    assert len(english) == len(set(english))


def test_the_classes_exist():
    models = {model.__name__ for model in apps.get_models()}
    kinds, left = set(), [Choices]
    while left:
        left += (found := left.pop().__subclasses__())
        kinds |= {kind.__name__ for kind in found}
    named = {name for row in rows() for name in re.findall(r"`(\w+)`", row[2])}
    assert len(named) > 30 and named <= models | kinds


def test_nobody_is_he_or_she(messages):
    """Whoever reads it may be a woman or a man: it is `they`."""
    wrong = [
        text for message in messages for text in forms(message.id) if OF_ONE_GENDER.search(text)
    ]
    assert not wrong
