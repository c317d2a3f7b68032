"""Merging the cards of two owners waits for the director (R2.5, R7.1)."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from foundation.decisions import EARLIER, Earlier, Kind

from ..activities.queries import last_contacts, plain_intents
from .models import Merge, MergeState
from .queries import plain_card
from .services.merging import approve_merge, lock_merge, refuse_merge


def _decided(user):
    return Merge.objects.visible_to(user).exclude(state=MergeState.WAITING)


def _load(keys):
    rows = Merge.objects.select_related(
        "store", "kept__consultant", "merged__consultant", "owner", "asked_by", "decided_by"
    )
    return rows.in_bulk(keys)


def _shown(merge, act):
    return (
        (merge.kept_id, merge.kept.name, merge.kept.consultant_id),
        (merge.merged_id, merge.merged.name, merge.merged.consultant_id),
        (merge.owner_id, list(merge.taken), merge.asked_by_id, merge.reason),
    )


def _evidence(merge, *, user, on):
    """Both cards with their intents and last contacts, and what they asked to merge before."""
    cards = [merge.kept, merge.merged]
    for card in cards:
        card.intents = list(card.opportunities.select_related("grade").order_by("-pk"))
    contacts = last_contacts(intent.pk for card in cards for intent in card.intents)
    for card in cards:
        for intent in card.intents:
            intent.contacts = contacts[intent.pk]
    rows = Merge.objects.filter(asked_by=merge.asked_by_id, pk__lt=merge.pk)
    earlier = [
        Earlier(
            localtime(row.asked_at).date(),
            str(row),
            row.get_state_display(),
            row.decision_reason or row.reason,
        )
        for row in rows.select_related("kept", "merged").order_by("-pk")[:EARLIER]
    ]
    return {"cards": cards, "earlier": earlier}


def _rests_on(merges, *, now):
    keys = {key for merge in merges for key in (merge.kept_id, merge.merged_id)}
    intents = plain_intents(keys)
    return {
        merge.pk: (
            (plain_card(merge.kept), plain_card(merge.merged)),
            intents[merge.kept_id],
            intents[merge.merged_id],
        )
        for merge in merges
    }


def _lock(merge, *, now):
    lock_merge(merge)


def _approve(merge, *, by, now, reason, answer):
    approve_merge(merge, by=by, now=now, reason=reason)


def _refuse(merge, *, by, now, reason, answer):
    refuse_merge(merge, by=by, now=now, reason=reason)


KIND = Kind(
    code="merge",
    is_light=True,
    label=gettext_lazy("Cards to merge"),
    name=Merge._meta.verbose_name,
    icon="intersect",
    place=45,
    announced=gettext_lazy("Merges of cards to decide"),
    roles=(Role.DIRECTOR,),
    rows=Merge.objects.waiting,
    since="asked_at",
    person="asked_by",
    store="store",
    decided=_decided,
    load=_load,
    row_template="followups/merging/_waiting.html",
    page=lambda merge: reverse("followups:merge", args=[merge.pk]),
    about="kept",
    rule=lambda merge: gettext_lazy(
        "Rule: one person has one card; where two people have the cards, the director says whose the customer is."
    ),
    evidence=_evidence,
    evidence_template="followups/merging/_evidence.html",
    rests_on=_rests_on,
    choice_template="followups/merging/_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
)
