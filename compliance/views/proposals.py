"""What the audit proposed, and exactly the findings behind it (R8.2, R8.3)."""

from itertools import groupby
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for

from ..forms.filters import ProposalFilter
from ..history_queries import steps_of
from ..models import Proposal, ProposalState
from ..page_queries import exact_sum, findings_behind, proposals_for, rate_of


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
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
    return render(request, "compliance/proposal_list.html", context)


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


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
def proposal_detail(request, pk):
    """One proposal with exactly the findings that its items count."""
    rows = Proposal.objects.visible_to(request.user)
    proposal = get_object_or_404(
        rows.select_related(
            "store",
            "person",
            "decided_by",
            "share__person",
            "share_of__person",
            "appeal",
            "report",
            "suspension__absence",
        ),
        pk=pk,
    )
    proposal.rate = rate_of(proposal)
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
    return render(request, "compliance/proposal_detail.html", context)
