"""What the pages of rewards show, as the user may see it (R1.3)."""

from django.db.models import Case, Count, Sum, When

from ..models import Reward, RewardEntry, RewardState
from ..models.rewards import CANCELLED_BECAUSE, NO_LONGER
from .worth import Policies


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


def to_reverse_for(user):
    """The entries whose order has been cancelled since, or is no conversion any more."""
    lapsed = Reward.objects.visible_to(user).to_reverse()
    return entries_for(user).filter(reverses=None, reward__in=lapsed.values("pk"))


def count_to_decide(user):
    """How many rewards wait for the director: for a decision or a reversal, in one query."""
    if not user.is_director:
        return 0
    return Reward.objects.visible_to(user).waiting().count()


def lapse_of(order):
    """Why the reward of an order is to be reversed, as it is kept; nothing while the order stands."""
    if order.cancelled_on:
        return CANCELLED_BECAUSE.of(reason=order.cancel_reason)
    return "" if order.converted_on else NO_LONGER


def rewards_of(order, user):
    """The rewards of an order that the user may see, the latest first."""
    return Reward.objects.visible_to(user).filter(order=order).order_by("-pk")


def with_present_worth(rewards):
    """The pending rewards as approving them now would enter them, without those not due any more."""
    policies = Policies({reward.store_id for reward in rewards})
    for reward in rewards:
        worth = policies.worth(reward.order)
        if worth:
            reward.price, reward.amount = worth.price, worth.amount
            yield reward
