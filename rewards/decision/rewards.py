"""Rewards of converted leads wait for the director (R8.9)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from accounts.people.services import lock_store
from followups.activities.queries import last_contacts, plain_contacts
from foundation.decisions import APPROVE, EARLIER, REFUSE, Earlier, Kind
from foundation.display import money_text
from foundation.yuan import exact_sum

from ..models import Reward, RewardState
from ..queries import Policies
from ..services import approve_reward, refuse_reward

DECIDED = (RewardState.APPROVED, RewardState.REFUSED, RewardState.REVERSED)


def _decided(user):
    return Reward.objects.visible_to(user).filter(state__in=DECIDED)


def _load(keys):
    rows = Reward.objects.select_related(
        "store", "person", "decided_by", "order__customer__consultant"
    )
    return rows.in_bulk(keys)


def _preview(rewards, *, act, now):
    """Give each reward the price and amount that approving it now would enter, if ``is_due``."""
    policies = Policies({reward.store_id for reward in rewards})
    for reward in rewards:
        worth = policies.worth(reward.order)
        reward.is_due = worth is not None
        if worth:
            reward.price, reward.amount = worth.price, worth.amount
    return {"total": exact_sum(reward.amount for reward in rewards if reward.is_due)}


def _shown(reward, act):
    return (
        (reward.person_id, reward.order.number, reward.order.model, reward.converted_on),
        (reward.is_due, reward.price, reward.amount),
    )


def evidence_of(reward, *, user, on):
    """The order with the money received, the last contacts that led to it, and the person's earlier rewards."""
    rows = Reward.objects.filter(person=reward.person_id, converted_on__lt=reward.converted_on)
    earlier = [
        Earlier(
            row.converted_on,
            f"{row.order.number} · {money_text(row.amount)}",
            row.get_state_display(),
            row.reason,
        )
        for row in rows.select_related("order").order_by("-converted_on", "-pk")[:EARLIER]
    ]
    order = reward.order
    return {
        "reward": reward,
        "order": order,
        "contacts": last_contacts([order.opportunity_id])[order.opportunity_id],
        "earlier": earlier,
    }


def rests_on(rewards, *, now):
    """The order and the last contacts that led to it."""
    orders = {reward.pk: reward.order for reward in rewards}
    contacts = last_contacts({order.opportunity_id for order in orders.values()})
    return {
        pk: (
            (order.price, order.contract_signed_on, order.delivered_on, order.cancelled_on),
            plain_contacts(contacts[order.opportunity_id]),
        )
        for pk, order in orders.items()
    }


def _lock(reward, *, now):
    lock_store(reward.store_id)


def _approve(reward, *, by, now, reason, answer):
    entry = approve_reward(reward, by=by, now=now, on=reward.store.business_date(now))
    return None if entry.entered_at == now else _("It was approved before.")


def _refuse(reward, *, by, now, reason, answer):
    refused = refuse_reward(reward, by=by, now=now, reason=reason)
    return None if refused.decided_at == now else _("It was refused before.")


KIND = Kind(
    code="reward",
    label=gettext_lazy("Rewards"),
    name=Reward._meta.verbose_name,
    icon="award",
    place=90,
    announced=gettext_lazy("Rewards to decide"),
    roles=(Role.DIRECTOR,),
    rows=Reward.objects.pending,
    since="converted_on",
    person="person",
    store="store",
    decided=_decided,
    load=_load,
    row_template="rewards/_reward_waiting.html",
    page=lambda reward: f"{reverse('rewards:reward_list')}?person={reward.person_id}",
    about="person",
    rule=lambda reward: gettext_lazy(
        "Rule: a converted lead earns who sold it a reward by the price, and only when the director approves."
    ),
    evidence=evidence_of,
    evidence_template="rewards/_evidence.html",
    rests_on=rests_on,
    preview=_preview,
    choice_template="rewards/_choose_rewards.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
    submits={APPROVE: gettext_lazy("Approve"), REFUSE: gettext_lazy("Refuse")},
)
