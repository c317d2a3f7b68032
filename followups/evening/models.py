"""What a manager has looked through in the evening (R4.9)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..activities.models import Activity


class Review(models.Model):
    """``by`` is done with the executed ``activity``: it no longer stands in their queue."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("reviewed at"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "by"], name="one_review_per_activity")
        ]

    def __str__(self):
        return f"{self.activity_id} {self.at:%Y-%m-%d}"
