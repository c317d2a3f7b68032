"""What the nightly audit found (R6.8)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from followups.activities.models import Activity
from followups.deadlines.models import Deadline
from leads.opportunities.models import Opportunity


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Dismissed")


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the people the user answers for, and their own (R1.2, R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="responsible", store="store"))

    def open(self):
        return self.filter(closed_on=None)

    def open_after(self, on):
        """Those open after the audit of the date."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__lte=on)


class Finding(models.Model):
    """A deadline that broke: opened by the audit of ``opened_on``, with the facts as they were then.

    ``days_late`` is ``opened_on`` − ``due_on``. One open finding per rule and subject, ever (R6.8).
    """

    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="finding")
    rule = models.CharField(_("rule"), max_length=30)
    store = models.ForeignKey(Store, models.PROTECT, related_name="findings")
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="findings")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="findings")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="findings",
        verbose_name=_("responsible"),
    )
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("supervisor"),
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("assessor"),
    )
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    due_on = models.DateField(_("due on"))
    days_late = models.IntegerField(_("days late"))
    grade = models.CharField(_("grade"), max_length=4)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)

    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    verdict_on = models.DateField(_("decided on"), null=True, blank=True)
    verdict_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    verdict_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "opportunity"],
                condition=Q(closed_on=None, activity=None),
                name="one_open_finding_per_opportunity",
            ),
            models.UniqueConstraint(
                fields=["rule", "activity"],
                condition=Q(closed_on=None, activity__isnull=False),
                name="one_open_finding_per_activity",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="finding_closed_after_opened",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "opened_on"],
                condition=Q(closed_on=None),
                name="finding_open_by_store",
            ),
            models.Index(
                fields=["responsible", "opened_on"],
                condition=Q(closed_on=None),
                name="finding_open_by_person",
            ),
            models.Index(fields=["store", "opened_on", "rule"]),
            models.Index(fields=["store", "closed_on"]),
            models.Index(fields=["store", "verdict_on"]),
        ]

    def __str__(self):
        return f"{self.rule} {self.opened_on}"
