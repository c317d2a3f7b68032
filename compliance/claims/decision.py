"""Claims wait for the director: only their approval moves a customer (R7.1, R7.3)."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import Role
from followups.activities.models import Activity
from followups.activities.queries import last_contacts
from foundation.decisions import APPROVE, EARLIER, Earlier, Kind
from leads.customers.models import Customer
from leads.opportunities.models import State

from .models import Claim
from .queries import evidence_of, neglect_of, owner_contacts_since, plain_evidence
from .services import approve_claim, lock_claim, refuse_claim


def _decided(user):
    return Claim.objects.visible_to(user).exclude(decided_at=None)


def _load(keys):
    rows = Claim.objects.select_related(
        "store", "customer", "claimant", "owner", "owner_contact", "claimant_contact", "decided_by"
    )
    return rows.in_bulk(keys)


def _preview(claims, *, act, now):
    """Give each claim ``moves``: the opportunities and open plans that go with its customer."""
    customers = {claim.customer_id for claim in claims}
    executing = Count("opportunities", filter=Q(opportunities__state=State.EXECUTING))
    rows = Customer.objects.filter(pk__in=customers).annotate(
        number=Count("opportunities"), open=executing
    )
    held = {pk: (number, open_) for pk, number, open_ in rows.values_list("pk", "number", "open")}
    plans = Activity.objects.planned().filter(opportunity__customer__in=customers).order_by()
    planned = dict(plans.values_list("opportunity__customer").annotate(Count("pk")))
    for claim in claims:
        number, open_ = held[claim.customer_id]
        claim.moves = {
            "opportunities": number,
            "open": open_,
            "plans": planned.get(claim.customer_id, 0),
        }


def _shown(claim, act):
    return (
        (claim.customer_id, claim.customer.name, claim.customer.consultant_id),
        (claim.owner_id, claim.claimant_id, claim.grounds, claim.objection),
        (claim.owner_contact_id, claim.claimant_contact_id),
        claim.moves if act == APPROVE else None,
    )


def _evidence(claim, *, user, on):
    """How long nobody had contact, what the claim rests on, what the owner did since, claims before (R7.3)."""
    intents = list(claim.customer.opportunities.select_related("grade").order_by("-pk"))
    contacts = last_contacts(intent.pk for intent in intents)
    for intent in intents:
        intent.contacts = contacts[intent.pk]
    rows = Claim.objects.filter(owner=claim.owner_id, decided_at__isnull=False).exclude(pk=claim.pk)
    earlier = [
        Earlier(
            localtime(row.decided_at).date(),
            f"{row.customer} → {row.claimant}",
            row.get_state_display(),
            row.reason,
        )
        for row in rows.select_related("customer", "claimant").order_by("-decided_at")[:EARLIER]
    ]
    return {
        "claim": claim,
        "neglect": neglect_of(claim.customer, on=on),
        "rests_on": evidence_of(claim),
        "since_filed": owner_contacts_since(claim),
        "intents": intents,
        "earlier": earlier,
    }


def _rests_on(claims, *, now):
    return plain_evidence(claims)


def _lock(claim, *, now):
    lock_claim(claim)


def _approve(claim, *, by, now, reason, answer):
    approved = approve_claim(
        claim, by=by, now=now, on=claim.store.business_date(now), reason=reason
    )
    return None if approved.decided_at == now else _("It was approved before.")


def _refuse(claim, *, by, now, reason, answer):
    refused = refuse_claim(claim, by=by, now=now, reason=reason)
    return None if refused.decided_at == now else _("It was refused before.")


KIND = Kind(
    code="claim",
    is_light=True,
    label=gettext_lazy("Claims"),
    name=Claim._meta.verbose_name,
    icon="arrow-left-right",
    place=30,
    announced=gettext_lazy("Claims to decide"),
    roles=(Role.DIRECTOR,),
    rows=Claim.objects.waiting,
    since="filed_at",
    person="claimant",
    store="store",
    decided=_decided,
    load=_load,
    row_template="compliance/claims/_waiting.html",
    page=lambda claim: reverse("compliance:claim_detail", args=[claim.pk]),
    about="customer",
    rule=lambda claim: gettext_lazy(
        "Rule: after 30 days without effective contact the customer goes to whoever has contact with "
        "them, and only when the director approves."
    ),
    evidence=_evidence,
    evidence_template="compliance/claims/_decision_evidence.html",
    rests_on=_rests_on,
    preview=_preview,
    choice_template="compliance/claims/_choose.html",
    shown=_shown,
    lock=_lock,
    approve=_approve,
    refuse=_refuse,
)
