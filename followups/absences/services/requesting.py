"""Absences asked for, approved, refused, withdrawn, cancelled; and imposed ones (R4.7, R8.7)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as
from leads.opportunities.models import Opportunity

from ...activities.models import Activity
from ...calendars.models import STANDING, Absence, AbsenceState
from ...deadlines.services import sync
from ...plans.services import write_move
from ..models import AbsencePlan
from ..notices import APPROVED, CANCELLED, REFUSED
from ..queries import PlanMove, Workdays, moves_of, plan_moves
from .registering import (
    affected_opportunities,
    lock_absence,
    lock_person,
    require_free_days,
    tell_absence,
    why_moved,
)
from .shortening import end_earlier

# An illness is often known only when it is over.
MOST_DAYS_AGO = 31
LONGEST = 366
# Further from the absence than this, a move is no matter of the absence.
FURTHEST = 31


@transaction.atomic
def request_absence(
    *,
    by: User,
    now: datetime,
    on: date,
    user: User,
    kind: str,
    from_on: date,
    to_on: date,
    plans: str,
    reason: str,
    days: Mapping[int, date] | None = None,
) -> Absence:
    """Ask for days off; what will become of each plan is kept with the request.

    ``days``: ``{activity: new date}`` for every affected plan, as shown and adjusted; without it
    they are spread. Raises ``ValidationError`` by field, with the code "changed" where the affected
    plans are others than those of ``days``.
    """
    check_days(from_on, to_on, on=on)
    lock_person(user)
    require_free_days(user, from_on, to_on, states=STANDING)
    moves = plan_moves(user, from_on, to_on, plans, on=on)
    if days is not None and days.keys() != {move.activity.pk for move in moves}:
        raise ValidationError(
            _("The plans have changed meanwhile. Please look once more."), "changed"
        )
    wanted = {move.activity.pk: (days or {}).get(move.activity.pk, move.to_on) for move in moves}
    _require_days(wanted.values())
    workdays = Workdays(user, from_on, to_on, on=on)
    for move in moves:
        if wanted[move.activity.pk] != move.to_on:
            check_new_day(wanted[move.activity.pk], from_on, to_on, workdays, on=on)
    absence = Absence(
        user=user,
        kind=kind,
        from_on=from_on,
        to_on=to_on,
        plans=plans,
        recorded_on=on,
        by=by,
        reason=reason.strip(),
        state=AbsenceState.REQUESTED,
    )
    save_as(absence, by=by, now=now)
    _keep(absence, [(move.activity, move.from_on, wanted[move.activity.pk]) for move in moves])
    return absence


def check_days(from_on: date, to_on: date, *, on: date) -> None:
    """Raise ``ValidationError`` by field for days that no absence can have."""
    if to_on < from_on:
        raise ValidationError({"to_on": _("The absence ends before it begins.")})
    if (on - from_on).days > MOST_DAYS_AGO:
        raise ValidationError({"from_on": _("This is too long ago.")})
    if (to_on - from_on).days >= LONGEST:
        raise ValidationError({"to_on": _("An absence lasts a year at most.")})


def check_new_day(day: date, from_on: date, to_on: date, workdays: Workdays, *, on: date) -> None:
    """Raise ``ValidationError`` for a day to which no plan of the absence can move."""
    if day < on:
        raise ValidationError(_("The new date is past."))
    if workdays.is_away(day):
        raise ValidationError(
            _("On %(date)s the consultant is absent.") % {"date": date_format(day)}
        )
    edge = from_on - timedelta(days=FURTHEST), to_on + timedelta(days=FURTHEST)
    if not edge[0] <= day <= max(edge[1], on):
        raise ValidationError(
            _("An absence moves a plan by %(days)d days at most.") % {"days": FURTHEST}
        )


def _require_days(days: Collection[date | None]) -> None:
    if None in days:
        raise ValidationError({"plans": _("It is too late to pull the plans forward.")})


def _keep(absence: Absence, rows: Iterable[tuple[Activity, date, date | None]]) -> None:
    AbsencePlan.objects.bulk_create(
        AbsencePlan(absence=absence, activity=activity, from_on=before, to_on=day)
        for activity, before, day in rows
    )


def _require_requested(absence: Absence) -> None:
    if not absence.is_requested:
        said = _("This request has already been decided: %(state)s.")
        raise ValidationError(said % {"state": absence.get_state_display()}, code="decided")


@transaction.atomic
def approve_absence(*, by: User, now: datetime, on: date, absence: Absence) -> Absence:
    """Let the absence count from ``on`` and move its plans.

    Raises ``ValidationError``, with the code "decided" where it is no longer asked for.
    """
    absence = lock_absence(absence)
    _require_requested(absence)
    if absence.replaces_id:
        return end_earlier(absence, by=by, now=now, on=on)
    require_free_days(absence.user, absence.from_on, absence.to_on, but=absence)
    ids = _lock_opportunities(absence.user, on)
    moves = moves_of(absence, on=on)
    _require_days([move.to_on for move in moves])
    absence.state = AbsenceState.APPROVED
    absence.recorded_on = on
    _decide(absence, by=by, now=now)
    absence.proposed_plans.all().delete()
    tell_absence(APPROVED, absence, by=by, now=now)
    _apply(absence, moves, ids, by=by, now=now, on=on)
    return absence


def _decide(absence: Absence, *, by: User | None, now: datetime, reason: str = "") -> None:
    absence.decided_by, absence.decided_at, absence.decision_reason = by, now, reason
    save_as(absence, by=by, now=now, reason=reason)


def lock_to_decide(absence: Absence, *, on: date) -> None:
    """Hold the absence and the plans that it would move until the end of the transaction."""
    absence = lock_absence(absence)
    _lock_opportunities(absence.user, on)


def _lock_opportunities(user: User, on: date) -> list[int]:
    """Those whose deadlines the absence concerns, in the order in which every service locks them."""
    ids = affected_opportunities(user, since=on)
    rows = Opportunity.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    list(rows.values_list("pk"))
    return ids


def _apply(
    absence: Absence,
    moves: Iterable[PlanMove],
    ids: list[int],
    *,
    by: User | None,
    now: datetime,
    on: date,
) -> None:
    reason = why_moved(absence)
    _keep(absence, [(move.activity, move.from_on, move.to_on) for move in moves])
    for move in moves:
        write_move(move.activity, move.to_on, by=by, now=now, on=on, reason=reason, absence=absence)
    sync(ids)


@transaction.atomic
def refuse_absence(*, by: User, now: datetime, absence: Absence, reason: str) -> Absence:
    """Refuse a request with a reason; the plans stay."""
    absence = lock_absence(absence)
    _require_requested(absence)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the absence is refused.")})
    absence.state = AbsenceState.REFUSED
    _decide(absence, by=by, now=now, reason=reason.strip())
    tell_absence(REFUSED, absence, by=by, now=now)
    return absence


@transaction.atomic
def withdraw_absence(*, by: User, now: datetime, absence: Absence) -> Absence:
    """Take one's own request back."""
    absence = lock_absence(absence)
    _require_requested(absence)
    absence.state = AbsenceState.WITHDRAWN
    save_as(absence, by=by, now=now)
    return absence


@transaction.atomic
def cancel_absence(*, by: User, now: datetime, on: date, absence: Absence, reason: str) -> Absence:
    """End an approved absence before it begins; from ``on`` its days count again.

    What the audits before saw stays: no deadline that they judged had reached these days. The plans
    stay where they are.
    """
    absence = lock_absence(absence)
    if absence.state != AbsenceState.APPROVED:
        raise ValidationError(_("Only an approved absence can be cancelled."), code="decided")
    if absence.from_on <= on:
        raise ValidationError(_("This absence has begun; it can no longer be cancelled."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the absence is cancelled.")})
    absence.state = AbsenceState.CANCELLED
    absence.cancelled_on = on
    absence.decision_reason = reason.strip()
    save_as(absence, by=by, now=now, reason=absence.decision_reason)
    tell_absence(CANCELLED, absence, by=by, now=now)
    sync(affected_opportunities(absence.user, since=on))
    return absence


@transaction.atomic
def impose_absence(
    *,
    by: User,
    now: datetime,
    on: date,
    user: User,
    kind: str,
    from_on: date,
    to_on: date,
    plans: str,
) -> Absence:
    """An absence that nobody asks for, as a suspension is (R8.7): approved at once, plans spread.

    Raises ``ValidationError`` by field where the days are taken or it is too late to pull forward.
    """
    if to_on < from_on:
        raise ValidationError({"to_on": _("The absence ends before it begins.")})
    lock_person(user)
    require_free_days(user, from_on, to_on)
    ids = _lock_opportunities(user, on)
    moves = plan_moves(user, from_on, to_on, plans, on=on) if plans else []
    _require_days([move.to_on for move in moves])
    absence = Absence(
        user=user,
        kind=kind,
        from_on=from_on,
        to_on=to_on,
        plans=plans,
        recorded_on=on,
        by=by,
    )
    try:
        with transaction.atomic():
            _decide(absence, by=by, now=now)
    except IntegrityError as error:
        # A request for the very same days waits to be decided.
        raise ValidationError(
            {"from_on": _("On these days there is another absence.")}, code="overlap"
        ) from error
    _apply(absence, moves, ids, by=by, now=now, on=on)
    return absence
