"""The first page of finance and customer service: what is open, part by part, and what they are asked (R5.5)."""

from django.shortcuts import render

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.pages import only_for, page_of

from ..losses.queries import count_to_call
from ..questions.queries import count_to_answer
from .queries import line_of, parts_of, rows_of

PER_PAGE = 25


@only_for(Role.FINANCE, Role.SERVICE)
def department(request):
    """``?show=`` names the part; without, the first that has anything open."""
    user = request.user
    on = today_for(user, request.now)
    parts = parts_of(user, on=on)
    asked = {each.part.code: each for each in parts}.get(request.GET.get("show"))
    chosen = asked or next((each for each in parts if each.number), parts[0])
    page = page_of(request, rows_of(chosen.part, user, on=on), PER_PAGE)
    context = {
        "parts": parts,
        "chosen": chosen.part,
        "page_obj": page,
        "lines": [line_of(chosen.part, row, user) for row in page],
        "questions": count_to_answer(user),
        "losses": count_to_call(user),
        "today": on,
    }
    return render(request, "service/departments/department.html", context)
