"""Annotations 批注 and instructions 领导批示 on activities (R4.9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..activities.models import Activity


class AnnotationQuerySet(models.QuerySet):
    def unread_by(self, user):
        """What the user has yet to read on the worklist."""
        return self.filter(addressee=user, read_at=None)


class Annotation(models.Model):
    """What a manager or director wrote on an activity to its consultant; never edited."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="annotations")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="annotations"
    )
    text = models.TextField(_("annotation"))
    written_at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = AnnotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("annotation")
        verbose_name_plural = _("annotations")
        ordering = ["written_at", "pk"]
        indexes = [
            models.Index(
                fields=["addressee", "written_at"],
                condition=Q(read_at=None),
                name="annotation_unread",
            )
        ]

    def __str__(self):
        return self.text[:40]
