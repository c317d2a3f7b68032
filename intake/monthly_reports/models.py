"""The monthly report of marketing 月度总结, one of a store and month (R13.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.months import month_name
from foundation.reason_codes import History

LONGEST = 2000
TEXTS = ("experience", "problems", "measures", "proposals")


class MonthlyReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of their stores; which roles read any is said by the pages."""
        return self.filter(store__in=stores_of(user))


class MonthlyReport(models.Model):
    """``month``: its first day. Until it is closed its figures are counted whenever it is looked at.

    ``figures``: what they were when ``closed_by`` closed it at ``closed_at``; from then on nothing changes.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    month = models.DateField(_("month"))
    experience = models.TextField(_("experience"), max_length=LONGEST, blank=True)
    problems = models.TextField(_("problems"), max_length=LONGEST, blank=True)
    measures = models.TextField(_("measures"), max_length=LONGEST, blank=True)
    proposals = models.TextField(_("proposals"), max_length=LONGEST, blank=True)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"))
    figures = models.JSONField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    history = History(excluded_fields=["figures"])
    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        ordering = ["-month", "store"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month"], name="one_monthly_report_of_a_store"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, figures=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, figures__isnull=False),
                name="monthly_report_closed_with_figures",
            ),
        ]

    def __str__(self):
        return f"{self.store} {month_name(self.month)}"

    @property
    def is_closed(self):
        return self.closed_at is not None
