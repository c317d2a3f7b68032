"""Requests to change a card's identity or source, or to delete it, wait for who leads its owner (R1.4, R13.4)."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from foundation.decisions import EARLIER, Earlier, Kind
from leads.change_requests.models import ChangeRequest, RequestState
from leads.change_requests.services import lock_request, refuse_request

from ..activities.queries import last_contacts, plain_intents
from .services import approve_request


def _decided(user):
    return ChangeRequest.objects.visible_to(user).exclude(state=RequestState.WAITING)


def _load(keys):
    rows = ChangeRequest.objects.select_related(
        "customer__store", "customer__consultant", "requested_by", "decided_by"
    )
    return rows.in_bulk(keys)


def _shown(asked, act):
    return (
        (asked.customer_id, asked.customer.name, asked.customer.phone),
        (asked.kind, asked.name, asked.phone, asked.old_name, asked.old_phone),
        tuple((field, *values) for field, values in asked.others.items()),
        (asked.requested_by_id, asked.reason),
    )


def _evidence(asked, *, user, on):
    """The card with its intents and last contacts, and what was asked for before (R1.4)."""
    intents = list(asked.customer.opportunities.select_related("grade").order_by("-pk"))
    contacts = last_contacts(intent.pk for intent in intents)
    for intent in intents:
        intent.contacts = contacts[intent.pk]
    rows = ChangeRequest.objects.filter(requested_by=asked.requested_by_id, pk__lt=asked.pk)
    earlier = [
        Earlier(
            localtime(row.requested_at).date(),
            f"{row.customer} · {row.get_kind_display()}",
            row.get_state_display(),
            row.decision_reason or row.reason,
        )
        for row in rows.select_related("customer").order_by("-pk")[:EARLIER]
    ]
    return {"customer": asked.customer, "intents": intents, "earlier": earlier}


def _rests_on(requests, *, now):
    intents = plain_intents({asked.customer_id for asked in requests})
    return {asked.pk: intents[asked.customer_id] for asked in requests}


def _lock(asked, *, now):
    lock_request(asked)


def _approve(asked, *, by, now, reason, answer):
    on = asked.customer.store.business_date(now)
    approve_request(asked, by=by, now=now, on=on, reason=reason)


def _refuse(asked, *, by, now, reason, answer):
    refuse_request(asked, by=by, now=now, reason=reason)


KIND = Kind(
    code="request",
    is_light=True,
    label=gettext_lazy("Change requests"),
    name=ChangeRequest._meta.verbose_name,
    icon="person-gear",
    place=50,
    announced=gettext_lazy("Change requests to decide"),
    roles=ASSESSING_ROLES,
    rows=ChangeRequest.objects.waiting,
    since="requested_at",
    person="customer__consultant",
    store="customer__store",
    decided=_decided,
    load=_load,
    row_template="followups/retirement/_waiting.html",
    page=lambda asked: reverse("followups:request_detail", args=[asked.pk]),
    about="customer",
    rule=lambda asked: gettext_lazy(
        "Rule: a customer's name, numbers, source and channel change, and a card is deleted, only when "
        "the manager approves."
    ),
    evidence=_evidence,
    rests_on=_rests_on,
    evidence_template="followups/retirement/_evidence.html",
    choice_template="followups/retirement/_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
)
