"""Tasks as the user may see them, of a day, and what they add to it (R1.3, R4.11, R14.3)."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from accounts.access.queries import zone_of
from accounts.people.models import Store, User
from foundation.dates import ONE_DAY, moments_of
from foundation.prepared import in_one_row, prepared
from leads.customers.models import Customer
from leads.prospecting.models import TargetCustomer

from .models import Errand

MOST_ON_A_DAY = 50
MOST_TOLD = 50


def errands_for(user: User) -> QuerySet[Any]:
    """All that the user may see, with what a row shows."""
    return _with_names(Errand.objects.visible_to(user))


def get_errand_for(user: User, pk: int) -> Errand:
    """The task, or 404 where the user may see neither it nor the card that tells of it."""
    return get_object_or_404(_with_names(Errand.objects.on_pages_of(user)), pk=pk)


def _with_names(rows: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.select_related(
        "person", "given_by", "customer", "target", "event", "store"
    )
    return found


def tasks_to_pass_on(person: User) -> int:
    """How many open tasks others are to have before the person leaves.

    Of who heads a store none: nobody there may give them to another, and the account is to be closed.
    """
    return 0 if person.heads else Errand.objects.open().filter(person=person).count()


def due_by(person: User, day: date) -> list[Errand]:
    """What the person has open that is due by the end of the day, the most urgent first."""
    return list(_due_before(person=person.pk, end=_end_of(day, person.store)))


@prepared
def _due_before(person, end):
    rows = Errand.objects.open().filter(person=person, due_at__lt=end)
    rows = rows.select_related("customer", "target", "event")
    return rows.order_by("due_at", "priority", "pk")[:MOST_ON_A_DAY]


def of_day(person: User, day: date) -> list[Errand]:
    """What the person has open that is due on the day."""
    end = _end_of(day, person.store)
    rows = Errand.objects.open().filter(person=person, due_at__gte=end - ONE_DAY, due_at__lt=end)
    rows = rows.select_related("customer", "target", "event")
    return list(rows.order_by("due_at", "priority", "pk")[:MOST_ON_A_DAY])


def count_open(person: User, *, now: datetime) -> int:
    """How many are late or due within a day; for the badge of the menu."""
    return int(_soon.row(person=person.pk, end=now + ONE_DAY)["number"])


@prepared
def _soon(person, end):
    rows = Errand.objects.open().filter(person=person, due_at__lt=end)
    return in_one_row(rows, number=Count("pk"))


def load_of(
    people: Iterable[User], store: Store | None, *, on: date, last: date
) -> Counter[tuple[int, date]]:
    """``{(person, day): open tasks}`` from ``on`` to ``last``; what is late stands on ``on``. One query."""
    rows = Errand.objects.open().filter(
        person__in=[person.pk for person in people], due_at__lt=_end_of(last, store)
    )
    zone = zone_of(store)
    found: Counter[tuple[int, date]] = Counter()
    for person, due_at in rows.order_by().values_list("person", "due_at"):
        found[person, max(due_at.astimezone(zone).date(), on)] += 1
    return found


def for_calendar(person: User, *, on: date, past: timedelta, ahead: timedelta) -> QuerySet[Any]:
    """The open tasks of the person around the day."""
    first, last = _end_of(on - past, person.store), _end_of(on + ahead, person.store)
    rows = Errand.objects.open().filter(person=person, due_at__gte=first, due_at__lt=last)
    return rows.select_related("customer", "target", "event").order_by("due_at", "priority", "pk")


def errands_of(owner: Customer | TargetCustomer) -> list[Errand]:
    """Those of a customer or target customer, the last first, but for those that were cancelled."""
    return list(_last_of(isinstance(owner, Customer), owner=owner.pk))


@prepared
def _last_of(is_customer, owner):
    rows = Errand.objects.filter(cancelled_at=None).select_related(
        "person", "customer", "target", "event"
    )
    rows = rows.of_customer(owner) if is_customer else rows.filter(target=owner)
    return rows.order_by("-due_at", "-pk")[:MOST_TOLD]


def _end_of(day: date, store: Store | None) -> datetime:
    """The first moment after the day at the store."""
    return moments_of(day, day, zone_of(store))[1]
