"""The page on which who heads a store says what deposit is usual, and its withdrawal."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import HEADS
from foundation.adopting import withdrawal
from foundation.display import day
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from foundation.registry import addresses

from .forms import DepositForm
from .models import DepositPolicy
from .queries import usual_deposit, versions_of
from .services import adopt_deposit, withdraw_deposit


@only_for(*HEADS)
def deposit_policy(request, pk):
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    form = DepositForm(sent(request), present=usual_deposit(store, on=on), on=on)

    def adopt():
        values = {name: form.cleaned_data[name] for name in ("effective_from", "amount", "reason")}
        adopt_deposit(by=request.user, now=request.now, on=on, store=store, **values)
        date = day(values["effective_from"])
        messages.success(request, _("Adopted: in force from %(date)s.") % {"date": date})
        return request.path

    if answer := save_once(request, form, adopt):
        return answer
    context = {
        "store": store,
        "form": form,
        "page_obj": page_of(request, versions_of(store, on=on), 25),
        "cancel_url": f"{reverse(addresses['policies'])}?store={store.pk}",
    }
    return render(request, "orders/deposits/policy.html", context)


@only_for(*HEADS)
def deposit_policy_withdraw(request, pk):
    stores = stores_of(request.user)
    service = withdraw_deposit
    return withdrawal(request, DepositPolicy, pk, service, stores=stores, back_to=_page_of)


def _page_of(store):
    return reverse("orders:deposit_policy", args=[store.pk])
