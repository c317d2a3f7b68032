"""The list behind the numbers of a digest (R10.1)."""

from django.shortcuts import render

from accounts.pages import only_for, page_of, today_for
from followups.queries import OVERDUE, ready_to_show

from ..digest_queries import DEADLINES, SALES, deadlines_behind
from ..digest_words import LABELS


@only_for(*SALES)
def reminder_list(request):
    """The overdue plans, those of today, or what becomes a finding by tomorrow (R10)."""
    on = today_for(request.user, request.now)
    code = request.GET.get("what")
    code = code if code in DEADLINES else OVERDUE
    rows = ready_to_show(deadlines_behind(request.user, code, on=on))
    context = {
        "page_obj": page_of(request, rows.order_by("responsible__full_name", "due_on", "pk")),
        "code": code,
        "parts": [(name, LABELS[name]) for name in DEADLINES],
        "title": LABELS[code],
        "today": on,
    }
    return render(request, "compliance/reminder_list.html", context)
