"""Rectification reports: written by the person, accepted or returned by their manager (R8.7)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access.queries import READING_ROLES, today_for
from foundation.decisions import APPROVE, REFUSE, DecisionError, decide, words_of
from foundation.pages import only_for, page_of
from foundation.shown import Changed, marks_of

from ..decision.reports import KIND
from ..forms import ReportForm, ReviewForm
from ..models import RectificationReport, ReportState
from ..services import reports

DONE = (ReportState.ACCEPTED, ReportState.WITHDRAWN)


@only_for(*READING_ROLES)
def report_list(request):
    """Those still open, the longest due first; `?show=` overdue, submitted, or done."""
    today = today_for(request.user, request.now)
    visible = RectificationReport.objects.visible_to(request.user)
    still_open = visible.exclude(state__in=DONE).order_by("due_on", "pk")
    parts = {
        "open": still_open,
        "overdue": still_open.overdue(on=today),
        "submitted": still_open.filter(state=ReportState.SUBMITTED),
        "done": visible.filter(state__in=DONE).order_by(
            F("reviewed_at").desc(nulls_last=True), "-pk"
        ),
    }
    labels = {
        "open": _("Open"),
        "overdue": _("Overdue"),
        "submitted": _("To be read"),
        "done": _("Done"),
    }
    show = request.GET.get("show")
    show = show if show in parts else "open"
    context = {
        "page_obj": page_of(request, _with_people(parts[show])),
        "parts": [(code, labels[code], rows.count(), code == show) for code, rows in parts.items()],
        "today": today,
    }
    return render(request, "compliance/penalties/report_list.html", context)


@only_for(*READING_ROLES)
def report_detail(request, pk):
    """To write for the person, to review for their manager, to read for both."""
    rows = _with_people(RectificationReport.objects.visible_to(request.user))
    report = get_object_or_404(rows.select_related("proposal__store"), pk=pk)
    is_own = report.person_id == request.user.pk
    may_write = is_own and report.is_to_write
    may_review = reports.may_review(request.user, report) and report.state == ReportState.SUBMITTED
    form = _form(request, report, is_own)
    if request.method == "POST":
        if not is_own and not reports.may_review(request.user, report):
            raise PermissionDenied
        if form.is_valid() and _act(request, report, form.cleaned_data):
            return redirect("compliance:report_detail", pk)
    context = {
        "report": report,
        "form": form,
        "shown": words_of(KIND, report.pk, now=request.now) if may_review else [],
        "may_write": may_write,
        "may_review": may_review,
        "shows_text": not report.is_to_write and report.text,
        "versions": versions_of(report, with_drafts=False),
        "today": report.proposal.store.business_date(request.now),
    }
    return render(request, "compliance/penalties/report_detail.html", context)


def _with_people(rows):
    return rows.select_related("person", "reviewed_by", "proposal__share_of__person")


def _form(request, report, is_own):
    if is_own:
        form = ReportForm(request.POST or None, initial={"text": report.text})
        if report.proposal.share_of_id:
            form.fields["text"].label = _("How you supervised, and what you will do differently")
        return form
    return ReviewForm(request.POST or None)


def versions_of(report, *, with_drafts):
    """The report's states, each with its text, the latest first; drafts are the person's own affair."""
    rows, state = [], None
    history = report.history.select_related("history_user").order_by("history_date", "history_id")
    for row in history:
        if with_drafts or row.state != state:
            rows.append(row)
        state = row.state
    return rows[::-1]


def _review(request, report, act, comment):
    how = {"shown": marks_of(request.POST).get(act), "reason": comment}
    decide(KIND, report, act=act, by=request.user, now=request.now, **how)


def _act(request, report, values):
    """Whether what the form asks is done, or was out of turn; ``False`` shows the form once more."""
    by = {"by": request.user, "now": request.now}
    try:
        if values["act"] == "draft":
            reports.save_draft(report, text=values["text"], **by)
            messages.success(request, _("The draft is kept; nobody else reads it."))
        elif values["act"] == "submit":
            reports.submit_report(report, text=values["text"], **by)
            messages.success(request, _("Submitted; the manager reads it."))
        elif values["act"] == "accept":
            _review(request, report, APPROVE, values["comment"])
            messages.success(request, _("Accepted."))
        else:
            _review(request, report, REFUSE, values["comment"])
            messages.success(request, _("Returned with your comment."))
    except (DecisionError, Changed) as error:
        messages.warning(request, str(error))
        return False
    return True
