"""A round-up is written once and kept so; whoever leads has read it (R12.8)."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User

from .models import KINDS, RoundUp, RoundUpReading
from .queries import facts_of, span_of


@transaction.atomic
def write(*, by: User, now: datetime, on: date, kind: str, sentence: str) -> RoundUp:
    """Keep the facts of the span, up to ``on``, as they are now, with one sentence of ``by``.

    It is the span's: of a week there is one, whichever of its days it was written on.

    Raises ``ValidationError`` by field, and where it was written before.
    """
    sentence = " ".join(sentence.split())
    if kind not in dict(KINDS):
        raise ValidationError(_("There is no such round-up."))
    if not sentence:
        raise ValidationError({"sentence": _("Say it in one sentence.")})
    if by.store is None:
        raise PermissionDenied
    start, end = span_of(kind, on)
    round_up = RoundUp(
        store=by.store,
        person=by,
        kind=kind,
        on=end,
        sentence=sentence,
        facts=facts_of(by, start=start, end=min(end, on)),
        written_at=now,
    )
    try:
        with transaction.atomic():
            round_up.save()
    except IntegrityError as error:
        raise ValidationError(_("It has been written already."), code="written") from error
    return round_up


@transaction.atomic
def mark_read(*, by: User, now: datetime, round_up: RoundUp) -> None:
    """Whoever leads the person has read it; the first time counts."""
    if round_up.person_id == by.pk or by.is_consultant:
        raise PermissionDenied
    RoundUpReading.objects.get_or_create(round_up=round_up, by=by, defaults={"at": now})
