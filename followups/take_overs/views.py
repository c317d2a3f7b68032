"""What leaders take upon themselves: customers for a while, visits they accompany (S1)."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import LEADING_ROLES, today_for
from foundation.once import save_once, sent
from foundation.pages import only_for
from leads.customers.queries import get_customer_for

from .forms import TakeOverForm
from .queries import mine, take_over_of
from .services import give_back, take_over

USUAL = timedelta(days=14)


@only_for(*LEADING_ROLES)
def my_desk(request):
    on = today_for(request.user, request.now)
    context = mine(request.user, on=on) | {"today": on}
    return render(request, "followups/take_overs/mine.html", context)


@only_for(*LEADING_ROLES)
def take_over_create(request, pk):
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    card = reverse("followups:customer_card", args=[pk])
    form = TakeOverForm(sent(request), initial={"until_on": on + USUAL})

    def save():
        row = take_over(by=request.user, now=request.now, on=on, customer=customer, **_values(form))
        text = _("You look after %(name)s; %(consultant)s is told.")
        messages.success(request, text % {"name": row.customer, "consultant": customer.consultant})
        return card

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "customer": customer,
        "cancel_url": card,
        "submit": _("Take over"),
        "present": take_over_of(customer, on=on),
    }
    return render(request, "followups/take_overs/form.html", context)


def _values(form):
    return {name: form.cleaned_data[name] for name in ("until_on", "reason")}


@only_for(*LEADING_ROLES)
@require_POST
def take_over_end(request, pk):
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    row = take_over_of(customer, on=on)
    if row:
        give_back(row, by=request.user, now=request.now, on=on)
        text = _("%(consultant)s looks after %(name)s again.")
        messages.success(request, text % {"name": customer, "consultant": customer.consultant})
    return redirect("followups:customer_card", pk)
