"""The business dates that have been audited, and those that were taken back (R6)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.reason_codes import declare

# Why a proposal went.
WITHDRAWN = declare("audit.withdrawn", _("Night withdrawn: %(reason)s"))


class AuditRun(models.Model):
    """A business date of a store that has been audited; written in the same transaction as its findings."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="audit_runs")
    on = models.DateField(_("business date"))
    finished_at = models.DateTimeField(_("finished at"))
    # What else stood late at its close: `{code of what was looked through: how many}` (R14.1).
    late = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("audited night")
        verbose_name_plural = _("audited nights")
        constraints = [models.UniqueConstraint(fields=["store", "on"], name="one_audit_per_night")]

    def __str__(self):
        return f"{self.store} {self.on}"


class AuditWithdrawal(models.Model):
    """Nights of a store that a director took back, from ``first_on`` to ``last_on``: nothing of them was decided.

    ``findings`` and ``proposals``: how many were taken back with them.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="audit_withdrawals")
    first_on = models.DateField(_("first night"))
    last_on = models.DateField(_("last night"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"))
    reason = models.CharField(_("reason"), max_length=300)
    findings = models.PositiveIntegerField(_("findings"))
    proposals = models.PositiveIntegerField(_("proposals"))

    class Meta:
        verbose_name = _("withdrawal of audited nights")
        verbose_name_plural = _("withdrawals of audited nights")
        ordering = ["-withdrawn_at", "-pk"]
        indexes = [models.Index(fields=["store", "first_on"])]

    def __str__(self):
        return f"{self.store} {self.first_on} – {self.last_on}"
