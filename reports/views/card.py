"""The customer card as an A4 form, front and back (R9.2)."""

from django.shortcuts import render

from accounts.pages import only_for
from leads.queries import SALES_ROLES, get_customer_for
from reports.queries.card import LEAST_LINES, back_of, blank_back, front_facts, visits_of


@only_for(*SALES_ROLES)
def customer_card(request, pk):
    """Both sides of the card, to be printed."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    visits = visits_of(customer, until=on)
    context = {
        "customer": customer,
        "facts": list(front_facts(customer)),
        "opportunities": customer.opportunities.select_related("grade").order_by(
            "registered_on", "pk"
        ),
        "visits": visits,
        "blank_lines": range(LEAST_LINES - len(visits)),
        "cars": back_of(customer) or [blank_back()],
        "now": request.now,
    }
    return render(request, "reports/customer_card.html", context)
