"""Quotations of intents under way: one whose discount was approved, one that has expired (R9.10, R14.4)."""

from datetime import timedelta
from decimal import Decimal

from leads.opportunities.models import Opportunity
from orders.quotations.models import LineKind
from orders.quotations.rules import usual_end
from orders.quotations.services.deciding import approve_discount, give_quotation
from orders.quotations.services.ending import expire_quotations
from orders.quotations.services.making import Line, LoanTerms, Offer, make_quotation

from .words import MODELS

LINES = (
    Line(LineKind.INSURANCE, "交强险、商业险", Decimal("6280.50")),
    Line(LineKind.PLATE, "", Decimal(500)),
    Line(LineKind.ACCESSORY, "脚垫、贴膜", Decimal(0)),
)
LOAN = LoanTerms(Decimal(60000), 36, Decimal("4.8"))
WHY = "客户在竞品处拿到更低报价，批准后今天可定"
EXPIRED_AGO, APPROVED_AGO = timedelta(days=10), timedelta(days=2)


def quote(people, *, now):
    """In each store one of ten days ago, and one of two whose discount was approved."""
    for store in people.stores:
        since = store.business_date(now - EXPIRED_AGO)
        rows = Opportunity.objects.executing().in_use().intents().filter(store=store)
        rows = rows.filter(registered_on__lte=since, model__in=dict(MODELS))
        for opportunity, then, percent in zip(
            rows.select_related("consultant").order_by("-pk"),
            (now - APPROVED_AGO, now - EXPIRED_AGO),
            (3, 1),
            strict=False,
        ):
            _make(opportunity, opportunity.consultant, percent, then)
        expire_quotations(store=store, on=store.business_date(now), now=now)


def _make(opportunity, person, percent, then):
    on = opportunity.store.business_date(then)
    price = Decimal(dict(MODELS)[opportunity.model] * 10000)
    offer = Offer(
        model=opportunity.model,
        colour=opportunity.colour,
        price=price,
        discount=price * percent / 100,
        discount_reason=WHY,
        lines=LINES,
        loan=LOAN,
        valid_until=usual_end(on),
    )
    made = make_quotation(by=person, now=then, on=on, opportunity=opportunity, offer=offer)
    if not made.is_open:
        made = approve_discount(by=person.manager, now=then, on=on, quotation=made)
    give_quotation(by=person, now=then, on=on, quotation=made)
