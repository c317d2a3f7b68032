"""The payment plan, and a payment that is taken back (R9.5)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import only_for
from leads.views.saving import save_once, sent
from orders.forms.plan import PaymentPlanForm
from orders.forms.steps import ReverseForm
from orders.models import Order, Payment
from orders.queries.orders import get_order_for, sums_of
from orders.roles import MONEY_ROLES
from orders.services.payments import change_payment_plan, reverse_payment


@only_for(*MONEY_ROLES)
def plan_edit(request, pk):
    """Change the price and by when what is to be paid."""
    order = get_order_for(request.user, pk)
    form = PaymentPlanForm(sent(request), order=order)

    def save():
        change_payment_plan(
            by=request.user,
            now=request.now,
            on=order.store.business_date(request.now),
            order=order,
            lines=list(form.lines()),
            seen=form.seen,
            price=form.cleaned_data["price"],
        )
        messages.success(request, _("The payment plan is saved."))
        return reverse("orders:order_detail", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "order": order, "sums": sums_of(order)}
    return render(request, "orders/plan_form.html", context)


@only_for(*MONEY_ROLES)
def payment_reverse(request, pk):
    """Take a payment back, with a reason: a mistake, or money given back."""
    payments = Payment.objects.filter(due__order__in=Order.objects.visible_to(request.user))
    payment = get_object_or_404(payments.select_related("due__order__store"), pk=pk)
    order = payment.due.order
    back = reverse("orders:order_detail", args=[order.pk])
    form = ReverseForm(sent(request))

    def save():
        reverse_payment(
            by=request.user,
            now=request.now,
            on=order.store.business_date(request.now),
            payment=payment,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The payment is taken back."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "payment": payment, "order": order, "cancel_url": back}
    context |= {"submit": _("Take back"), "tone": "danger"}
    return render(request, "orders/payment_reverse.html", context)
