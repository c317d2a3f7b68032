"""Recordings of contacts: checked by content, kept under a random name (R4.10).

They are removed by ``compliance.evidence.services``, which knows of disputes.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.people.models import User

from ..activities.models import Activity, ActivityState
from .models import Recording
from .rules import EXTENSIONS, HEAD_BYTES, audio_type


def check_audio(upload: "UploadedFile[Any]") -> str:
    """The content type of an uploaded file, judged by its first bytes; its size is looked at before.

    Raises ``ValidationError`` where it is too large or is no audio.
    """
    if upload.size > settings.LARGEST_RECORDING:
        limit = filesizeformat(settings.LARGEST_RECORDING)
        raise ValidationError(
            _("The recording is larger than %(limit)s: shorten it.") % {"limit": limit}
        )
    upload.seek(0)
    found = audio_type(upload.read(HEAD_BYTES))
    upload.seek(0)
    if found is None:
        raise ValidationError(
            _("This is no audio file, whatever its name: choose an MP3, M4A, WAV, OGG or AMR file.")
        )
    return found


def add_recording(
    *,
    by: User,
    now: datetime,
    activity: Activity,
    upload: "UploadedFile[Any] | None" = None,
    reference: str = "",
) -> Recording:
    """Attach a file, or a reference to one kept elsewhere, to an executed activity of ``by``.

    Raises ``PermissionDenied`` for an activity of another, ``ValidationError`` by field.
    """
    if activity.consultant_id != by.pk:
        raise PermissionDenied
    if activity.state != ActivityState.EXECUTED:
        raise ValidationError(_("A recording belongs to a contact that took place."))
    reference = reference.strip()
    if upload is None and not reference:
        raise ValidationError({"recording": _("Choose a file, or say where the recording is.")})
    recording = Recording(
        activity=activity, reference=reference[:300], added_by=by, added_at=now, size=0
    )
    if upload is not None:
        try:
            recording.content_type = check_audio(upload)
        except ValidationError as error:
            raise ValidationError({"recording": error}) from error
        recording.size = upload.size or 0
        recording.file = File(upload, name="recording" + EXTENSIONS[recording.content_type])
    recording.save()
    return recording
