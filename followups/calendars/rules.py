"""A person's days: which of them count, and where an approved absence delays (R4.7). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.holidays.rules import EVERY_DAY, DayCount
from foundation.dates import ONE_DAY


@dataclass(frozen=True)
class Away:
    """Days of approved absence; ``absence`` is the one in whose name its approval moved plans."""

    from_on: date
    to_on: date
    absence: int | None = None


class Days:
    """How a person's days count by ``count``, and the absences ``away`` that delay what breaks in them."""

    def __init__(self, count: DayCount = EVERY_DAY, away: Iterable[Away] = ()) -> None:
        self.count = count
        self.away = tuple(away)

    def add(self, day: date, days: int) -> date:
        """The date ``days`` counted days after ``day``: absence does not stretch it."""
        return self.count.add(day, days)

    def delayed(self, day: date, moved: Mapping[int, date] | None = None) -> date:
        """The day on which that breaks which would break on ``day``.

        Where it falls into an absence: the first day after it that counts, or the later day in
        ``moved``, to which the approval moved the plan.
        """
        day = self.count.first_counted(day)
        while away := next((a for a in self.away if a.from_on <= day <= a.to_on), None):
            back_on = self.count.first_counted(away.to_on + ONE_DAY)
            chosen = moved.get(away.absence, back_on) if moved and away.absence else back_on
            day = max(back_on, chosen)
        return day


ALL_DAYS = Days()
