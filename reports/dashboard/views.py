"""The dashboard of indicators, the rows behind each of its figures, and a spreadsheet of it (R9.8)."""

import tempfile
from io import BytesIO
from pathlib import Path

from django.core.exceptions import FieldError, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import render

from accounts.access.queries import READING_ROLES, today_for
from foundation.pages import only_for, page_of
from foundation.patience import counts_much

from ..exports.services import SheetWorkbook
from ..sheets.queries.sheet import whole
from .forms import IndicatorFilter
from .queries.board import DASHBOARD, Board, ReadOnce
from .queries.lists import LISTS

sellers_only = only_for(*READING_ROLES)


def filter_of(request):
    """The filter that the address says."""
    today = today_for(request.user, request.now)
    return IndicatorFilter(request.GET, sheet=DASHBOARD, viewer=request.user, today=today)


@sellers_only
@counts_much
def dashboard(request):
    """Of a long span the page comes at once, and asks for its figures itself (``whole``)."""
    form = filter_of(request)
    counts_now = "whole" in request.GET or not form.scope.span.is_long
    context = _context(form) if counts_now else _frame(form)
    return render(request, "reports/dashboard/dashboard.html", context)


@sellers_only
@counts_much
def dashboard_paper(request):
    """The same on A4; the browser prints it."""
    context = _context(filter_of(request)) | {"now": request.now}
    return render(request, "reports/dashboard/paper.html", context)


def _frame(form):
    return {"sheet": DASHBOARD, "form": form, "scope": form.scope}


def _context(form):
    return _frame(form) | {"board": Board(form.scope)}


@sellers_only
@counts_much
def dashboard_rows(request):
    """The records behind one figure; there are as many as the figure says."""
    form = filter_of(request)
    by = {k.removeprefix("by_"): v for k, v in request.GET.items() if k.startswith("by_")}
    try:
        measure = DASHBOARD.behind(form.scope, request.GET.get("show", ""), by)
    except (FieldError, KeyError, ValueError, ValidationError) as error:
        raise Http404 from error
    listing = LISTS[measure.rows.model]
    page = page_of(request, listing.prepare(measure.rows))
    context = {
        "sheet": DASHBOARD,
        "form": form,
        "measure": measure,
        "amount": whole(measure) if measure.amount else None,
        "columns": listing.columns,
        "lines": listing.lines(form.scope, page.object_list),
        "page_obj": page,
    }
    return render(request, "reports/sheets/rows.html", context)


@sellers_only
@counts_much
def dashboard_file(request):
    """The tables as a spreadsheet: numbers and names of colleagues, nothing of a customer (R1.3)."""
    scope = filter_of(request).scope
    sheet = ReadOnce(Board(scope))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "indicators.xlsx"
        SheetWorkbook(path, sheet, scope, with_phones=False).write()
        made = BytesIO(path.read_bytes())
    name = f"{sheet.title} {scope.start}.xlsx"
    return FileResponse(made, as_attachment=True, filename=name)
