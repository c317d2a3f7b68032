"""Asking whose a number is (R1.3)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.people.models import User

from .models import PhoneLookup
from .rules import KEPT, MOST, may_ask


@transaction.atomic
def count_lookup(*, by: User, phone: str, now: datetime) -> None:
    """Count that ``by`` asks for the number; raises ``ValidationError`` where they have asked for too many.

    The same number counts once. A refused one is not counted, so that the wait ends by itself.
    """
    number = salted_hmac("phone lookup", phone, algorithm="sha256").hexdigest()
    rows = PhoneLookup.objects.filter(person=by)
    rows.filter(asked_at__lt=now - KEPT).delete()
    recent = list(rows.exclude(number=number).values_list("number", "asked_at"))
    counts = {
        span: 1 + len({other for other, asked_at in recent if asked_at > now - span})
        for span in MOST
    }
    if not may_ask(counts):
        raise ValidationError(
            _("You have looked up very many numbers. Wait an hour, or ask your leader."),
            code="too many",
        )
    PhoneLookup.objects.update_or_create(person=by, number=number, defaults={"asked_at": now})
