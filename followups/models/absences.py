"""Leave and training 休假/外出培训 (R4.7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("Leave")
    TRAINING = "training", _("Training")


class PlanHandling(models.TextChoices):
    PULL_FORWARD = "pull-forward", _("Pull forward")
    POSTPONE = "postpone", _("Postpone")


class Absence(models.Model):
    """Approved days, ``from_on`` to ``to_on`` inclusive, on which no deadline of the person runs.

    ``recorded_on``: the business date from which it is known.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=AbsenceKind)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    plans = models.CharField(_("plans"), max_length=12, choices=PlanHandling, blank=True)
    recorded_on = models.DateField(_("recorded on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["user", "from_on", "to_on"], name="absence_registered_once"
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.from_on} – {self.to_on}"
