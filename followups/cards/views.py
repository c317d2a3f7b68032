"""The customer card and its history (R1.4, R2, R3.4, R4)."""

from django.shortcuts import render

from accounts.access.queries import READING_ROLES
from foundation.pages import only_for, page_of
from leads.customers.queries import get_customer_for, introductions_of
from leads.customers.services import remember_card

from ..take_overs.queries import take_over_of
from .queries import as_told, history_of, load_card, undoable

# So much of the timeline stands on the card; the rest comes on request.
ENTRIES = 30


@only_for(*READING_ROLES)
def customer_card(request, pk):
    """All that is known of a customer (R2, R3.4, R4)."""
    customer = get_customer_for(request.user, pk)
    remember_card(by=request.user, now=request.now, customer=customer)
    on = customer.store.business_date(request.now)
    card = load_card(customer, viewer=request.user, on=on)
    told = page_of(request, card.story, ENTRIES)
    as_told([*card.plans, *told])
    context = {
        "card": card,
        "told": told,
        "customer": customer,
        "introductions": introductions_of(customer, user=request.user),
        "waiting": customer.requests.waiting().first(),
        "taken": take_over_of(customer, on=on),
        "undoable": next(
            filter(None, (find(customer, by=request.user, now=request.now) for find in undoable)),
            None,
        ),
        "today": on,
    }
    return render(request, "followups/cards/card.html", context)


@only_for(*READING_ROLES)
def customer_history(request, pk):
    """Who changed what on the card, when (R1.4)."""
    customer = get_customer_for(request.user, pk)
    context = {"customer": customer, "changes": history_of(customer, user=request.user)}
    return render(request, "followups/cards/history.html", context)
