"""The order form, from the customer's card (R9.10)."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import only_for
from leads.queries import SALES_ROLES, get_opportunity_for, models_of
from leads.views.saving import save_once, sent
from orders.forms.order import OrderForm
from orders.models import Vehicle
from orders.services.placing import place_order


@only_for(*SALES_ROLES)
def order_create(request, pk):
    """An order of an opportunity, with its deposit and its vehicle if there are any."""
    opportunity = get_opportunity_for(request.user, pk)
    on = opportunity.store.business_date(request.now)
    form = OrderForm(
        sent(request),
        opportunity=opportunity,
        on=on,
        initial={"model": opportunity.model, "colour": opportunity.colour},
    )

    def save():
        order = place_order(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            terms=form.terms(),
            deposit=form.receipt(),
            vehicle=form.cleaned_data["vehicle"],
        )
        messages.success(request, _("Order %(number)s is taken.") % {"number": order.number})
        return reverse("orders:order_detail", args=[order.pk])

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "models": models_of(Vehicle.objects.filter(store=opportunity.store, left_on=None)),
    }
    return render(request, "orders/order_form.html", context)
