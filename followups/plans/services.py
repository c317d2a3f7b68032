"""Plans: made, moved before they are overdue, cancelled with a reason (R4.1, R4.3, R4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Subquery
from django.utils.translation import gettext as _

from accounts.holidays.rules import DayCount
from accounts.people.models import User
from foundation.history import save_as
from foundation.reason_codes import Reason
from leads.grading.models import Grade
from leads.grading.queries import days_without_work
from leads.opportunities.models import Opportunity

from ..activities.models import Activity, ActivityMove, ActivityState, Mode, Priority
from ..activities.rules import NextDay, is_stretched, near_days, propose_next
from ..calendars.models import Absence
from ..calendars.queries import Calendars
from ..calendars.rules import Days
from ..deadlines.rules.kinds import Kind, PolicyTerms
from ..deadlines.services import sync


@dataclass(frozen=True)
class Plan:
    """What is to be done next: date and content (R4.2).

    ``stretch_reason`` where it lies later than the cadence (R4.3).
    ``companion``: the leader who comes along.
    ``call_back_by``: it is the call that was promised to whoever left an address (R4.6), or, with
    ``is_first_contact``, the first contact that is owed to whoever is assigned now (R5.3).
    """

    planned_on: date
    mode: str = Mode.PHONE
    purpose: str = ""
    priority: int = Priority.NORMAL
    expected_content: str | Reason = ""
    stretch_reason: str = ""
    call_back_by: datetime | None = None
    companion: User | None = None
    is_first_contact: bool = False


def default_next_on(
    *,
    person: User,
    grade: Grade,
    contact_on: date,
    on: date,
    expected_on: date | None = None,
    call_back: bool = False,
) -> NextDay:
    """The day that is proposed for the next contact, and why: see ``propose_next`` (R4.3, R4.6)."""
    return propose_next(
        contact_on,
        grade.terms,
        _days(person, grade, on),
        on=on,
        expected_on=expected_on,
        off=DayCount(days_without_work(grade.policy, on.year, on.year + 1)),
        call_back=call_back,
    )


def days_to_offer(
    proposed: NextDay, *, person: User, grade: Grade, on: date, expected_on: date | None = None
) -> list[date]:
    """The days that are one tap away: see ``near_days`` (R4.3)."""
    off = DayCount(days_without_work(grade.policy, on.year, on.year + 1))
    days = _days(person, grade, on)
    return near_days(proposed, grade.terms, days, on=on, expected_on=expected_on, off=off)


def _days(person: User, grade: Grade, on: date) -> Days:
    policy = PolicyTerms(counts_working_days=grade.policy.counts_working_days)
    return Calendars([person.pk]).days_on(on)(person.pk, policy)


def lock_opportunity(pk: int | Subquery) -> Opportunity:
    """The opportunity, locked until the transaction ends, with its customer, grade and owner."""
    return (
        Opportunity.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "store", "consultant", "grade__policy")
        .get(pk=pk)
    )


def lock_plan(pk: int) -> tuple[Activity, Opportunity]:
    """``(activity, opportunity)`` of a plan, both locked; raises ``ValidationError`` if it is done."""
    opportunity = lock_opportunity(
        Subquery(Activity.objects.filter(pk=pk).values("opportunity")[:1])
    )
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=pk)
    if not activity.is_planned:
        raise ValidationError(_("This activity is already finished."), code="finished")
    return activity, opportunity


def require_executing(opportunity: Opportunity) -> None:
    if not opportunity.is_executing:
        raise ValidationError(_("This opportunity has ended."), code="ended")


def require_contacts(opportunity: Opportunity) -> None:
    """Raise unless it may have contacts: executing, or won, when its buyer is cared for (R2.7, R9.2)."""
    if not (opportunity.is_executing or opportunity.is_won):
        raise ValidationError(_("This opportunity has ended."), code="ended")


def add_plan(
    opportunity: Opportunity,
    plan: Plan,
    *,
    by: User | None,
    now: datetime,
    on: date,
    contact_on: date,
) -> Activity:
    """Write a plan of the owner; no sync. Raises ``ValidationError`` by field (R4.2, R4.3)."""
    if plan.planned_on < on:
        raise ValidationError({"planned_on": _("The next activity lies in the past.")})
    if not str(plan.expected_content).strip():
        raise ValidationError(
            {"expected_content": _("Say in a few words what the next contact is about.")}
        )
    days = _days(opportunity.consultant, opportunity.grade, on)
    stretched = is_stretched(plan.planned_on, contact_on, opportunity.grade.terms, days)
    stretched = stretched and plan.planned_on > on and opportunity.is_executing
    # A promised call is made on its day, however long nobody called before (R4.6).
    stretched = stretched and plan.call_back_by is None
    if stretched and not plan.stretch_reason.strip():
        raise ValidationError(
            {
                "stretch_reason": _(
                    "Later than the cadence of grade %(grade)s allows: say why, or choose an earlier date."
                )
                % {"grade": opportunity.grade.code}
            }
        )
    activity = Activity(
        opportunity=opportunity,
        consultant=opportunity.consultant,
        planned_for=opportunity.consultant,
        planned_by=by if by and by.pk != opportunity.consultant_id else None,
        recorded_on=on,
        planned_on=plan.planned_on,
        mode=plan.mode,
        purpose=plan.purpose,
        priority=plan.priority,
        expected_content=plan.expected_content,
        call_back_by=plan.call_back_by,
        is_first_contact=plan.is_first_contact,
        assigned_at=now if plan.is_first_contact else None,
        companion=plan.companion,
        is_stretched=stretched,
        stretch_reason=plan.stretch_reason.strip() if stretched else "",
    )
    save_as(activity, by=by, now=now)
    return activity


@transaction.atomic
def promise_call(
    *, by: User | None, now: datetime, on: date, opportunities: Sequence[Opportunity], plan: Plan
) -> Activity:
    """See that the customer of ``opportunities`` is called as ``plan`` promises; returns the plan (R4.6, R5.3).

    What stands until then will do and becomes the promised call; nothing does where it was promised
    before and is still owed; to a buyer it is as long as it is planned. A first contact that is owed
    later does not do. Else the first opportunity is planned the call.
    """
    standing = Activity.objects.planned().filter(
        opportunity__in=opportunities, planned_on__lte=plan.planned_on
    )
    for pk in standing.order_by("planned_on", "pk").values_list("pk", flat=True):
        try:
            activity, opportunity = lock_plan(pk)
        except ValidationError:  # done at this very moment
            continue
        if activity.call_back_by is None:
            activity.call_back_by = plan.call_back_by
            activity.is_first_contact = plan.is_first_contact
            activity.assigned_at = now if plan.is_first_contact else None
            save_as(activity, by=by, now=now)
            sync([opportunity.pk])
            return activity
        if activity.is_first_contact and activity.call_back_by > plan.call_back_by:
            continue
        owed = activity.deadlines.filter(kind__in=Kind.BY_THE_HOUR, ended_on=None)
        if not opportunity.is_executing or owed.exists():
            return activity
    return plan_activity(by=by, now=now, on=on, opportunity=opportunities[0], plan=plan)


@transaction.atomic
def plan_activity(
    *, by: User | None, now: datetime, on: date, opportunity: Opportunity, plan: Plan
) -> Activity:
    """A further plan for an executing opportunity, or for a buyer's care."""
    opportunity = lock_opportunity(opportunity.pk)
    require_contacts(opportunity)
    contact_on = opportunity.last_contact_on or opportunity.assigned_on
    activity = add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=contact_on)
    sync([opportunity.pk])
    return activity


@transaction.atomic
def move_activity(
    *, by: User, now: datetime, on: date, activity: Activity, to_on: date, reason: str
) -> Activity:
    """Move a plan to another day; only before it is overdue, with a reason (R4.4)."""
    activity, opportunity = lock_plan(activity.pk)
    require_contacts(opportunity)
    if activity.planned_on < on:
        raise ValidationError(_("An overdue plan cannot be moved: carry it out."), code="overdue")
    if to_on < on:
        raise ValidationError({"to_on": _("The new date is past.")})
    if to_on == activity.planned_on:
        raise ValidationError({"to_on": _("The plan already has this date.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the plan is moved.")})
    write_move(activity, to_on, by=by, now=now, on=on, reason=reason.strip())
    sync([opportunity.pk])
    return activity


def write_move(
    activity: Activity,
    to_on: date,
    *,
    by: User | None,
    now: datetime,
    on: date,
    reason: str | Reason,
    absence: Absence | None = None,
) -> None:
    """Record the move and set the date; no checks, no sync."""
    ActivityMove.objects.create(
        activity=activity,
        moved_on=on,
        by=by,
        from_on=activity.planned_on,
        to_on=to_on,
        reason=reason,
        absence=absence,
    )
    activity.planned_on = to_on
    save_as(activity, by=by, now=now, reason=reason)


@transaction.atomic
def cancel_activity(
    *, by: User, now: datetime, on: date, activity: Activity, reason: str, plan: Plan | None = None
) -> Activity:
    """Cancel a plan with a reason; a last plan needs another in its place (R4.2)."""
    activity, opportunity = lock_plan(activity.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the plan is cancelled.")})
    others = opportunity.activities.planned().exclude(pk=activity.pk)
    if opportunity.is_executing and plan is None and not others.exists():
        raise ValidationError({"planned_on": _("Plan another activity in its place.")})
    drop_plan(activity, by=by, now=now, on=on, reason=reason.strip())
    if plan:
        contact_on = opportunity.last_contact_on or opportunity.assigned_on
        add_plan(opportunity, plan, by=by, now=now, on=on, contact_on=contact_on)
    sync([opportunity.pk])
    return activity


def drop_plan(
    activity: Activity, *, by: User | None, now: datetime, on: date, reason: str | Reason
) -> None:
    """Mark a plan as cancelled; no checks, no sync."""
    activity.state = ActivityState.CANCELLED
    activity.ended_on = on
    activity.cancel_reason = reason
    save_as(activity, by=by, now=now, reason=reason)
