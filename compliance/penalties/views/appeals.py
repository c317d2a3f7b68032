"""The person of a proposal objects to it (R8.6)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.people.models import Role
from foundation.decisions import DecisionError
from foundation.pages import only_for

from ..forms import AppealForm
from ..models import Appeal, Proposal, ProposalState
from ..queries import findings_behind, rate_of
from ..services.appeals import file_appeal


@only_for(Role.CONSULTANT)
def appeal(request, pk):
    """File it, or change it until the director has decided."""
    rows = Proposal.objects.filter(person=request.user, share_of=None)
    proposal = get_object_or_404(rows.select_related("store", "person"), pk=pk)
    if proposal.state != ProposalState.PROPOSED:
        messages.warning(request, _("This proposal has been decided: it is too late to appeal."))
        return redirect("compliance:proposal_detail", pk)
    filed = Appeal.objects.filter(proposal=proposal).first()
    chosen = list(filed.recordings.values_list("pk", flat=True)) if filed else []
    form = AppealForm(
        request.POST or None,
        initial={"text": filed.text, "recordings": chosen} if filed else None,
        person=request.user,
        opportunities=findings_behind(proposal).order_by().values("opportunity"),
        chosen=chosen,
    )
    if request.method == "POST" and form.is_valid():
        try:
            file_appeal(proposal, by=request.user, now=request.now, **form.cleaned_data)
            messages.success(request, _("The appeal is filed; the director sees it."))
        except DecisionError as error:
            messages.warning(request, str(error))
        return redirect("compliance:proposal_detail", pk)
    proposal.rate = rate_of(proposal)
    context = {"proposal": proposal, "form": form, "submit": _("File the appeal")}
    return render(request, "compliance/penalties/appeal_form.html", context)
