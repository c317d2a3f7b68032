"""The Chinese catalogue is whole: nothing empty, doubtful, left over, or missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings

ROOT = settings.BASE_DIR
SOURCE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = [app.name for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
HELD = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]")


def read(path):
    with open(path, "rb") as handle:
        return read_po(handle, locale="zh_Hans", abort_invalid=True)


def key(message):
    return message.context, message.id


@pytest.fixture(scope="module")
def catalogue():
    return read(SOURCE)


@pytest.fixture(scope="module")
def messages(catalogue):
    found = [message for message in catalogue if message.id]
    assert len(found) > 500
    return found


def texts(message):
    return message.string if message.pluralizable else (message.string,)


def test_every_message_is_translated_in_every_form(catalogue, messages):
    empty = [
        key(message)
        for message in messages
        if not all(texts(message))
        or (message.pluralizable and len(message.string) != catalogue.num_plurals)
    ]
    assert not empty


def test_none_is_doubtful_or_left_over(catalogue, messages):
    assert not [key(message) for message in messages if message.fuzzy]
    assert not list(catalogue.obsolete)


def test_what_is_filled_in_stays(messages):
    """A lost or misspelt `%(name)s` breaks the page, or says nothing of whom it is about."""
    wrong = []
    for message in messages:
        source = message.id[-1] if message.pluralizable else message.id
        for text in texts(message):
            if sorted(HELD.findall(source)) != sorted(HELD.findall(text)):
                wrong.append((source, text))
    assert not wrong


def test_chinese_stands_in_chinese_punctuation(messages):
    """No half-width comma, colon, question or exclamation mark, nor full stop after a character."""
    odd = re.compile(r"[\u4e00-\u9fff][,:;?!.]|[,:;?!][\u4e00-\u9fff]")
    assert not [text for message in messages for text in texts(message) if odd.search(text)]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs GNU gettext")
def test_no_message_of_the_sources_is_missing(messages, tmp_path):
    """What `manage.py makemessages` would change, tried out on a copy."""
    for name in (*APPS, "templates", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages"],
        cwd=tmp_path,
        env=os.environ | {"VAR_DIR": str(tmp_path / "var"), "SECRET_KEY": "only-for-this"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    collected = {key(m): m for m in read(tmp_path / SOURCE.relative_to(ROOT)) if m.id}
    known = {key(message) for message in messages}
    assert sorted(collected.keys() - known, key=str) == [], "run `manage.py makemessages`"
    assert sorted(known - collected.keys(), key=str) == [], "run `manage.py makemessages`"
