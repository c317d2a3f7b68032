"""What waits for a department: complaints, open steps, what it is asked (R5.5, R14.1)."""

from django.shortcuts import render
from django.urls import reverse

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.pages import only_for, page_of
from foundation.registry import addresses

from ..complaints.queries.lists import to_work_on
from ..losses.queries import count_to_call
from ..questions.queries import count_to_answer
from .forms import StepFilter
from .queries import line_of, parts_of, rows_of

PER_PAGE, MOST_COMPLAINTS = 25, 10


@only_for(Role.FINANCE, Role.SERVICE, Role.MARKETING)
def department(request):
    """``?show=`` names the part; without, the first that has anything open. Marketing has none of them."""
    user = request.user
    on = today_for(user, request.now)
    parts = parts_of(user, on=on)
    complaints = to_work_on(user).select_related("store", "assignee", "cause__kind")
    context = {
        "parts": parts,
        "complaints": complaints[:MOST_COMPLAINTS],
        "complaints_number": complaints.count(),
        "questions": count_to_answer(user),
        "losses": count_to_call(user),
        "today": on,
        "now": request.now,
    }
    if parts:
        context |= _steps(request, parts, on=on)
    return render(request, "service/departments/department.html", context)


def _steps(request, parts, *, on):
    """The rows of the part that is shown, filtered, and where they are a sheet."""
    user = request.user
    asked = {each.part.code: each for each in parts}.get(request.GET.get("show"))
    part = (asked or next((each for each in parts if each.number), parts[0])).part
    steps = StepFilter(request.GET, rows_of(part, user, on=on), part=part, user=user, on=on)
    page = page_of(request, steps.qs, PER_PAGE)
    return {
        "chosen": part,
        "filter": steps,
        "page_obj": page,
        "lines": [line_of(part, row, user) for row in page],
        "as_sheet": f"{reverse(addresses[f'{user.role}_sheet'])}?by={part.code}",
    }
