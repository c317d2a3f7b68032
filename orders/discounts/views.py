"""The page on which who heads a store says what may be given alone, and its withdrawal."""

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

from .forms import LimitForm
from .models import DiscountPolicy
from .queries import limit_of, versions_of
from .services import adopt_limit, withdraw_limit


@only_for(*HEADS)
def discount_policy(request, pk):
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    form = LimitForm(sent(request), present=limit_of(store, on=on), on=on)

    def save():
        names = ("effective_from", "percent", "reason")
        values = {name: form.cleaned_data[name] for name in names}
        adopt_limit(by=request.user, now=request.now, on=on, store=store, **values)
        date = day(values["effective_from"])
        messages.success(request, _("Adopted: in force from %(date)s.") % {"date": date})
        return request.path

    if answer := save_once(request, form, save):
        return answer
    context = {
        "store": store,
        "form": form,
        "page_obj": page_of(request, versions_of(store, on=on), 25),
        "cancel_url": f"{reverse(addresses['policies'])}?store={store.pk}",
    }
    return render(request, "orders/discounts/policy.html", context)


@only_for(*HEADS)
def discount_policy_withdraw(request, pk):
    stores = stores_of(request.user)
    service = withdraw_limit
    return withdrawal(request, DiscountPolicy, pk, service, stores=stores, back_to=_page_of)


def _page_of(store):
    return reverse("orders:discount_policy", args=[store.pk])
