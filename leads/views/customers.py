"""The customer list and changes of a card."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.pages import only_for, page_of, today_for
from leads.filters import OpportunityFilter
from leads.forms.card import CardForm
from leads.models import Opportunity
from leads.queries import SALES_ROLES, get_customer_for, models_of, without_intent
from leads.services.customers import update_card

from .saving import save_once, sent

PER_PAGE = 25


@only_for(*SALES_ROLES)
def customer_list(request):
    """One row an opportunity: what the consultant, their manager or director may see (R1.3, R3.5)."""
    visible = Opportunity.objects.visible_to(request.user).in_use()
    rows = visible.select_related("customer__consultant", "consultant", "grade")
    filterset = OpportunityFilter(
        request.GET,
        rows.order_by("grade__sort_order", "expected_on", "pk"),
        user=request.user,
        models=models_of(visible),
    )
    chips = filterset.chips
    context = {
        "filter": filterset,
        "chips": chips,
        "total": sum(number for _code, number in chips),
        "without_intent": without_intent(request.user).count(),
        "page_obj": page_of(request, filterset.rows(), PER_PAGE),
        "today": today_for(request.user, request.now),
    }
    return render(request, "leads/customer_list.html", context)


@only_for(*SALES_ROLES)
def customers_without_intent(request):
    """The cards of nobody's worklist: they want no car yet (R2.6)."""
    cards = without_intent(request.user).select_related("consultant").order_by("-pk")
    context = {
        "page_obj": page_of(request, cards, PER_PAGE),
        "today": today_for(request.user, request.now),
    }
    return render(request, "leads/customers_without_intent.html", context)


@only_for(*SALES_ROLES)
@require_safe
def customer_photo(request, pk):
    """The photo of a customer whose card the user may open (R1.3, R2.3)."""
    photo = get_customer_for(request.user, pk).photo
    if not photo or not photo.storage.exists(photo.name):
        raise Http404
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(photo.open(), headers=headers)


@only_for(*SALES_ROLES)
def customer_edit(request, pk):
    """Change what is on a card, but for name and phone (R1.4)."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    files = request.FILES if request.method == "POST" else None
    form = CardForm(sent(request), files, instance=customer, on=on)

    def save():
        update_card(by=request.user, now=request.now, customer=customer, **form.card())
        messages.success(request, _("The card is saved."))
        return reverse("followups:customer_card", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    return render(request, "leads/customer_edit.html", {"form": form, "customer": customer})
