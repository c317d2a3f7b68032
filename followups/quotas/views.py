"""The daily quotas of the people one leads, store by store (R4.11)."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, store_asked_for, today_for
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..activities.queries import team_of
from .forms import QuotasForm
from .queries import quotas_in_force
from .services import set_quotas


@only_for(*LEADING_ROLES)
def quotas(request):
    on = today_for(request.user, request.now)
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    people = list(team_of(request.user).filter(is_active=True, store=store))
    form = QuotasForm(
        sent(request),
        people=people,
        quotas=quotas_in_force([person.pk for person in people], on=on),
        initial={"from_on": on},
    )

    def save():
        set_quotas(
            by=request.user,
            now=request.now,
            on=on,
            from_on=form.cleaned_data["from_on"],
            quotas=form.quotas(),
        )
        messages.success(request, _("The daily quotas are set."))
        return f"{reverse('followups:quotas')}?store={store.pk}"

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "store": store, "stores": stores, "today": on}
    return render(request, "followups/quotas/grid.html", context)
