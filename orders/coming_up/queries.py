"""What comes up for customers without a plan: birthdays, insurance, service, deliveries (R10.2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.prepared import prepared
from leads.customers.models import UNKNOWN_BIRTHDAY, Customer, Lifecycle

from ..buyers.models import OwnedVehicle
from ..buyers.rules import next_anniversary
from ..orders.models import Order

BIRTHDAY, INSURANCE, SERVICE, DELIVERY = "birthday", "insurance", "service", "delivery"
LABELS = {
    BIRTHDAY: _("Birthday"),
    INSURANCE: _("Insurance expires"),
    SERVICE: _("Service due"),
    DELIVERY: _("Delivery"),
}
ICONS = {
    BIRTHDAY: "cake2",
    INSURANCE: "shield-check",
    SERVICE: "wrench-adjustable",
    DELIVERY: "key",
}
# Days ahead from which each is announced.
AHEAD = {BIRTHDAY: 3, INSURANCE: 30, SERVICE: 14, DELIVERY: 3}
MOST = 50


@dataclass(frozen=True)
class ComingUp:
    kind: str
    on: date
    customer: Customer
    what: str = ""

    @property
    def label(self):
        return LABELS[self.kind]

    @property
    def icon(self):
        return ICONS[self.kind]


def coming_up_for(person, *, on):
    """What comes up for the person's own customers, the nearest first; at most ``MOST``.

    Unknown birthdays never appear (R2.1), nor cards out of use; a delivery stays until it is done.
    """
    found = [*_birthdays(person, on), *_cars(person, on), *_deliveries(person, on)]
    return sorted(found, key=lambda item: (item.on, item.kind, item.customer.pk))[:MOST]


def _last(kind, on):
    return on + timedelta(days=AHEAD[kind])


def _birthdays(person, on):
    days = [on + timedelta(days=n) for n in range(AHEAD[BIRTHDAY] + 1)]
    # Who was born on 29 February is greeted on the 28th in other years.
    dates = {(d.month, d.day) for d in days}
    dates |= {(2, 29) for d in days if next_anniversary(date(2024, 2, 29), d) == d}
    places = {f"month{n}": month for n, (month, _day) in enumerate(sorted(dates))}
    places |= {f"day{n}": day for n, (_month, day) in enumerate(sorted(dates))}
    for customer in _born_on(len(dates), person=person.pk, **places):
        yield ComingUp(BIRTHDAY, next_anniversary(customer.birthday, on), customer)


@prepared
def _born_on(number, person, **dates):
    wanted = Q()
    for n in range(number):
        wanted |= Q(birthday__month=dates[f"month{n}"], birthday__day=dates[f"day{n}"])
    rows = Customer.objects.filter(wanted, consultant=person).in_use()
    return rows.exclude(birthday=UNKNOWN_BIRTHDAY)[:MOST]


def _cars(person, on):
    for kind, name in ((INSURANCE, "insurance_expires_on"), (SERVICE, "service_due_on")):
        for car in _coming(name, person=person.pk, first=on, last=_last(kind, on)):
            yield ComingUp(kind, getattr(car, name), car.customer, str(car))


@prepared
def _coming(name, person, first, last):
    rows = OwnedVehicle.objects.filter(customer__consultant=person).select_related("customer")
    rows = rows.exclude(customer__lifecycle=Lifecycle.INACTIVE)
    return rows.filter(**{f"{name}__range": (first, last)}).order_by(name, "pk")[:MOST]


def _deliveries(person, on):
    for order in _to_deliver(person=person.pk, last=_last(DELIVERY, on)):
        yield ComingUp(DELIVERY, order.delivery_expected_on, order.customer, order.model)


@prepared
def _to_deliver(person, last):
    rows = Order.objects.open().filter(customer__consultant=person, delivery_expected_on__lte=last)
    return rows.select_related("customer").order_by("delivery_expected_on", "pk")[:MOST]
