"""Requests to change a name or phone, or to delete a card, wait for who leads its owner (R1.4)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from foundation.decisions import Kind
from leads.change_requests.models import ChangeRequest, RequestState
from leads.change_requests.services import lock_request, refuse_request

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
        (asked.requested_by_id, asked.reason),
    )


def _lock(asked, *, now):
    lock_request(asked)


def _approve(asked, *, by, now, reason, answer):
    on = asked.customer.store.business_date(now)
    approve_request(asked, by=by, now=now, on=on, reason=reason)


def _refuse(asked, *, by, now, reason, answer):
    refuse_request(asked, by=by, now=now, reason=reason)


KIND = Kind(
    code="request",
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
    choice_template="followups/retirement/_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
)
