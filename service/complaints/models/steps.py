"""What happened to a complaint step by step, and its photos and recordings (R14.1)."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.reason_codes import ReasonField

from ...questions.models import Department
from .cases import Complaint


class Happened(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("complaint", "Registered")
    ASSIGNED = "assigned", pgettext_lazy("complaint", "Passed on")
    LOST = "lost", _("Taken back: the right to the customer is gone")
    CHANGED = "changed", pgettext_lazy("complaint", "Changed")
    NOTED = "noted", pgettext_lazy("complaint", "Noted")
    LATE = "late", _("Late: the manager is told")
    ESCALATED = "escalated", _("Escalated to the director")
    CLOSED = "closed", pgettext_lazy("complaint", "Answered and closed")
    CONFIRMED = "confirmed", _("The customer was asked")
    SHOWN = "shown", _("The number was shown for a call")
    REOPENED = "reopened", pgettext_lazy("complaint", "Opened again")


ICONS = {
    Happened.REGISTERED: "exclamation-octagon",
    Happened.ASSIGNED: "arrow-right",
    Happened.LOST: "arrow-return-left",
    Happened.CHANGED: "pencil",
    Happened.NOTED: "chat-left-text",
    Happened.LATE: "hourglass-bottom",
    Happened.ESCALATED: "exclamation-triangle",
    Happened.CLOSED: "check2-circle",
    Happened.CONFIRMED: "emoji-smile",
    Happened.SHOWN: "telephone",
    Happened.REOPENED: "arrow-repeat",
}


class ComplaintStep(models.Model):
    """Something that happened to a complaint; ``person`` or ``department``: to whom it was passed on."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12, choices=Happened)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.CharField(max_length=10, choices=Department, blank=True)
    text = ReasonField(blank=True)

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of complaints")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.what} {self.at:%Y-%m-%d}"

    @property
    def icon(self):
        return ICONS[self.what]


def file_path(kept, name):
    """A name that tells nothing: who may open it is asked at every download."""
    return f"complaints/{uuid.uuid4().hex}{PurePath(name).suffix.lower()}"


class ComplaintFile(models.Model):
    """A photo or a recording; ``size`` in bytes, ``added_by`` unset: by the customer."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="files")
    file = models.FileField(_("file"), upload_to=file_path)
    content_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField(default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("file of a complaint")
        verbose_name_plural = _("files of complaints")
        ordering = ["added_at", "pk"]

    def __str__(self):
        return f"{self.complaint_id} {self.added_at:%Y-%m-%d}"

    @property
    def is_photo(self):
        return self.content_type.startswith("image/")
