"""One word for all values that were shown: it differs where any of them does."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from foundation.reason_codes import Reason
from foundation.shown import Changed, fingerprint, marks_of, require_same, word

plain = st.none() | st.integers() | st.text() | st.dates() | st.decimals(allow_nan=False)


@given(st.lists(plain, min_size=2, max_size=5))
def test_two_that_change_places_are_noticed(values):
    swapped = [values[1], values[0], *values[2:]]
    assert (fingerprint(*values) == fingerprint(*swapped)) == (
        fingerprint(values[0]) == fingerprint(values[1])
    )


def test_a_reason_of_the_house_is_compared_by_code_and_values():
    """Whatever language it is read in."""
    reason = Reason("reward.order_cancelled_because", reason="loan refused")
    with override("zh-hans"):
        kept = fingerprint(reason)
    assert kept == fingerprint(reason.of(reason="loan refused"))
    assert kept != fingerprint(reason.of(reason="colour"))
    assert kept != fingerprint(str(reason))


def test_the_same_amount_is_the_same_however_it_is_kept():
    assert fingerprint(Decimal("50")) == fingerprint(Decimal("50.00"))
    large = Decimal("9" * 60 + ".01")
    assert fingerprint(large) != fingerprint(Decimal("9" * 60 + ".02"))
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), (12,)),
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        ((None,), ("None",)),
        ((date(2026, 11, 21),), ("2026-11-21",)),
        (([1, 2], 3), ([1], [2, 3])),
    ],
)
def test_what_only_looks_alike_differs(one, other):
    assert fingerprint(*one) != fingerprint(*other)


@pytest.mark.parametrize("value", [object(), gettext_lazy("Claims"), {1, 2}, 1.5])
def test_what_has_no_plain_form_is_refused(value):
    with pytest.raises(TypeError):
        fingerprint(value)


def test_another_than_was_shown_is_refused():
    require_same(fingerprint(1, "x"), 1, "x")
    for shown in ("", "x", fingerprint("x", 1)):
        with pytest.raises(Changed):
            require_same(shown, 1, "x")


def test_a_form_carries_a_word_for_each_row():
    data = QueryDict(mutable=True)
    data.setlist("shown", [word("claim-1", "a"), word("claim-2", "b"), "nonsense", ":c", ""])
    assert marks_of(data) == {"claim-1": "a", "claim-2": "b"}
