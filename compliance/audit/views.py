"""The audited nights of a director's stores, and taking some of them back (R6)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import stores_of
from accounts.people.models import Role
from foundation.nights import looked_through
from foundation.pages import only_for, page_of
from foundation.reason_forms import ReasonForm

from .models import AuditRun
from .queries import add_counts, ahead_of, decided_since, nights_of
from .services import AuditError, withdraw_nights


@only_for(Role.DIRECTOR)
def night_list(request):
    """Which nights of one of the director's stores were audited, and which were taken back."""
    stores = list(stores_of(request.user))
    store = next((s for s in stores if str(s.pk) == request.GET.get("store")), None)
    store = store or (stores[0] if stores else None)
    page = page_of(request, nights_of(store), 31)
    if store:
        add_counts(store, page.object_list)
    context = {
        "stores": stores,
        "store": store,
        "page_obj": page,
        "looked_through": looked_through,
        "ahead": store and ahead_of(store, now=request.now),
        "withdrawals": store.audit_withdrawals.select_related("by")[:20] if store else [],
    }
    return render(request, "compliance/audit/list.html", context)


@only_for(Role.DIRECTOR)
def night_withdraw(request, pk):
    """Take back a night and all after it, with a reason, as long as nothing of them was decided."""
    nights = AuditRun.objects.filter(store__in=stores_of(request.user)).select_related("store")
    night = get_object_or_404(nights, pk=pk)
    back = f"{reverse('compliance:night_list')}?store={night.store_id}"
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_nights(
                night.store,
                since=night.on,
                by=request.user,
                now=request.now,
                reason=form.cleaned_data["reason"],
            )
        except AuditError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Withdrawn; these nights are audited again when due."))
        return redirect(back)
    later = list(nights_of(night.store).filter(on__gte=night.on))
    add_counts(night.store, later)
    context = {
        "form": form,
        "night": night,
        "nights": len(later),
        "findings": sum(each.findings for each in later),
        "proposals": sum(each.proposals for each in later),
        "decided": decided_since(night.store, night.on),
        "submit": _("Withdraw"),
        "tone": "danger",
        "cancel_url": back,
    }
    return render(request, "compliance/audit/withdraw.html", context)
