"""The list of opportunities (R3.5), and the customers who want no car yet (R2.6)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, today_for
from accounts.saved_filters.queries import saved_filters_of
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from .forms import IntentDetailsForm, OpportunityFilter
from .models import Opportunity
from .queries import Windows, cars_for, get_opportunity_for, models_to_offer, without_intent
from .services import complete_intent

PER_PAGE = 25


@only_for(*READING_ROLES)
def customer_list(request):
    """One row an opportunity: what the consultant, their manager or director may see (R1.3, R3.5)."""
    today = today_for(request.user, request.now)
    windows = Windows(on=today)
    rows = Opportunity.objects.visible_to(request.user).in_use()
    rows = rows.select_related("customer__consultant", "consultant", "grade")
    brands, models = cars_for(request.user)
    filterset = OpportunityFilter(
        request.GET,
        rows.order_by("grade__sort_order", "expected_on", "pk"),
        user=request.user,
        brands=brands,
        models=models,
        windows=windows,
    )
    chips = filterset.chips
    page = page_of(request, filterset.rows(), PER_PAGE, number=filterset.number)
    for opportunity in page:
        opportunity.is_out_of_step = windows.is_out_of_step(opportunity)
    context = {
        "filter": filterset,
        "saved": saved_filters_of(request, "leads:customer_list"),
        "chips": chips,
        "total": sum(number for _code, number in chips),
        "without_intent": without_intent(request.user).count(),
        "out_of_step": filterset.out_of_step,
        "page_obj": page,
        "today": today,
    }
    return render(request, "leads/opportunities/list.html", context)


@only_for(*READING_ROLES)
def customers_without_intent(request):
    """The cards of nobody's worklist: they want no car yet (R2.6)."""
    cards = without_intent(request.user).select_related("consultant").order_by("-pk")
    context = {
        "page_obj": page_of(request, cards, PER_PAGE),
        "today": today_for(request.user, request.now),
    }
    return render(request, "leads/opportunities/without_intent.html", context)


@only_for(*CUSTOMER_ROLES)
def intent_edit(request, pk):
    """Correct and complete what is known of an open intent (R2.2)."""
    opportunity = get_opportunity_for(request.user, pk)
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    if not opportunity.is_executing and request.method != "POST":
        messages.info(request, _("This opportunity has ended."))
        return redirect(card)
    on = opportunity.store.business_date(request.now)
    form = IntentDetailsForm(sent(request), opportunity=opportunity, on=on)

    def save():
        complete_intent(by=request.user, now=request.now, opportunity=opportunity, **form.details())
        messages.success(request, _("The intent is saved."))
        return card

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "opportunity": opportunity,
        "customer": opportunity.customer,
        "models": models_to_offer(opportunity.store),
    }
    return render(request, "leads/opportunities/intent.html", context)
