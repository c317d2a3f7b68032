"""What becomes of an entry: signed out, made void, confirmed, checked, read by who was told (R9.1)."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.notices.services import read_of, unsay
from accounts.people.models import Role, User
from foundation.history import save_as

from ..models import Visit
from ..notices import VISITOR
from .visits import lock_visit, require_open_to, to_the_minute


@transaction.atomic
def sign_out(*, by: User, now: datetime, on: date, visit: Visit) -> Visit:
    """The visitor leaves now; one of an earlier day left at closing time, at the latest."""
    visit = lock_visit(visit)
    if not visit.is_inside:
        return visit
    left_at = to_the_minute(now)
    if visit.on < on:
        zone = ZoneInfo(visit.store.time_zone)
        left_at = datetime.combine(visit.on, settings.CLOSING_TIME, zone)
    visit.left_at = max(left_at, visit.arrived_at)
    save_as(visit, by=by, now=now)
    return visit


@transaction.atomic
def void_visit(*, by: User, now: datetime, visit: Visit, reason: str) -> Visit:
    """It was registered by mistake: it counts nowhere any more; the record stays.

    One whose number opened a card is not made void: the card, too, would have to go (R1.4).
    """
    visit = lock_visit(visit)
    require_open_to(visit, by)
    if visit.customer_id:
        raise ValidationError(_("The visitor's number is on a card: correct the entry instead."))
    visit.struck_at = now
    save_as(visit, by=by, now=now, reason=reason.strip())
    unsay(VISITOR, keys=[visit.pk])
    return visit


@transaction.atomic
def set_checked(*, by: User, now: datetime, visits: Iterable[int], checked: bool = True) -> int:
    """The manager's check 经理确认 of some visits, or its withdrawal; returns how many changed.

    Whoever is still inside is signed out first.
    """
    if by.role not in (Role.MANAGER, Role.DIRECTOR):
        raise PermissionDenied
    found = Visit.objects.filter(pk__in=visits, struck_at=None)
    rows = found.select_for_update(of=("self",)).order_by("pk")  # all lock in one order
    changed = [
        visit
        for visit in rows
        if bool(visit.checked_at) != checked and not (checked and visit.is_inside)
    ]
    for visit in changed:
        visit.checked_by, visit.checked_at = (by, now) if checked else (None, None)
        save_as(visit, by=by, now=now)
    return len(changed)


@transaction.atomic
def confirm_visit(*, by: User, now: datetime, visit: Visit) -> Visit:
    """The consultant says that their own line is right; said twice, the first time stands."""
    visit = lock_visit(visit)
    if visit.consultant_id != by.pk:
        raise PermissionDenied
    if visit.confirmed_at is None:
        visit.confirmed_at = now
        save_as(visit, by=by, now=now)
    read_of(VISITOR, key=visit.pk, by=by, now=now)
    return visit
