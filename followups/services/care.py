"""Contacts with who has bought: no grade to raise, no next plan owed (R9.2)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .contacts import check_day, execute
from .deadlines import sync
from .plans import lock_opportunity, lock_plan


@transaction.atomic
def record_care(*, by, now, on, contact, opportunity=None, activity=None):
    """Log a contact about a won opportunity, planned (``activity``) or not; returns the activity.

    Of ``contact`` only what happened counts. Raises ``ValidationError`` by field, or where the
    opportunity is not won.
    """
    if activity is not None:
        activity, opportunity = lock_plan(activity.pk)
    else:
        opportunity = lock_opportunity(opportunity.pk)
    if not opportunity.is_won:
        raise ValidationError(_("This opportunity has ended."), code="ended")
    check_day(contact.executed_on, opportunity, on)
    activity = execute(activity, opportunity, contact, by=by, now=now, on=on)
    sync([opportunity.pk])
    return activity
