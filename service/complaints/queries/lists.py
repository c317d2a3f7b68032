"""Complaints as the user reads them: the list, one with its steps, the card and the rows of plans (R14.1)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import zone_of
from accounts.access.seers import counted_for, prepared_for
from accounts.people.models import Role, Store, User
from followups.cards.queries import Section, Story
from followups.evening.queries import Column
from followups.worklist.rules import Beside
from foundation.dates import moments_of
from foundation.prepared import prepared
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from orders.orders.models import Order

from ...questions.rules import DEPARTMENTS_OF
from ..models import Complaint
from .filters import TEAM

MOST_ON_CARD, MOST_OFFERED, MOST_ON_PAGE = 50, 20, 10


def complaints_for(user: User) -> QuerySet[Any]:
    """The last first; the list orders each of its states by an index."""
    rows = Complaint.objects.visible_to(user).select_related(
        "store", "customer", "assignee", "cause__kind", "registered_by"
    )
    return rows.order_by("-registered_on", "-pk")


def get_complaint_for(user: User, pk: int) -> Complaint:
    """The complaint, or 404 where the user may not read it."""
    rows = Complaint.objects.visible_to(user).select_related(
        "store",
        "customer__consultant",
        "assignee",
        "cause__kind",
        "consultant",
        "registered_by",
        "closed_by",
        "order",
        "opportunity",
    )
    found: Complaint = get_object_or_404(rows, pk=pk)
    return found


def to_work_on(user: User) -> QuerySet[Any]:
    """The open ones that the user has, or that their department has and nobody in it."""
    if user.role in (Role.RECEPTION, Role.GENERAL_MANAGER, Role.ADMINISTRATOR):
        return Complaint.objects.none()
    waits = Q(assignee=None, department__in=DEPARTMENTS_OF.get(user.role, ()))
    rows = Complaint.objects.workable_by(user).open()
    return rows.filter(Q(assignee=user.pk) | waits).order_by("due_at", "pk")


count_to_work_on = counted_for(to_work_on)


@prepared_for
def first_to_work_on(user: User) -> QuerySet[Any]:
    """The first ``MOST_ON_PAGE`` of them."""
    return to_work_on(user)[:MOST_ON_PAGE]


def what_it_may_be_about(customer: int | None) -> dict[str, list[Any]]:
    """The customer's orders and intents, the last first; of an unknown person none."""
    if customer is None:
        return {"orders": [], "intents": []}
    orders = Order.objects.filter(customer=customer).order_by("-ordered_on", "-pk")
    intents = Opportunity.objects.filter(customer=customer).order_by("-pk")
    return {"orders": list(orders[:MOST_OFFERED]), "intents": list(intents[:MOST_OFFERED])}


def open_of(customers: Iterable[int]) -> dict[int, Beside]:
    """Of each of these customers that complains: what stands beside each of their plans."""
    rows = Complaint.objects.open().filter(customer__in=list(customers)).order_by("-due_at", "-pk")
    return {
        row.customer_id: Beside("service/complaints/_beside.html", row)
        for row in rows.only("customer_id", "due_at", "severity", "closed_at")
    }


def open_on_card(customer: Customer, opportunities: list[Opportunity]) -> Section | None:
    """The open complaints of the customer, above all else on the card."""
    rows = list(_open_of(customer=customer.pk))
    return Section("service/complaints/_section.html", rows) if rows else None


@prepared
def _open_of(customer):
    rows = Complaint.objects.open().filter(customer=customer)
    return rows.select_related("assignee", "cause__kind").order_by("due_at", "pk")[:MOST_ON_CARD]


def told_on_card(customer: Customer) -> list[Story]:
    """The complaints of the customer as the card's timeline tells them."""
    return [
        Story("service/complaints/_story.html", row.registered_on, row)
        for row in _last_of(customer=customer.pk)
    ]


@prepared
def _last_of(customer):
    rows = Complaint.objects.filter(customer=customer).select_related("cause__kind", "closed_by")
    return rows.order_by("-pk")[:MOST_ON_CARD]


def closed_within(store: Store, first: date, last: date) -> QuerySet[Any]:
    """Complaints of known customers that were closed on these business dates, for a survey (R5.6)."""
    zone = zone_of(store)
    start, end = moments_of(first, last, zone)
    rows = Complaint.objects.filter(
        store=store, closed_at__gte=start, closed_at__lt=end, customer__isnull=False
    ).exclude(consultant=None)
    return rows.annotate(subject=F("pk"), happened_on=TruncDate("closed_at", tzinfo=zone))


def _count_open(user: User, people: list[int], day: date) -> Iterable[tuple[int, int]]:
    rows = Complaint.objects.visible_to(user).open().filter(assignee__in=people)
    return rows.order_by().values_list("assignee").annotate(Count("pk"))


def _address_of_open(person: int | None, day: date) -> str:
    values = {"state": "open"} | ({"assignee": str(person)} if person else {"held": TEAM})
    return f"{reverse('service:complaint_list')}?{urlencode(values)}"


# What each person of the team has open: as of now, whatever evening is looked at.
BOARD_COLUMN = Column(
    code="complaints",
    label=_("Complaints"),
    tile=_("Complaints"),
    hint=lambda day: _("with people of the team"),
    day=lambda evening_on, today: today,
    count=_count_open,
    address=_address_of_open,
)
