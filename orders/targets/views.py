"""The targets of a month (R9.7)."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, stores_of, today_for
from foundation.months import months_before
from foundation.once import save_once, sent
from foundation.pages import only_for

from .forms import MonthForm, TargetsForm
from .models import Target
from .queries import target_changes, target_lines
from .services import set_targets

MONTHS_AHEAD, MONTHS_SHOWN = 3, 15


@only_for(*LEADING_ROLES)
def target_grid(request):
    """Orders and deliveries wanted, by store, consultant and model; `?month=2026-11&store=1`."""
    on = today_for(request.user, request.now)
    months = list(months_before(on + timedelta(days=31 * MONTHS_AHEAD), MONTHS_SHOWN))
    stores = stores_of(request.user).order_by("code")
    choice = MonthForm(_chosen(request, on, stores), stores=stores, months=months)
    if not choice.is_valid():
        choice = MonthForm(_chosen(request, on, stores, ignore=True), stores=stores, months=months)
        choice.is_valid()
    store = choice.cleaned_data.get("store") or stores.first()
    if store is None:
        raise PermissionDenied
    month = date.fromisoformat(choice.cleaned_data["month"] + "-01")
    form = TargetsForm(sent(request), lines=target_lines(request.user, store, month))

    def save():
        set_targets(by=request.user, now=request.now, store=store, month=month, goals=form.goals())
        messages.success(request, _("The targets are saved."))
        query = urlencode({"month": choice.cleaned_data["month"], "store": store.pk})
        return f"{reverse('orders:target_grid')}?{query}"

    if answer := save_once(request, form, save):
        return answer
    rows = Target.objects.filter(store=store, month=month)
    context = {
        "form": form,
        "choice": choice,
        "store": store,
        "month": month,
        "changes": target_changes(rows, form.lines),
    }
    return render(request, "orders/targets/grid.html", context)


def _chosen(request, on, stores, *, ignore=False):
    data = {} if ignore else request.GET.dict()
    data.setdefault("month", f"{on:%Y-%m}")
    data.setdefault("store", stores.first().pk if stores else "")
    return data
