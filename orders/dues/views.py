"""Payments due: the overdue first, each a tap away from being recorded (R9.5)."""

from django.shortcuts import render

from accounts.access.queries import ORDER_ROLES, today_for
from foundation.pages import only_for, page_of

from ..orders.models import Order, PaymentDue
from ..orders.queries import to_be_refunded
from .forms import DueFilter
from .queries import forecast

PER_PAGE = 50
SHOWN_REFUNDS = 20


@only_for(*ORDER_ROLES)
def due_list(request):
    """What is outstanding of the visible orders, and what is to be given back."""
    on = today_for(request.user, request.now)
    visible = PaymentDue.objects.visible_to(request.user)
    rows = visible.outstanding().select_related("order__customer", "order__consultant")
    filters = DueFilter(request.GET, rows.order_by("due_on", "pk"), user=request.user, on=on)
    refunds = to_be_refunded(Order.objects.visible_to(request.user)).select_related("customer")
    context = {
        "page_obj": page_of(request, filters.qs, PER_PAGE),
        "filter": filters,
        "forecast": forecast(visible, on=on),
        "refunds": refunds[:SHOWN_REFUNDS],
        "today": on,
    }
    return render(request, "orders/dues/list.html", context)
