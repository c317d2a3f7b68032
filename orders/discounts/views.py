"""The page on which who heads a store says what may be given alone, and its withdrawal."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access.queries import stores_of
from accounts.people.models import HEADS
from foundation.adopting import adoption, withdrawal
from foundation.once import sent
from foundation.pages import only_for

from .forms import LimitForm
from .models import DiscountPolicy
from .queries import limit_of, versions_of
from .services import adopt_limit, withdraw_limit


@only_for(*HEADS)
def discount_policy(request, pk):
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    form = LimitForm(sent(request), present=limit_of(store, on=on), on=on)
    versions, template = versions_of(store, on=on), "orders/discounts/policy.html"
    return adoption(request, template, form, "percent", adopt_limit, store=store, versions=versions)


@only_for(*HEADS)
def discount_policy_withdraw(request, pk):
    stores = stores_of(request.user)
    service = withdraw_limit
    return withdrawal(request, DiscountPolicy, pk, service, stores=stores, back_to=_page_of)


def _page_of(store):
    return reverse("orders:discount_policy", args=[store.pk])
