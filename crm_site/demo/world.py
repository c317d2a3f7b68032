"""What all stories of a store share."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leads.grading.queries import policy_in_force


@dataclass(frozen=True)
class World:
    grades: dict
    today: date
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, store, *, now):
        on = store.business_date(now)
        grades = {grade.code: grade for grade in policy_in_force(store, on=on).grades.all()}
        return cls(grades, on, now, ZoneInfo(store.time_zone))
