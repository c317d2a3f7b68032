"""What an entry and a stored sum of every ledger have (R8.6); tables and people are the ledger's own."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.money import FenField
from foundation.yuan import ZERO


class EntryQuerySet(models.QuerySet[Any]):
    """Entries that have a ``store``, a ``person`` and the date ``on``."""

    def between(self, start: date | None, end: date | None) -> Self:
        """Those between two dates, both included; ``None`` is no bound."""
        found = self
        if start:
            found = found.filter(on__gte=start)
        if end:
            found = found.filter(on__lte=end)
        return found


class AbstractEntry(models.Model):
    """An entry in yuan, or the reversal of one (``reverses``, with the amount negated).

    A ledger adds ``store``, ``person``, ``kind``, what the entry is of, its constraints, and the
    triggers by which the database refuses any change.
    """

    objects: ClassVar[Any]
    store: Any
    person: Any
    kind: Any
    # The columns that an entry's digest covers, in this order for ever: `ledgers/chain.py`.
    chained: ClassVar[tuple[str, ...]]
    # The triggers of the table, by the kind of database.
    guards: ClassVar[dict[str, tuple[str, ...]]]

    on = models.DateField(_("date"))
    amount = FenField(_("amount"))
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("reverses")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Counts from 1 in the order of entering, without a gap.
    number = models.PositiveBigIntegerField(unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        abstract = True
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.person} {self.amount}"


class AbstractSum(models.Model):
    """The stored sum of a person's entries in a month; the ``is_total`` row is the sum of all.

    A ledger adds ``person`` and the constraints of ``sum_constraints``.
    """

    objects: ClassVar[Any]
    person: Any

    month = models.DateField(_("month"), null=True)
    is_total = models.BooleanField(default=False)
    amount = FenField(_("amount"), default=ZERO)
    entries = models.PositiveIntegerField(_("entries"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person} {self.month} {self.amount}"


def sum_constraints(*, of_month: str, of_all: str, either: str) -> list[models.BaseConstraint]:
    """One sum per person and month, one of all, and nothing between; the names are the ledger's."""
    return [
        models.UniqueConstraint(
            fields=["person", "month"], condition=Q(person__isnull=False), name=of_month
        ),
        models.UniqueConstraint(fields=["is_total"], condition=Q(is_total=True), name=of_all),
        models.CheckConstraint(
            condition=Q(is_total=True, person=None, month=None)
            | Q(is_total=False, person__isnull=False, month__isnull=False),
            name=either,
        ),
    ]
