"""Suspension for study 待岗学习: its days are an absence of the person (R8.7)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access.queries import require_director
from accounts.people.models import User
from accounts.people.services import lock_people, lock_store
from followups.absences.services.registering import affected_opportunities
from followups.absences.services.requesting import impose_absence
from followups.calendars.models import STANDING, Absence, AbsenceKind, AbsenceState, PlanHandling
from followups.deadlines.services import sync
from foundation.decisions import DecisionError
from foundation.history import save_as

from ..models import Proposal, Suspension
from ..rules import manager_days
from .pricing import terms_in_force
from .telling import tell_suspension

DAYS = 3
LONGEST_DAYS = 90


class FreeDays:
    """The days on which some people are not absent, read once; what is taken is no longer free."""

    def __init__(self, people: Iterable[int], *, after: date) -> None:
        self._spans = defaultdict(list)
        rows = Absence.objects.filter(user__in=people, state__in=STANDING, to_on__gt=after)
        for person, first, last in rows.values_list("user_id", "from_on", "to_on"):
            self._spans[person].append((first, last))

    def take(self, person_id: int, *, on: date, days: int = DAYS) -> tuple[date, date]:
        """``(from, to)``: the first so many days after ``on`` that are free all together."""
        start = on + timedelta(days=1)
        spans = self._spans[person_id]
        while clash := [z for a, z in spans if a < start + timedelta(days) and z >= start]:
            start = max(clash) + timedelta(days=1)
        taken = start, start + timedelta(days=days - 1)
        spans.append(taken)
        return taken


def impose(
    proposal: Proposal, *, by: User, now: datetime, on: date, from_on: date, to_on: date
) -> Suspension:
    """Suspend the person of an approved proposal, plans postponed; the caller holds the locks.

    Their manager is for half the days, rounded up, unless the policy says none: from the same day on,
    or as soon as so many are free (R8.3). Returns the consultant's. Raises ``DecisionError`` where the
    days are past, too many, or not all the person's to work.
    """
    days = {"by": by, "now": now, "on": on}
    suspension = _suspend(proposal, **days, from_on=from_on, to_on=to_on)
    terms = terms_in_force(proposal.store, on=proposal.opened_on)
    number = manager_days((to_on - from_on).days + 1, terms)
    for share in Proposal.objects.filter(share_of=proposal).select_related("person"):
        if number:
            eve = from_on - timedelta(days=1)
            first, last = FreeDays([share.person_id], after=eve).take(
                share.person_id, on=eve, days=number
            )
            _suspend(share, **days, from_on=first, to_on=last)
    return suspension


def _suspend(
    proposal: Proposal, *, by: User, now: datetime, on: date, from_on: date, to_on: date
) -> Suspension:
    if not on <= from_on <= to_on:
        raise DecisionError(_("A suspension begins today or later, and ends after it begins."))
    if to_on - from_on >= timedelta(days=LONGEST_DAYS) or from_on > on + timedelta(days=365):
        raise DecisionError(_("A suspension lasts 90 days at most and begins within a year."))
    absent = Absence.objects.filter(user=proposal.person, state__in=STANDING)
    if absent.overlapping(from_on, to_on).exists():
        raise DecisionError(_("On some of these days the person is absent already."))
    suspension = Suspension.objects.create(
        proposal=proposal,
        person=proposal.person,
        absence=_register(proposal.person, by=by, now=now, on=on, from_on=from_on, to_on=to_on),
    )
    tell_suspension(suspension, by=by, now=now)
    return suspension


def _register(person: User, **fields: Any) -> Absence:
    try:
        return impose_absence(
            user=person, kind=AbsenceKind.SUSPENSION, plans=PlanHandling.POSTPONE, **fields
        )
    except ValidationError as error:
        raise DecisionError(" ".join(error.messages)) from error


@transaction.atomic
def set_days(
    proposal: Proposal, *, by: User, now: datetime, on: date, from_on: date, to_on: date
) -> Suspension:
    """Date a suspension that was approved without days. Raises as ``impose`` does, and

    ``PermissionDenied`` unless ``by`` is a director of the store.
    """
    lock_store(proposal.store_id)
    shares = Proposal.objects.filter(share_of=proposal).values_list("person_id", flat=True)
    lock_people([proposal.person_id, *shares])
    require_director(by, proposal.store_id)
    waiting = Proposal.objects.undated().select_related("store", "person")
    proposal = waiting.filter(pk=proposal.pk).first()
    if proposal is None:
        raise DecisionError(_("This suspension does not wait for its days any more."))
    return impose(proposal, by=by, now=now, on=on, from_on=from_on, to_on=to_on)


def end_suspensions(proposal: Proposal, *, by: User, now: datetime, on: date, reason: str) -> None:
    """The entry was reversed: a suspension not yet over ends, and so does the manager's (R8.6).

    One still to come is cancelled; one that has begun lasts until ``on``, as those days were not
    worked. Plans stay where they were moved to: the person may pull them forward.
    """
    either = Q(proposal=proposal) | Q(proposal__share_of=proposal)
    rows = Suspension.objects.select_related("absence__user").filter(either).order_by("pk")
    for suspension in rows.filter(absence__state=AbsenceState.APPROVED, absence__to_on__gt=on):
        _end(suspension, by=by, now=now, on=on, reason=reason)


def _end(suspension: Suspension, *, by: User, now: datetime, on: date, reason: str) -> None:
    absence = suspension.absence
    _cancel(absence, by=by, now=now, on=on, reason=reason)
    if absence.from_on <= on:
        suspension.absence = impose_absence(
            by=by,
            now=now,
            on=on,
            user=absence.user,
            kind=AbsenceKind.SUSPENSION,
            from_on=absence.from_on,
            to_on=on,
            plans="",
        )
        suspension.save(update_fields=["absence"])
    sync(affected_opportunities(absence.user, since=on))


def _cancel(absence: Absence, *, by: User, now: datetime, on: date, reason: str) -> None:
    absence.state, absence.cancelled_on = AbsenceState.CANCELLED, on
    absence.decided_by, absence.decided_at = by, now
    absence.decision_reason = reason
    save_as(absence, by=by, now=now, reason=reason)
