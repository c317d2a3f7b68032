"""What the audit found, and one annotation for many findings (R4.9, R6.8)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access.queries import ASSESSING_ROLES, READING_ROLES, today_for
from accounts.people.models import Role
from followups.deadlines.rules.kinds import Kind
from foundation.pages import only_for, page_of

from .forms import AnnotateManyForm, FindingFilter
from .models import Finding
from .queries import add_red_flags, findings_for
from .services import annotate_findings


@only_for(*READING_ROLES)
def finding_list(request):
    user = request.user
    today = today_for(user, request.now)
    rows = findings_for(user).order_by("-opened_on", "-days_late", "pk")
    filters = FindingFilter(request.GET, rows, user=user, on=today)
    open_ones = Finding.objects.visible_to(user).open()
    page = page_of(request, filters.qs)
    may_annotate = user.role in ASSESSING_ROLES
    if may_annotate:
        add_red_flags(user, page, today=today)
    context = {
        "page_obj": page,
        "may_annotate": may_annotate,
        "filter": filters,
        "is_filtered": filters.is_active,
        "open": open_ones.count(),
        "undecided": open_ones.filter(rule=Kind.SUSPECTED_EVASION, verdict="").count(),
        "today": today,
    }
    return render(request, "compliance/findings/list.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
@require_POST
def findings_annotate(request):
    """One text for the chosen findings; then back to the same filters (R4.9)."""
    form = AnnotateManyForm(request.POST, user=request.user)
    if form.is_valid():
        written, left_out = annotate_findings(
            by=request.user,
            now=request.now,
            findings=form.cleaned_data["finding"],
            text=form.cleaned_data["text"],
        )
        _tell(request, written, left_out)
    else:
        messages.warning(request, form.complaint)
    query = request.GET.urlencode()
    address = reverse("compliance:finding_list")
    return redirect(f"{address}?{query}" if query else address)


def _tell(request, written, left_out):
    if written:
        text = ngettext(
            "%(number)d annotation is on the worklists.",
            "%(number)d annotations are on the worklists.",
            written,
        )
        messages.success(request, text % {"number": written})
    if left_out:
        text = ngettext(
            "%(number)d customer has been handed on and was left out.",
            "%(number)d customers have been handed on and were left out.",
            left_out,
        )
        messages.warning(request, text % {"number": left_out})
