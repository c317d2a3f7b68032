"""A consultant's contact with a customer of somebody else, put on record for a claim (R7.1)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from followups.models import Activity, ActivityState, Result
from leads.services.customers import save_as

from .deadlines import sync
from .plans import lock_opportunity, require_executing


@transaction.atomic
def record_foreign_contact(
    *, by, now, on, opportunity, mode, executed_on, content, result=Result.REACHED
):
    """Log an effective contact of ``by``; note, grade, date and plans stay the owner's.

    Raises ``ValidationError`` by field. Returns the executed activity.
    """
    opportunity = lock_opportunity(opportunity.pk)
    require_executing(opportunity)
    if executed_on > on:
        raise ValidationError(
            {"executed_on": _("A contact cannot be logged before it took place.")}
        )
    if executed_on < opportunity.registered_on:
        raise ValidationError({"executed_on": _("That is before the opportunity was registered.")})
    if not content.strip():
        raise ValidationError({"content": _("A contact without content does not count.")})
    activity = Activity(
        opportunity=opportunity,
        consultant=by,
        planned_for=by,
        recorded_on=on,
        planned_on=executed_on,
        state=ActivityState.EXECUTED,
        mode=mode,
        result=result,
        content=content.strip(),
        executed_on=executed_on,
        executed_at=now,
        ended_on=on,
        is_effective=True,
    )
    save_as(activity, by=by, now=now)
    sync([opportunity.pk])
    return activity
