"""The target customers of a consultant's week, and which of them were contacted (S1)."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.people.models import User
from foundation.prepared import prepared
from leads.opportunities.models import Opportunity

from ..activities.models import Activity
from .models import WEEK, WeekTarget, week_of


def targets_of(consultant: User, *, on: date) -> QuerySet[Any]:
    """The opportunities chosen for the week of ``on`` that are theirs, each with ``is_done``.

    Done is what had an executed activity on a day of that week, by whomever; those still to do stand first.
    """
    rows = _targets(consultant.pk, week_of(on)).select_related("customer__consultant", "grade")
    rows = rows.annotate(chosen_by=F("week_targets__by__full_name"))
    return rows.order_by("is_done", "grade__sort_order", "expected_on", "pk")


def _targets(person, monday):
    rows = Opportunity.objects.filter(consultant=person, week_targets__week=monday)
    contacts = Activity.objects.executed().filter(
        opportunity=OuterRef("pk"), executed_on__range=(monday, monday + WEEK)
    )
    return rows.annotate(is_done=Exists(contacts))


def progress_of(consultant: User, *, on: date) -> tuple[int, int]:
    """``(done, chosen)`` of the week of ``on``."""
    done = list(_done(person=consultant.pk, monday=week_of(on)))
    return sum(done), len(done)


@prepared
def _done(person, monday):
    return _targets(person, monday).order_by().values_list("is_done", flat=True)


def chosen_in(consultant: User, *, week: date) -> set[int]:
    """The keys of the opportunities chosen for the week."""
    rows = WeekTarget.objects.filter(opportunity__consultant=consultant, week=week)
    return set(rows.values_list("opportunity", flat=True))
