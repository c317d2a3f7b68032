"""Recordings: added by the consultant, heard by those who may (R4.10)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for

from ..activities.models import ActivityState
from ..activities.queries import get_activity_for
from .forms import RecordingForm
from .queries import get_recording_for
from .rules import EXTENSIONS, UNSATISFIABLE, byte_range
from .services import add_recording

CHUNK = 64 * 1024


def keep_recording(request, form, activity):
    """Add the recording of the valid form to the contact."""
    add_recording(
        by=request.user,
        now=request.now,
        activity=activity,
        upload=form.cleaned_data["recording"],
        reference=form.cleaned_data["reference"],
    )


@only_for(Role.CONSULTANT)
def recording_create(request, pk):
    """Add a recording to an executed contact of one's own."""
    activity = get_activity_for(request.user, pk)
    if activity.state != ActivityState.EXECUTED:
        raise Http404
    if activity.consultant_id != request.user.pk:
        raise PermissionDenied
    form = RecordingForm(sent(request), request.FILES if request.method == "POST" else None)
    card = reverse("followups:customer_card", args=[activity.opportunity.customer_id])

    def save():
        keep_recording(request, form, activity)
        messages.success(request, _("The recording is kept."))
        return card

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "activity": activity,
        "opportunity": activity.opportunity,
        "customer": activity.opportunity.customer,
    }
    return render(request, "followups/recordings/form.html", context)


@only_for(*READING_ROLES)
@require_safe
def recording_file(request, pk):
    """The audio itself, whole or the part that a player asks for when one seeks."""
    recording = get_recording_for(request.user, pk)
    storage, name = recording.file.storage, recording.file.name
    if not name or not storage.exists(name):
        raise Http404
    size = storage.size(name)
    tag = f'"{recording.pk}-{size}"'
    header = request.headers.get("Range")
    # A part of another version would be noise: then the whole is sent.
    asked = byte_range(header, size) if request.headers.get("If-Range", tag) == tag else None
    if asked == UNSATISFIABLE:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = asked or (0, size - 1)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{recording.pk}{_ending(recording)}"',
        "Content-Length": str(last - first + 1),
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    part = _part(storage, name, first, last - first + 1)
    response = StreamingHttpResponse(part, content_type=recording.content_type, headers=headers)
    if asked:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _ending(recording):
    return EXTENSIONS.get(recording.content_type, "")


def _part(storage, name, first, length):
    with storage.open(name) as file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
