"""Kinds and causes, terms, the analysis, and what was changed about a cause (R9.9, R14.1)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access.queries import OVERSEEING_ROLES, store_asked_for, today_for
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for
from foundation.registry import addresses

from ..forms.analysis import SpanForm
from ..forms.laid_down import CausesForm, ChangeForm, ComplaintTermsForm
from ..models import Complaint, ComplaintCause, ComplaintTerm
from ..queries.analysis import WAYS, drawn, full_name, grouped
from ..services.laying_down import (
    KEEPERS,
    begin_causes,
    note_change,
    set_causes,
    set_complaint_terms,
)

keepers_only = only_for(*KEEPERS)


def _back(name, store):
    return f"{reverse(f'service:{name}')}?store={store.pk}"


@keepers_only
def cause_list(request):
    """Both levels in one table; what is retired stays with what it was said of."""
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    begin_causes(store, now=request.now)
    form = CausesForm(sent(request), causes=ComplaintCause.objects.filter(store=store))

    def save():
        set_causes(by=request.user, now=request.now, store=store, kept=form.kept(), new=form.new())
        messages.success(request, _("The causes are saved."))
        return _back("cause_list", store)

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "store": store, "stores": stores, "part": "causes"}
    return render(request, "service/complaints/causes.html", context)


@keepers_only
def cause_change(request, pk):
    """What was changed about a cause, and what was before."""
    rows = ComplaintCause.objects.visible_to(request.user).select_related("store", "kind")
    cause = get_object_or_404(rows, pk=pk)
    on = cause.store.business_date(request.now)
    form = ChangeForm(sent(request), initial={"on": on})

    def save():
        values = {name: form.cleaned_data[name] for name in ("on", "text")}
        note_change(cause, by=request.user, now=request.now, **values)
        messages.success(request, _("Written down."))
        return reverse("service:cause_change", args=[cause.pk])

    if answered := save_once(request, form, save):
        return answered
    context = {
        "form": form,
        "cause": cause,
        "name": full_name(cause),
        "changes": cause.changes.select_related("by"),
        "cancel_url": _back("cause_list", cause.store),
    }
    return render(request, "service/complaints/change.html", context)


@keepers_only
def complaint_terms(request):
    """How soon an answer is owed by severity, and when the director is told."""
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    own = ComplaintTerm.objects.filter(store=store)
    terms = {row.severity: (row.minutes, row.further) for row in own}
    form = ComplaintTermsForm(sent(request), terms=terms)

    def save():
        set_complaint_terms(by=request.user, now=request.now, store=store, terms=form.terms())
        messages.success(request, _("The terms are saved."))
        return _back("complaint_terms", store)

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "store": store, "stores": stores, "part": "terms"}
    return render(request, "service/complaints/terms.html", context)


@only_for(*OVERSEEING_ROLES, Role.SERVICE)
def complaint_analysis(request):
    """A Pareto chart of the complaints of a span, with the rows behind each bar."""
    user = request.user
    form = SpanForm(request.GET, today=today_for(user, request.now), user=user)
    rows = form.narrow(Complaint.objects.visible_to(user))
    groups = grouped(rows, form.way)
    query = urlencode({"state": "all", "by": form.way} | form.query)
    context = {
        "form": form,
        "way": form.way,
        "way_label": WAYS[form.way],
        "groups": groups,
        "chart": drawn(groups),
        "behind": f"{reverse('service:complaint_list')}?{query}",
        "as_sheet": f"{reverse(addresses['complaints_sheet'])}?{urlencode(form.query)}",
        "number": sum(group.bar.number for group in groups),
        "cost": sum(group.cost for group in groups),
        "shows_changes": form.way in ("cause", "kind"),
        "may_change": user.role in KEEPERS,
    }
    return render(request, "service/complaints/analysis.html", context)
