"""Suspension for study 待岗学习: its days are an absence of the person (R8.7)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
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

DAYS = 3
LONGEST_DAYS = 90


class FreeDays:
    """The days on which some people are not absent, read once; what is taken is no longer free."""

    def __init__(self, people: Iterable[int], *, after: date) -> None:
        self._spans = defaultdict(list)
        rows = Absence.objects.filter(user__in=people, state__in=STANDING, to_on__gt=after)
        for person, first, last in rows.values_list("user_id", "from_on", "to_on"):
            self._spans[person].append((first, last))

    def take(self, person_id: int, *, on: date) -> tuple[date, date]:
        """``(from, to)``: the first ``DAYS`` days after ``on`` that are free all together."""
        start = on + timedelta(days=1)
        spans = self._spans[person_id]
        while clash := [z for a, z in spans if a < start + timedelta(DAYS) and z >= start]:
            start = max(clash) + timedelta(days=1)
        days = start, start + timedelta(days=DAYS - 1)
        spans.append(days)
        return days


def impose(
    proposal: Proposal, *, by: User, now: datetime, on: date, from_on: date, to_on: date
) -> Suspension:
    """Suspend the person of an approved proposal, plans postponed; the caller holds the locks.

    Raises ``DecisionError`` where the days are past, too many, or not all the person's to work.
    """
    if not on <= from_on <= to_on:
        raise DecisionError(_("A suspension begins today or later, and ends after it begins."))
    if to_on - from_on >= timedelta(days=LONGEST_DAYS) or from_on > on + timedelta(days=365):
        raise DecisionError(_("A suspension lasts 90 days at most and begins within a year."))
    absent = Absence.objects.filter(user=proposal.person, state__in=STANDING)
    if absent.overlapping(from_on, to_on).exists():
        raise DecisionError(_("On some of these days the person is absent already."))
    return Suspension.objects.create(
        proposal=proposal,
        person=proposal.person,
        absence=_register(proposal.person, by=by, now=now, on=on, from_on=from_on, to_on=to_on),
    )


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
    lock_people([proposal.person_id])
    require_director(by, proposal.store_id)
    waiting = Proposal.objects.undated().select_related("store", "person")
    proposal = waiting.filter(pk=proposal.pk).first()
    if proposal is None:
        raise DecisionError(_("This suspension does not wait for its days any more."))
    return impose(proposal, by=by, now=now, on=on, from_on=from_on, to_on=to_on)


def end_suspension(proposal: Proposal, *, by: User, now: datetime, on: date, reason: str) -> None:
    """The entry was reversed: a suspension not yet over ends (R8.6).

    One still to come is cancelled; one that has begun lasts until ``on``, as those days were not
    worked. Plans stay where they were moved to: the person may pull them forward.
    """
    suspension = (
        Suspension.objects.select_related("absence__user").filter(proposal=proposal).first()
    )
    if suspension is None or suspension.absence.state != AbsenceState.APPROVED:
        return
    absence = suspension.absence
    if absence.to_on <= on:
        return
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
