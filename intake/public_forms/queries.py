"""The page of a public form: how old it is; its address as a QR code (R5.1)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core import signing
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from .models import PublicForm

_SALT = "public form"


def new_page(form: Any, *, now: datetime) -> str:
    """A signed mark of a page of the form, or of whatever has a ``slug``, that is shown now."""
    return signing.dumps([form.slug, uuid4().hex, int(now.timestamp())], salt=_SALT)


def read_page(text: str, form: Any, *, now: datetime) -> tuple[str, timedelta] | None:
    """``(its own number, its age)``; ``None`` where it is no page of the form."""
    try:
        slug, number, shown_at = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        (number, now - datetime.fromtimestamp(shown_at, now.tzinfo)) if slug == form.slug else None
    )


def agreement_of(form: PublicForm) -> str:
    """What the person agrees to, in the store's words, else in ours and their language."""
    return form.purpose or _(
        "%(store)s may use what I enter here to answer me, and may call or write to me about it. "
        "It is passed on to nobody else, and I can take this back at any time."
    ) % {"store": form.store}


def qr_of(address: str) -> tuple[int, str]:
    """``(side, path)``: the code of the address as the path of a drawing, its margin included."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)
