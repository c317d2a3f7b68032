"""Approved rewards wait for the director again once their order does not stand any more (R8.9)."""

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from accounts.people.services import lock_store
from foundation.decisions import APPROVE, Kind
from foundation.yuan import exact_sum

from ..models import Reward, RewardEntry
from ..queries import lapse_of
from ..services import reverse_reward
from .rewards import evidence_of, rests_on


def _waiting():
    return Reward.objects.to_reverse().annotate(
        lapsed_on=Coalesce("order__cancelled_on", "converted_on")
    )


def _load(keys):
    rows = Reward.objects.select_related("store", "person", "order__customer__consultant")
    found = rows.in_bulk(keys)
    entries = RewardEntry.objects.filter(reward__in=keys, reverses=None)
    by_reward = {entry.reward_id: entry for entry in entries}
    for reward in found.values():
        reward.entry = by_reward[reward.pk]
        reward.lapse = lapse_of(reward.order)
    return found


def _preview(rewards, *, act, now):
    return {"total": exact_sum(reward.entry.amount for reward in rewards)}


def _shown(reward, act):
    return (
        (reward.person_id, reward.order.number, reward.order.model),
        (reward.entry.on, reward.entry.amount, reward.lapse),
    )


def _lock(reward, *, now):
    lock_store(reward.store_id)


def _reverse(reward, *, by, now, reason, answer):
    on = reward.store.business_date(now)
    reverse_reward(reward.entry, by=by, now=now, on=on, reason=reward.lapse)


KIND = Kind(
    code="reversal",
    label=gettext_lazy("Rewards to reverse"),
    name=gettext_lazy("Reward to reverse"),
    icon="arrow-counterclockwise",
    place=100,
    announced=gettext_lazy("Rewards to reverse"),
    roles=(Role.DIRECTOR,),
    rows=_waiting,
    since="lapsed_on",
    person="person",
    store="store",
    load=_load,
    row_template="rewards/_reversal_waiting.html",
    page=lambda reward: reverse("rewards:entry_reverse", args=[reward.entry.pk]),
    about="person",
    rule=lambda reward: gettext_lazy(
        "Approved before the order was cancelled or stopped being a conversion. Nothing is reversed by itself."
    ),
    evidence=evidence_of,
    evidence_template="rewards/_evidence.html",
    rests_on=rests_on,
    preview=_preview,
    choice_template="rewards/_choose_reversals.html",
    shown=_shown,
    lock=_lock,
    approve=_reverse,
    submits={APPROVE: gettext_lazy("Reverse")},
)
