"""The list of orders."""

from django.shortcuts import render

from accounts.pages import only_for, page_of, today_for
from orders.forms.filters import OrderFilter
from orders.queries.money import with_sums
from orders.queries.orders import orders_for
from orders.roles import ORDER_ROLES

PER_PAGE = 25


@only_for(*ORDER_ROLES)
def order_list(request):
    """The visible orders, the latest first (R9.10)."""
    on = today_for(request.user, request.now)
    filters = OrderFilter(request.GET, orders_for(request.user), user=request.user, on=on)
    page = page_of(request, with_sums(filters.qs.order_by("-ordered_on", "-pk")), PER_PAGE)
    context = {"page_obj": page, "filter": filters, "today": on}
    return render(request, "orders/order_list.html", context)
