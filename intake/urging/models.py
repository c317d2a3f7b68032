"""That somebody urged a lead (R5.6), and why one was long untouched with what is done about it (R5.3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..arrivals.models import Lead


class Step(models.TextChoices):
    """Where leads stand on the road from who asked to who is followed up."""

    COLLECTED = "collected", _("Collected today")
    TO_SORT = "to_sort", _("To sort")
    TO_GIVE = "to_give", _("To distribute")
    RUNNING = "running", _("First contact running")
    LATE = "late", _("First contact late")
    MISSED = "missed", _("First contact missed today")
    UNTOUCHED = "untouched", _("Long untouched")
    UNLOOKED = "unlooked", _("Long untouched, without a measure")


class Urge(models.Model):
    """``by`` urged the lead, once on a business date; ``lag`` is the step on which it lagged then."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="urges", db_index=False)
    on = models.DateField(_("date"))
    at = models.DateTimeField(pgettext_lazy("lead", "urged at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("lead", "urged by"),
    )
    lag = models.CharField(_("what lags"), max_length=10, choices=Step)

    class Meta:
        verbose_name = _("urging of a lead")
        verbose_name_plural = _("urgings of leads")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "on"], name="one_urge_per_lead_and_day")
        ]

    def __str__(self):
        return f"{self.lead_id} {self.on}"


class LeadMeasure(models.Model):
    """Why a lead was long untouched, and what is done about it, as ``by`` wrote it on a business date (R5.3)."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="measures", db_index=False)
    reason = models.CharField(_("reason"), max_length=300)
    measure = models.CharField(_("measure"), max_length=300)
    on = models.DateField(_("date"))
    at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("measure about an untouched lead")
        verbose_name_plural = _("measures about untouched leads")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["lead", "-on", "-id"], name="measures_of_a_lead")]

    def __str__(self):
        return f"{self.lead_id} {self.on}"
