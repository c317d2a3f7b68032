"""How soon, how late and how often a public form is taken. Pure."""

from datetime import date, timedelta

# Nobody fills in a form faster; a page older than this is asked again.
SOONEST, LATEST = timedelta(seconds=3), timedelta(days=1)
# Of one form in ten minutes: behind one address stands a whole motor show.
WITHIN = timedelta(minutes=10)
PER_ADDRESS, PER_FORM = 40, 400


def is_in_time(age: timedelta) -> bool:
    """Whether a page of this age may be sent.

    >>> is_in_time(timedelta(seconds=2)), is_in_time(timedelta(seconds=4)), is_in_time(timedelta(days=2))
    (False, True, False)
    """
    return SOONEST <= age <= LATEST


def is_open(on: date, opens_on: date | None, closes_on: date | None) -> bool:
    """Whether the date lies within both, as far as they are given.

    >>> is_open(date(2026, 11, 2), None, date(2026, 11, 2)), is_open(date(2026, 11, 2), date(2026, 11, 3), None)
    (True, False)
    """
    return (opens_on is None or opens_on <= on) and (closes_on is None or on <= closes_on)
