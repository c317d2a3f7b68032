"""The parts of a note (R12.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff

from ..activities.models import Activity, ActivityState
from . import rules


class Part(models.TextChoices):
    INTERESTS = rules.INTERESTS, _("Points of interest")
    OBJECTIONS = rules.OBJECTIONS, _("Objections")
    INTRODUCED = rules.INTRODUCED, _("What was introduced")
    NEXT_STEP = rules.NEXT_STEP, _("Next step")
    REMARKS = rules.REMARKS, _("Remarks")


class NotePartQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the customers the user may see, undone contacts left out (R1.3)."""
        path = "activity__opportunity__"
        rows = self.exclude(activity__state=ActivityState.WITHDRAWN)
        return rows.filter(
            owned_by_visible_staff(user, person=f"{path}consultant", store=f"{path}store")
        )


class NotePart(models.Model):
    """One part of the note of an executed ``activity``; ``writer`` logged it on the date ``on``."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="note_parts")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    on = models.DateField(_("date"))
    part = models.CharField(_("part"), max_length=10, choices=Part)
    text = models.CharField(_("text"), max_length=500)

    objects = NotePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a note")
        verbose_name_plural = _("parts of notes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "part"], name="one_part_of_a_kind"),
        ]
        indexes = [
            models.Index(fields=["writer", "-on", "-id"], name="note_parts_of_a_person"),
        ]

    def __str__(self):
        return f"{self.get_part_display()}: {self.text[:40]}"
