"""A new customer, a further opportunity of one, and the date of the first contact (R2.1, R2.2, R4.3)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES
from foundation.chosen import key_in
from foundation.once import save_once, sent
from foundation.pages import only_for
from leads.customers.queries import get_customer_for, usual_of
from leads.customers.services import DuplicatePhone
from leads.grading.queries import IntentReader
from leads.opportunities.queries import models_to_offer

from ..plans.queries import NextDate
from ..plans.views import next_date_fragment
from .forms import CustomerForm, OpportunityForm
from .services import consultants_for, open_customer, open_opportunity


@only_for(*CUSTOMER_ROLES)
def customer_create(request):
    """Card, intent and first plan in one form (R2.1, R2.2, R4.2)."""
    form = new_customer_form(request, sent(request))

    def save():
        try:
            opportunity = open_customer(
                by=request.user,
                now=request.now,
                on=form.reader.on,
                consultant=form.person,
                card=form.card(),
                intent=form.intent(),
                plan=form.plan(form.next_day),
            )
        except DuplicatePhone as error:
            raise ValidationError({"phone": error}) from error
        messages.success(request, _("%(name)s is on file.") % {"name": opportunity.customer})
        return reverse("followups:customer_card", args=[opportunity.customer_id])

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "next_date": NextDate.of(form, reverse("followups:first_date"), now=request.now),
        "found": form.duplicates,
        "models": models_to_offer(request.user.store),
        "today": form.reader.on,
    }
    return render(request, "followups/new_customers/customer_form.html", context)


@only_for(*CUSTOMER_ROLES)
@require_POST
def first_date(request):
    """For a new customer."""
    form = new_customer_form(request, request.POST)
    return next_date_fragment(request, form, reverse("followups:first_date"))


@only_for(*CUSTOMER_ROLES)
@require_POST
def first_date_of_opportunity(request, pk):
    """For a further opportunity of a customer."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    reader = IntentReader.of_person(customer.consultant, on=on)
    form = OpportunityForm(request.POST, person=customer.consultant, reader=reader)
    return next_date_fragment(request, form, reverse("followups:opportunity_first_date", args=[pk]))


def new_customer_form(request, data=None, *, known=None):
    """The form of a new customer in the user's own store; a region director has none.

    ``known``: what of the customer is known already.
    """
    store = request.user.store
    if store is None:
        raise PermissionDenied
    consultants = consultants_for(request.user)
    chosen = consultants.filter(pk=key_in((data or {}).get("consultant", ""))).first()
    on = store.business_date(request.now)
    return CustomerForm(
        data,
        user=request.user,
        now=request.now,
        consultants=consultants,
        initial=usual_of(request.user) | {"birthday_unknown": True} | (known or {}),
        reader=IntentReader.of_store(store, on=on, person=chosen or request.user),
    )


@only_for(*CUSTOMER_ROLES)
def opportunity_create(request, pk):
    """A further intent with its first plan."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    reader = IntentReader.of_person(customer.consultant, on=on)
    form = OpportunityForm(sent(request), person=customer.consultant, reader=reader)

    def save():
        open_opportunity(
            by=request.user,
            now=request.now,
            on=on,
            customer=customer,
            intent=form.intent(),
            plan=form.plan(form.next_day),
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
        "models": models_to_offer(customer.store),
    }
    return render(request, "followups/new_customers/opportunity_form.html", context)
