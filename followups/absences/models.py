"""The new days that a request proposes for the plans of an absence (R4.7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..activities.models import Activity
from ..calendars.models import Absence


class AbsencePlan(models.Model):
    """The new day that a request proposes for a plan; ``from_on`` is the plan's day when it did (R4.7)."""

    absence = models.ForeignKey(Absence, models.CASCADE, related_name="proposed_plans")
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="absence_plans")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))

    class Meta:
        verbose_name = _("plan of an absence")
        verbose_name_plural = _("plans of absences")
        constraints = [
            models.UniqueConstraint(fields=["absence", "activity"], name="absence_plan_once")
        ]

    def __str__(self):
        return f"{self.from_on} → {self.to_on}"
