"""A team of the telephone desk lays out its day and week from a date on (R12.3, R12.4)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import User
from foundation.history import save_as
from foundation.locks import lock_name
from leads.grading.queries import policy_in_force

from .models import DeskPolicy
from .rules import DeskDay, faults_of


def require_layer(by: User, team: User) -> None:
    """Raise ``PermissionDenied`` unless ``by`` leads the team, or heads its store."""
    heads = by.is_director and stores_of(by).filter(pk=team.store_id).exists()
    if not team.is_manager or not (heads or by.pk == team.pk):
        raise PermissionDenied


@transaction.atomic
def lay_out(
    *,
    by: User,
    now: datetime,
    on: date,
    team: User,
    effective_from: date,
    laid_out: DeskDay,
    reason: str = "",
) -> DeskPolicy:
    """Let the ``team`` work so from a date on, today at the earliest; one of the same date is replaced.

    Raises ``ValidationError`` for a past date and for hours that make no sense.
    """
    require_layer(by, team)
    if effective_from < on:
        raise ValidationError({"effective_from": _("A policy cannot begin in the past.")})
    grades = policy_in_force(team.store, on=effective_from, person=team).grades
    if faults_of(laid_out.blocks, grades.values_list("code", flat=True)) or not laid_out.shares:
        raise ValidationError(_("The hours overlap, or name a class that does not exist."))
    lock_name("desk policy", team.pk)
    rows = DeskPolicy.objects.filter(team=team, effective_from=effective_from)
    row = rows.first() or DeskPolicy(store=team.store, team=team, effective_from=effective_from)
    blocks = sorted(laid_out.blocks, key=lambda block: block.start)
    values = {
        "blocks": [block.as_json() for block in blocks],
        "shares": list(laid_out.shares),
        "morning": laid_out.morning,
        "afternoon": laid_out.afternoon,
        "day": laid_out.day,
        "threes": laid_out.threes,
    }
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return row
    for name, value in values.items():
        setattr(row, name, value)
    save_as(row, by=by, now=now, reason=reason)
    return row
