"""The opening hours count, and nothing else (R5.3)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.holidays.rules import DayCount
from intake.first_contact.rules import OpeningHours, minutes_for

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
HOURS = OpeningHours(time(9), time(18), SHANGHAI, DayCount([SATURDAY, SUNDAY]))


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "moment, minutes, due",
    [
        (at(27, 10), 30, at(27, 10, 30)),
        (at(27, 7), 30, at(27, 9, 30)),  # before they open
        (at(27, 17, 45), 30, at(30, 9, 15)),  # a weekend lies between
        (at(27, 18), 30, at(30, 9, 30)),  # they close at this very moment
        (at(28, 12), 30, at(30, 9, 30)),  # on a day off
        (at(26, 10), 24 * 60, at(30, 16)),  # 24 working hours: 8 + 9 + 7 hours
        (at(27, 17, 30), 30, at(27, 18)),  # to the last minute
    ],
)
def test_r5_3_the_term_counts_in_opening_hours(moment, minutes, due):
    assert HOURS.after(moment, minutes) == due


def test_the_answer_is_in_the_zone_of_the_question():
    due = HOURS.after(datetime(2026, 11, 27, 2, tzinfo=UTC), 30)
    assert due == at(27, 10, 30) and due.tzinfo is UTC


@given(
    start=st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 30)).map(
        lambda moment: moment.replace(tzinfo=SHANGHAI, second=0, microsecond=0)
    ),
    minutes=st.integers(1, 5000),
)
def test_what_is_added_is_what_lies_between(start, minutes):
    assert HOURS.minutes_between(start, HOURS.after(start, minutes)) == minutes


def test_portals_wait_for_half_an_hour_others_for_24_working_hours():
    assert {minutes_for(name) for name in ("autohome", "yiche", "website", "douyin")} == {30}
    assert minutes_for("event") == minutes_for("partner") == 24 * 60
