"""Target customers as the user may see them (R1.3, R14.2)."""

from contextlib import suppress
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.access.queries import staff_visible_to
from accounts.people.models import Role, User
from foundation.searching import reads_like
from foundation.words import folded

from ..customers.rules import PhoneError, normalise_phone
from .models import TargetCustomer


def get_target_for(user: User, pk: int) -> TargetCustomer:
    """The target customer, or 404 where the user may not see it."""
    rows = TargetCustomer.objects.visible_to(user).select_related(
        "store", "consultant", "event", "customer"
    )
    return get_object_or_404(rows, pk=pk)


def targets_for(user: User) -> QuerySet[Any]:
    """All that the user may see, the last first."""
    rows = TargetCustomer.objects.visible_to(user)
    return rows.select_related("consultant", "customer", "store").order_by("-pk")


def targets_found(user: User, text: str) -> QuerySet[Any]:
    """Those that are no customers yet whose name holds the text, or whose number it is, the last first."""
    if not folded(text):
        return TargetCustomer.objects.none()
    wanted = reads_like("name", text)
    with suppress(PhoneError):
        wanted |= Q(phone=normalise_phone(text))
    return targets_for(user).unpromoted().filter(wanted)


def may_have(user: User) -> QuerySet[User]:
    """To whom the user may give one: themselves, or the consultants they lead."""
    return staff_visible_to(user).filter(role=Role.CONSULTANT, is_active=True)
