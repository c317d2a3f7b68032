"""All plans by day (R4.4, R4.11), and what a team owes and has not done (R6)."""

from django.shortcuts import render

from accounts.access.queries import (
    LEADING_ROLES,
    OVERSEEING_ROLES,
    READING_ROLES,
    staff_visible_to,
    today_for,
)
from foundation.pages import only_for, page_of

from ..deadlines.models import Deadline
from ..deadlines.queries import absences_on, count_owed, owed_customers, with_deadlines
from ..deadlines.rules.kinds import Kind
from .forms import OverdueFilter
from .queries import PER_PAGE, open_plans, with_warnings


@only_for(*READING_ROLES)
def plan_list(request):
    """All open plans that the user answers for, by day."""
    on = today_for(request.user, request.now)
    visible = Deadline.objects.visible_to(request.user)
    page = page_of(request, open_plans(visible), PER_PAGE)
    context = {"page_obj": with_warnings(page, on), "today": on}
    return render(request, "followups/worklist/plans.html", context)


def _broken(user, on):
    """What stands broken; said so that the index of each person's open deadlines bounds the search."""
    people = list(staff_visible_to(user).values_list("pk", flat=True))
    return (
        Deadline.objects.visible_to(user)
        .filter(responsible__in=people, due_on__lte=on, ended_on=None)
        .broken(on=on)
        .exclude(kind=Kind.SUSPECTED_EVASION)
    )


@only_for(*OVERSEEING_ROLES)
def overdue_list(request):
    """Whom the team owes something, one row a customer; what is due today is overdue from tonight on."""
    on = today_for(request.user, request.now)
    rows = _broken(request.user, on)
    filters = OverdueFilter(request.GET, rows, user=request.user, on=on)
    people = count_owed(rows, on=on)
    away = absences_on([person["responsible"] for person in people], on)
    for person in people:
        person["absence"] = away.get(person["responsible"])
    listed = owed_customers(filters.qs, on=on, when=filters.chosen_when, order=filters.chosen_order)
    page = page_of(request, listed)
    chosen = filters.form.cleaned_data.get("responsible")
    context = {
        "page_obj": page,
        "owed": with_deadlines(page, filters.qs, on=on),
        "filter": filters,
        "is_filtered": any(filters.form.cleaned_data.values()),
        "people": people,
        "chosen": chosen and chosen.pk,
        "late": owed_customers(rows, on=on, when="late").count(),
        "tonight": owed_customers(rows, on=on, when="tonight").count(),
        "today": on,
        "may_give": request.user.role in LEADING_ROLES,
    }
    return render(request, "followups/worklist/overdue.html", context)
