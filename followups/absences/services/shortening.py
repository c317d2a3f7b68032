"""An absence that has begun ends earlier (R4.7): its days so far stay taken, the others count again."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as

from ...calendars.models import Absence, AbsenceState
from ...deadlines.services import sync
from ..models import ENDS_EARLIER
from ..notices import APPROVED
from ..queries import earliest_end, may_be_shortened
from .registering import affected_opportunities, lock_absence, tell_absence


@transaction.atomic
def ask_to_shorten(
    *, by: User, now: datetime, on: date, absence: Absence, to_on: date, reason: str
) -> Absence:
    """Ask that one's absence ends on ``to_on``; it waits for a decision like any request.

    Raises ``ValidationError`` by field.
    """
    absence = lock_absence(absence)
    return _request(absence, by=by, now=now, on=on, to_on=to_on, reason=reason)


@transaction.atomic
def shorten_absence(
    *, by: User, now: datetime, on: date, absence: Absence, to_on: date, reason: str
) -> Absence:
    """End it on ``to_on`` at once; as ``ask_to_shorten``. Returns the absence that counts now."""
    absence = lock_absence(absence)
    request = _request(absence, by=by, now=now, on=on, to_on=to_on, reason=reason)
    return end_earlier(request, by=by, now=now, on=on)


def _request(
    absence: Absence, *, by: User, now: datetime, on: date, to_on: date, reason: str
) -> Absence:
    if not may_be_shortened(absence, on=on):
        raise ValidationError(_("This absence can no longer be shortened."), code="decided")
    first, last = earliest_end(absence, on=on), absence.to_on - timedelta(days=1)
    if not first <= to_on <= last:
        said = _("Choose a day from %(first)s to %(last)s.")
        days = {"first": date_format(first), "last": date_format(last)}
        raise ValidationError({"to_on": said % days})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it ends earlier.")})
    request = Absence(
        user=absence.user,
        kind=absence.kind,
        from_on=absence.from_on,
        to_on=to_on,
        recorded_on=on,
        by=by,
        reason=reason.strip()[:200],
        state=AbsenceState.REQUESTED,
        replaces=absence,
    )
    try:
        with transaction.atomic():
            save_as(request, by=by, now=now, reason=request.reason)
    except IntegrityError as error:
        raise ValidationError({"to_on": _("This has been asked for already.")}) from error
    return request


def end_earlier(request: Absence, *, by: User, now: datetime, on: date) -> Absence:
    """The old absence counts until ``on``, the shorter one from then; plans stay where they are.

    Days that passed since it was asked for were days of absence and stay so. Raises
    ``ValidationError`` where nothing is left to shorten.
    """
    old = Absence.objects.select_for_update(of=("self",)).get(pk=request.replaces_id)
    to_on = max(request.to_on, earliest_end(old, on=on))
    if old.state != AbsenceState.APPROVED or to_on >= old.to_on:
        raise ValidationError(_("This absence can no longer be shortened."), code="decided")
    old.state, old.cancelled_on = AbsenceState.CANCELLED, on
    old.decision_reason = ENDS_EARLIER.of(reason=request.reason)
    save_as(old, by=by, now=now, reason=old.decision_reason)
    request.state, request.to_on, request.recorded_on = AbsenceState.APPROVED, to_on, on
    request.decided_by, request.decided_at = by, now
    save_as(request, by=by, now=now)
    tell_absence(APPROVED, request, by=by, now=now)
    sync(affected_opportunities(request.user, since=on))
    return request
