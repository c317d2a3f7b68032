"""Sales progress against target, by store, region, consultant or model, for a month (R9.7, R9.10)."""

from dataclasses import dataclass, fields
from datetime import timedelta

from django.db.models import Count, Q, Sum

# What the rows are about: the paths to it from an order and from a target.
GROUPS = {
    "store": ("store", "store"),
    "region": ("store__region", "store__region"),
    "consultant": ("consultant", "consultant"),
    "model": ("model", "model"),
}


@dataclass(frozen=True)
class Progress:
    """Orders, deliveries and conversions of a month; an order that was cancelled counts only as that."""

    orders: int = 0
    deliveries: int = 0
    conversions: int = 0
    cancelled: int = 0
    target_orders: int = 0
    target_deliveries: int = 0

    def __add__(self, other):
        return Progress(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


FIGURES = ("orders", "deliveries", "conversions", "cancelled")


def progress(orders, targets, *, month, by):
    """``{key: Progress}`` for the month that begins on ``month``; ``by`` is one of ``GROUPS``.

    The key is that of the store, region or person, or the model's name. A store's target is the one
    set for the whole of it, a region's the sum of these; ``None`` is a store without a region.
    """
    path, target_path = GROUPS[by]
    figures = _figures(month)
    touched = Q()
    for condition in figures.values():
        touched |= condition
    counts = {name: Count("pk", filter=condition) for name, condition in figures.items()}
    rows = orders.filter(touched).order_by().values_list(path).annotate(**counts)
    found = {key: Progress(*numbers) for key, *numbers in rows.values_list(path, *FIGURES)}
    goals = _targets(targets, month, by).order_by().values_list(target_path)
    for key, wanted, deliveries in goals.annotate(Sum("orders"), Sum("deliveries")):
        goal = Progress(target_orders=wanted, target_deliveries=deliveries)
        found[key] = found.get(key, Progress()) + goal
    return found


def progress_rows(orders, figure, *, month, **group):
    """The orders behind a figure of ``FIGURES``; ``group`` may name one: ``consultant=7``, ``model="Golf"``."""
    rows = orders.filter(_figures(month)[figure])
    for by, key in group.items():
        path = GROUPS[by][0]
        rows = rows.filter(**({f"{path}__isnull": True} if key is None else {path: key}))
    return rows.order_by("ordered_on", "pk")


def _figures(month):
    days = (month, last_of(month))
    stands = Q(cancelled_on=None)
    return {
        "orders": stands & Q(ordered_on__range=days),
        "deliveries": stands & Q(delivered_on__range=days),
        "conversions": stands & Q(converted_on__range=days),
        "cancelled": Q(cancelled_on__range=days),
    }


def _targets(targets, month, by):
    rows = targets.filter(month=month)
    if by == "consultant":
        return rows.filter(consultant__isnull=False)
    if by == "model":
        return rows.filter(consultant=None).exclude(model="")
    return rows.filter(consultant=None, model="")


def last_of(month):
    """The last day of the month that begins on ``month``."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
