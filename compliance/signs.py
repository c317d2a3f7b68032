"""Signs of sham entries beside findings: what the responsible people recorded in the last week."""

from dataclasses import dataclass
from datetime import date, timedelta

from followups.models import Activity
from followups.queries.sham import signs_between

DAYS = 7


@dataclass(frozen=True)
class WeekOfSigns:
    """How many entries of the week carry a sign, and the latest day with one."""

    number: int
    day: date


def _of_week(user, people, today):
    visible = Activity.objects.visible_to(user)
    return signs_between(visible, people, start=today - timedelta(days=DAYS - 1), end=today)


def add_signs(user, findings, *, today):
    """Give each finding of a page its ``signs``; a fixed number of queries."""
    found = {}
    people = {finding.responsible_id for finding in findings}
    for (person, day), signs in sorted(_of_week(user, people, today).items()):
        before = found.get(person)
        number = len(signs) + (before.number if before else 0)
        found[person] = WeekOfSigns(number, day)
    for finding in findings:
        finding.signs = found.get(finding.responsible_id)


def signs_of_week(user, person_id, *, today):
    """``[(day, number, signs)]``, the latest day first."""
    days = _of_week(user, [person_id], today)
    return [
        (day, len(signs), sorted(set().union(*signs.values())))
        for (_person, day), signs in sorted(days.items(), reverse=True)
    ]
