"""Names are put on the list, changed, set aside and taken up again (R2.5, R2.6, R14.2)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES
from accounts.people.models import Store, User
from foundation.history import save_as
from foundation.registry import Registry

from ..customers.models import Customer
from ..customers.services import DuplicatePhone, clean_phone, find_by_phone
from .models import TargetCustomer

# What rooms above do once nobody works on one: `(target=, by=, now=, reason=)`, in the same transaction.
set_aside_too: Registry[Callable[..., None]] = Registry()


class OnListAlready(ValidationError):
    """The number is that of ``target``, which is on the store's list (R2.5)."""

    def __init__(self, target: TargetCustomer) -> None:
        super().__init__(_("This number is already on the list."), code="duplicate")
        self.target = target


@transaction.atomic
def register_target(
    *, by: User, now: datetime, on: date, store: Store, consultant: User | None, **fields: Any
) -> TargetCustomer:
    """Put a name on the list.

    Raises ``DuplicatePhone`` where the number is on a card of the store, ``OnListAlready`` where on the list.
    """
    target = TargetCustomer(store=store, consultant=consultant, registered_on=on)
    return _write(target, fields, by=by, now=now)


@transaction.atomic
def change_target(*, by: User, now: datetime, target: TargetCustomer, **fields: Any) -> Any:
    """Change what is known of it, or who has it; raises as ``register_target`` does."""
    target = lock_target(target, by=by)
    require_on_list(target)
    return _write(target, fields, by=by, now=now)


def _write(target: TargetCustomer, fields: dict[str, Any], *, by: User, now: datetime) -> Any:
    if fields.get("phone"):
        fields["phone"] = clean_phone(fields["phone"])
        _require_new(target, fields["phone"])
    for name, value in fields.items():
        setattr(target, name, value)
    person = target.consultant
    if person and (not person.is_active or person.store_id != target.store_id):
        raise ValidationError({"consultant": _("This person works in another store.")})
    try:
        with transaction.atomic():
            save_as(target, by=by, now=now)
    except IntegrityError:
        _require_new(target, target.phone)
        raise
    return target


def _require_new(target: TargetCustomer, phone: str) -> None:
    if card := find_by_phone(target.store, phone):
        raise DuplicatePhone(card)
    same = TargetCustomer.objects.filter(store=target.store, phone=phone).exclude(pk=target.pk)
    if found := same.first():
        raise OnListAlready(found)


@transaction.atomic
def set_aside(*, by: User, now: datetime, on: date, target: TargetCustomer, reason: str) -> None:
    """Nobody works on it any more, for a reason; twice changes nothing (R2.6)."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    target = lock_target(target, by=by)
    if target.inactive_on:
        return
    require_on_list(target)
    target.inactive_on, target.inactive_reason = on, reason.strip()
    save_as(target, by=by, now=now, reason=target.inactive_reason)
    for follow in set_aside_too:
        follow(target=target, by=by, now=now, reason=target.inactive_reason)


@transaction.atomic
def take_up(*, by: User, now: datetime, target: TargetCustomer) -> None:
    """Work on it again; twice changes nothing (R2.6)."""
    target = lock_target(target, by=by)
    if target.inactive_on:
        target.inactive_on, target.inactive_reason = None, ""
        save_as(target, by=by, now=now)


@transaction.atomic
def put_on_card(
    *, by: User, now: datetime, on: date, target: TargetCustomer, customer: Customer
) -> None:
    """It has become this customer, whose card tells what was done before (R2.5, R14.2).

    Raises ``PermissionDenied`` for a card that ``by`` may not open, ``ValidationError`` where it is on a card.
    """
    if not Customer.objects.visible_to(by).filter(pk=customer.pk, store=target.store_id).exists():
        raise PermissionDenied
    target = lock_target(target, by=by)
    require_on_list(target)
    target.customer, target.promoted_on = customer, on
    save_as(target, by=by, now=now)


def lock_target(target: TargetCustomer, *, by: User) -> TargetCustomer:
    """It under lock, as it is now; raises ``PermissionDenied`` for who may not work on it."""
    rows = TargetCustomer.objects.visible_to(by)
    if by.role not in CUSTOMER_ROLES or not rows.filter(pk=target.pk).exists():
        raise PermissionDenied
    locked = TargetCustomer.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("store", "consultant", "customer").get(pk=target.pk)


def require_on_list(target: TargetCustomer) -> None:
    """Raise ``ValidationError`` where it has become a customer, or nobody works on it."""
    if target.customer_id:
        raise ValidationError(_("This has become a customer meanwhile: go on at the card."))
    if target.inactive_on:
        raise ValidationError(_("This is inactive: take it up again first."))
