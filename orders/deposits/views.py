"""The page on which who heads a store says what deposit is usual, and its withdrawal."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access.queries import stores_of
from accounts.people.models import HEADS
from foundation.adopting import adoption, withdrawal
from foundation.once import sent
from foundation.pages import only_for

from .forms import DepositForm
from .models import DepositPolicy
from .queries import usual_deposit, versions_of
from .services import adopt_deposit, withdraw_deposit


@only_for(*HEADS)
def deposit_policy(request, pk):
    store = get_object_or_404(stores_of(request.user), pk=pk)
    on = store.business_date(request.now)
    form = DepositForm(sent(request), present=usual_deposit(store, on=on), on=on)
    versions, template = versions_of(store, on=on), "orders/deposits/policy.html"
    return adoption(
        request, template, form, "amount", adopt_deposit, store=store, versions=versions
    )


@only_for(*HEADS)
def deposit_policy_withdraw(request, pk):
    stores = stores_of(request.user)
    service = withdraw_deposit
    return withdrawal(request, DepositPolicy, pk, service, stores=stores, back_to=_page_of)


def _page_of(store):
    return reverse("orders:deposit_policy", args=[store.pk])
