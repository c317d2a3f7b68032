"""What a month's targets are set for, with the numbers so far (R9.7)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.access import staff_visible_to
from accounts.models import Role, User
from followups.queries.savings import latest_first, savings
from orders.models import Order, Target, Vehicle

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
    found = latest_first(savings(Target, rows, ("consultant", "model", "orders", "deliveries")))
    return found[:SHOWN_CHANGES]
