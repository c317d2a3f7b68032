"""Opportunities as they were at the close of a day, from their dated changes (R3.4)."""

from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from leads.opportunities.models import OpportunityChange


def latest(value, *, on, known, of="pk"):
    """``value`` of the last change by the close of ``on`` in which ``known`` changed.

    ``of``: where the outer rows have the key of the opportunity.
    """
    rows = _changes(known, of).filter(changed_on__lte=on)
    return Subquery(rows.order_by("-changed_on", "-pk").values(value)[:1])


def at_the_start(value, *, day, known, of="pk"):
    """``value`` as ``day`` began; of what began on that day itself, its first."""
    before = _changes(known, of).filter(changed_on__lt=day).order_by("-changed_on", "-pk")
    begun = _changes(known, of).order_by("changed_on", "pk")
    return Coalesce(Subquery(before.values(value)[:1]), Subquery(begun.values(value)[:1]))


def _changes(known, of):
    return OpportunityChange.objects.filter(opportunity=OuterRef(of), **{f"{known}__isnull": False})


def as_of(rows, on, *, name, stands_from=date.max):
    """Adds ``grade_NAME`` (its code), ``ordered_NAME``, ``state_NAME`` and ``owner_NAME`` at the close of ``on``.

    ``ordered_NAME``: whether the grade is that of who has ordered, so that they are no prospect any more.
    From the close of ``stands_from`` on they are what stands: the changes add up to it.
    """

    def then(value, known):
        return F(value) if stands_from <= on else latest(value, on=on, known=known)

    return rows.annotate(
        **{
            f"grade_{name}": then("grade__code", "grade"),
            f"ordered_{name}": then("grade__is_ordered", "grade"),
            f"state_{name}": then("state", "state"),
            f"owner_{name}": then("consultant", "consultant"),
        }
    )
