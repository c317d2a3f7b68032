"""The 12-month contact plan of a buyer: what is due when after the delivery (R9.2). Pure."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# Days after the delivery; what hangs on a date of its own is reckoned below.
DAYS_AFTER = {
    "thank_you_call": 3,
    "thank_you_letter": 7,
    "visit": 30,
    "first_service_call": 80,
    "new_product_mail": 180,
    "event_invitation": 270,
    "other": 335,
}
MODES = {
    "thank_you_call": "phone",
    "thank_you_letter": "email",
    "first_service_call": "phone",
    "new_product_mail": "email",
    "event_invitation": "wechat",
    "holiday_greeting": "wechat",
    "birthday_card": "sms",
    "visit": "home_visit",
    "other": "phone",
}
# A greeting so soon after the delivery would be one too many.
NO_GREETING_WITHIN = timedelta(days=14)
BIRTHDAY_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class CareLine:
    kind: str
    on: date
    mode: str


def contact_plan(
    delivered_on: date, *, birthday: date | None = None, greeting_days: Iterable[date] = ()
) -> list[CareLine]:
    """The lines of the year after ``delivered_on``, in order of date.

    ``birthday``: ``None`` where it is unknown (R2.1), which leaves the card out. ``greeting_days``:
    the holidays on which one is greeted; the first that fits is taken.
    """
    days = {kind: delivered_on + timedelta(days=n) for kind, n in DAYS_AFTER.items()}
    greetings = [day for day in sorted(greeting_days) if day > delivered_on + NO_GREETING_WITHIN]
    if greetings:
        days["holiday_greeting"] = greetings[0]
    if birthday:
        days["birthday_card"] = next_anniversary(birthday, delivered_on + BIRTHDAY_AHEAD * 2)
        days["birthday_card"] -= BIRTHDAY_AHEAD
    lines = [CareLine(kind, on, MODES[kind]) for kind, on in days.items()]
    return sorted(lines, key=lambda line: (line.on, line.kind))


GRID_MONTHS = 13


@dataclass(frozen=True)
class GridRow:
    """A kind of care: for each month of the grid, and for all other days, what is planned and what is done."""

    kind: str
    planned: list[list[date]]
    done: list[list[date]]


def grid_months(first: date) -> list[date]:
    """The first days of the months of a plan that begins on ``first``: its own and twelve more."""
    begin = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(begin, begin + GRID_MONTHS)]


def care_grid(
    kinds: Iterable[str], lines: Iterable[tuple[str, date, date | None]], months: list[date]
) -> list[GridRow]:
    """``lines``: kind, planned and done day of each contact. A kind may have several dates a month.

    The last cell of a row holds the days that lie in none of ``months``.
    """
    places = {(month.year, month.month): n for n, month in enumerate(months)}
    rows = {
        kind: GridRow(
            kind, [[] for _ in range(len(months) + 1)], [[] for _ in range(len(months) + 1)]
        )
        for kind in kinds
    }
    for kind, planned_on, done_on in lines:
        for cells, day in ((rows[kind].planned, planned_on), (rows[kind].done, done_on)):
            if day:
                cells[places.get((day.year, day.month), len(months))].append(day)
    for row in rows.values():
        for cell in (*row.planned, *row.done):
            cell.sort()
    return list(rows.values())


def next_anniversary(day: date, on: date) -> date:
    """The first return of ``day`` on or after ``on``; that of 29 February is 28 February in other years."""
    for year in (on.year, on.year + 1):
        last = calendar.monthrange(year, day.month)[1]
        found = date(year, day.month, min(day.day, last))
        if found >= on:
            return found
    raise AssertionError("a year has every anniversary")
