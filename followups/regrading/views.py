"""Grade and date in one line (R3.1, R3.3), and the board by grade (R3.5)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, today_for
from foundation.once import save_once, sent
from foundation.pages import address_back, only_for
from leads.grading.queries import IntentReader
from leads.opportunities.queries import get_opportunity_for

from .forms import RegradeForm
from .queries import board
from .services import regrade


@only_for(*CUSTOMER_ROLES)
def regrade_view(request, pk):
    """A new note or date of an executing intent; ``to``: the grade that is proposed, ``back``: where one was."""
    opportunity = get_opportunity_for(request.user, pk)
    if not opportunity.is_executing:
        raise Http404
    on = opportunity.store.business_date(request.now)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    form = RegradeForm(
        sent(request),
        opportunity=opportunity,
        reader=reader,
        proposed=request.GET.get("to", ""),
        initial={"note": opportunity.note, "expected_on": opportunity.expected_on},
    )
    back = _back(request, opportunity)

    def save():
        regraded = regrade(
            by=request.user,
            now=request.now,
            on=on,
            opportunity=opportunity,
            note=form.cleaned_data["note"],
            expected_on=form.cleaned_data["expected_on"],
        )
        said = {"name": opportunity.customer.name, "grade": regraded.grade.code}
        messages.success(request, _("%(name)s is %(grade)s now.") % said)
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "opportunity": opportunity, "customer": opportunity.customer}
    return render(request, "followups/regrading/form.html", context | {"cancel_url": back})


def _back(request, opportunity):
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    return address_back(request) or card


@only_for(*READING_ROLES)
def board_view(request):
    """Who is how near to buying; a card is given another grade by dragging it or by a key."""
    on = today_for(request.user, request.now)
    context = {"columns": board(request.user, on=on), "today": on}
    return render(request, "followups/regrading/board.html", context)
