"""Which customers are to be worked on in a week (S1, R4.9)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.opportunities.models import Opportunity

WEEK = timedelta(days=6)


def week_of(day: date) -> date:
    """The Monday of the week that ``day`` lies in."""
    return day - timedelta(days=day.weekday())


class WeekTarget(models.Model):
    """``opportunity`` is a target of the week that begins on ``week``, a Monday."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="week_targets")
    week = models.DateField(_("week"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("target customer of a week")
        verbose_name_plural = _("target customers of a week")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "week"], name="target_once_an_opportunity_and_week"
            )
        ]

    def __str__(self):
        return f"{self.week}: {self.opportunity}"
