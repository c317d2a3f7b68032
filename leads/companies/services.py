"""People, vehicles and contracts of a company are written down and corrected (R14.2)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES
from accounts.people.models import User
from foundation.history import save_as

from ..customers.models import Customer
from ..prospecting.models import TargetCustomer
from ..prospecting.services import lock_target, require_on_list
from .queries import PARTS, part_for


@transaction.atomic
def add_part(
    part: str, *, by: User, now: datetime, owner: Customer | TargetCustomer, **fields: Any
) -> Any:
    """A person, vehicle or contract of the customer or target customer; ``PermissionDenied`` for others'."""
    if isinstance(owner, TargetCustomer):
        require_on_list(lock_target(owner, by=by))
        row = PARTS[part](target=owner)
    else:
        if not Customer.objects.visible_to(by).filter(pk=owner.pk).exists():
            raise PermissionDenied
        row = PARTS[part](customer=owner)
    return _write(row, fields, by=by, now=now)


@transaction.atomic
def change_part(part: str, pk: int, *, by: User, now: datetime, **fields: Any) -> Any:
    """Correct it; the former values are kept."""
    if part_for(by, part, pk) is None:
        raise PermissionDenied
    locked = PARTS[part].objects.select_for_update(of=("self",), no_key=True)
    return _write(locked.get(pk=pk), fields, by=by, now=now)


def _write(row: Any, fields: dict[str, Any], *, by: User, now: datetime) -> Any:
    if by.role not in CUSTOMER_ROLES:
        raise PermissionDenied
    for name, value in fields.items():
        setattr(row, name, value)
    if getattr(row, "to_on", None) and row.to_on < row.from_on:
        raise ValidationError({"to_on": _("The last day lies before the first.")})
    save_as(row, by=by, now=now)
    return row
