"""What the pages of rewards show, as the user may see it (R1.3)."""

from django.db.models import Case, Count, Sum, When

from ..models import Reward, RewardEntry, RewardState
from ..models.rewards import NO_LONGER, ORDER_CANCELLED


def rewards_for(user):
    """The rewards the user may see, those to be decided first, then the latest conversion."""
    pending_first = Case(When(state=RewardState.PROPOSED, then=0), default=1)
    return (
        Reward.objects.visible_to(user)
        .select_related("store", "person", "decided_by", "order__customer__consultant")
        .order_by(pending_first, "-converted_on", "-pk")
    )


def by_state(rewards):
    """``[(state, its name, number, sum)]`` of the rewards, in the order of their lives."""
    rows = rewards.order_by().values_list("state").annotate(Count("pk"), Sum("amount"))
    found = {state: (number, amount) for state, number, amount in rows}
    return [
        (state.value, state.label, *found[state.value])
        for state in RewardState
        if state.value in found
    ]


def entries_for(user):
    """The ledger of rewards as far as the user may read it, the latest entry first."""
    return (
        RewardEntry.objects.visible_to(user)
        .select_related(
            "store", "person", "entered_by", "reverses", "reversal", "reward__order__customer"
        )
        .select_related("reward__order__customer__consultant")
        .order_by("-on", "-pk")
    )


def lapse_of(order):
    """Why the reward of an order is to be reversed, as it is kept; nothing while the order stands."""
    if order.cancelled_on:
        return ORDER_CANCELLED(reason=order.cancel_reason)
    return "" if order.converted_on else NO_LONGER


def rewards_of(order, user):
    """The rewards of an order that the user may see, the latest first."""
    return Reward.objects.visible_to(user).filter(order=order).order_by("-pk")
