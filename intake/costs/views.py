"""What channels cost, month by month (R13.1)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import store_asked_for
from foundation.chosen import key_in
from foundation.months import month_before, months_before, parse_month
from foundation.once import save_once, sent
from foundation.pages import only_for

from .forms import CostsForm
from .queries import costs_of
from .services import KEEPERS, set_costs


@only_for(*KEEPERS)
def cost_grid(request):
    """``?month=2026-11&store=3``; the month before this one unless another is asked for."""
    asked = request.GET.get("store", "")
    store, stores = store_asked_for(request.user, asked)
    today = store.business_date(request.now)
    offered = dict(months_before(today))
    code = request.GET.get("month", "")
    if code not in offered or key_in(asked) != store.pk:
        # The address names both, so that a form stays with its month over midnight.
        code = code if code in offered else f"{month_before(today):%Y-%m}"
        return redirect(_address(store, code))
    month = parse_month(code)
    form = CostsForm(sent(request), costs=costs_of(store, month))

    def save():
        set_costs(
            by=request.user, now=request.now, store=store, month=month, amounts=form.amounts()
        )
        messages.success(request, _("The costs are saved."))
        return _address(store, code)

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "store": store,
        "stores": stores,
        "month": month,
        "code": code,
        "months": list(offered.items())[:6],
        "cancel_url": reverse("reports:leads") + "?by=channel",
    }
    return render(request, "intake/costs/grid.html", context)


def _address(store, code):
    return f"{reverse('intake:cost_grid')}?store={store.pk}&month={code}"
