"""Recordings of contacts: in a dispute the one piece of evidence (R4.5, R4.10)."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..activities.models import Activity


def recording_path(recording, name):
    """A name that tells nothing: who may hear it is asked at every download."""
    return f"recordings/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class Recording(models.Model):
    """An audio file of an executed activity, or a reference to one kept elsewhere; ``size`` in bytes."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="recordings")
    file = models.FileField(_("recording"), upload_to=recording_path, blank=True)
    reference = models.CharField(_("reference"), max_length=300, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["added_at", "pk"]

    def __str__(self):
        return f"{self.activity_id} {self.added_at:%Y-%m-%d}"
