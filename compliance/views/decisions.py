"""The director's decisions on what the audit proposed (R8.4, R8.6)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role
from accounts.pages import only_for
from foundation.decisions import APPROVE, REFUSE, decide, preview, words_of
from foundation.shown import Changed, marks_of, word

from ..decision_proposals import KIND
from ..forms.decisions import ReasonForm
from ..forms.suspension import are_valid
from ..models import ProposalState
from ..page_queries import proposals_for, rate_of
from ..services.decide_proposals import preview_waive
from ..services.errors import DecisionError
from ..services.inbox import Choice, decide_all


@only_for(Role.DIRECTOR)
def proposal_approve(request):
    """Approve one or many: first what it will cost whom, then the deed."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = {int(pk) for pk in sent.getlist("proposal") if pk.isdecimal() and len(pk) < 19}
    chosen = list(proposals_for(request.user).filter(pk__in=ids, share_of=None))
    pending = _loaded(p.pk for p in chosen if p.state == ProposalState.PROPOSED)
    if not pending:
        messages.warning(request, _nothing_to_approve(chosen))
        return redirect("compliance:proposal_list")
    together, forms = _looked_at(pending, request.POST, now=request.now)
    changed = set()
    if request.method == "POST" and are_valid(forms):
        changed = _approve(request, pending)
        pending = [p for p in _loaded(changed) if p.state == ProposalState.PROPOSED]
        if not pending:
            return redirect("compliance:proposal_list")
        together, forms = _looked_at(pending, None, now=request.now)
    for proposal in pending:
        proposal.has_changed = proposal.pk in changed
    context = {
        "proposals": pending,
        "total": together["total"],
        "shares": together["shares"],
        "shown": [word(KIND.key(p.pk), p.mark) for p in pending],
        "submit": _("Approve"),
        "cancel_url": reverse("compliance:proposal_list"),
    }
    return render(request, "compliance/proposal_approve.html", context)


def _loaded(keys):
    return sorted(KIND.load(set(keys)).values(), key=lambda p: (str(p.person), p.opened_on, p.pk))


def _looked_at(proposals, data, *, now):
    """What is shown of all together, and the forms of what goes with the approvals."""
    return preview(KIND, proposals, act=APPROVE, now=now), KIND.ask(proposals, data, now=now)


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
    """Approve them and say what came of it; returns the keys of those that have changed meanwhile."""
    marks = marks_of(request.POST)
    choices = [Choice(KIND, p, marks.get(KIND.key(p.pk), ""), KIND.answer(p)) for p in proposals]
    results = decide_all(choices, act=APPROVE, by=request.user, now=request.now)
    for result in results:
        if result.problem:
            messages.warning(request, f"{result.choice.thing.person}: {result.problem}")
    done = sum(1 for result in results if not result.problem)
    if done:
        said = ngettext(
            "%(count)d proposal approved and entered in the ledger.",
            "%(count)d proposals approved and entered in the ledger.",
            done,
        )
        messages.success(request, said % {"count": done})
    return {result.choice.thing.pk for result in results if result.changed}


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
        return _waive(request, proposal, form.cleaned_data["reason"])
    proposal.rate = rate_of(proposal)
    context = {
        "proposal": proposal,
        "repricings": preview_waive(proposal),
        "form": form,
        "shown": words_of(KIND, proposal.pk, now=request.now),
        "submit": _("Waive"),
        "cancel_url": reverse("compliance:proposal_list"),
    }
    return render(request, "compliance/proposal_waive.html", context)


def _waive(request, proposal, reason):
    how = {"shown": marks_of(request.POST).get(REFUSE), "reason": reason}
    try:
        problem = decide(KIND, proposal, act=REFUSE, by=request.user, now=request.now, **how)
    except Changed as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    except DecisionError as error:
        problem = str(error)
    if problem:
        messages.warning(request, problem)
    else:
        messages.success(request, _("Waived. It no longer counts for later occasions."))
    return redirect("compliance:proposal_list")
