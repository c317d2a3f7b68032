"""What a converted lead is worth to who sold it, from the proposal to the decision (R8.9, R9.10)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from simple_history.models import HistoricalRecords

from accounts.access import owned_by_visible_staff
from accounts.models import Store
from accounts.money import FenField
from accounts.sayings import Saying
from orders.models import Order


class RewardState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVERSED = "reversed", _("Reversed")


# Why a reward is to be reversed, as the ledger keeps it.
ORDER_CANCELLED = Saying(gettext_noop("The order was cancelled: %(reason)s"))
NO_LONGER = gettext_noop("The order is no conversion any more.")

NO_CONVERSION = Q(order__cancelled_on__isnull=False) | Q(order__converted_on=None)


class RewardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="person", store="store"))

    def pending(self):
        return self.filter(state=RewardState.PROPOSED)

    def to_reverse(self):
        """Approved, while the order has been cancelled since or is no conversion any more."""
        return self.filter(NO_CONVERSION, state=RewardState.APPROVED)


class Reward(models.Model):
    """``price`` and ``amount`` in yuan as they were when it was computed or approved.

    Withdrawn ones do not stand in the way of a further one for the same order.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="rewards")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="rewards", verbose_name=_("person")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="rewards", verbose_name=_("order")
    )
    converted_on = models.DateField(_("converted on"))
    price = FenField(_("price"))
    amount = FenField(_("reward"))

    state = models.CharField(
        _("state"), max_length=10, choices=RewardState, default=RewardState.PROPOSED
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    history = HistoricalRecords()
    objects = RewardQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["-converted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=~Q(state=RewardState.WITHDRAWN),
                name="one_live_reward_per_order",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reward_is_something"),
        ]
        indexes = [
            models.Index(fields=["store", "state", "converted_on"]),
            models.Index(fields=["person", "converted_on"]),
        ]

    def __str__(self):
        return f"{self.person} {self.order} {self.amount}"
