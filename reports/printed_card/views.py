"""The customer card as an A4 form, front and back (R9.2)."""

from django.shortcuts import render

from accounts.access.queries import READING_ROLES
from foundation.pages import only_for
from leads.customers.queries import get_customer_for, introductions_of

from .queries import (
    LEAST_LINES,
    back_of,
    blank_back,
    changes_of,
    front_facts,
    intents_of,
    visits_of,
)


@only_for(*READING_ROLES)
def customer_card(request, pk):
    """Both sides of the card, to be printed."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    visits = visits_of(customer, until=on)
    context = {
        "customer": customer,
        "facts": list(front_facts(customer, user=request.user)),
        "introductions": introductions_of(customer, user=request.user),
        "opportunities": intents_of(customer),
        "changes": changes_of(customer, user=request.user),
        "visits": visits,
        "blank_lines": range(LEAST_LINES - len(visits)),
        "cars": back_of(customer) or [blank_back()],
        "now": request.now,
    }
    return render(request, "reports/printed_card/card.html", context)
