"""Translations compile without gettext, and a doubled one is refused by name."""

import gettext

import pytest

from crm_site.catalogues.compiling import DuplicateMessageError, compile_stale

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def source(tmp_path, settings):
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    return folder / "django.po"


def test_compiles_what_is_stale(source):
    source.write_text(HEADER + 'msgid "Deadline"\nmsgstr "期限"\n', encoding="utf-8")
    assert compile_stale() == [source]
    assert compile_stale() == []
    with open(source.with_suffix(".mo"), "rb") as handle:
        assert gettext.GNUTranslations(handle).gettext("Deadline") == "期限"


def test_refuses_a_message_translated_twice(source):
    message = 'msgid "Deadline"\nmsgstr "期限"\n\n'
    source.write_text(HEADER + message * 2, encoding="utf-8")
    with pytest.raises(DuplicateMessageError, match="'Deadline' is translated twice"):
        compile_stale()


def test_a_context_makes_another_message(source):
    message = 'msgid "Deadline"\nmsgstr "期限"\n\n'
    source.write_text(HEADER + message + 'msgctxt "plan"\n' + message, encoding="utf-8")
    assert compile_stale() == [source]
