"""A store adopts rewards from a date on (R8.9); what was proposed for earlier conversions stays."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from followups.services.policies import withdraw
from leads.services.customers import delete_as, save_as

from ..models import RewardPolicy, RewardTier


@transaction.atomic
def adopt_reward_policy(*, by, now, on, store, effective_from, tiers, reason=""):
    """Let conversions be worth by ``tiers`` (``{price_from: amount}``) from a date on, today at the earliest.

    None at all end the store's rewards. Raises ``ValidationError`` by field for a past date, or one
    that has a policy already.
    """
    if effective_from < on:
        raise ValidationError({"effective_from": _("A policy cannot begin in the past.")})
    policy = RewardPolicy(store=store, effective_from=effective_from)
    try:
        with transaction.atomic():
            save_as(policy, by=by, now=now, reason=reason)
    except IntegrityError as error:
        raise ValidationError(
            {"effective_from": _("Another policy begins on that date.")}
        ) from error
    for price_from, amount in sorted(tiers.items()):
        tier = RewardTier(policy=policy, price_from=price_from, amount=amount)
        save_as(tier, by=by, now=now, reason=reason)
    return policy


@transaction.atomic
def withdraw_reward_policy(policy, *, by, now, on, reason):
    """Let rewards that have not begun never begin; as ``followups.services.policies.withdraw_policy``."""
    rows = RewardPolicy.objects.select_for_update(of=("self",))
    policy = rows.filter(pk=policy.pk).first()
    if policy and policy.effective_from > on and reason.strip():
        for tier in policy.tiers.all():
            delete_as(tier, by=by, now=now, reason=reason.strip())
    withdraw(policy, by=by, now=now, on=on, reason=reason)
