"""A lost opportunity is taken up again (R2.7)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import ASSESSING_ROLES, CUSTOMER_ROLES
from foundation.once import save_once, sent
from foundation.pages import only_for
from leads.grading.queries import Intent, IntentReader
from leads.opportunities.models import State
from leads.opportunities.queries import get_opportunity_for

from ..plans.queries import NextDate
from .forms import ReopenForm
from .services import reopen_opportunity


@only_for(*CUSTOMER_ROLES)
def opportunity_reopen(request, pk):
    """A lost opportunity goes on, through a manager or director only (R2.7)."""
    if request.user.role not in ASSESSING_ROLES:
        raise PermissionDenied
    opportunity = get_opportunity_for(request.user, pk)
    if opportunity.state != State.LOST or opportunity.merged_into_id:
        raise Http404
    on = opportunity.store.business_date(request.now)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    form = ReopenForm(
        sent(request),
        person=opportunity.consultant,
        opportunity=opportunity,
        reader=reader,
        initial={"note": opportunity.note},
    )

    def save():
        reopen_opportunity(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            intent=Intent(form.grade, form.cleaned_data["note"], form.cleaned_data["expected_on"]),
            plan=form.plan(form.next_day),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The opportunity is open again."))
        return reverse("followups:customer_card", args=[opportunity.customer_id])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "opportunity": opportunity, "customer": opportunity.customer}
    context["next_date"] = NextDate.of(form, "", now=request.now)
    return render(request, "followups/ownership/reopen.html", context)
