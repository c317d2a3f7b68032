"""A planned visit that was agreed the day before (R12.4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from followups.activities.models import Activity


class VisitConfirmation(models.Model):
    """The visit is agreed for ``planned_on``; where the plan is moved later, it has to be agreed anew."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="confirmations")
    planned_on = models.DateField(_("planned for"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("visit agreed")
        verbose_name_plural = _("visits agreed")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "planned_on"], name="one_confirmation_per_visit_and_day"
            )
        ]

    def __str__(self):
        return f"{self.activity_id} {self.planned_on}"
