"""What an opportunity's grade, date, owner and state were when (R3.4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.reasons import ReasonField

from .opportunities import LostReason, Opportunity, State
from .policies import Grade


class OpportunityChange(models.Model):
    """One dated change of an opportunity; a field left null did not change. Never edited.

    The first is the registration and sets all. Sorted by (``changed_on``, ``pk``) they add up to
    the opportunity. ``activity_id`` is the contact in which it happened, if it did in one.
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="changes")
    changed_on = models.DateField(_("changed on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    activity_id = models.BigIntegerField(null=True, db_index=False)

    grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+")
    note = models.TextField(null=True)  # noqa: DJ001 - null is "unchanged"
    expected_on = models.DateField(null=True)
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, null=True)  # noqa: DJ001
    lost_reason = models.CharField(max_length=20, choices=LostReason, blank=True)
    reason = ReasonField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("change of an opportunity")
        verbose_name_plural = _("changes of opportunities")
        ordering = ["changed_on", "pk"]
        indexes = [
            models.Index(fields=["opportunity", "changed_on"]),
            models.Index(
                fields=["changed_on"],
                condition=models.Q(grade__isnull=False),
                name="grade_changes_by_day",
            ),
        ]

    def __str__(self):
        return f"{self.opportunity_id} {self.changed_on}"
