"""A visit is agreed the day before (R12.4)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from followups.activities.models import Activity
from followups.plans.services import lock_plan
from leads.opportunities.models import Opportunity

from .models import VisitConfirmation
from .queries import VISITS


@transaction.atomic
def confirm_visit(*, by: User, now: datetime, on: date, activity: Activity) -> VisitConfirmation:
    """The customer says again that they come; said twice, the first time stands.

    Raises ``ValidationError`` where the plan is done or is no visit to come.
    """
    activity, opportunity = lock_plan(activity.pk)
    if not Opportunity.objects.visible_to(by).filter(pk=opportunity.pk).exists():
        raise PermissionDenied
    if activity.mode not in VISITS or activity.planned_on < on:
        raise ValidationError(_("Only a visit that is still to come can be agreed."))
    confirmation, _made = VisitConfirmation.objects.get_or_create(
        activity=activity, planned_on=activity.planned_on, defaults={"by": by, "at": now}
    )
    return confirmation
