"""A customer's photo (R2.3): judged by its content, kept under a name that tells nothing."""

import uuid

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST_PHOTO = 5 * 1024 * 1024
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


class PhotoField(forms.ImageField):
    """A JPEG, PNG or WebP picture of up to 5 MB; blank leaves the card's photo as it is."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Photo"),
            required=False,
            help_text=gettext_lazy("JPEG, PNG or WebP, up to 5 MB."),
            widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
            **kwargs,
        )

    def to_python(self, data):
        if data and data.size > LARGEST_PHOTO:
            raise forms.ValidationError(_("The photo is larger than 5 MB."))
        photo = super().to_python(data)
        if photo is None:
            return None
        if photo.image.format not in ENDINGS:
            raise forms.ValidationError(_("Choose a JPEG, PNG or WebP picture."))
        photo.name = f"{uuid.uuid4().hex}.{ENDINGS[photo.image.format]}"
        return photo
