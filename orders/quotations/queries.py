"""Quotations as the user may see them, on the card, in its timeline and history (R9.10, R1.3, R1.4)."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from followups.cards.queries import Section, Story
from foundation.history import latest_first, recorded_changes

from .models import Quotation

SHOWN = ("state", "given_at", "decision_reason")
SHOWN_OF_NEW = ("model", "car_version", "colour", "price", "discount", "total", "valid_until")
ON_CARD = 50


def quotations_for(user):
    """The visible ones, each with what a row of a list shows."""
    rows = Quotation.objects.visible_to(user)
    return rows.select_related("opportunity__customer", "consultant", "store", "order")


def get_quotation_for(user, pk):
    """The quotation with its lines, or 404 where the user may not see it."""
    rows = quotations_for(user).select_related(
        "opportunity__consultant", "opportunity__grade__policy", "vehicle", "made_by", "decided_by"
    )
    return get_object_or_404(rows.prefetch_related("lines"), pk=pk)


def versions_of(quotation):
    """All of its number, the latest first."""
    rows = Quotation.objects.filter(store=quotation.store_id, number=quotation.number)
    return rows.select_related("made_by").order_by("-version")


def about_to_expire(*, on: date) -> QuerySet[Quotation]:
    """Those that stand and hold until tomorrow or today; what was made today is no news."""
    rows = Quotation.objects.standing().filter(made_on__lt=on)
    return rows.filter(valid_until__range=(on, on + timedelta(days=1)))


def beside_intents(opportunities):
    """``{key: Section}`` with each intent's, in one query; of what has ended only if there are any."""
    rows = Quotation.objects.filter(opportunity__in=[each.pk for each in opportunities])
    found = {}
    for quotation in rows.order_by("-made_at", "-pk"):
        found.setdefault(quotation.opportunity_id, []).append(quotation)
    return {
        each.pk: Section("orders/quotations/_beside_intent.html", found.get(each.pk, []))
        for each in opportunities
        if each.is_executing or each.pk in found
    }


def told_on_card(customer):
    """The quotations that the timeline of the card tells, by the day on which each was made."""
    rows = Quotation.objects.filter(opportunity__customer=customer).select_related("made_by")
    return [
        Story("orders/quotations/_story.html", quotation.made_on, quotation)
        for quotation in rows.order_by("-pk")[:ON_CARD]
    ]


def changes_of(quotation):
    """Who did what with it, when and why (R1.4); the latest first."""
    return latest_first(_changes(id=quotation.pk))


def changes_on_card(customer, user):
    """The same of all quotations of a customer, for the history of their card."""
    return _changes(opportunity__customer=customer)


def _changes(**condition):
    rows = Quotation.history.filter(**condition)
    return recorded_changes(Quotation, rows, ("number", "version", *SHOWN_OF_NEW, *SHOWN))
