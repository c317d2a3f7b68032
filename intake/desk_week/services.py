"""The proposed week is taken on, many lines at once (R12.4)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from accounts.people.models import User
from followups.activities.models import Activity, ActivityMove
from followups.activities.rules import purpose_for
from followups.deadlines.services import sync
from foundation.history import Cause, change_all, create_all
from leads.opportunities.models import Opportunity

from ..desk.queries import desk_of
from .models import ARRANGED
from .queries import ComingWeek, Line


@transaction.atomic
def take_on(*, by: User, now: datetime, on: date, person: User, chosen: Mapping[int, date]) -> int:
    """Put the lines that were ``chosen``, ``{opportunity: day}``, into the week of ``person``; returns how many.

    A line that the system does not propose so any more is left out: done twice it is done once.
    """
    keys = sorted(chosen)
    rows = Opportunity.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    list(rows.filter(consultant=person).order_by("pk").values_list("pk"))
    desk = desk_of(person, on=on)
    if desk is None:
        return 0
    lines = [line for line in ComingWeek(desk).lines if chosen.get(line.opportunity.pk) == line.day]
    cause = Cause(by, now, ARRANGED)
    _move([line for line in lines if line.plan], cause, on=on)
    create_all(Activity, [_planned(line, by, on) for line in lines if not line.plan], cause)
    sync([line.opportunity.pk for line in lines])
    return len(lines)


def _move(lines: list[Line], cause: Cause, *, on: date) -> None:
    plans = [line.plan for line in lines if line.plan]
    ActivityMove.objects.bulk_create(
        ActivityMove(
            activity=line.plan,
            moved_on=on,
            by=cause.by,
            from_on=line.was,
            to_on=line.day,
            reason=ARRANGED,
        )
        for line in lines
    )
    for line in lines:
        if line.plan:
            line.plan.planned_on = line.day
    change_all(Activity, plans, ["planned_on"], cause)


def _planned(line: Line, by: User, on: date) -> Activity:
    opportunity = line.opportunity
    return Activity(
        opportunity=opportunity,
        consultant_id=opportunity.consultant_id,
        planned_for_id=opportunity.consultant_id,
        planned_by=by if by.pk != opportunity.consultant_id else None,
        recorded_on=on,
        planned_on=line.day,
        purpose=purpose_for(opportunity.grade.code),
        expected_content=ARRANGED,
    )
