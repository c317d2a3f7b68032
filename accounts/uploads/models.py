"""Imports in the browser: one row for each uploaded file and what became of it."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportKind(models.TextChoices):
    STAFF = "staff", _("Staff")
    CUSTOMERS = "customers", _("Customers")
    ACTIVITIES = "activities", _("Activities")
    ABSENCES = "absences", _("Absences")
    VEHICLES = "vehicles", _("Vehicles")
    LEADS = "leads", _("Leads")
    TARGETS = "targets", _("Target list")


class ImportState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waiting for confirmation")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not readable")
    DISCARDED = "discarded", _("Discarded")
    CANCELLED = "cancelled", _("Cancelled")


class ImportJob(models.Model):
    """A file from its upload to its import. Only ``by`` ever sees it.

    ``given``: what its rows lack and is the same for all, by column; ``counts`` as the commands print them;
    ``problems``: the first wrong cells as [row, column, reason]; ``notices``: what the file holds that its
    reader may not see.

    Whoever runs it holds a lease: ``run`` is theirs, ``alive_at`` when they last said so, ``attempts``
    how many began.
    """

    RUNNING = (ImportState.CHECKING, ImportState.IMPORTING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ImportKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState, default=ImportState.CHECKING
    )
    created_at = models.DateTimeField(_("uploaded at"))
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    given = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    failure = models.TextField(blank=True)
    run = models.UUIDField(null=True)
    alive_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name

    @property
    def is_running(self):
        return self.state in self.RUNNING

    @property
    def upload_name(self):
        """The uploaded file in the default storage; it is gone once it is imported."""
        return f"imports/{self.pk}.upload"

    @property
    def rejects_name(self):
        return f"imports/{self.pk}.rejected.csv"

    @property
    def has_rejects(self):
        return default_storage.exists(self.rejects_name)
