"""A consultant leaves: first all their customers are handed over, then the account closes (R4.8)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import require_director, stores_of
from accounts.people.models import Role, User
from accounts.people.services import lock_store
from accounts.staff.services import save_staff
from foundation.decisions import DecisionError
from foundation.history import save_as
from foundation.reason_codes import Reason

from ..models import WORKS_ELSEWHERE, Departure, DepartureState


@transaction.atomic
def announce_departure(
    person: User, *, by: User, now: datetime, leaves_on: date, reason: str
) -> Departure:
    """Ask the director to decide on the departure; a second announcement changes day and reason.

    Raises ``PermissionDenied`` unless ``by`` is a director or an administrator over the store,
    ``ValidationError`` by field, ``DecisionError`` for one who is no active consultant.
    """
    _require_announcer(by, person)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the consultant leaves.")})
    lock_store(person.store_id)
    person = User.objects.get(pk=person.pk)
    if not (person.is_consultant and person.is_active):
        raise DecisionError(_("Only an active consultant can leave."))
    departure = Departure.objects.announced().filter(person=person).first()
    values = {"leaves_on": leaves_on, "reason": reason.strip()[:200]}
    if departure is None:
        departure = Departure(
            person=person, store=person.store, announced_by=by, announced_at=now, **values
        )
    elif all(getattr(departure, name) == value for name, value in values.items()):
        return departure
    for name, value in values.items():
        setattr(departure, name, value)
    save_as(departure, by=by, now=now, reason=departure.reason)
    return departure


@transaction.atomic
def take_departure_back(departure: Departure, *, by: User, now: datetime, reason: str) -> Departure:
    """The person stays after all; again changes nothing. As ``announce_departure``."""
    _require_announcer(by, departure.person)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the consultant stays.")})
    lock_store(departure.store_id)
    departure = Departure.objects.get(pk=departure.pk)
    if departure.state == DepartureState.LEFT:
        raise DecisionError(_("This consultant has left already."))
    if departure.state == DepartureState.ANNOUNCED:
        _decide(departure, DepartureState.STAYS, by=by, now=now, reason=reason.strip())
    return departure


def _require_announcer(by: User, person: User) -> None:
    announces = by.role in (Role.DIRECTOR, Role.ADMINISTRATOR)
    if not (announces and stores_of(by).filter(pk=person.store_id).exists()):
        raise PermissionDenied


@transaction.atomic
def deactivate(person: User, *, by: User, now: datetime) -> User:
    """Close the leaver's account; their history stays, and that they left is kept. Again changes nothing.

    Raises ``PermissionDenied`` unless ``by`` is a director of their store, ``DecisionError`` while they
    still have customers.
    """
    require_director(by, person.store_id)
    lock_store(person.store_id)
    person = User.objects.get(pk=person.pk)
    if not person.is_active:
        return person
    person.is_active = False
    try:
        save_staff(person, by=by, now=now)
    except ValidationError as error:
        raise DecisionError(error.messages[0]) from error
    departure = Departure.objects.announced().filter(person=person).first()
    if departure is None:
        departure = Departure(
            store=person.store,
            person=person,
            leaves_on=person.store.business_date(now),
            announced_by=by,
            announced_at=now,
        )
    _decide(departure, DepartureState.LEFT, by=by, now=now)
    return person


@transaction.atomic
def settle_departure(departure: Departure) -> None:
    """Decide an announced departure by what the staff form or an import has made of its person.

    Its decision is that of who changed the account, and then; what was decided meanwhile stays.
    """
    lock_store(departure.store_id)
    departure = Departure.objects.overtaken().filter(pk=departure.pk).first()
    if departure is None:
        return
    person = departure.person
    rows = person.history.order_by("-history_date", "-history_id")
    kept = {"role": Role.CONSULTANT, "store": departure.store, "is_active": True}
    before = rows.filter(**kept).first()
    after = rows.filter(history_id__gt=before.history_id) if before else rows
    change = after.order_by("history_id").first() or rows.first()
    if change is None:  # brought along without a history: there is nobody to name
        return
    left = not person.is_active
    state = DepartureState.LEFT if left else DepartureState.STAYS
    reason = "" if left else WORKS_ELSEWHERE
    _decide(departure, state, by=change.history_user, now=change.history_date, reason=reason)


def _decide(
    departure: Departure, state: str, *, by: User | None, now: datetime, reason: str | Reason = ""
) -> None:
    departure.state, departure.decision_reason = state, reason
    departure.decided_by, departure.decided_at = by, now
    save_as(departure, by=by, now=now, reason=reason)
