"""Managers and directors choose the target customers of a consultant's week (S1)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, staff_visible_to
from accounts.people.models import User
from accounts.people.services import lock_people
from leads.opportunities.models import Opportunity

from .models import WeekTarget, week_of
from .queries import chosen_in


@transaction.atomic
def choose_targets(
    *,
    by: User,
    now: datetime,
    on: date,
    consultant: User,
    week: date,
    shown: Iterable[int],
    chosen: Iterable[int],
) -> None:
    """Of the opportunities ``shown`` (keys), let those ``chosen`` be targets of the week, and no other.

    Raises ``PermissionDenied`` for whom ``by`` does not lead, ``ValidationError`` for a week that is over.
    """
    led = staff_visible_to(by).filter(pk=consultant.pk).exists()
    if by.role not in LEADING_ROLES or not led:
        raise PermissionDenied
    if week < week_of(on):
        raise ValidationError(_("This week is over."))
    lock_people([consultant.pk])
    theirs = Opportunity.objects.executing().filter(consultant=consultant, pk__in=set(shown))
    mine = set(theirs.values_list("pk", flat=True))
    present, wanted = chosen_in(consultant, week=week) & mine, mine & set(chosen)
    WeekTarget.objects.filter(week=week, opportunity__in=present - wanted).delete()
    WeekTarget.objects.bulk_create(
        WeekTarget(opportunity_id=key, week=week, by=by, chosen_at=now)
        for key in sorted(wanted - present)
    )
