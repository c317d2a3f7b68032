"""Sales progress against target, by store, region, consultant or model (R9.7, R9.10), and what a
month's targets are set for.
"""

from dataclasses import dataclass, fields
from datetime import timedelta

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from accounts.access.queries import staff_visible_to
from accounts.people.models import Role, User
from foundation.history import latest_first, recorded_changes
from foundation.months import month_of

from ..orders.models import Order
from ..stock.models import Vehicle
from .models import Target

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
    days = month_of(month)
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


SHOWN_CHANGES = 50


@dataclass(frozen=True)
class Line:
    """Of a ``consultant``, of a ``model`` or, with neither, of the whole store."""

    consultant: User | None = None
    model: str = ""
    orders: int | None = None
    deliveries: int | None = None

    @property
    def key(self):
        """What names the line in a form, whatever lines come and go meanwhile."""
        if self.consultant:
            return f"person-{self.consultant.pk}"
        return f"model-{self.model.encode().hex()}" if self.model else "store"

    def __str__(self):
        return str(self.consultant or self.model or _("Whole store"))


def target_lines(user, store, month):
    """The lines that the user may set: of their team, or, for a director, of the store and its models too."""
    rows = Target.objects.filter(store=store, month=month)
    present = {(row.consultant_id, row.model): row for row in rows}
    people = staff_visible_to(user).filter(role=Role.CONSULTANT, store=store, is_active=True)
    keys = [(person, "") for person in people]
    if user.is_director:
        models = {model for _person, model in present if model} | _models_of(store, month)
        keys = [(None, ""), *keys, *((None, model) for model in sorted(models))]
    return [_line(person, model, present) for person, model in keys]


def _models_of(store, month):
    """Those in stock, and those sold in the year before."""
    year = (month - timedelta(days=365), month + timedelta(days=31))
    stock = Vehicle.objects.filter(store=store, left_on=None).order_by().values_list("model")
    sold = Order.objects.filter(store=store, ordered_on__range=year).order_by().values_list("model")
    return {model for (model,) in stock.union(sold)}


def _line(person, model, present):
    row = present.get((person.pk if person else None, model))
    return Line(person, model, row.orders if row else None, row.deliveries if row else None)


def target_changes(targets, lines):
    """Who set which of these targets when; only those of the ``lines`` that are shown."""
    shown = {(line.consultant.pk if line.consultant else None, line.model) for line in lines}
    keys = [row.pk for row in targets if (row.consultant_id, row.model) in shown]
    rows = Target.history.filter(id__in=keys).select_related("consultant")
    found = latest_first(
        recorded_changes(Target, rows, ("consultant", "model", "orders", "deliveries"))
    )
    return found[:SHOWN_CHANGES]
