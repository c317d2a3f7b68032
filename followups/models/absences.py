"""Leave and training 休假/外出培训 (R4.7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("Leave")
    TRAINING = "training", _("Training")
    SUSPENSION = "suspension", _("Suspension for study")


class PlanHandling(models.TextChoices):
    PULL_FORWARD = "pull-forward", _("Pull forward")
    POSTPONE = "postpone", _("Postpone")


class AbsenceState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AbsenceQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(state=AbsenceState.APPROVED)


class Absence(models.Model):
    """Days, ``from_on`` to ``to_on`` inclusive, on which no deadline of the person runs once approved.

    ``recorded_on``: the business date of the approval, from which it counts.
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

    state = models.CharField(
        _("state"), max_length=10, choices=AbsenceState, default=AbsenceState.APPROVED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    history = HistoricalRecords()
    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="absence_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["user", "from_on", "to_on"],
                condition=Q(state__in=["requested", "approved"]),
                name="absence_registered_once",
            ),
        ]
        indexes = [models.Index(fields=["state", "from_on"])]

    def __str__(self):
        return f"{self.user} {self.from_on} – {self.to_on}"
