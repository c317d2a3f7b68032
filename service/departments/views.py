"""The first page of finance and of customer service: complaints, open steps, what is asked (R5.5)."""

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


@only_for(Role.FINANCE, Role.SERVICE)
def department(request):
    """``?show=`` names the part; without, the first that has anything open."""
    user = request.user
    on = today_for(user, request.now)
    parts = parts_of(user, on=on)
    asked = {each.part.code: each for each in parts}.get(request.GET.get("show"))
    chosen = asked or next((each for each in parts if each.number), parts[0])
    part = chosen.part
    steps = StepFilter(request.GET, rows_of(part, user, on=on), part=part, user=user, on=on)
    page = page_of(request, steps.qs, PER_PAGE)
    complaints = to_work_on(user).select_related("store", "assignee", "cause__kind")
    context = {
        "parts": parts,
        "chosen": part,
        "filter": steps,
        "page_obj": page,
        "lines": [line_of(part, row, user) for row in page],
        "complaints": complaints[:MOST_COMPLAINTS],
        "complaints_number": complaints.count(),
        "now": request.now,
        "as_sheet": f"{reverse(addresses[f'{user.role}_sheet'])}?by={part.code}",
        "questions": count_to_answer(user),
        "losses": count_to_call(user),
        "today": on,
    }
    return render(request, "service/departments/department.html", context)
