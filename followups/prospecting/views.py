"""The page of a target customer, and its promotion to a customer with an intent (R2.5, R2.6, R14.2)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES
from accounts.confidentiality.views import signed_first
from foundation.chosen import key_in
from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for
from leads.companies.queries import company_of
from leads.customers.models import Customer, Source
from leads.customers.services import DuplicatePhone
from leads.opportunities.queries import models_to_offer
from leads.prospecting.queries import get_target_for
from leads.prospecting.services import put_on_card

from ..errands.queries import errands_of
from ..new_customers.views import new_customer_form
from ..phone_lookup.queries import look_up
from ..plans.queries import NextDate
from .services import promote

# What a card takes over as it stands.
KEPT = ("name", "customer_type", "wechat", "email", "trade", "district", "address")


@only_for(*READING_ROLES)
def target(request, pk):
    """All that is known of it and was done."""
    found = get_target_for(request.user, pk)
    # Whoever had it on the list need not have the customer that it has become (R1.3).
    cards = Customer.objects.visible_to(request.user).filter(pk=found.customer_id)
    may_read = found.customer_id is None or cards.exists()
    context = {
        "target": found,
        "may_read": may_read,
        "company": company_of(found) if may_read else None,
        "errands": errands_of(found),
        "now": request.now,
        "may_work": request.user.role in CUSTOMER_ROLES,
        "found": _cards_of(found, request),
    }
    return render(request, "followups/prospecting/target.html", context)


def _cards_of(found, request):
    """The card that its number has come to meanwhile, for who works on it: to be put there, or claimed (R2.5)."""
    if not (found.phone and found.is_on_list and request.user.role in CUSTOMER_ROLES):
        return []
    cards = look_up(request.user, found.phone, now=request.now)
    return [card for card in cards if card.store.pk == found.store_id]


@only_for(*CUSTOMER_ROLES)
@signed_first
def target_promote(request, pk):
    """Card, intent and first plan, with what is known already; ``?card=`` puts it on that card instead."""
    found = get_target_for(request.user, pk)
    page = reverse("followups:target", args=[pk])
    if not found.is_on_list and request.method != "POST":
        return redirect(page)
    if "card" in request.GET:
        return _join(request, found, request.GET["card"])
    form = new_customer_form(request, sent(request), known=_known(found))

    def save():
        try:
            opportunity = promote(
                found,
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
        "target": found,
    }
    return render(request, "followups/new_customers/customer_form.html", context)


def _known(found):
    """What is known of it, as the form of a new customer has it."""
    known = {name: getattr(found, name) for name in KEPT if getattr(found, name)}
    people = [p for p in company_of(found).people if p.left_on is None]
    if found.is_company and people:
        known |= {"contact_person": people[0].name, "position": people[0].position}
    numbers = [found.phone, *(person.phone for person in people)]
    return known | {
        "phone": next(filter(None, numbers), ""),
        "gender": "U" if found.is_company else None,
        "source": Source.PROSPECTING,
        "event": found.event_id,
        "consultant": found.consultant_id,
    }


def _join(request, found, key):
    """Its number is on a card of the user's: from now on that one stands for it (R2.5)."""
    cards = Customer.objects.visible_to(request.user).filter(store=found.store_id)
    customer = get_object_or_404(cards, pk=key_in(key))
    form = OnceForm(sent(request))
    on = found.store.business_date(request.now)

    def save():
        put_on_card(by=request.user, now=request.now, on=on, target=found, customer=customer)
        messages.success(request, _("%(name)s is on this card.") % {"name": found})
        return reverse("followups:customer_card", args=[customer.pk])

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "target": found,
        "customer": customer,
        "submit": _("Put on this card"),
        "cancel_url": reverse("followups:target", args=[found.pk]),
    }
    return render(request, "followups/prospecting/join.html", context)
