"""The director's decision on a claim, with all that it will move shown before (R7.1, R7.3)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for
from leads.views.saving import sent

from ..claim_queries import claims_for
from ..forms.claims import OptionalReasonForm
from ..forms.decisions import ReasonForm
from ..services.claims_deciding import approve_claim, refuse_claim
from ..services.errors import DecisionError
from .claims import claim_context


@only_for(Role.DIRECTOR)
def claim_approve(request, pk):
    """Move the customer, with a look at what goes with them."""

    def act(claim, reason):
        on = claim.store.business_date(request.now)
        approve_claim(claim, by=request.user, now=request.now, on=on, reason=reason)
        return _("%(name)s has the customer now.") % {"name": claim.claimant}

    form = OptionalReasonForm(sent(request))
    return _decide(request, pk, form, act, "compliance/claim_approve.html", _("Approve"))


@only_for(Role.DIRECTOR)
def claim_refuse(request, pk):
    """The customer stays; the reason is kept."""

    def act(claim, reason):
        refuse_claim(claim, by=request.user, now=request.now, reason=reason)
        return _("Refused: the customer stays with %(name)s.") % {"name": claim.owner}

    form = ReasonForm(sent(request))
    return _decide(request, pk, form, act, "compliance/claim_refuse.html", _("Refuse"))


def _decide(request, pk, form, act, template, submit):
    claim = get_object_or_404(claims_for(request.user), pk=pk)
    back = reverse("compliance:claim_detail", args=[claim.pk])
    if request.method != "POST" and not claim.is_waiting:
        messages.warning(request, _("There is nothing to decide here any more."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(claim, form.cleaned_data["reason"]))
        except DecisionError as error:
            messages.warning(request, str(error))
        return redirect(back)
    context = claim_context(claim, request)
    context |= {"form": form, "submit": submit, "cancel_url": back}
    return render(request, template, context)
