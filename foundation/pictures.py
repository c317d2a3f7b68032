"""Pictures as they are kept: the image alone, upright, no larger than a screen, unpacked within bounds."""

import uuid
from io import BytesIO
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

# Unpacked, so that a small file cannot fill the memory.
MOST_PIXELS = 50_000_000
MOST_PIXELS_HELD = 20_000_000
# A photo is looked at on a screen.
LONGEST_SIDE = 2000
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def drawn_anew(photo: Any) -> "ContentFile[bytes]":
    """The picture alone, upright and no larger than needed: where and when it was taken goes (R11.4).

    Raises ``ValidationError`` for a file that ends too early or unpacks to too many pixels.
    """
    kind = photo.image.format
    photo.seek(0)
    try:
        with Image.open(photo) as image:
            if image.width * image.height > _most_pixels(image):
                raise forms.ValidationError(_("The photo has too many pixels."))
            # Made small before it is turned: the whole of it is held once only, of a JPEG a part.
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError) as error:
        raise forms.ValidationError(_("Choose a JPEG, PNG or WebP picture.")) from error
    # A writer would copy what stands here: comments, places, names.
    upright.info = {key: upright.info[key] for key in {"transparency"} & upright.info.keys()}
    data = BytesIO()
    upright.save(data, kind, **({"quality": 88} if kind != "PNG" else {}))
    return ContentFile(data.getvalue(), name=f"{uuid.uuid4().hex}.{ENDINGS[kind]}")


def _most_pixels(image: Image.Image) -> int:
    """A plain JPEG is read at a fraction of its size; what is transparent is held twice to be made small."""
    if image.format == "JPEG" and not image.info.get("progressive"):
        return MOST_PIXELS
    return MOST_PIXELS_HELD // 2 if image.mode in ("LA", "RGBA") else MOST_PIXELS_HELD
