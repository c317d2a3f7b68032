"""What a store pays for a converted lead, by price (R8.9)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Store
from accounts.money import FenField
from accounts.reasons import History


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
