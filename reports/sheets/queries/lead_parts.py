"""Into which parts the leads of a figure are put: as an address says, by how many contacts they took (R13.2)."""

from django.db.models import Case, Count, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from .lead_rows import ANSWER, NONE, PATHS, answered_within, contacts_since, local_day, orders_of

# How many contacts, at most, the last without an end.
CONTACTS = (0, 1, 3, 6, None)
EFFORT = "effort"


def narrowed_by(measure, by, scope):
    """The measure with all that an address says of its groups; raises as ``narrowed``."""
    for name, value in by.items():
        if "\x00" in value:
            raise ValueError("no such part")
        measure = measure.of(narrowed(measure.rows, name, value, scope))
    return measure


def narrowed(rows, name, value, scope):
    """``rows`` with ``value``, as an address says it, of what they are put together by.

    Raises ``KeyError`` or ``ValueError``.
    """
    if name == ANSWER:
        return answered_within(rows, int(value))
    if name == EFFORT:
        return _contacted_so_often(rows, int(value), scope)
    path = PATHS[name]
    if name == "model":
        return rows.filter(model=value)
    if value == NONE:
        return rows.filter(**{path: None})
    if name != "channel":
        value = int(value)
        if not 0 <= value < 2**63:
            raise ValueError("no such key")
    return rows.filter(**{path: value})


def by_contacts(measure, scope):
    """``{band of CONTACTS: number}`` of an assigned measure."""
    rows = _counted(measure.rows, scope).order_by().values_list("contacts_band")
    return dict(rows.annotate(Count("pk")))


def _contacted_so_often(rows, band, scope):
    if not 0 <= band < len(CONTACTS):
        raise ValueError("no such band")
    return _counted(rows, scope).filter(contacts_band=band)


def _counted(rows, scope):
    """Assigned rows with the band of their contacts: up to the day of the order, where there is one."""
    rows = rows.annotate(since_on=local_day("since", scope))
    sold = orders_of(scope).order_by("ordered_on").values("ordered_on")[:1]
    rows = rows.annotate(sold_on=Coalesce(Subquery(sold), Value(scope.today)))
    made = contacts_since().filter(executed_on__lte=OuterRef("sold_on"))
    number = made.order_by().values("opportunity").annotate(number=Count("pk")).values("number")
    # Without a card it was noted on the lead itself.
    noted = Case(When(noted_at__isnull=False, then=1), default=0)
    rows = rows.annotate(
        contacts=Coalesce(Subquery(number), 0, output_field=IntegerField()) + noted
    )
    steps = [
        When(contacts__lte=most, then=Value(place)) for place, most in enumerate(CONTACTS[:-1])
    ]
    last = Value(len(CONTACTS) - 1)
    return rows.annotate(contacts_band=Case(*steps, default=last, output_field=IntegerField()))
