"""What the audit proposed, exactly the findings behind it, and the director's decisions (R8.2–R8.4, R8.6)."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.queries import READING_ROLES, today_for
from accounts.people.models import Role
from foundation.chosen import keys_in
from foundation.decisions import (
    APPROVE,
    REFUSE,
    Choice,
    DecisionError,
    decide,
    decide_all,
    preview,
    words_of,
)
from foundation.display import who
from foundation.pages import only_for, page_of
from foundation.reason_forms import ReasonForm
from foundation.shown import Changed, marks_of, word
from foundation.yuan import exact_sum

from ..decision.proposals import KIND
from ..forms import ProposalFilter, are_valid
from ..models import Proposal, ProposalState
from ..queries import findings_behind, proposals_for, rate_of, steps_of
from ..services.deciding import preview_waive
from ..services.pricing import terms_in_force


@only_for(*READING_ROLES)
def proposal_list(request):
    user = request.user
    filters = ProposalFilter(request.GET, proposals_for(user), user=user)
    page = page_of(request, filters.qs)
    pending = list(Proposal.objects.visible_to(user).pending().values_list("amount", "share_of"))
    context = {
        "page_obj": page,
        "filter": filters,
        "is_filtered": filters.is_active,
        "groups": [_group(list(rows)) for _key, rows in groupby(page, lambda p: p.person_id)],
        "pending": sum(1 for _amount, share_of in pending if share_of is None),
        "fines": exact_sum(amount for amount, share_of in pending if share_of is None),
        "shares": exact_sum(amount for amount, share_of in pending if share_of),
        "may_decide": user.is_director,
        "may_see_shares": not user.is_consultant,
        "today": today_for(user, request.now),
    }
    return render(request, "compliance/penalties/proposal_list.html", context)


def _group(proposals):
    for proposal in proposals:
        proposal.rate = rate_of(proposal)
    pending = [p for p in proposals if p.state == ProposalState.PROPOSED and not p.share_of_id]
    return {
        "person": proposals[0].person,
        "proposals": proposals,
        "total": exact_sum(proposal.amount for proposal in proposals),
        "pending": len(pending),
        "approve_url": approve_url(pending),
    }


def approve_url(proposals):
    ids = [("proposal", proposal.pk) for proposal in proposals]
    return f"{reverse('compliance:proposal_approve')}?{urlencode(ids)}"


@only_for(*READING_ROLES)
def proposal_detail(request, pk):
    """One proposal with exactly the findings that its items count."""
    rows = Proposal.objects.visible_to(request.user)
    proposal = get_object_or_404(
        rows.select_related(
            "store",
            "person",
            "decided_by",
            "share__person",
            "share__report",
            "share__suspension__absence",
            "share_of__person",
            "appeal",
            "report",
            "suspension__absence",
        ),
        pk=pk,
    )
    proposal.rate = rate_of(proposal)
    proposal.terms = terms_in_force(proposal.store, on=proposal.opened_on)
    user = request.user
    is_pending = proposal.state == ProposalState.PROPOSED and not proposal.share_of_id
    context = {
        "proposal": proposal,
        "page_obj": page_of(request, findings_behind(proposal)),
        "may_decide": user.is_director and is_pending,
        "may_appeal": is_pending and proposal.person_id == user.pk,
        "waits_for_days": user.is_director and rows.undated().filter(pk=pk).exists(),
        "steps": steps_of(proposal),
        "may_see_shares": not user.is_consultant,
        "approve_url": approve_url([proposal]),
        "today": proposal.store.business_date(request.now),
    }
    return render(request, "compliance/penalties/proposal_detail.html", context)


@only_for(Role.DIRECTOR)
def proposal_approve(request):
    """Approve one or many: first what it will cost whom, then the decision."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = keys_in(sent.getlist("proposal"))
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
    return render(request, "compliance/penalties/proposal_approve.html", context)


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
    values = {"name": who(proposal.decided_by), "state": proposal.get_state_display()}
    return _("This proposal has already been decided: %(state)s by %(name)s.") % values


def _approve(request, proposals):
    """Approve them and say what came of it; returns the keys of those that have changed meanwhile."""
    marks = marks_of(request.POST)
    choices = [Choice(KIND, p, marks.get(KIND.key(p.pk), ""), KIND.answer(p)) for p in proposals]
    results = decide_all(choices, act=APPROVE, by=request.user, now=request.now)
    for result in results:
        if result.problem:
            messages.warning(request, f"{result.choice.record.person}: {result.problem}")
    done = sum(1 for result in results if not result.problem)
    if done:
        said = ngettext(
            "%(count)d proposal approved and entered in the ledger.",
            "%(count)d proposals approved and entered in the ledger.",
            done,
        )
        messages.success(request, said % {"count": done})
    return {result.choice.record.pk for result in results if result.changed}


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
    return render(request, "compliance/penalties/proposal_waive.html", context)


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
