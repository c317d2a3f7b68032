"""Photos and recordings, judged by their content (R14.1)."""

from pathlib import PurePath

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.uploads.forms import FilesField, FilesInput
from followups.recordings.rules import EXTENSIONS, HEAD_BYTES, audio_type
from followups.recordings.services import check_audio
from foundation.pictures import ENDINGS
from leads.customers.fields import PhotoField

from ..services.registering import Kept

MOST_FILES = 4
# What anybody may send without a log-in: bytes of all files together.
LARGEST_OF_PUBLIC = 20 * 1024**2


class EvidenceField(FilesField):
    """Up to four photos and recordings, together of at most ``largest`` bytes; a tuple of ``Kept``."""

    def __init__(self, *, largest=None, **options):
        self.largest = largest
        defaults = {
            "label": gettext_lazy("Photos and recordings"),
            "required": False,
            "help_text": gettext_lazy("Up to four: JPEG, PNG, WebP; MP3, M4A, WAV, OGG, AMR."),
            "widget": FilesInput({"accept": "image/jpeg,image/png,image/webp,audio/*"}),
        }
        super().__init__(**defaults | options)

    def clean(self, data, initial=None):
        files = [each for each in super().clean(data, initial) if each]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(number)d files at once.") % {"number": MOST_FILES}
            )
        if self.largest and sum(each.size for each in files) > self.largest:
            raise forms.ValidationError(
                _("Together the files are larger than %(limit)s: choose fewer or shorter ones.")
                % {"limit": filesizeformat(self.largest)}
            )
        return tuple(map(_kept, files))


def _kept(upload):
    head = upload.read(HEAD_BYTES)
    upload.seek(0)
    if audio_type(head):
        kind = check_audio(upload)
        return Kept(upload, kind, EXTENSIONS[kind])
    picture = PhotoField().clean(upload)
    ending = PurePath(picture.name).suffix
    kind = next(kind for kind, each in ENDINGS.items() if f".{each}" == ending)
    return Kept(picture, f"image/{kind.lower()}", ending)
