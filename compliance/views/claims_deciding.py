"""The director's decision on a claim, with all that it will move shown before (R7.1, R7.3)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages import only_for
from foundation.decisions import APPROVE, REFUSE, decide, words_of
from foundation.shown import Changed, marks_of
from leads.views.saving import sent

from ..claim_queries import claims_for
from ..decision_claims import KIND
from ..forms.claims import OptionalReasonForm
from ..forms.decisions import ReasonForm
from ..services.errors import DecisionError
from .claims import claim_context


@only_for(Role.DIRECTOR)
def claim_approve(request, pk):
    """Move the customer, with a look at what goes with him."""

    form, said = OptionalReasonForm(sent(request)), _("%(name)s has the customer now.")
    return _decide(request, pk, form, APPROVE, said, _("Approve"))


@only_for(Role.DIRECTOR)
def claim_refuse(request, pk):
    """The customer stays; the reason is kept."""
    form, said = ReasonForm(sent(request)), _("Refused: the customer stays with %(name)s.")
    return _decide(request, pk, form, REFUSE, said, _("Refuse"))


def _decide(request, pk, form, act, said, submit):
    claim = get_object_or_404(claims_for(request.user), pk=pk)
    back = reverse("compliance:claim_detail", args=[claim.pk])
    if request.method != "POST" and not claim.is_waiting:
        messages.warning(request, _("There is nothing to decide here any more."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        how = {"shown": marks_of(request.POST).get(act), "reason": form.cleaned_data["reason"]}
        try:
            problem = decide(KIND, claim, act=act, by=request.user, now=request.now, **how)
        except Changed as error:
            messages.warning(request, str(error))
            return redirect(request.path)
        except DecisionError as error:
            problem = str(error)
        if problem:
            messages.warning(request, problem)
        else:
            name = claim.claimant if act == APPROVE else claim.owner
            messages.success(request, said % {"name": name})
        return redirect(back)
    context = claim_context(claim, request)
    shown = words_of(KIND, claim.pk, now=request.now)
    context |= {"form": form, "shown": shown, "submit": submit, "cancel_url": back}
    return render(request, f"compliance/claim_{act}.html", context)
