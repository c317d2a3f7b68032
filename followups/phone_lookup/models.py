"""Who asked whose number it is, so that nobody reads the whole file number by number (R1.3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PhoneLookup(models.Model):
    """``number`` is a digest: what was asked for is kept nowhere."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    number = models.CharField(max_length=64)
    asked_at = models.DateTimeField()

    class Meta:
        app_label = "followups"
        verbose_name = _("phone lookup")
        verbose_name_plural = _("phone lookups")
        indexes = [models.Index(fields=["person", "asked_at"], name="lookups_of_a_person")]

    def __str__(self):
        return f"{self.person_id} {self.asked_at}"
