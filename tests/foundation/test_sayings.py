"""What the house wrote into a record is read in the reader's language, whoever acted (R1.4)."""

import importlib
import pkgutil
from datetime import date

import pytest
from django.utils.translation import override

from followups.absences.services.registering import MOVED
from followups.calendars.models import AbsenceKind
from foundation import sayings
from foundation.sayings import Saying, in_english, in_words


@pytest.mark.parametrize("day", ["2026-02-30", "9999-99-99", "２０２６-01-02"])
def test_a_day_that_somebody_typed_and_that_is_none_stays(day):
    typed = f"看房 {day} – 2026-11-09"
    with override("zh-hans"):
        assert in_words(typed) == f"看房 {day} – 2026年11月9日"


def every_saying():
    """All that services say, once all of them are loaded."""
    for app in ("followups", "orders", "compliance", "reception"):
        services = importlib.import_module(f"{app}.services")
        for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
            importlib.import_module(module.name)
    return sayings._SAYINGS


def test_every_saying_is_found_again_and_said_in_chinese():
    found = every_saying()
    assert len(found) >= 8
    for saying in found:
        names = saying.pattern.groupindex
        values = {n: date(2026, 11, 9) if sayings._is_day(n) else f"<{n}>" for n in names}
        with override("zh-hans"):
            kept = saying(**values)
            said = in_words(kept)
        with override("en"):
            shown = in_words(kept)
        assert shown == saying.sentence % {
            n: "9 Nov 2026" if sayings._is_day(n) else v for n, v in values.items()
        }
        for name in names:
            assert ("2026年11月9日" if sayings._is_day(name) else f"<{name}>") in said
        if saying is not MOVED:
            assert said != shown


def test_words_of_the_house_among_the_values_are_said_anew():
    with override("zh-hans"):
        kept = MOVED(
            kind=AbsenceKind.LEAVE.label, from_on=date(2026, 11, 9), to_on=date(2026, 11, 10)
        )
        assert kept == "Leave 2026-11-09 – 2026-11-10"
        assert in_words(kept) == "休假 2026年11月9日 – 2026年11月10日"
        assert in_english(AbsenceKind.LEAVE.label) == "Leave"
        assert in_words("The opportunity has ended.") != "The opportunity has ended."


@pytest.mark.parametrize("typed", ["", "客户出差", "100% sure: %(name)s", "Leave today – tomorrow"])
def test_what_somebody_typed_stays(typed):
    with override("zh-hans"):
        assert in_words(typed) == typed


def test_an_unknown_saying_stays_as_it_was_kept(monkeypatch):
    monkeypatch.setattr(sayings, "_SAYINGS", [])
    kept = Saying("Nobody translated %(name)s")(name="this")
    with override("zh-hans"):
        assert in_words(kept) == "Nobody translated this"
