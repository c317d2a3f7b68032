"""The ledger of rewards, of the form of the ledger of penalties (R8.6, R8.9): append-only as that one."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import stores_of
from accounts.models import Role, Store
from accounts.money import FenField
from accounts.reasons import ReasonField
from compliance.models.ledger import LedgerEntryQuerySet

from .rewards import Reward


class RewardKind(models.TextChoices):
    REWARD = "reward", _("Reward")
    REVERSAL = "reversal", _("Reversal")


class RewardEntryQuerySet(LedgerEntryQuerySet):
    def visible_to(self, user):
        """As in the ledger of penalties; finance, which pays them, reads the store's (R1.1)."""
        if user.role == Role.FINANCE:
            return self.filter(store__in=stores_of(user))
        return super().visible_to(user)


class RewardEntry(models.Model):
    """An approved reward, or the reversal of one (``reverses``, with the amount negated), in yuan."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="reward_entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reward_entries",
        verbose_name=_("person"),
    )
    on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=RewardKind)
    amount = FenField(_("amount"))
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="entries")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("reverses")
    )
    reason = ReasonField(_("reason"), blank=True)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RewardEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward entry")
        verbose_name_plural = _("reward entries")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reward"], condition=Q(reverses=None), name="one_entry_per_reward"
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False, amount__lt=0)
                | Q(kind="reward", reverses=None, amount__gt=0),
                name="reward_reversal_names_its_entry",
            ),
        ]
        indexes = [models.Index(fields=["person", "on"]), models.Index(fields=["store", "on"])]

    def __str__(self):
        return f"{self.on} {self.person} {self.amount}"


class RewardSum(models.Model):
    """The stored sum of a person's entries in a month; the ``is_total`` row is the sum of all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reward_sums"
    )
    month = models.DateField(_("month"), null=True)
    is_total = models.BooleanField(default=False)
    amount = FenField(_("amount"), default=Decimal("0.00"))
    entries = models.PositiveIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("reward sum")
        verbose_name_plural = _("reward sums")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month"],
                condition=Q(person__isnull=False),
                name="one_reward_sum_per_person_and_month",
            ),
            models.UniqueConstraint(
                fields=["is_total"], condition=Q(is_total=True), name="one_reward_sum_of_all"
            ),
            models.CheckConstraint(
                condition=Q(is_total=True, person=None, month=None)
                | Q(is_total=False, person__isnull=False, month__isnull=False),
                name="reward_sum_of_a_month_or_of_all",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.month} {self.amount}"
