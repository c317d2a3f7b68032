"""The customer card on paper, front and back 客户卡 (R9.2), in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.timezone import localtime

from followups.activities.models import Activity, ActivityState
from followups.cards.queries import history_of
from foundation.display import day
from leads.customers.queries import as_shown_to
from orders.buyers.models import CareKind
from orders.buyers.queries import cars_of
from orders.buyers.rules import GRID_MONTHS, care_grid, grid_months
from orders.orders.models import Order

from ..sheets.queries.contact_grades import contact_grades

# Card fields in the order of the form; the first ones every card has.
FRONT = [
    "name",
    "gender",
    "phone",
    "birthday",
    "customer_type",
    "district",
    "source",
    "channel",
    "information_source",
    "first_visit_on",
    "contact_person",
    "position",
    "company_nature",
    "trade",
    "wechat",
    "email",
    "id_number",
    "postcode",
    "address",
    "family",
    "hobbies",
    "clubs",
    "circumstances",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
]
# So many lines the visit record has at least, for what is written by hand.
LEAST_LINES = 8
MOST_CHANGES = 12


@dataclass(frozen=True)
class Visit:
    """One line of the visit record: planned and actual day; ``next_on`` is that of the plan that followed.

    A visit that is still to come has no ``on``.
    """

    planned_on: date
    on: date | None
    model: str
    mode: str
    grade: str
    content: str
    next_on: date | None
    checked_by: str


@dataclass(frozen=True)
class Car:
    """A buyer's car and its contact plan: a row a kind, a cell a month; ``said``: the contacts that were made."""

    car: object
    months: list
    rows: list
    said: list
    has_other_days: bool = False


def front_facts(customer, *, user):
    """``(label, value)`` of all fields of the card, blank where nothing is known (R2.1, R2.3).

    Numbers as the user may read them (R13.4).
    """
    for name in FRONT:
        field = customer._meta.get_field(name)
        value = customer.known_birthday if name == "birthday" else getattr(customer, name)
        if field.choices:
            value = getattr(customer, f"get_{name}_display")()
        yield field.verbose_name, as_shown_to(user, customer, name, value)


def visits_of(customer, *, until):
    """The visit record of the customer, the oldest first."""
    rows = Activity.objects.filter(opportunity__customer=customer).exclude(
        state=ActivityState.CANCELLED
    )
    rows = rows.select_related("opportunity").prefetch_related("reviews__by")
    rows = sorted(rows, key=lambda row: (row.executed_on or row.planned_on, row.pk))
    grades = contact_grades({row.opportunity_id for row in rows}, until=until)
    after = {key: grade for found in grades.values() for key, _day, _before, grade in found}
    following, lines = {}, []
    for row in reversed(rows):
        lines.append(
            Visit(
                planned_on=row.planned_on,
                on=row.executed_on,
                model=row.opportunity.model,
                mode=row.get_mode_display(),
                grade=after.get(row.pk) or "",
                content=" / ".join(filter(None, [row.content, row.feedback])),
                next_on=following.get(row.opportunity_id),
                checked_by=", ".join(
                    f"{review.by} {day(localtime(review.at).date())}"
                    for review in row.reviews.all()
                ),
            )
        )
        following[row.opportunity_id] = row.planned_on
    return lines[::-1]


def intents_of(customer):
    """The purchase intents, the oldest first, each with its ``sales``: the numbers of the orders that stand."""
    orders = Prefetch("orders", Order.objects.standing().order_by("pk"), to_attr="standing_orders")
    rows = customer.opportunities.intents().select_related("grade").prefetch_related(orders)
    found = list(rows.order_by("registered_on", "pk"))
    for row in found:
        row.sales = ", ".join(order.number for order in row.standing_orders)
    return found


def changes_of(customer, *, user):
    """The latest of the record of changes, as the card's own page tells them (R1.4)."""
    return history_of(customer, user=user)[:MOST_CHANGES]


def back_of(customer):
    """The customer's cars with all kinds of the contact plan (R9.2)."""
    return [_back(car) for car in cars_of(customer)]


def blank_back():
    """The back of who has no car yet: the months are numbered."""
    months = list(range(1, GRID_MONTHS + 1))
    return Car(None, months, _rows([], []), [])


def _back(car):
    days = [item.activity.planned_on for item in car.care]
    first = min(days) if days else car.delivered_on
    if car.delivered_on and first:
        # The year begins with the delivery, or with the care of a car that was bought elsewhere.
        is_recent = (first - car.delivered_on).days < 366
        first = min(first, car.delivered_on) if is_recent else first
    months = grid_months(first) if first else []
    rows = _rows(car.care, months)
    said = [item for item in car.care if item.activity.executed_on]
    others = any(cells[-1] for _label, *both in rows for cells in both)
    return Car(car, months or list(range(1, GRID_MONTHS + 1)), rows, said, others)


def _rows(care, months):
    """``(label, planned, done)`` of each kind of care, a cell a month and one for the other days."""
    lines = [(item.kind, item.activity.planned_on, item.activity.executed_on) for item in care]
    found = care_grid(CareKind.values, lines, months)
    blank = [[] for _ in range(GRID_MONTHS + 1)]
    return [
        (CareKind(row.kind).label, *((row.planned, row.done) if months else (blank, blank)))
        for row in found
    ]
