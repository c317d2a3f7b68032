"""Discounts over the store's limit wait for who leads the consultant (R1.4)."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from accounts.access.queries import ASSESSING_ROLES
from followups.activities.queries import last_contacts, plain_intents
from foundation.decisions import EARLIER, Earlier, Kind

from .models import Quotation
from .services.deciding import approve_discount, refuse_discount
from .services.ending import lock_quotation


def _decided(user):
    return Quotation.objects.visible_to(user).filter(decided_at__isnull=False)


def _load(keys):
    rows = Quotation.objects.select_related(
        "store", "opportunity__customer", "opportunity__consultant", "made_by", "decided_by"
    )
    return rows.prefetch_related("lines").in_bulk(keys)


def _shown(quotation, act):
    return (
        (quotation.opportunity_id, quotation.opportunity.customer.name, quotation.made_by_id),
        (quotation.number, quotation.version, quotation.car, quotation.valid_until),
        (quotation.price, quotation.discount, quotation.trade_in, quotation.total, quotation.limit),
        tuple((line.kind, line.label, line.amount) for line in quotation.lines.all()),
        (quotation.down_payment, quotation.months, quotation.yearly_rate),
        (quotation.state, quotation.discount_reason),
    )


def _evidence(quotation, *, user, on):
    """The offer with all its lines, the intents with their last contacts, and discounts decided before."""
    customer = quotation.opportunity.customer
    intents = list(customer.opportunities.select_related("grade").order_by("-pk"))
    contacts = last_contacts(intent.pk for intent in intents)
    for intent in intents:
        intent.contacts = contacts[intent.pk]
    rows = Quotation.objects.filter(made_by=quotation.made_by_id, decided_at__isnull=False)
    rows = rows.exclude(pk=quotation.pk).select_related("opportunity__customer")
    earlier = [
        Earlier(
            localtime(row.decided_at).date(),
            f"{row.opportunity.customer} · {row.car} · {row.share} %",
            row.get_state_display(),
            row.decision_reason or row.discount_reason,
        )
        for row in rows.order_by("-decided_at")[:EARLIER]
    ]
    return {"quotation": quotation, "customer": customer, "intents": intents, "earlier": earlier}


def _rests_on(quotations, *, now):
    customers = {quotation.pk: quotation.opportunity.customer_id for quotation in quotations}
    intents = plain_intents(set(customers.values()))
    return {key: intents[customer] for key, customer in customers.items()}


def _approve(quotation, *, by, now, reason, answer):
    on = quotation.store.business_date(now)
    approve_discount(by=by, now=now, on=on, quotation=quotation, reason=reason)


def _refuse(quotation, *, by, now, reason, answer):
    refuse_discount(by=by, now=now, quotation=quotation, reason=reason)


KIND = Kind(
    code="discount",
    label=gettext_lazy("Discounts"),
    name=gettext_lazy("discount"),
    icon="percent",
    place=35,
    announced=gettext_lazy("Discounts to approve"),
    roles=ASSESSING_ROLES,
    rows=Quotation.objects.waiting,
    since="made_at",
    person="opportunity__consultant",
    store="store",
    others=True,
    decided=_decided,
    load=_load,
    row_template="orders/quotations/_waiting.html",
    page=lambda quotation: reverse("orders:quotation", args=[quotation.pk]),
    about="opportunity__customer",
    rule=lambda quotation: gettext_lazy(
        "Rule: a discount of more than the store's limit is given only when a leader approves."
    ),
    evidence=_evidence,
    rests_on=_rests_on,
    evidence_template="orders/quotations/_evidence.html",
    choice_template="orders/quotations/_choose.html",
    shown=_shown,
    lock=lambda quotation, *, now: lock_quotation(quotation.pk),
    approve=_approve,
    refuse=_refuse,
)
