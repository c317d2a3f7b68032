"""The page on which the leaders of a store write its plan of a month (S1)."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access.queries import OVERSEEING_ROLES, stores_of, today_for
from foundation.months import months_before
from foundation.once import save_once, sent
from foundation.pages import only_for
from foundation.registry import addresses

from ..targets.forms import MonthForm
from .forms import BusinessPlanForm
from .models import BusinessPlan
from .services import save_plan

MONTHS_AHEAD, MONTHS_SHOWN = 3, 15


@only_for(*OVERSEEING_ROLES)
def business_plan(request):
    """Of one store and month; ``?month=2026-11&store=1``."""
    on = today_for(request.user, request.now)
    months = list(months_before(on + timedelta(days=31 * MONTHS_AHEAD), MONTHS_SHOWN))
    stores = stores_of(request.user).order_by("code")
    choice = MonthForm(_chosen(request.GET.dict(), on, stores), stores=stores, months=months)
    if not choice.is_valid():
        choice = MonthForm(_chosen({}, on, stores), stores=stores, months=months)
        choice.is_valid()
    store = choice.cleaned_data.get("store") or stores.first()
    if store is None:
        raise PermissionDenied
    month = date.fromisoformat(choice.cleaned_data["month"] + "-01")
    plan = BusinessPlan.objects.filter(store=store, month=month).first()
    form = BusinessPlanForm(sent(request), instance=plan or BusinessPlan(store=store, month=month))
    query = urlencode({"month": choice.cleaned_data["month"], "store": store.pk})
    sheet = f"{reverse(addresses['business_plan'])}?{query}"

    def save():
        form.require_unchanged()
        save_plan(form.instance, by=request.user, now=request.now)
        messages.success(request, _("The plan is saved; its sheet sets it beside the result."))
        return sheet

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "choice": choice, "store": store, "cancel_url": sheet}
    return render(request, "orders/business_plans/form.html", context)


def _chosen(data, on, stores):
    data.setdefault("month", f"{on:%Y-%m}")
    data.setdefault("store", stores.first().pk if stores else "")
    return data
