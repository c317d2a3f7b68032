"""The business dates that have been audited (R6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store


class AuditRun(models.Model):
    """A business date of a store that has been audited; written in the same transaction as its findings."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="audit_runs")
    on = models.DateField(_("business date"))
    finished_at = models.DateTimeField(_("finished at"))

    class Meta:
        verbose_name = _("audited night")
        verbose_name_plural = _("audited nights")
        constraints = [models.UniqueConstraint(fields=["store", "on"], name="one_audit_per_night")]

    def __str__(self):
        return f"{self.store} {self.on}"
