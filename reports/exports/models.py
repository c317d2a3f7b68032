"""Exports of sheets: who took what, when (R1.3). This app writes nothing else."""

import uuid

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import staff_visible_to
from accounts.people.models import Store


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
    REMOVED = "removed", _("Removed after 7 days")


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the people the user oversees, and their own."""
        return self.filter(by__in=staff_visible_to(user))


class Export(models.Model):
    """One export: the sheet with its filter, as of the business date ``today``. Its row is the log.

    ``sight``: what its maker might see when they asked for it (``access_mark_of``). ``taken_at``: when the
    worker that is at it was last heard of. ``has_phones``: whether numbers stand in it in full.
    ``way``: by what its rows are put together. ``is_announced``: it was made in the background and its
    maker is told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    sheet = models.CharField(_("sheet"), max_length=30)
    sight = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10)
    today = models.DateField()
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    way = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(_("asked for at"))
    state = models.CharField(
        _("state"), max_length=10, choices=ExportState, default=ExportState.WAITING
    )
    taken_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    fetched_at = models.DateTimeField(_("fetched at"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    has_phones = models.BooleanField(_("with phone numbers"), default=False)
    is_announced = models.BooleanField(default=False)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["by", "-created_at"], name="export_by_person"),
            models.Index(fields=["-created_at"], name="export_by_day"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(state="waiting"),
                name="export_waiting",
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(state="done"), name="export_done"
            ),
        ]

    def __str__(self):
        return f"{self.sheet} {self.start}"

    @property
    def is_waiting(self):
        return self.state == ExportState.WAITING

    @property
    def file_name(self):
        """In the default storage; it goes after some days, the row stays."""
        return f"exports/{self.pk}.xlsx"

    def is_withdrawn(self, user, sight):
        """Whether its maker, who now sees ``sight``, may no longer see all that stands in it (R1.3)."""
        lost_phones = self.has_phones and not user.may_export_personal_data
        return lost_phones or self.sight != sight

    @property
    def has_file(self):
        return self.state == ExportState.DONE and default_storage.exists(self.file_name)
