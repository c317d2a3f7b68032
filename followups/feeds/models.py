from django.conf import settings
from django.db import models


class CalendarFeed(models.Model):
    """The private address of a person's worklist as iCalendar; ``token_hash`` is the SHA-256 of its token.

    Revoking deletes the row; the token itself is shown once and stored nowhere.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self):
        return str(self.user)
