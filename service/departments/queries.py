"""What a department has still to do about orders and cars, from the rows that are there (R5.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, User
from foundation.words import surname_of
from orders.buyers.models import OwnedVehicle
from orders.orders.models import DueKind, Order, PaymentDue

# Days ahead.
SOON, DELIVERIES, INSURANCE, SERVICE = 10, 7, 30, 14
# A car without a plate for longer than this is nobody's step any more.
PLATED_WITHIN = timedelta(days=180)


@dataclass(frozen=True)
class Part:
    """``rows(user, on=)`` in the order of ``by``, the date on which each is due.

    ``order``: the path to the order of a row, ``self`` where the row is one. ``is_term``: whether ``by`` is a
    term; else it says since when the step is open.
    """

    code: str
    label: Any
    icon: str
    rows: Callable[..., QuerySet[Any]]
    by: str
    order: str = ""
    is_term: bool = True

    @property
    def words(self) -> list[str]:
        """The paths of what a row is looked for by."""
        if not self.order:
            return ["model", "plate_number"]
        path = "" if self.order == "self" else f"{self.order}__"
        return [f"{path}{name}" for name in ("model", "number", "plate_number")]


@dataclass(frozen=True)
class Line:
    """One step: what, whose, by when; ``url`` where the person may open it."""

    on: date | None
    customer: str
    what: str
    order: int | None
    amount: Any = None


def _dues(user: User, *, on: date) -> QuerySet[Any]:
    rows = PaymentDue.objects.outstanding().filter(order__store__in=stores_of(user))
    return rows.filter(due_on__lte=on + timedelta(days=SOON)).select_related("order__customer")


def _payments(user: User, *, on: date) -> QuerySet[Any]:
    return _dues(user, on=on).exclude(kind=DueKind.DEPOSIT)


def _deposits(user: User, *, on: date) -> QuerySet[Any]:
    return _dues(user, on=on).filter(kind=DueKind.DEPOSIT)


def _orders(user: User) -> QuerySet[Any]:
    return Order.objects.filter(store__in=stores_of(user)).select_related("customer", "vehicle")


def _invoices(user: User, *, on: date) -> QuerySet[Any]:
    return _orders(user).standing().filter(invoiced_on=None, converted_on__isnull=False)


def _to_prepare(user: User, *, on: date) -> QuerySet[Any]:
    """Cars that have their order and are to be made ready."""
    return _orders(user).open().filter(vehicle__isnull=False)


def _deliveries(user: User, *, on: date) -> QuerySet[Any]:
    last = on + timedelta(days=DELIVERIES)
    return _orders(user).open().filter(delivery_expected_on__lte=last)


def _plates(user: User, *, on: date) -> QuerySet[Any]:
    rows = _orders(user).standing().filter(plate_number="")
    sold = Q(delivered_on__gte=on - PLATED_WITHIN) | Q(delivered_on=None, invoiced_on__isnull=False)
    return rows.filter(sold)


def _cars(user: User, field: str, on: date, days: int) -> QuerySet[Any]:
    rows = OwnedVehicle.objects.filter(store__in=stores_of(user)).select_related("customer")
    return rows.filter(**{f"{field}__range": (on, on + timedelta(days=days))})


def _insurances(user: User, *, on: date) -> QuerySet[Any]:
    return _cars(user, "insurance_expires_on", on, INSURANCE)


def _services(user: User, *, on: date) -> QuerySet[Any]:
    return _cars(user, "service_due_on", on, SERVICE)


PARTS = {
    Role.FINANCE: [
        Part("payments", _("Payments due"), "cash-coin", _payments, "due_on", "order"),
        Part("deposits", _("Deposits to book"), "piggy-bank", _deposits, "due_on", "order"),
        Part("invoices", _("Invoices open"), "receipt", _invoices, "converted_on", "self", False),
    ],
    Role.SERVICE: [
        Part("deliveries", _("Deliveries"), "key", _deliveries, "delivery_expected_on", "self"),
        Part(
            "prepare",
            _("Cars to prepare"),
            "car-front",
            _to_prepare,
            "delivery_expected_on",
            "self",
        ),
        Part("plates", _("Plates open"), "card-text", _plates, "ordered_on", "self", False),
        Part(
            "insurances",
            _("Insurances expiring"),
            "shield-check",
            _insurances,
            "insurance_expires_on",
        ),
        Part("services", _("Services due"), "wrench-adjustable", _services, "service_due_on"),
    ],
}


@dataclass(frozen=True)
class Counted:
    part: Part
    number: int


def parts_of(user: User, *, on: date) -> list[Counted]:
    """The parts of the person's department, each with how many are open; one query a part."""
    return [
        Counted(part, part.rows(user, on=on).count()) for part in PARTS.get(Role(user.role), [])
    ]


def rows_of(part: Part, user: User, *, on: date) -> QuerySet[Any]:
    return part.rows(user, on=on).order_by(part.by, "pk")


def line_of(part: Part, row: Any, user: User) -> Line:
    """What the page says of a row; customer service reads a surname and opens no order (R1.3)."""
    is_finance = user.role == Role.FINANCE
    order = row if part.order == "self" else getattr(row, "order", None)
    customer = row.customer if part.order != "order" else row.order.customer
    what = f"{order.model} · {order.number}" if part.order else str(row)
    amount = row.outstanding if part.order == "order" else None
    return Line(
        on=getattr(row, part.by),
        customer=customer.name if is_finance else surname_of(customer.name),
        what=what,
        order=order.pk if is_finance and order else None,
        amount=amount,
    )
