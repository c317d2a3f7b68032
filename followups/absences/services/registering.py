"""Absences and what they do to the plans (R4.7)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.notices.models import NoticeKind
from accounts.notices.services import News, tell
from accounts.people.models import User
from foundation.history import save_as
from foundation.reason_codes import Reason
from leads.opportunities.models import Opportunity, State

from ...activities.models import Activity
from ...calendars.models import Absence, AbsenceState, PlanHandling
from ...deadlines.services import sync
from ...plans.services import write_move
from ..models import AWAY_AS, MOVED_BY_ABSENCE


@transaction.atomic
def register_absence(
    *,
    by: User | None,
    now: datetime,
    on: date,
    user: User,
    kind: str,
    from_on: date,
    to_on: date,
    plans: str = "",
) -> Absence:
    """Approved days off, known from ``on``; the plans in them move as ``plans`` says (R4.7).

    Pull-forward moves them to the last day before it, postpone to the day after the return. Raises
    ``ValidationError`` by field.
    """
    if to_on < from_on:
        raise ValidationError({"to_on": _("The absence ends before it begins.")})
    lock_person(user)
    absence = Absence(
        user=user, kind=kind, from_on=from_on, to_on=to_on, plans=plans, recorded_on=on, by=by
    )
    try:
        with transaction.atomic():
            save_as(absence, by=by, now=now)
    except IntegrityError as error:
        raise ValidationError(
            {"from_on": _("This absence is already registered.")}, code="duplicate"
        ) from error
    require_free_days(user, from_on, to_on, but=absence)
    move_plans(absence, by=by, now=now, on=on)
    sync(affected_opportunities(user, since=on))
    return absence


def lock_person(user: User) -> None:
    """Wait until no other transaction decides on this person's absences."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def lock_absence(absence: Absence) -> Absence:
    """The absence, locked after its person, whose days are counted."""
    lock_person(absence.user)
    rows = Absence.objects.select_for_update(of=("self",)).select_related("user__store")
    return rows.get(pk=absence.pk)


def require_free_days(
    user: User,
    from_on: date,
    to_on: date,
    *,
    states: Iterable[str] = (AbsenceState.APPROVED,),
    but: Absence | None = None,
) -> None:
    """Raise ``ValidationError`` where the person is absent on one of these days already."""
    others = Absence.objects.filter(user=user, state__in=states).overlapping(from_on, to_on)
    other = others.exclude(pk=but.pk if but else None).order_by("from_on").first()
    if other:
        raise ValidationError(
            {
                "from_on": _("There is another absence from %(from)s to %(to)s.")
                % {"from": date_format(other.from_on), "to": date_format(other.to_on)}
            },
            code="overlap",
        )


def move_plans(absence: Absence, *, by: User | None, now: datetime, on: date) -> int:
    """Move the open plans of the absence's days as it says; returns how many moved."""
    if not absence.plans:
        return 0
    target = target_day(absence)
    if absence.plans == PlanHandling.PULL_FORWARD and target < on:
        raise ValidationError({"plans": _("It is too late to pull the plans forward.")})
    plans = Activity.objects.planned().filter(
        consultant=absence.user,
        planned_on__range=(absence.from_on, absence.to_on),
        recorded_on__lte=max(on, target),
    )
    reason = why_moved(absence)
    for plan in plans.select_for_update(of=("self",)):
        # An imported absence may be known for longer than the plan.
        moved_on = max(on, plan.recorded_on)
        write_move(plan, target, by=by, now=now, on=moved_on, reason=reason, absence=absence)
    return len(plans)


def tell_absence(kind: NoticeKind, absence: Absence, *, by: User | None, now: datetime) -> None:
    """Whose absence it is learns what was decided (R10.3)."""
    days = {"from_on": absence.from_on, "to_on": absence.to_on}
    values = {"kind": AWAY_AS[absence.kind], **days}
    tell(News(kind, absence.user_id, absence.pk, values, target=absence.pk), now=now, by=by)


def why_moved(absence: Absence) -> Reason:
    """What is said of a plan that the absence moves."""
    kind = AWAY_AS[absence.kind]
    return MOVED_BY_ABSENCE.of(kind=kind, from_on=absence.from_on, to_on=absence.to_on)


def target_day(absence: Absence) -> date:
    """The day to which the plans of the absence move, clear of the person's other absences."""
    step = timedelta(days=-1 if absence.plans == PlanHandling.PULL_FORWARD else 1)
    day = absence.from_on if step.days < 0 else absence.to_on
    others = Absence.objects.approved().filter(user=absence.user)
    spans = list(others.values_list("from_on", "to_on"))
    day += step
    while any(start <= day <= end for start, end in spans):
        day += step
    return day


def affected_opportunities(user: User, *, since: date) -> list[int]:
    """The opportunities whose deadlines have run by this person's days from ``since``, in ``pk`` order."""
    alive = Q(state=State.EXECUTING) | Q(ended_on__gte=since)
    own = Opportunity.objects.filter(alive, consultant=user).values_list("pk", flat=True)
    # A plan of a customer who was handed over on the very day stays that of whom it was made for.
    theirs = Q(consultant=user) | Q(planned_for=user)
    planned = Activity.objects.planned().filter(theirs).values_list("opportunity_id", flat=True)
    return sorted({*own, *planned})
