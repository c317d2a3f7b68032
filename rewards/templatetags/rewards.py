"""`{% load rewards %}`: rewards on the pages of others."""

from django import template

from ..models import RewardPolicy, RewardState
from ..queries import rewards_of

register = template.Library()

TONES = {
    RewardState.PROPOSED: "warn",
    RewardState.APPROVED: "good",
    RewardState.REFUSED: "neutral",
    RewardState.WITHDRAWN: "neutral",
    RewardState.REVERSED: "bad",
}


@register.filter
def reward_tone(reward):
    """`{% pill reward.get_state_display reward|reward_tone %}`"""
    return TONES[reward.state]


@register.inclusion_tag("rewards/_of_order.html", takes_context=True)
def rewards_of_order(context, order):
    """`{% rewards_of_order order %}`: what it earned who sold it, to those who may know."""
    return {"rewards": rewards_of(order, context["request"].user)}


@register.inclusion_tag("rewards/_tiers.html")
def reward_tiers(store, today):
    """`{% reward_tiers store today %}`: what holds in the store today."""
    policy = RewardPolicy.objects.in_force(store, on=today)
    return {"tiers": sorted(policy.amounts().items()) if policy else []}
