"""Target customers as the user may see them (R1.3, R14.2)."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.access.queries import staff_visible_to
from accounts.people.models import Role, User

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


def may_have(user: User) -> QuerySet[User]:
    """To whom the user may give one: themselves, or the consultants they lead."""
    return staff_visible_to(user).filter(role=Role.CONSULTANT, is_active=True)
