"""The ledger of rewards: what was approved, never changed; mistakes are reversed (R8.6, R8.9)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for, page_of
from compliance.forms.decisions import ReasonForm
from compliance.queries import sums_of
from compliance.rules.ladder import ZERO
from compliance.services.errors import DecisionError
from compliance.views.ledger import named

from ..forms.filters import RewardLedgerFilter
from ..models import RewardKind
from ..queries.pages import entries_for, lapse_of
from ..services.deciding import reverse_reward


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR, Role.FINANCE)
def ledger(request):
    """The entries, and sums that are computed from exactly these entries."""
    user = request.user
    filters = RewardLedgerFilter(request.GET, entries_for(user), user=user)
    sums = sums_of(filters.qs.order_by())
    total, entries = sums.pop(None, (ZERO, 0))
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": filters.is_active,
        "total": total,
        "entries": entries,
        "sums": named(sums),
        "may_reverse": user.is_director,
        "reads_rewards": user.role != Role.FINANCE,
    }
    return render(request, "rewards/ledger.html", context)


@only_for(Role.DIRECTOR)
def entry_reverse(request, pk):
    """Reverse an entry with a reason; of an order that is cancelled the reason stands there already."""
    entries = entries_for(request.user).exclude(kind=RewardKind.REVERSAL)
    entry = get_object_or_404(entries, pk=pk)
    if hasattr(entry, "reversal"):
        messages.warning(request, _("This entry was reversed before."))
        return redirect("rewards:ledger")
    lapse = lapse_of(entry.reward.order)
    form = ReasonForm(request.POST or None, initial={"reason": str(lapse)})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        _reverse(request, entry, lapse if reason == str(lapse) else reason)
        return redirect("rewards:ledger")
    context = {
        "entry": entry,
        "form": form,
        "submit": _("Reverse"),
        "tone": "danger",
        "cancel_url": reverse("rewards:ledger"),
    }
    return render(request, "rewards/entry_reverse.html", context)


def _reverse(request, entry, reason):
    on = entry.store.business_date(request.now)
    try:
        reverse_reward(entry, by=request.user, now=request.now, on=on, reason=reason)
    except DecisionError as error:
        messages.warning(request, str(error))
        return
    messages.success(request, _("Reversed by an entry of the opposite amount."))
