"""All plans by day (R4.4, R4.11), and what a team owes and has not done (R6)."""

from django.db.models import Count, Q
from django.shortcuts import render

from accounts.access.queries import OVERSEEING_ROLES, READING_ROLES, staff_visible_to, today_for
from foundation.pages import only_for, page_of

from ..deadlines.models import Deadline
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
    """Broken deadlines that still stand; those due today break at tonight's audit."""
    on = today_for(request.user, request.now)
    rows = _broken(request.user, on)
    filters = OverdueFilter(request.GET, rows, user=request.user, on=on)
    people = list(
        rows.order_by()
        .values("responsible", "responsible__full_name")
        .annotate(
            late=Count("pk", filter=Q(due_on__lt=on)), tonight=Count("pk", filter=Q(due_on=on))
        )
        .order_by("-late", "responsible__full_name", "responsible")
    )
    listed = filters.qs.select_related(
        "opportunity__customer", "opportunity__grade", "responsible", "activity"
    )
    chosen = filters.form.cleaned_data.get("responsible")
    context = {
        "page_obj": page_of(request, listed),
        "filter": filters,
        "is_filtered": any(filters.form.cleaned_data.values()),
        "people": people,
        "chosen": chosen and chosen.pk,
        "late": sum(person["late"] for person in people),
        "tonight": sum(person["tonight"] for person in people),
        "today": on,
    }
    return render(request, "followups/worklist/overdue.html", context)
