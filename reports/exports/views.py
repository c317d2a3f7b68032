"""Exports: asked for from a sheet, fetched by their maker alone, read in the log by who leads (R1.3)."""

from contextlib import suppress

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError as BrokerError

from accounts.access.queries import access_mark_of, staff_visible_to
from accounts.confidentiality.queries import has_signed_all
from accounts.people.models import Role
from accounts.staff.services import allow_personal_exports
from foundation.once import OnceForm, save_once
from foundation.pages import only_for, page_of
from foundation.patience import NoPlace, a_place, at_most, took_too_long

from ..sheets.views import filter_of, of_sheet, readers_only
from .models import Export
from .services import TooSlow, announce, ask_export, make_export, note_fetched, title_of
from .tasks import run_export

# Rows and seconds beyond which a file is made in the background.
MOST_AT_ONCE = 5000
LONGEST_WAIT = 2
overseers_only = only_for(Role.DIRECTOR, Role.ADMINISTRATOR)


@of_sheet
@require_POST
def sheet_export(request, sheet):
    """Ask for the sheet as a spreadsheet, with the filter of the address; small ones are made at once."""
    scope = filter_of(request, sheet).scope
    asked = []

    def act():
        export = ask_export(
            by=request.user, now=request.now, sheet=sheet, scope=scope, language=get_language()
        )
        asked.append(export)
        return f"{reverse('reports:export_list')}?new={export.pk}"

    form = OnceForm(request.POST)
    answer = save_once(request, form, act)
    for error in form.non_field_errors():
        messages.error(request, error)
    for export in asked:
        _start(export, sheet, scope, request.now)
    return answer or redirect("reports:export_list")


def _start(export, sheet, scope, now):
    with suppress(NoPlace, TooSlow), a_place(waits=False):
        if _is_small(sheet, scope):
            make_export(export, clock=lambda: now, within=LONGEST_WAIT)
            return
    announce(export)
    transaction.on_commit(lambda: _hand_over(export))


def _is_small(sheet, scope):
    rows = sheet.rows(scope)
    try:
        with at_most(LONGEST_WAIT, whole=True):
            return rows is None or not rows[MOST_AT_ONCE : MOST_AT_ONCE + 1]
    except OperationalError as error:
        if took_too_long(error):
            return False
        raise


def _hand_over(export):
    # Where no worker can be reached, the sweep hands it over later.
    with suppress(BrokerError):
        run_export.delay(str(export.pk))


@readers_only
def export_list(request):
    """The person's own exports; a new one that is ready is fetched by itself."""
    page = page_of(request, Export.objects.filter(by=request.user), 20)
    sight = access_mark_of(request.user)
    rows = [(export, export.is_withdrawn(request.user, sight)) for export in page]
    new = next((e for e, is_withdrawn in rows if not is_withdrawn and _is_fresh(e, request)), None)
    context = {
        "page_obj": page,
        "rows": rows,
        "new": new,
        "any_waiting": any(e.is_waiting for e in page),
    }
    return render(request, "reports/exports/list.html", context)


def _is_fresh(export, request):
    """Whether the page was opened for this export, and it has not been fetched yet."""
    is_meant = str(export.pk) == request.GET.get("new")
    return is_meant and export.fetched_at is None and export.has_file


@readers_only
def export_file(request, pk):
    """The file, for nobody but who asked for it, as long as they may see what stands in it."""
    export = get_object_or_404(Export, pk=pk, by=request.user)
    if export.is_withdrawn(request.user, access_mark_of(request.user)):
        messages.error(
            request, _("What you may see has changed since then. Make the export again.")
        )
        return redirect("reports:export_list")
    if not export.has_file:
        raise Http404
    if export.has_phones and not has_signed_all(request.user):
        messages.info(request, _("This file holds numbers in full: sign first."))
        return redirect("accounts:confidentiality")
    note_fetched(export, now=request.now)
    name = f"{title_of(export)} {export.start}.xlsx"
    made = default_storage.open(export.file_name)
    return FileResponse(made, as_attachment=True, filename=name)


@overseers_only
def export_log(request):
    """Who exported what, and whether with phone numbers."""
    rows = Export.objects.visible_to(request.user).select_related("by", "team", "person", "store")
    page = page_of(request, rows)
    return render(request, "reports/exports/log.html", {"page_obj": page})


@overseers_only
def export_rights(request):
    """Who may export phone numbers in full."""
    people = _candidates(request.user).select_related("store").order_by("store", "full_name", "pk")
    return render(request, "reports/exports/rights.html", {"page_obj": page_of(request, people)})


@overseers_only
@require_POST
def export_right(request, pk):
    """Give the right to a person, or take it away."""
    person = get_object_or_404(_candidates(request.user), pk=pk)
    allowed = request.POST.get("allowed") == "yes"
    allow_personal_exports(person, by=request.user, now=request.now, allowed=allowed)
    messages.success(request, _("Saved."))
    return redirect("reports:export_rights")


def _candidates(user):
    """Those who work with sheets, except the user."""
    people = staff_visible_to(user).filter(is_active=True).exclude(pk=user.pk)
    return people.exclude(role=Role.ADMINISTRATOR)
