"""Urging a lead from its row or page, and what is written of one that was long untouched (R5.3, R5.6)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.display import moment
from foundation.once import save_once, sent
from foundation.pages import address_back, only_for

from ..arrivals.models import SORTING_ROLES, Lead
from .forms import MeasureForm
from .services import urge, write_measure

sorters_only = only_for(*SORTING_ROLES)


@sorters_only
@require_POST
def lead_urge(request, pk):
    """One tap; a second one of the day says when it was urged, and by whom."""
    found = _lead_for(request.user, pk)
    try:
        kept, is_new = urge(found, by=request.user, now=request.now)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        if is_new:
            messages.success(request, _("Urged: whoever has to act is told."))
        else:
            told = {"moment": moment(kept.at), "name": kept.by}
            messages.info(request, _("Urged today already: %(moment)s, by %(name)s.") % told)
    return redirect(address_back(request) or reverse("intake:lead", args=[pk]))


@sorters_only
def lead_measure(request, pk):
    """Reason and measure of one that was long untouched."""
    found = _lead_for(request.user, pk)
    back = address_back(request) or reverse("intake:lead", args=[pk])
    form = MeasureForm(sent(request))

    def save():
        told = form.cleaned_data
        write_measure(
            found,
            by=request.user,
            now=request.now,
            reason=told["reason"],
            measure=told["measure"],
        )
        messages.success(request, _("Written: it stands with the lead and on the card."))
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "lead": found, "title": _("Reason and measure"), "cancel_url": back}
    return render(request, "intake/sorting/act.html", context)


def _lead_for(user, pk):
    rows = Lead.objects.visible_to(user).select_related("store", "assigned_to")
    return get_object_or_404(rows, pk=pk)
