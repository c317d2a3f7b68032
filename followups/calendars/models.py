"""Absences: leave and training 休假/外出培训 (R4.7), and suspension, which is handled alike (R8.7)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from foundation.reason_codes import History, ReasonField


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
    CANCELLED = "cancelled", _("Cancelled")


# States in which the days are taken: another absence on them is refused.
STANDING = (AbsenceState.REQUESTED, AbsenceState.APPROVED)


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="user", store="user__store"))

    def approved(self):
        return self.filter(state=AbsenceState.APPROVED)

    def ever_counted(self):
        """Those that count, and those that counted until they were cancelled."""
        return self.filter(state__in=[AbsenceState.APPROVED, AbsenceState.CANCELLED])

    def overlapping(self, from_on, to_on):
        return self.filter(from_on__lte=to_on, to_on__gte=from_on)


class Absence(models.Model):
    """Days, ``from_on`` to ``to_on`` inclusive, in which no deadline of the person breaks once approved.

    ``recorded_on``: the business date of the approval, from which it counts; of a request, the date
    it was made. ``cancelled_on``: the business date from which it no longer counts. ``replaces``: the
    absence that it ends earlier, once approved.
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
    decision_reason = ReasonField(_("reason of the decision"), blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="shortened_by"
    )
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)

    history = History()
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
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_on__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_on=None),
                name="absence_cancelled_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "from_on"])]

    def __str__(self):
        return f"{self.user} {self.from_on} – {self.to_on}"

    @property
    def is_requested(self):
        return self.state == AbsenceState.REQUESTED
