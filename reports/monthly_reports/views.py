"""The pages of monthly reports: marketing writes and closes them, who heads the store reads them (R13.2)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.once import OnceForm, save_once, sent
from foundation.pages import only_for, page_of
from foundation.patience import counts_much
from intake.monthly_reports.models import TEXTS, MonthlyReport
from intake.monthly_reports.services import begin_report, close_report, write_report

from .forms import BeginForm, TextsForm
from .queries import count, figures_of, tables

readers_only = only_for(Role.MARKETING, Role.DIRECTOR, Role.GENERAL_MANAGER)
writers_only = only_for(Role.MARKETING)
PER_PAGE = 24


def _report(request, pk):
    rows = MonthlyReport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("store", "begun_by", "closed_by"), pk=pk)


def _address(report):
    return reverse("reports:monthly_report", args=[report.pk])


@readers_only
def report_list(request):
    """All months, the last first."""
    rows = MonthlyReport.objects.visible_to(request.user).select_related("store", "closed_by")
    context = {
        "page_obj": page_of(request, rows, PER_PAGE),
        "may_write": request.user.role == Role.MARKETING,
    }
    return render(request, "reports/monthly_reports/list.html", context)


@writers_only
def report_begin(request):
    today = today_for(request.user, request.now)
    form = BeginForm(sent(request), by=request.user, initial={"month": f"{today:%Y-%m}"})

    def begin():
        store = form.cleaned_data.get("store") or request.user.store
        month = form.cleaned_data["month"]
        return _address(begin_report(store=store, month=month, by=request.user, now=request.now))

    if answer := save_once(request, form, begin):
        return answer
    context = {"form": form, "cancel_url": reverse("reports:monthly_report_list")}
    return render(request, "reports/monthly_reports/begin.html", context)


@readers_only
@counts_much
def report_page(request, pk):
    report = _report(request, pk)
    may_write = request.user.role == Role.MARKETING and not report.is_closed
    context = _shown(request, report) | {"may_write": may_write}
    return render(request, "reports/monthly_reports/page.html", context)


@readers_only
@counts_much
def report_paper(request, pk):
    """On A4, for the signatures; the browser prints it."""
    context = _shown(request, _report(request, pk)) | {"now": request.now, "on_paper": True}
    return render(request, "reports/monthly_reports/paper.html", context)


@writers_only
def report_edit(request, pk):
    report = _report(request, pk)
    form = TextsForm(sent(request), instance=report)

    def save():
        write_report(form.instance, by=request.user, now=request.now)
        messages.success(request, _("Saved."))
        return _address(report)

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "report": report, "cancel_url": _address(report)}
    return render(request, "reports/monthly_reports/edit.html", context)


@writers_only
def report_close(request, pk):
    """Keep it as it is now, figures and texts; nothing changes from then on."""
    report = _report(request, pk)
    form = OnceForm(sent(request))

    def close():
        today = today_for(request.user, request.now)
        figures = count(report, viewer=request.user, today=today)
        close_report(report, figures=figures, by=request.user, now=request.now)
        messages.success(request, _("The report is closed and kept as it is."))
        return _address(report)

    if answer := save_once(request, form, close):
        return answer
    context = {"form": form, "report": report, "cancel_url": _address(report)}
    return render(request, "reports/monthly_reports/close.html", context)


def _shown(request, report):
    today = today_for(request.user, request.now)
    figures = figures_of(report, viewer=request.user, today=today)
    fields = (report._meta.get_field(name) for name in TEXTS)
    return {
        "report": report,
        "tables": tables(figures),
        "texts": [(field.verbose_name, getattr(report, field.name)) for field in fields],
    }
