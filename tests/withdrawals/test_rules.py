"""What can be undone, by whom and until when (R1.4, R4.2, R4.4)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from followups.withdrawals.rules import (
    AGAIN,
    CANCELLATION,
    CONTACT,
    DAY_OVER,
    MOVE,
    NOT_YOURS,
    NOTHING,
    TOO_LATE,
    Step,
    act_between,
    hindrance,
)

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PLAN = Step("planned", MONDAY)


@pytest.mark.parametrize(
    "before, after, act",
    [
        (None, Step("executed", MONDAY), CONTACT),
        (PLAN, Step("executed", MONDAY), CONTACT),
        (PLAN, Step("cancelled", MONDAY), CANCELLATION),
        (PLAN, Step("planned", TUESDAY), MOVE),
        (None, PLAN, ""),
        (PLAN, PLAN, ""),
        (PLAN, Step("planned", TUESDAY, by_house=True), ""),
        (PLAN, Step("cancelled", MONDAY, by_house=True), ""),
        (Step("executed", MONDAY), Step("executed", MONDAY), ""),
        (Step("executed", MONDAY), PLAN, ""),
        (PLAN, Step("withdrawn", MONDAY), ""),
    ],
)
def test_what_was_done(before, after, act):
    assert act_between(before, after) == act


@pytest.mark.parametrize(
    "given, why",
    [
        ({}, ""),
        ({"minutes": 10}, ""),
        ({"minutes": 10.02}, TOO_LATE),
        ({"is_own": False}, NOT_YOURS),
        ({"is_undone": True}, AGAIN),
        ({"same_day": False}, DAY_OVER),
        ({"act": ""}, NOTHING),
    ],
)
def test_what_stands_in_the_way(given, why):
    at = NOW - timedelta(minutes=given.pop("minutes", 1))
    how = {"is_own": True, "is_undone": False, "same_day": True} | given
    assert hindrance(how.pop("act", CONTACT), at=at, now=NOW, **how) == why
