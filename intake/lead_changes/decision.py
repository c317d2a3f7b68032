"""Changes of leads wait for who leads the store's leads (R13.4)."""

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from foundation.decisions import EARLIER, Earlier, Kind
from leads.change_requests.models import RequestState

from ..arrivals.models import Lead
from .models import LeadChange
from .services import approve_change, lock_change, refuse_change


def _decided(user):
    return LeadChange.objects.visible_to(user).exclude(state=RequestState.WAITING)


def _load(keys):
    rows = LeadChange.objects.select_related(
        "lead__store", "lead__assigned_to__manager", "lead__customer", "lead__into", "asked_by", "decided_by"
    )  # fmt: skip
    return rows.in_bulk(keys)


def _evidence(asked, *, user, on):
    """What was sent, and what they asked for before."""
    rows = LeadChange.objects.filter(asked_by=asked.asked_by_id, pk__lt=asked.pk)
    earlier = [
        Earlier(
            localtime(row.asked_at).date(),
            str(row),
            row.get_state_display(),
            row.decision_reason or row.reason,
        )
        for row in rows.select_related("lead").order_by("-pk")[:EARLIER]
    ]
    return {"lead": asked.lead, "earlier": earlier}


def _approve(asked, *, by, now, reason, answer):
    approve_change(asked, by=by, now=now, reason=reason)


def _refuse(asked, *, by, now, reason, answer):
    refuse_change(asked, by=by, now=now, reason=reason)


KIND = Kind(
    code="lead_change",
    is_light=True,
    label=gettext_lazy("Changes of leads"),
    name=LeadChange._meta.verbose_name,
    icon="person-lines-fill",
    place=51,
    announced=gettext_lazy("Changes of leads to decide"),
    roles=ASSESSING_ROLES,
    rows=LeadChange.objects.waiting,
    since="asked_at",
    person="asked_by",
    store="lead__store",
    deciders=lambda user: Q(lead__in=Lead.objects.visible_to(user)),
    decided=_decided,
    load=_load,
    row_template="intake/lead_changes/_waiting.html",
    page=lambda asked: reverse("intake:lead", args=[asked.lead_id]),
    about="lead",
    rule=lambda asked: gettext_lazy(
        "Rule: who a lead is and what it came from change only when a leader approves."
    ),
    evidence=_evidence,
    evidence_template="intake/lead_changes/_evidence.html",
    choice_template="intake/lead_changes/_choose.html",
    shown=lambda asked, act: (
        asked.lead_id,
        tuple((name, *values) for name, values in asked.fields.items()),
        (asked.lead.name, asked.lead.phone_given, asked.lead.wechat, asked.lead.email),
        (asked.asked_by_id, asked.reason),
    ),
    lock=lambda asked, *, now: lock_change(asked),
    approve=_approve,
    refuse=_refuse,
)
