"""Sentences that the house itself writes into records, which readers of either language read.

A record keeps the English sentence, values and all, so that it is plain wherever it stands;
``in_words`` finds the sentence again and says it in the reader's language. A sentence without values
is kept as its ``gettext_noop``.
"""

import re
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, override, pgettext

_SAYINGS = []


class Saying:
    """``Saying(gettext_noop("Claim %(number)s approved"))(number=3)`` is the text to keep.

    A value named ``on`` or ``…_on`` is a date. A kind or a reason may be words of the house, and is said
    anew too; any other value stays as it is.
    """

    def __init__(self, sentence):
        self.sentence = sentence
        parts = re.split(r"%\((\w+)\)s", sentence)
        parts[::2] = map(re.escape, parts[::2])
        parts[1::2] = map(_group, parts[1::2])
        self.pattern = re.compile("".join(parts), re.S)
        _SAYINGS.append(self)

    def __call__(self, **values):
        with override("en"):
            return self.sentence % values


def in_english(label):
    """What a label is kept as."""
    with override("en"):
        return str(label)


def in_words(text):
    """What was kept, in the reader's language; what somebody typed stays as it is."""
    if not text:
        return ""
    for saying in _SAYINGS:
        if found := saying.pattern.fullmatch(text):
            said = {name: _value(name, value) for name, value in found.groupdict().items()}
            return gettext(saying.sentence) % said
    return gettext(text)


def _is_day(name):
    return name == "on" or name.endswith("_on")


def _group(name):
    found = r"\d{4}-\d\d-\d\d" if _is_day(name) else ".*"
    return f"(?P<{name}>{found})"


def _value(name, value):
    if not _is_day(name):
        return in_words(value) if name in ("kind", "reason") else value
    try:
        on = date.fromisoformat(value)
    except ValueError:  # somebody typed it, and there is no such day
        return value
    return date_format(on, pgettext("date format", "j M Y"))
