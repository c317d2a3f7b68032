"""Who tried to get in, from where, and what came of it."""

from django.conf import settings
from django.db import models


class What(models.TextChoices):
    PASSWORD = "password"
    FACTOR = "factor"
    PASSKEY = "passkey"
    PRESENT = "present"
    RESET = "reset"
    ELSEWHERE = "elsewhere"


class Outcome(models.TextChoices):
    # What is begun counts as wrong until it proves right: so that many at once are counted, too.
    WRONG = "wrong"
    RIGHT = "right"
    # Wrong, until the same name came in from the same address.
    FORGIVEN = "forgiven"
    REFUSED = "refused"


class Attempt(models.Model):
    """A try to get in. Of the name that was typed only a keyed digest is kept: it may be a password.

    ``address`` is a whole network where a person has many (IPv6).
    """

    what = models.CharField(max_length=10, choices=What)
    name = models.CharField(max_length=32)
    address = models.CharField(max_length=45)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="attempts"
    )
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WRONG)

    class Meta:
        app_label = "accounts"
        indexes = [
            models.Index(fields=["what", "name", "at"], name="attempts_by_name"),
            models.Index(fields=["what", "address", "at"], name="attempts_by_address"),
            models.Index(fields=["person", "-at"], name="attempts_of_a_person"),
            models.Index(fields=["at"], name="attempts_by_age"),
        ]

    def __str__(self):
        return f"{self.what}: {self.outcome}"
