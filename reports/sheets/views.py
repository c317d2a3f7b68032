"""The pages of a sheet: on the screen, on paper, and the rows behind each of its figures (R9)."""

from functools import wraps

from django.core.exceptions import FieldError, PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render

from accounts.access.queries import today_for
from foundation.once import OnceForm
from foundation.pages import only_for, page_of
from foundation.patience import counts_much

from .forms import SheetFilter
from .queries.catalogue import SHEETS, sheets_for
from .queries.listings import LISTINGS
from .queries.sheet import whole

# So many rows are put on paper; more are for a spreadsheet.
MOST_ON_PAPER = 2000
readers_only = only_for(*dict.fromkeys(role for each in SHEETS.values() for role in each.roles))


def of_sheet(view):
    """Hand the view the sheet of the address, and let in whose role works with it."""

    @wraps(view)
    def guarded(request, code):
        sheet = SHEETS[code]
        if request.user.role not in sheet.roles:
            raise PermissionDenied
        return view(request, sheet)

    return guarded


def filter_of(request, sheet):
    """The filter that the address says."""
    today = today_for(request.user, request.now)
    return SheetFilter(request.GET, sheet=sheet, viewer=request.user, today=today, now=request.now)


@readers_only
def sheet_list(request):
    """All sheets of the person's role, one line each."""
    return render(request, "reports/sheets/list.html", {"sheets": sheets_for(request.user)})


@of_sheet
@counts_much
def sheet_page(request, sheet):
    form = filter_of(request, sheet)
    rows = sheet.rows(form.scope)
    number = sheet.number(form.scope)
    page = None if rows is None else page_of(request, rows, number=number)
    context = _context(sheet, form, page) | {"page_obj": page, "once": OnceForm()}
    return render(request, "reports/sheets/sheet.html", context)


@of_sheet
@counts_much
def sheet_paper(request, sheet):
    """The whole sheet as the paper form looks; the browser prints it."""
    form = filter_of(request, sheet)
    rows = sheet.rows(form.scope)
    shown = [] if rows is None else list(rows[: MOST_ON_PAPER + 1])
    context = _context(sheet, form, shown[:MOST_ON_PAPER])
    context |= {"is_cut": len(shown) > MOST_ON_PAPER, "most": MOST_ON_PAPER, "now": request.now}
    return render(request, "reports/sheets/paper.html", context)


@of_sheet
@counts_much
def sheet_rows(request, sheet):
    """The records behind one figure; there are as many as the figure says."""
    form = filter_of(request, sheet)
    by = {
        name.removeprefix("by_"): value
        for name, value in request.GET.items()
        if name.startswith("by_")
    }
    try:
        measure = sheet.behind(form.scope, request.GET.get("show", ""), by)
    except (FieldError, KeyError, ValueError, ValidationError) as error:
        raise Http404 from error
    listing = LISTINGS[measure.rows.model]
    page = page_of(request, listing.prepare(measure.rows))
    context = {
        "sheet": sheet,
        "form": form,
        "measure": measure,
        "by": by,
        "amount": whole(measure) if measure.amount else None,
        "columns": listing.columns,
        "lines": listing.lines(form.scope, page.object_list),
        "page_obj": page,
    }
    return render(request, "reports/sheets/rows.html", context)


def _context(sheet, form, rows):
    scope = form.scope
    return {
        "sheet": sheet,
        "form": form,
        "scope": scope,
        "groups": sheet.figures(scope),
        "tables": sheet.tables(scope),
        "columns": sheet.columns(scope),
        "lines": list(sheet.lines(scope, list(rows or []))),
        "total": sheet.total(scope),
        "way": sheet.ways.get(scope.by, ""),
    }
