"""What was planned and promised about an intent that ends goes on with the other (R4.2, R4.6, R5.3)."""

from datetime import date

from foundation.history import Cause, save_as
from leads.opportunities.models import Opportunity

from ...activities.models import Activity
from ...plans.services import default_next_on

SAME = ("mode", "purpose", "priority", "expected_content", "companion_id")


def carry_over(
    plan: Activity, going_on: Opportunity, cause: Cause, *, on: date, owed: bool
) -> Activity:
    """A plan like ``plan`` about ``going_on``, today where it was overdue; no sync.

    What was promised until a moment stays promised, as long as no night has found it missed (``owed``). One
    that would lie too late for the grade comes to the day that is proposed.
    """
    taken = like(plan, going_on, cause, on=on)
    due_on = plan.call_back_by and going_on.store.business_date(plan.call_back_by)
    if owed and due_on and due_on >= on and _knew(going_on, plan):
        taken.call_back_by = plan.call_back_by
        if plan.is_first_contact:
            taken.is_first_contact, taken.assigned_at = True, cause.now
    elif taken.planned_on > on:
        proposed = default_next_on(
            person=going_on.consultant,
            grade=going_on.grade,
            contact_on=going_on.last_contact_on or going_on.assigned_on,
            on=on,
            expected_on=going_on.expected_on,
        )
        taken.planned_on = min(taken.planned_on, max(proposed.on, on))
    save_as(taken, by=cause.by, now=cause.now, reason=cause.reason)
    return taken


def like(plan: Activity, opportunity: Opportunity, cause: Cause, *, on: date) -> Activity:
    """A plan of the same content about ``opportunity``, not before ``on``; not saved."""
    return Activity(
        opportunity=opportunity,
        consultant=opportunity.consultant,
        planned_for=opportunity.consultant,
        planned_by=cause.by if cause.by and cause.by.pk != opportunity.consultant_id else None,
        recorded_on=on,
        planned_on=max(plan.planned_on, on),
        **{name: getattr(plan, name) for name in SAME},
    )


def _knew(going_on: Opportunity, plan: Activity) -> bool:
    """Whether the intent was there when the call was promised; before that it can owe none."""
    promised_at = plan.promised_at
    if plan.is_first_contact or promised_at is None:
        return True
    return going_on.registered_on <= going_on.store.business_date(promised_at)
