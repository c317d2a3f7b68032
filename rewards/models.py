"""What a store pays for a converted lead by its price, what each is worth to who sold it, and the
ledger of rewards (R8.6, R8.9, R9.10).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Role, Store
from foundation.money import FenField
from foundation.reason_codes import History, ReasonField, declare
from ledgers.models import AbstractEntry, AbstractSum, EntryQuerySet, sum_constraints
from orders.orders.models import Order


class RewardPolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, on):
        """The store's policy in force on the date, or ``None``: then it rewards nothing."""
        rows = self.filter(store=store, effective_from__lte=on).prefetch_related("tiers")
        return rows.order_by("-effective_from").first()


class RewardPolicy(models.Model):
    """The tiers of a store from a date on; one without any ends its rewards."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="reward_policies")
    effective_from = models.DateField(_("effective from"))

    history = History()
    objects = RewardPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reward policy")
        verbose_name_plural = _("reward policies")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "effective_from"], name="one_reward_policy_per_store_and_date"
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.effective_from}"

    def amounts(self):
        """``{price_from: amount}`` of the tiers."""
        return {tier.price_from: tier.amount for tier in self.tiers.all()}


class RewardTier(models.Model):
    """An order of ``price_from`` yuan or more, up to the next tier, is worth ``amount`` yuan."""

    policy = models.ForeignKey(RewardPolicy, models.CASCADE, related_name="tiers")
    price_from = FenField(_("price from"))
    amount = FenField(_("reward"))

    history = History()

    class Meta:
        verbose_name = _("reward tier")
        verbose_name_plural = _("reward tiers")
        ordering = ["policy", "price_from"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "price_from"], name="one_tier_per_price"),
            models.CheckConstraint(
                condition=Q(price_from__gte=0, amount__gt=0), name="reward_tier_sane"
            ),
        ]

    def __str__(self):
        return f"{self.price_from}: {self.amount}"


class RewardState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REVERSED = "reversed", _("Reversed")


# Why a reward is withdrawn, changed or to be reversed.
NIGHTLY_REWARDS = declare("reward.nightly", _("Nightly rewards"))
CHANGED = declare("reward.changed", _("The order or the policy has changed."))
NOT_DUE = declare("reward.not_due", _("By the policy nothing is due for it."))
CANCELLED = declare("reward.order_cancelled", _("The order was cancelled."))
CANCELLED_BECAUSE = declare(
    "reward.order_cancelled_because", _("The order was cancelled: %(reason)s")
)
NO_LONGER = declare("reward.no_conversion", _("The order is no conversion any more."))

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
    reason = ReasonField(_("reason"), blank=True)

    history = History()
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


class RewardKind(models.TextChoices):
    REWARD = "reward", _("Reward")
    REVERSAL = "reversal", _("Reversal")


class RewardEntryQuerySet(EntryQuerySet):
    def visible_to(self, user):
        """As a penalty's (R1.3); finance, which pays the rewards, reads the store's (R1.1)."""
        if user.role == Role.FINANCE:
            return self.filter(store__in=stores_of(user))
        return self.filter(owned_by_visible_staff(user, person="person", store="store"))


class RewardEntry(AbstractEntry):
    """An approved reward, or the reversal of one."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="reward_entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reward_entries",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RewardKind)
    reward = models.ForeignKey(Reward, models.PROTECT, related_name="entries")

    objects = RewardEntryQuerySet.as_manager()
    reason = ReasonField(_("reason"), blank=True)

    chained = (
        "number",
        "store_id",
        "person_id",
        "on",
        "kind",
        "amount",
        "reward_id",
        "reverses_id",
        "reason",
        "entered_at",
        "entered_by_id",
    )
    guards = {
        "sqlite": ("rewards_refuse_update", "rewards_refuse_delete", "rewards_refuse_replace"),
        "postgresql": ("rewards_refuse_change", "rewards_refuse_truncate"),
    }

    class Meta(AbstractEntry.Meta):
        verbose_name = _("reward entry")
        verbose_name_plural = _("reward entries")
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


class RewardSum(AbstractSum):
    """The stored sum of a person's rewards in a month, or of all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reward_sums"
    )

    class Meta:
        verbose_name = _("reward sum")
        verbose_name_plural = _("reward sums")
        constraints = sum_constraints(
            of_month="one_reward_sum_per_person_and_month",
            of_all="one_reward_sum_of_all",
            either="reward_sum_of_a_month_or_of_all",
        )
