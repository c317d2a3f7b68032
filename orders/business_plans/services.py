"""Writing the business plan of a month (S1)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.queries import OVERSEEING_ROLES, stores_of
from accounts.people.models import User
from foundation.history import save_as

from .models import BusinessPlan


@transaction.atomic
def save_plan(plan: BusinessPlan, *, by: User, now: datetime) -> BusinessPlan:
    """Save a new or a changed plan; every change is kept (R1.4).

    Who leads in the store writes it; raises ``PermissionDenied``, or ``ValidationError`` where somebody
    wrote the first text of the month at the same moment.
    """
    here = stores_of(by).filter(pk=plan.store_id).exists()
    if by.role not in OVERSEEING_ROLES or not here:
        raise PermissionDenied
    try:
        with transaction.atomic():
            save_as(plan, by=by, now=now)
    except IntegrityError as error:
        raise ValidationError(_("Somebody wrote this plan at the same moment.")) from error
    return plan
