"""Pages of the imports: list, upload, preview with progress, result."""

import logging
from io import BytesIO
from tempfile import TemporaryFile

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from foundation.importing.empty_sheet import empty_sheet
from foundation.importing.registry import IMPORTERS
from foundation.importing.rejects import write_workbook
from foundation.pages import only_for, page_of

from ..people.models import Role
from .forms import UploadForm
from .models import ImportJob, ImportKind, ImportState
from .services import (
    SHOWN_PROBLEMS,
    cancel,
    confirm,
    create_job,
    discard,
    joined,
    kinds_for,
    run_job,
)
from .tasks import run_import_job

log = logging.getLogger(__name__)
importers_only = only_for(Role.DIRECTOR, Role.ADMINISTRATOR, Role.MARKETING)


def _job(request, pk):
    """The person's own import, or 404."""
    return get_object_or_404(ImportJob, pk=pk, by=request.user)


def _start(job, request):
    """At once where the file is small, else in the background."""
    if default_storage.size(job.upload_name) <= settings.IMPORT_AT_ONCE:
        run_job(job, now=request.now)
    else:
        transaction.on_commit(lambda: _send_to_worker(job))


def _send_to_worker(job):
    try:
        run_import_job.delay(str(job.pk))
    except OperationalError:
        # The sweep hands it over once the broker answers again.
        log.warning("import %s waits: no broker can be reached", job.pk)


def _columns(user):
    for kind in kinds_for(user):
        importer = IMPORTERS[kind]
        yield kind, [(column, importer.headers[column][0]) for column in importer.required]


@importers_only
def import_list(request):
    jobs = ImportJob.objects.filter(by=request.user)
    context = {"page_obj": page_of(request, jobs, 20), "kinds": list(_columns(request.user))}
    return render(request, "accounts/uploads/list.html", context)


@importers_only
def import_upload(request):
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"kind": request.GET.get("kind")},
        by=request.user,
        kinds=kinds_for(request.user),
        channels=IMPORTERS[ImportKind.LEADS].channels,
    )
    if request.method == "POST" and form.is_valid():
        job = create_job(
            by=request.user,
            now=request.now,
            kind=form.cleaned_data["kind"],
            upload=joined(form.cleaned_data["file"]),
            language=get_language(),
            given=form.given(request.now),
        )
        _start(job, request)
        return redirect("import_preview", job.pk)
    context = {
        "form": form,
        "kinds": list(_columns(request.user)),
        "cancel_url": reverse("import_list"),
    }
    return render(request, "accounts/uploads/upload.html", context)


@importers_only
def import_form(request):
    """An empty spreadsheet for a kind of file, its columns named in Chinese or by their codes."""
    kind = request.GET.get("kind", kinds_for(request.user)[0])
    language = request.GET.get("language", get_language())
    if kind not in kinds_for(request.user) or language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        name = f"{ImportKind(kind).label}.xlsx"
    made = BytesIO(empty_sheet(IMPORTERS[kind], in_chinese=language != "en"))
    return FileResponse(made, as_attachment=True, filename=name)


@importers_only
def import_preview(request, pk):
    """What was found wrong, or how far it has come; htmx asks for the middle of the page only."""
    job = _job(request, pk)
    name = (
        "accounts/uploads/_job.html"
        if request.htmx and not request.htmx.boosted
        else "accounts/uploads/preview.html"
    )
    context = {"job": job, "states": ImportState, "most_shown": SHOWN_PROBLEMS}
    return render(request, name, context)


@importers_only
@require_POST
def import_decide(request, pk):
    """Import the checked file, or discard it; stop one that is under way."""
    job = _job(request, pk)
    if request.POST.get("decision") == "cancel":
        if not cancel(job):
            messages.info(request, _("It had ended before it could be cancelled."))
        return redirect("import_preview", pk)
    if request.POST.get("decision") == "discard":
        discard(job)
        return redirect("import_list")
    if confirm(job):
        job.refresh_from_db()
        _start(job, request)
    return redirect("import_preview", pk)


@importers_only
def import_rejects(request, pk):
    """The wrong rows as a file to be mended and uploaded again: CSV, or a workbook of text."""
    job = _job(request, pk)
    if job.state != ImportState.DONE or not job.has_rejects:
        raise Http404
    if request.GET.get("as") == "xlsx":
        made = TemporaryFile()  # noqa: SIM115 - the response closes it
        write_workbook(default_storage.path(job.rejects_name), made)
        made.seek(0)
        name = f"{job.file_name}.rejected.xlsx"
        return FileResponse(made, as_attachment=True, filename=name)
    rejects = default_storage.open(job.rejects_name)
    return FileResponse(
        rejects,
        as_attachment=True,
        filename=f"{job.file_name}.rejected.csv",
        content_type="text/csv",
    )
