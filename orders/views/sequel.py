"""An order is cancelled; a sale is wholly done (R2.7, R9.6)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.idempotency import OnceForm
from accounts.pages import only_for
from followups.views.next_date import NextDate
from leads.queries import SALES_ROLES, get_opportunity_for
from leads.services.intent import IntentReader
from leads.views.saving import save_once, sent
from orders.forms.cancel import CancelOrderForm, WonCancelForm
from orders.queries.orders import get_order_for, note_without_order, sums_of
from orders.services.ending import cancel_order, close_opportunity


@only_for(*SALES_ROLES)
def order_cancel(request, pk):
    """Cancel an order; the customer goes on or is lost."""
    order = get_order_for(request.user, pk)
    back = reverse("orders:order_detail", args=[pk])
    if request.method != "POST" and not order.is_open:
        messages.info(request, _("This order has ended."))
        return redirect(back)
    on = order.store.business_date(request.now)
    others = list(order.opportunity.activities.planned().order_by("planned_on"))
    form = _cancel_form(request, order.opportunity, on, others)

    def save():
        cancel_order(
            by=request.user, now=request.now, on=on, order=order, cancellation=form.cancellation()
        )
        messages.success(request, _("Order %(number)s is cancelled.") % {"number": order.number})
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "order": order,
        "customer": order.customer,
        "sums": sums_of(order),
        "others": others,
        "today": on,
        "cancel_url": back,
    }
    if order.opportunity.is_executing:
        context["next_date"] = NextDate.of(form, "", now=request.now, fill=not others)
    return render(request, "orders/order_cancel.html", context)


def _cancel_form(request, opportunity, on, others):
    if not opportunity.is_executing:
        return WonCancelForm(sent(request))
    return CancelOrderForm(
        sent(request),
        opportunity=opportunity,
        keeps_plan=bool(others),
        reader=IntentReader.of_opportunity(opportunity, on=on),
        initial={"note": note_without_order(opportunity), "expected_on": opportunity.expected_on},
    )


@only_for(*SALES_ROLES)
def opportunity_close(request, pk):
    """Close a won sale once all is done."""
    opportunity = get_opportunity_for(request.user, pk)
    back = reverse("followups:customer_card", args=[opportunity.customer_id])
    form = OnceForm(sent(request))

    def save():
        close_opportunity(
            by=request.user,
            now=request.now,
            on=opportunity.store.business_date(request.now),
            opportunity=opportunity,
        )
        messages.success(request, _("The sale is closed."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "opportunity": opportunity, "customer": opportunity.customer}
    context |= {"submit": _("Close the sale"), "cancel_url": back}
    return render(request, "orders/opportunity_close.html", context)
