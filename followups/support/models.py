"""Support wanted 支援事项 of a day, and the answer (R9.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.reason_codes import History


class SupportRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="consultant", store="store"))

    def waiting(self):
        return self.filter(answered_at=None)

    def unread_by(self, user):
        """Answers that the consultant has yet to read."""
        return self.filter(consultant=user, answered_at__isnull=False, read_at=None)


class SupportRequest(models.Model):
    """What a consultant wants of their manager, written on the business date ``on``.

    It stands on the daily report of that date with the answer, once there is one.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+")
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="support_requests",
        verbose_name=_("consultant"),
    )
    on = models.DateField(_("date"))
    text = models.CharField(_("support wanted"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    history = History()
    objects = SupportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("support wanted")
        verbose_name_plural = _("support wanted")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="support_answered_by_somebody",
            )
        ]
        indexes = [
            models.Index(fields=["consultant", "on"]),
            models.Index(fields=["store", "on"]),
            models.Index(
                fields=["consultant", "asked_at"],
                condition=Q(answered_at=None),
                name="support_waiting",
            ),
        ]

    def __str__(self):
        return self.text[:40]
