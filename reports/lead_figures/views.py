"""The page of leads' figures for marketing and who heads a store; they lead to rows of the sheet (R13.1)."""

from django.shortcuts import render

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.pages import only_for
from foundation.patience import counts_much

from ..sheets.queries.catalogue import SHEETS
from .forms import LeadFigureFilter
from .queries.figures import answers, classes, comparison, effort, trend

LEADS = SHEETS["leads"]


@only_for(Role.MARKETING, Role.DIRECTOR, Role.GENERAL_MANAGER)
@counts_much
def lead_figures(request):
    today = today_for(request.user, request.now)
    form = LeadFigureFilter(request.GET, sheet=LEADS, viewer=request.user, today=today)
    context = {
        "sheet": LEADS,
        "form": form,
        "scope": form.scope,
        "compared": comparison(form.scope),
        "trend": trend(form.scope),
        "answers": answers(form.scope),
        "effort": effort(form.scope),
        "classes": classes(form.scope),
        "classes_sheet": SHEETS["lead-classes"],
    }
    return render(request, "reports/lead_figures/page.html", context)
