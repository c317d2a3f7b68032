"""The first page after the log-in: what each role works with (R1.1)."""

from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from accounts.emphasis.queries import emphases_for
from accounts.people.models import Role
from followups.errands.queries import due_by
from followups.quotas.queries import day_counts
from followups.support.queries import answers_for
from followups.take_overs.queries import told_to
from followups.week_targets.queries import progress_of
from followups.worklist.queries import SHOW_ALL, worklist_page
from orders.coming_up.queries import coming_up_for
from reception.queries import notices_of
from service.complaints.queries.lists import first_to_work_on

from .queries import coming_up_in_rows, first_pages_of, going_well, lines_of, reports_to_write


def home(request):
    """The worklist of a consultant; the others go on to the first page of their menu."""
    if request.user.role == Role.CONSULTANT:
        return _consultant_home(request)
    for name in first_pages_of(request.user):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    return render(request, "home/welcome.html")


def _consultant_home(request):
    """Whom to contact; above it one line of each thing that is new, whatever there is."""
    user = request.user
    part, page = request.GET.get("show", SHOW_ALL), request.GET.get("page")
    context = worklist_page(user, now=request.now, part=part, page=page)
    context |= {
        "notices": notices_of(user),
        "support": list(answers_for(user)),
        "errands": due_by(user, context["today"]),
        "now": request.now,
        "complaints": list(first_to_work_on(user)),
        "reports": list(reports_to_write(person=user.pk)),
        "counts": day_counts([user.pk], on=context["today"]).get(user.pk),
        "taken_over": told_to(user, on=context["today"]),
        "week_targets": progress_of(user, on=context["today"]),
        "emphases": emphases_for(user, now=request.now),
        "coming_up": coming_up_in_rows(
            coming_up_for(user, on=context["today"]), context["page_obj"]
        ),
        "well": going_well(user, on=context["today"]),
    }
    context["lines"], context["more_lines"] = lines_of(context)
    return render(request, "home/consultant.html", context)
