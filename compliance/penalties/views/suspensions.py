"""The days of a suspension that was approved without any (R8.7)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import Role
from foundation.decisions import DecisionError
from foundation.pages import only_for

from ..forms import SuspensionForm
from ..queries import proposals_for
from ..services.suspensions import FreeDays, set_days


@only_for(Role.DIRECTOR)
def suspension_days(request, pk):
    """Asks for the days; the plans in them are postponed as for an absence."""
    proposal = get_object_or_404(proposals_for(request.user).filter(share_of=None), pk=pk)
    detail = reverse("compliance:proposal_detail", args=[pk])
    if not proposals_for(request.user).undated().filter(pk=pk).exists():
        messages.info(request, _("This suspension does not wait for its days any more."))
        return redirect(detail)
    on = proposal.store.business_date(request.now)
    first, last = FreeDays([proposal.person_id], after=on).take(proposal.person_id, on=on)
    form = SuspensionForm(request.POST or None, initial={"from_on": first, "to_on": last})
    if request.method == "POST" and form.is_valid():
        try:
            set_days(proposal, by=request.user, now=request.now, on=on, **form.cleaned_data)
            messages.success(request, _("The days are set; plans in them are postponed."))
            return redirect(detail)
        except DecisionError as error:
            form.add_error(None, str(error))
    context = {
        "proposal": proposal,
        "form": form,
        "submit": _("Set the days"),
        "cancel_url": detail,
    }
    return render(request, "compliance/penalties/suspension_days.html", context)
