"""The delivery sheet of an order: read by who sees the order, confirmed by who leads its seller (R5.5)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import ORDER_ROLES
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..orders.queries import get_order_for, sums_of
from .forms import SheetForm
from .services import confirm, may_confirm, sheet_of


@only_for(*ORDER_ROLES)
def delivery_sheet(request, pk):
    order = get_order_for(request.user, pk)
    may = may_confirm(request.user, order)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = SheetForm(sent(request))
    back = reverse("orders:order_detail", args=[pk])

    def save():
        names = ("vin_end", "is_insured", "exception")
        values = {name: form.cleaned_data[name] for name in names}
        confirm(by=request.user, now=request.now, order=order, **values)
        messages.success(request, _("Confirmed: the car may leave."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {
        "order": order,
        "sheet": sheet_of(order),
        "sums": sums_of(order),
        "form": form if may and order.is_open else None,
        "cancel_url": back,
    }
    return render(request, "orders/delivery_sheets/sheet.html", context)
