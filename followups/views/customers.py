"""The customer card, a new customer, and whose number it is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages import only_for
from followups.queries import load_card, look_up
from followups.queries.history import history_of
from followups.services.intake import open_customer
from leads.models import Opportunity
from leads.queries import SALES_ROLES, get_customer_for, models_of
from leads.services.customers import DuplicatePhone, clean_phone
from leads.views.saving import save_once, sent

from .next_date import NextDate, new_customer_form


@only_for(*SALES_ROLES)
def customer_card(request, pk):
    """All that is known of a customer (R2, R3.4, R4)."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    context = {
        "card": load_card(customer, on=on),
        "customer": customer,
        "waiting": customer.requests.waiting().first(),
        "today": on,
    }
    return render(request, "followups/customer_card.html", context)


@only_for(*SALES_ROLES)
def customer_history(request, pk):
    """Who changed what on the card, when (R1.4)."""
    customer = get_customer_for(request.user, pk)
    context = {"customer": customer, "changes": history_of(customer, user=request.user)}
    return render(request, "followups/customer_history.html", context)


@only_for(*SALES_ROLES)
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
                plan=form.plan(form.default_on),
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
        "models": models_of(Opportunity.objects.filter(store=request.user.store)),
        "today": form.reader.on,
    }
    return render(request, "followups/customer_form.html", context)


@only_for(*SALES_ROLES)
def phone_check(request):
    """While the number is being typed: whether a card has it already (R2.5)."""
    return render(request, "followups/_duplicates.html", {"found": _found(request)[0]})


def phone_lookup(request):
    """Whose an exact number is, for everybody who works in a store (R1.3)."""
    if request.user.store is None and not request.user.is_director:
        raise PermissionDenied
    found, error = _found(request)
    context = {
        "found": found,
        "error": error,
        "phone": request.GET.get("phone", "")[:40],
        "may_enter": request.user.role in SALES_ROLES and request.user.store is not None,
    }
    template = "followups/_lookup_result.html" if request.htmx else "followups/phone_lookup.html"
    return render(request, template, context)


def _found(request):
    """``(cards, error)`` for the number in the address; ``(None, None)`` where none is given."""
    text = request.GET.get("phone", "")
    if not text.strip():
        return None, None
    try:
        phone = clean_phone(text[:100])
    except ValidationError as error:
        return None, error.messages[0]
    return look_up(request.user, phone, now=request.now), None
