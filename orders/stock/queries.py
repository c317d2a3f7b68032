"""Stock in, sold, in stock 进销存, by model and colour (R9.7), and how the vehicles stand today.

Each figure is one condition, counted by ``movement`` and listed by ``movement_rows``.
"""

from dataclasses import dataclass, fields

from django.db.models import Count, FilteredRelation, Min, Q, TextChoices
from django.utils.translation import gettext_lazy as _


class VehicleState(TextChoices):
    """Sold: given to an order that counts as a conversion (R9.10), not delivered yet."""

    FREE = "free", _("Free")
    ALLOCATED = "allocated", _("Allocated")
    SOLD = "sold", _("Sold, not delivered")
    DELIVERED = "delivered", _("Delivered")


STATES = {
    VehicleState.FREE: Q(left_on=None, standing=None),
    VehicleState.ALLOCATED: Q(left_on=None, standing__isnull=False, standing__converted_on=None),
    VehicleState.SOLD: Q(left_on=None, standing__converted_on__isnull=False),
    VehicleState.DELIVERED: Q(left_on__isnull=False),
}


def with_order(vehicles):
    """The vehicles, each joined with the one order that stands on it, as ``standing``."""
    condition = Q(orders__cancelled_on=None)
    return vehicles.annotate(standing=FilteredRelation("orders", condition=condition))


def in_state(vehicles, state):
    """Those that stand so today; ``vehicles`` come from ``with_order``."""
    return vehicles.filter(STATES[state])


def state_of(vehicle, order):
    """The state of one vehicle and its standing order, which may be ``None``; as ``STATES`` has it."""
    if vehicle.left_on:
        return VehicleState.DELIVERED
    if order is None:
        return VehicleState.FREE
    return VehicleState.SOLD if order.converted_on else VehicleState.ALLOCATED


@dataclass(frozen=True)
class Movement:
    """Vehicles: ``opening`` + ``came`` - ``sold`` = ``closing``, of which ``allocated`` are given to orders."""

    opening: int = 0
    came: int = 0
    sold: int = 0
    closing: int = 0
    allocated: int = 0

    def __add__(self, other):
        return Movement(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


FIGURES = tuple(field.name for field in fields(Movement))


def movement(vehicles, *, from_on, to_on):
    """``{(model, colour): Movement}`` from the start of ``from_on`` to the close of ``to_on``, sorted.

    What never was in stock within these days is left out. A vehicle of a cancelled order was never allocated.
    """
    figures = _figures(from_on, to_on)
    rows = with_order(vehicles).filter(arrived_on__lte=to_on)
    rows = rows.exclude(left_on__lt=from_on).order_by().values("model", "colour")
    counted = rows.annotate(**{name: Count("pk", filter=figures[name]) for name in FIGURES})
    return {
        (row["model"], row["colour"]): Movement(*(row[name] for name in FIGURES))
        for row in counted.order_by("model", "colour")
    }


def movement_rows(vehicles, figure, *, from_on, to_on, model=None, colour=None):
    """The vehicles behind a figure of ``FIGURES``, of one model or colour or of all."""
    rows = with_order(vehicles).filter(_figures(from_on, to_on)[figure])
    if model is not None:
        rows = rows.filter(model=model)
    if colour is not None:
        rows = rows.filter(colour=colour)
    return rows.order_by("model", "colour", "arrived_on", "pk")


def _figures(from_on, to_on):
    there = Q(arrived_on__lte=to_on) & (Q(left_on=None) | Q(left_on__gt=to_on))
    return {
        "opening": Q(arrived_on__lt=from_on) & (Q(left_on=None) | Q(left_on__gte=from_on)),
        "came": Q(arrived_on__range=(from_on, to_on)),
        "sold": Q(left_on__range=(from_on, to_on)),
        "closing": there,
        "allocated": there & Q(standing__allocated_on__lte=to_on),
    }


def shown_on_page(vehicles):
    """For a page, the longest in stock first, each with its orders and who sold them."""
    rows = vehicles.select_related("store").prefetch_related("orders__consultant")
    return rows.order_by("arrived_on", "pk")


@dataclass(frozen=True)
class Standing:
    """How many vehicles of a model and colour stand how; ``days``: the longest in stock."""

    model: str
    colour: str
    free: int
    allocated: int
    sold: int
    coming: int
    days: int | None


def by_state(vehicles, *, on):
    """The ``Standing`` of each model and colour among vehicles of ``with_order`` not delivered yet."""
    there = Q(arrived_on__lte=on)
    rows = vehicles.order_by().values("model", "colour")
    counted = rows.annotate(
        free=Count("pk", filter=STATES[VehicleState.FREE] & there),
        allocated=Count("pk", filter=STATES[VehicleState.ALLOCATED] & there),
        sold=Count("pk", filter=STATES[VehicleState.SOLD] & there),
        coming=Count("pk", filter=~there),
        oldest=Min("arrived_on", filter=there),
    )
    found = []
    for row in counted.order_by("model", "colour"):
        oldest = row.pop("oldest")
        found.append(Standing(days=(on - oldest).days if oldest else None, **row))
    return found
