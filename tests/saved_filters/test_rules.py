"""Only what was chosen from the fields of a list is kept of its address (R1.3, R3.5)."""

import pytest

from accounts.saved_filters.rules import keepable

FIELDS = ("q", "grade", "state", "model", "sort")


@pytest.mark.parametrize(
    "asked, kept",
    [
        ({"state": ["all"], "grade": ["H"]}, "grade=H&state=all"),
        ({"grade": ["H", "A"]}, "grade=H"),
        ({"grade": [""], "state": []}, ""),
        ({"model": ["途观 L"]}, "model=%E9%80%94%E8%A7%82+L"),
        ({"q": ["138"], "note": ["x"], "phone": ["138"], "grade": ["A"]}, "grade=A"),
        ({"page": ["3"], "next": ["//evil.example"], "look_for": ["1"]}, ""),
        ({"model": ["x" * 81]}, ""),
        ({"model": ["a\nb"]}, ""),
        ({"model": ["观" * 80]}, ""),
    ],
)
def test_what_is_kept(asked, kept):
    assert keepable(asked, fields=FIELDS) == kept
