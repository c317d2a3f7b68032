"""A further opportunity of a customer, and a lost one taken up again (R2.2, R2.7)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ASSESSING_ROLES
from accounts.pages import only_for
from followups.forms.customer import OpportunityForm, ReopenForm
from followups.services.intake import open_opportunity
from followups.services.ownership import reopen
from leads.models import Opportunity, State
from leads.queries import SALES_ROLES, get_customer_for, get_opportunity_for, models_of
from leads.services.intent import Intent, IntentReader
from leads.views.saving import save_once, sent

from .next_date import NextDate


@only_for(*SALES_ROLES)
def opportunity_create(request, pk):
    """A further intent with its first plan."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    reader = IntentReader.of_store(customer.store, on=on)
    form = OpportunityForm(sent(request), person=customer.consultant, reader=reader)

    def save():
        open_opportunity(
            by=request.user,
            now=request.now,
            on=on,
            customer=customer,
            intent=form.intent(),
            plan=form.plan(form.default_on),
        )
        messages.success(request, _("The opportunity is open."))
        return reverse("followups:customer_card", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    url = reverse("followups:opportunity_first_date", args=[pk])
    context = {
        "form": form,
        "customer": customer,
        "next_date": NextDate.of(form, url, now=request.now),
        "models": models_of(Opportunity.objects.filter(store=customer.store)),
    }
    return render(request, "followups/opportunity_form.html", context)


@only_for(*SALES_ROLES)
def opportunity_reopen(request, pk):
    """A lost opportunity goes on, through a manager or director only (R2.7)."""
    if request.user.role not in ASSESSING_ROLES:
        raise PermissionDenied
    opportunity = get_opportunity_for(request.user, pk)
    if opportunity.state != State.LOST:
        raise Http404
    on = opportunity.store.business_date(request.now)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    form = ReopenForm(
        sent(request),
        person=opportunity.consultant,
        reader=reader,
        initial={"note": opportunity.note},
    )

    def save():
        reopen(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            intent=Intent(form.grade, form.cleaned_data["note"], form.cleaned_data["expected_on"]),
            plan=form.plan(form.default_on),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The opportunity is open again."))
        return reverse("followups:customer_card", args=[opportunity.customer_id])

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "opportunity": opportunity, "customer": opportunity.customer}
    context["next_date"] = NextDate.of(form, "", now=request.now)
    return render(request, "followups/opportunity_reopen.html", context)
