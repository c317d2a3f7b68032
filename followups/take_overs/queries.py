"""Who has taken which customer over, and what a leader accompanies (S1)."""

from datetime import date, timedelta
from typing import Any

from accounts.people.models import User
from foundation.prepared import prepared
from leads.customers.models import Customer

from ..activities.models import Activity
from .models import TakeOver

LATELY = timedelta(days=30)


def looks_after(person: User, customer_id: int, *, on: date) -> bool:
    """Whether the person has taken the customer over on the date."""
    if person.is_consultant:
        return False
    return TakeOver.objects.running(on=on).filter(customer=customer_id, leader=person).exists()


def take_over_of(customer: Customer, *, on: date) -> TakeOver | None:
    """The one that holds, or is to begin."""
    rows = TakeOver.objects.filter(customer=customer, ended_on=None, until_on__gte=on)
    return rows.select_related("leader").first()


def told_to(consultant: User, *, on: date) -> list[TakeOver]:
    """Which of their customers somebody else looks after for a while."""
    return list(_told(person=consultant.pk, on=on))


@prepared
def _told(person, on):
    rows = TakeOver.objects.running(on=on).filter(customer__consultant=person)
    return rows.select_related("leader", "customer")


def mine(leader: User, *, on: date) -> dict[str, Any]:
    """What a leader has taken over, the visits they are to accompany, and those they did."""
    taken = TakeOver.objects.running(on=on).filter(leader=leader)
    related = ("opportunity__customer", "opportunity__grade", "consultant")
    accompanied = Activity.objects.filter(companion=leader).select_related(*related)
    return {
        "taken": taken.select_related("customer__consultant").prefetch_related(
            "customer__opportunities__grade"
        ),
        "plans": accompanied.planned().order_by("planned_on", "pk"),
        "done": accompanied.executed()
        .filter(executed_on__gte=on - LATELY)
        .order_by("-executed_on", "-pk"),
    }
