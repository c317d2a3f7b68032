"""How often a person may do something in a minute; counted in the database, whichever process answers."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Value, When


class Pace(models.Model):
    """How often a person did ``what`` since ``minute_at``, the full minute."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    minute_at = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "accounts"
        constraints = [models.UniqueConstraint(fields=["user", "what"], name="one_pace")]

    def __str__(self) -> str:
        return f"{self.what} {self.number}"


def within_pace(*, by: Any, what: str, most: int, now: datetime) -> bool:
    """Count once more; whether it is at most the ``most``-th time in this minute."""
    minute = now.replace(second=0, microsecond=0)
    mine = Pace.objects.filter(user=by, what=what)
    number = Case(When(minute_at=minute, then=F("number") + 1), default=Value(1))
    if not mine.update(number=number, minute_at=minute):
        Pace.objects.bulk_create(
            [Pace(user=by, what=what, minute_at=minute, number=1)], ignore_conflicts=True
        )
    return mine.filter(number__lte=most).exists()
