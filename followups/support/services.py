"""Support wanted 支援事项: asked, answered, read (R9.4)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import ASSESSING_ROLES
from accounts.notices.services import News, read_of, settle, tell
from accounts.people.models import User
from foundation.history import save_as

from .models import SupportRequest
from .notices import ANSWERED


@transaction.atomic
def ask_for_support(*, by: User, now: datetime, on: date, text: str) -> SupportRequest:
    """Write what one wants of one's manager on the business date ``on``."""
    if not by.is_consultant or by.store is None:
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": _("Say what you need.")})
    wanted = SupportRequest(
        store=by.store, consultant=by, on=on, text=" ".join(text.split()), asked_at=now
    )
    save_as(wanted, by=by, now=now)
    return wanted


@transaction.atomic
def answer_support(*, by: User, now: datetime, wanted: SupportRequest, text: str) -> SupportRequest:
    """Answer it, or say it anew: the consultant reads the new answer too; the former one is kept."""
    if by.role not in ASSESSING_ROLES:
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": _("Write an answer.")})
    wanted = SupportRequest.objects.select_for_update(of=("self",)).get(pk=wanted.pk)
    wanted.answer = " ".join(text.split())
    wanted.answered_by, wanted.answered_at, wanted.read_at = by, now, None
    save_as(wanted, by=by, now=now)
    values = {"name": str(by), "on": wanted.on}
    settle(ANSWERED, keys=[wanted.pk], now=now)
    news = News(ANSWERED, wanted.consultant_id, wanted.pk, values, mark=now.isoformat())
    tell(news, now=now, by=by)
    return wanted


@transaction.atomic
def read_answer(*, by: User, now: datetime, wanted: SupportRequest) -> None:
    """The consultant has read the answer; the first time counts."""
    if wanted.consultant_id != by.pk:
        raise PermissionDenied
    unread = SupportRequest.objects.unread_by(by).filter(pk=wanted.pk)
    unread.update(read_at=now)
    read_of(ANSWERED, key=wanted.pk, by=by, now=now)
