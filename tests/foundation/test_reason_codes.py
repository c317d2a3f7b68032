"""Why something happened: a code of the house is read in each language, typed text stays itself (R1.4)."""

import importlib
import pkgutil
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from compliance.hand_over.models import UNDONE
from followups.absences.models import AWAY_AS, MOVED_BY_ABSENCE
from followups.activities.models import Activity
from followups.calendars.models import AbsenceKind
from foundation import reason_codes as reasons
from foundation.bulk import update_objects
from foundation.reason_codes import MARK, Reason, ReasonField, codes, declare, tidy
from orders.orders.models import DELIVERED
from tests.factories import Floor
from tests.hostile import HOSTILE

ON = date(2026, 11, 9)
LEAVE = MOVED_BY_ABSENCE.of(kind=AWAY_AS[AbsenceKind.LEAVE], from_on=ON, to_on=ON)
FIELD = ReasonField()
# Only values, in the order of either language.
SAME_IN_BOTH = {"absence.moved_plan"}


def stored(value):
    """What is read of a value that was written."""
    return FIELD.from_db_value(FIELD.get_prep_value(value), None, connection)


def sample(code, sentence):
    names = re.findall(r"%\((\w+)\)s", str(sentence))
    return Reason(code, **{n: ON if n.endswith("_on") else f"<{n}>" for n in names})


@pytest.mark.parametrize("code", codes())
def test_every_code_is_said_in_both_languages(code):
    reason = stored(sample(code, codes()[code]))
    with override("en"):
        english = str(reason)
    with override("zh-hans"):
        chinese = str(reason)
    assert english != code
    assert "%" not in english + chinese
    assert (english != chinese) or code in SAME_IN_BOTH or not re.search(r"[A-Za-z]", english)
    for name, value in reason.values.items():
        on = value == ON
        assert ("9 Nov 2026" if on else f"<{name}>") in english
        assert ("2026年11月9日" if on else f"<{name}>") in chinese


def test_codes_are_declared_where_models_are():
    """Every process reads them, also one that loads no services."""
    for app in ("followups", "orders", "compliance", "reception", "rewards"):
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".management." not in module.name and ".migrations." not in module.name:
                importlib.import_module(module.name)
    places = {
        path.relative_to(settings.BASE_DIR)
        for app in (
            "accounts",
            "leads",
            "followups",
            "orders",
            "compliance",
            "reception",
            "rewards",
        )
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if re.search(r"^from foundation.reason_codes import .*\bdeclare\b", path.read_text(), re.M)
    }
    assert places
    # Notices are read by each app's configuration, when it is ready.
    modules = ("models.py", "notices.py")
    assert all("models" in path.parts or path.name in modules for path in places)


def test_a_code_is_declared_once(monkeypatch):
    monkeypatch.setattr(reasons, "_sentences", {})
    declare("once", "Once")
    with pytest.raises(ValueError, match="once"):
        declare("once", "Twice")


def test_values_are_said_in_the_language_of_the_reader():
    with override("zh-hans"):
        assert str(stored(LEAVE)) == "休假 2026年11月9日 – 2026年11月9日"
        assert str(UNDONE.of(reason=DELIVERED)) == "撤销：已交车"
    with override("en"):
        assert str(stored(LEAVE)) == "Leave 9 Nov 2026 – 9 Nov 2026"


def test_a_template_says_it_and_escapes_it():
    template = engines["django"].from_string("{{ reason }}")
    assert template.render({"reason": UNDONE.of(reason="<b>")}) == "Undone: &lt;b&gt;"


def test_equal_reasons_are_one():
    assert {LEAVE, stored(LEAVE)} == {LEAVE}
    assert str(LEAVE) != LEAVE
    assert LEAVE.of(kind="", from_on=ON, to_on=ON) != LEAVE
    assert tidy(" typed ") == "typed"
    assert tidy(LEAVE) is LEAVE
    assert "absence.moved_plan" in repr(LEAVE)


def test_only_plain_values_are_kept():
    with pytest.raises(TypeError, match="float"):
        FIELD.get_prep_value(UNDONE.of(reason=1.5))


def test_a_code_or_value_that_is_gone_breaks_nothing():
    assert str(Reason("no.such.code", name="x")) == "no.such.code"
    assert str(Reason(UNDONE.code, other="x")) == "Undone: "


@given(st.text())
def test_what_somebody_typed_stays(typed):
    for text in (typed, MARK + typed, MARK + MARK + typed):
        assert stored(text) == text


@pytest.mark.parametrize("text", [f"{MARK}{{", f"{MARK}[]", f'{MARK}{{"code": 1}}', MARK])
def test_what_was_written_past_the_field_is_shown_as_it_is(text):
    assert FIELD.from_db_value(text, None, connection) == text


def test_typed_text_that_looks_like_a_reason_stays(db, now):
    plan = Floor().open(now=now, on=now.date()).activities.get()
    rows = Activity.objects.filter(pk=plan.pk)
    for typed in HOSTILE:
        rows.update(expected_content=typed)
        assert rows.get().expected_content == typed
        assert rows.filter(expected_content=typed).exists()
        plan = rows.get()
        plan.save()
        assert rows.values_list("expected_content", flat=True).get() == typed
        assert plan.history.latest().expected_content == typed
    update_objects(Activity, [plan], ["expected_content"])
    assert rows.get().expected_content == typed


def test_a_copy_keeps_text_and_reasons_apart():
    typed = '{"code": "order.delivered", "values": {}}'
    assert FIELD.to_python(LEAVE.as_json()) == LEAVE
    assert FIELD.to_python(typed) == typed
    assert FIELD.to_python(LEAVE) is LEAVE
    plan = Activity(expected_content=LEAVE, cancel_reason=typed)
    field = Activity._meta.get_field
    assert field("expected_content").value_to_string(plan) == LEAVE.as_json()
    assert field("cancel_reason").value_to_string(plan) == typed
