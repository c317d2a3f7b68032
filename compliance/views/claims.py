"""Claims as each side and the director read them (R7.3), and whom they may be about (R6.6)."""

from django.shortcuts import get_object_or_404, render

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for
from followups.models import Activity
from followups.queries.savings import latest_first
from leads.queries import may_see_phone

from ..card_history import claim_changes
from ..claim_queries import (
    claims_for,
    evidence_of,
    neglect_of,
    open_to_claims,
    owner_contacts_since,
)
from ..forms.claims import ClaimFilter
from ..models import Claim


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
def claim_list(request):
    """One's own and those against one; a leader's team or store, those waiting first."""
    user = request.user
    filters = ClaimFilter(request.GET, claims_for(user).order_by("-drafted_on", "-pk"), user=user)
    visible = Claim.objects.visible_to(user)
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": filters.is_active,
        "waiting": visible.waiting().count(),
        "today": today_for(user, request.now),
    }
    if user.is_consultant:
        context["drafts"] = visible.filter(state="draft").count()
    else:
        context["claimable"] = open_to_claims(user, on=context["today"]).count()
    return render(request, "compliance/claim_list.html", context)


@only_for(Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)
def claim_detail(request, pk):
    """The work-contact form: facts, both contacts, evidence, objection, and what approval moves."""
    claim = get_object_or_404(claims_for(request.user), pk=pk)
    return render(request, "compliance/claim_detail.html", claim_context(claim, request))


def claim_context(claim, request):
    """What the claim's page shows this viewer: the owner's side only to who may see the customer."""
    user = request.user
    on = claim.store.business_date(request.now)
    sees_customer = user.is_director or may_see_phone(user, claim.customer)
    context = {
        "claim": claim,
        "evidence": evidence_of(claim),
        "sees_customer": sees_customer,
        "is_claimant": claim.claimant_id == user.pk,
        "is_owner": claim.owner_id == user.pk,
        "today": on,
        "steps": latest_first(claim_changes(Claim.objects.filter(pk=claim.pk))),
    }
    if not claim.decided_at:
        context |= {"neglect": neglect_of(claim.customer, on=on), "moves": what_moves(claim)}
        context["has_moved"] = claim.customer.consultant_id != claim.owner_id
    if sees_customer:
        context["since_filed"] = owner_contacts_since(claim)
    return context


def what_moves(claim):
    """How much the approval gives to the claimant."""
    opportunities = claim.customer.opportunities.all()
    return {
        "opportunities": opportunities.count(),
        "open": opportunities.executing().count(),
        "plans": Activity.objects.planned().filter(opportunity__customer=claim.customer_id).count(),
    }


@only_for(Role.MANAGER, Role.DIRECTOR)
def claim_open(request):
    """The customers open to claims, the longest neglected first; consultants ask by exact number."""
    today = today_for(request.user, request.now)
    context = {"page_obj": page_of(request, open_to_claims(request.user, on=today)), "today": today}
    return render(request, "compliance/claim_open.html", context)
