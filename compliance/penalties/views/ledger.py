"""The ledger: what was decided, never changed; mistakes are reversed (R8.6)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role
from foundation.decisions import DecisionError
from foundation.pages import only_for, page_of
from foundation.patience import counts_much
from foundation.reason_forms import ReasonForm
from foundation.yuan import ZERO
from ledgers.sums import rows_of_sums, sums_of

from ..forms import LedgerFilter
from ..models import EntryKind
from ..queries import entries_for
from ..services.ledger import reverse as reverse_entry


@only_for(*READING_ROLES)
@counts_much
def ledger(request):
    """The entries, and sums that are computed from exactly these entries."""
    filters = LedgerFilter(request.GET, entries_for(request.user), user=request.user)
    sums = sums_of(filters.qs.order_by())
    total, entries = sums.pop(None, (ZERO, 0))
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": filters.is_active,
        "total": total,
        "entries": entries,
        "sums": rows_of_sums(sums),
        "may_reverse": request.user.is_director,
    }
    return render(request, "compliance/penalties/ledger.html", context)


@only_for(Role.DIRECTOR)
def entry_reverse(request, pk):
    """Reverse an entry, and the manager's share of it, with a reason."""
    entries = entries_for(request.user).filter(share_of=None)
    entry = get_object_or_404(entries.exclude(kind=EntryKind.REVERSAL), pk=pk)
    if hasattr(entry, "reversal"):
        messages.warning(request, _("This entry was reversed before."))
        return redirect("compliance:ledger")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _reverse(request, entry, form.cleaned_data["reason"])
        return redirect("compliance:ledger")
    context = {
        "entry": entry,
        "shares": entry.shares.select_related("person").exclude(kind=EntryKind.REVERSAL),
        "form": form,
        "submit": _("Reverse"),
        "tone": "danger",
        "cancel_url": reverse("compliance:ledger"),
    }
    return render(request, "compliance/penalties/entry_reverse.html", context)


def _reverse(request, entry, reason):
    on = entry.store.business_date(request.now)
    try:
        reverse_entry(entry, by=request.user, now=request.now, on=on, reason=reason)
    except DecisionError as error:
        messages.warning(request, str(error))
        return
    messages.success(request, _("Reversed by an entry of the opposite amount."))
