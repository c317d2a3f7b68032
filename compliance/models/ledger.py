"""The append-only ledger (R8.6): the database itself refuses to change or delete an entry."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import owned_by_visible_staff
from accounts.models import Store

from .money import MoneyField
from .penalties import Family, Proposal


class EntryKind(models.TextChoices):
    REPORT = "report", _("Rectification report")
    SUSPENSION = "suspension", _("Suspension for study")
    FINE = "fine", _("Fine")
    REVERSAL = "reversal", _("Reversal")


class LedgerEntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="person", store="store"))


class LedgerEntry(models.Model):
    """An approved penalty, or the reversal of one (``reverses``, with the amount negated), in yuan."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="ledger_entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="ledger_entries",
        verbose_name=_("person"),
    )
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    family = models.CharField(_("offence family"), max_length=10, choices=Family)
    amount = MoneyField(_("amount"))
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="entries")
    share_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="shares", verbose_name=_("share of")
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("reverses")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(reverses=None), name="one_entry_per_proposal"
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | ~Q(kind="reversal") & Q(reverses=None),
                name="reversal_names_its_entry",
            ),
        ]
        indexes = [models.Index(fields=["person", "on"]), models.Index(fields=["store", "on"])]

    def __str__(self):
        return f"{self.on} {self.person} {self.amount}"


class LedgerSum(models.Model):
    """The stored sum of a person's entries in a month; the ``is_total`` row is the sum of all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ledger_sums"
    )
    month = models.DateField(_("month"), null=True)
    is_total = models.BooleanField(default=False)
    amount = MoneyField(_("amount"), default=Decimal("0.00"))
    entries = models.PositiveIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("ledger sum")
        verbose_name_plural = _("ledger sums")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"],
                condition=Q(person__isnull=False),
                name="one_sum_per_person_and_month",
            ),
            models.UniqueConstraint(
                fields=["is_total"], condition=Q(is_total=True), name="one_sum_of_all"
            ),
            models.CheckConstraint(
                condition=Q(is_total=True, person=None, month=None)
                | Q(is_total=False, person__isnull=False, month__isnull=False),
                name="sum_of_a_month_or_of_all",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.month} {self.amount}"
