"""The director's decisions on what the audit proposed (R8.4, R8.6)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from accounts.pages import only_for

from ..forms.decisions import ReasonForm
from ..forms.suspension import are_valid, attach_sequels, sequel_of
from ..models import Proposal, ProposalState
from ..page_queries import exact_sum, proposals_for, rate_of
from ..services.decide_proposals import approve, preview_waive, waive
from ..services.errors import DecisionError


@only_for(Role.DIRECTOR)
def proposal_approve(request):
    """Approve one or many: first what it will cost whom, then the deed."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = {int(pk) for pk in sent.getlist("proposal") if pk.isdecimal() and len(pk) < 19}
    chosen = list(proposals_for(request.user).filter(pk__in=ids, share_of=None))
    pending = [proposal for proposal in chosen if proposal.state == ProposalState.PROPOSED]
    total = exact_sum(proposal.amount for proposal in pending)
    seen = f"{total} {len(pending)}"
    if not pending:
        messages.warning(request, _nothing_to_approve(chosen))
        return redirect("compliance:proposal_list")
    forms = attach_sequels(pending, request.POST, now=request.now)
    unchanged = sent.get("seen") == seen
    if request.method == "POST" and unchanged and are_valid(forms):
        _approve(request, pending)
        return redirect("compliance:proposal_list")
    if request.method == "POST" and not unchanged:
        messages.warning(request, _("The proposals have changed meanwhile. Please look once more."))
    for proposal in pending:
        proposal.rate = rate_of(proposal)
    shares = exact_sum(p.share.amount for p in pending if hasattr(p, "share"))
    context = {
        "proposals": pending,
        "total": total,
        "shares": shares,
        "seen": seen,
        "submit": _("Approve"),
        "cancel_url": reverse("compliance:proposal_list"),
    }
    return render(request, "compliance/proposal_approve.html", context)


def _nothing_to_approve(chosen):
    if not chosen:
        return _("Choose at least one proposal.")
    if len(chosen) == 1:
        return already_decided(chosen[0])
    return _("These proposals have already been decided.")


def already_decided(proposal):
    values = {"name": proposal.decided_by, "state": proposal.get_state_display()}
    return _("This proposal has already been decided: %(state)s by %(name)s.") % values


def _approve(request, proposals):
    done = 0
    for proposal in proposals:
        try:
            entry = approve(
                proposal,
                by=request.user,
                now=request.now,
                on=proposal.store.business_date(request.now),
                sequel=sequel_of(proposal),
            )
        except (DecisionError, Proposal.DoesNotExist) as error:
            messages.warning(request, f"{proposal.person}: {error}")
            continue
        done += entry.entered_at == request.now
    if done:
        said = ngettext(
            "%(count)d proposal approved and entered in the ledger.",
            "%(count)d proposals approved and entered in the ledger.",
            done,
        )
        messages.success(request, said % {"count": done})


@only_for(Role.DIRECTOR)
def proposal_waive(request, pk):
    """Waive with a reason, after a look at what later proposals would then cost (R8.4)."""
    rows = proposals_for(request.user).filter(share_of=None)
    proposal = get_object_or_404(rows, pk=pk)
    if proposal.state != ProposalState.PROPOSED:
        messages.warning(request, already_decided(proposal))
        return redirect("compliance:proposal_list")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _waive(request, proposal, form.cleaned_data["reason"])
        return redirect("compliance:proposal_list")
    proposal.rate = rate_of(proposal)
    context = {
        "proposal": proposal,
        "repricings": preview_waive(proposal),
        "form": form,
        "submit": _("Waive"),
        "cancel_url": reverse("compliance:proposal_list"),
    }
    return render(request, "compliance/proposal_waive.html", context)


def _waive(request, proposal, reason):
    try:
        proposal = waive(proposal, by=request.user, now=request.now, reason=reason)
    except DecisionError as error:
        messages.warning(request, str(error))
        return
    if proposal.decided_at == request.now:
        messages.success(request, _("Waived. It no longer counts for later occasions."))
    else:
        messages.warning(request, already_decided(proposal))
