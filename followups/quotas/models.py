"""The daily quotas of a person, from a date on (R4.11)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import History


class DayQuota(models.Model):
    """Of ``person`` from ``from_on`` until the next one begins; all in contacts a day, zero is none."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="quotas")
    from_on = models.DateField(_("from"))
    mailings = models.PositiveSmallIntegerField(_("mailings"), default=0)
    leaflets = models.PositiveSmallIntegerField(_("leaflets"), default=0)
    calls = models.PositiveSmallIntegerField(_("calls"), default=0)

    history = History()

    class Meta:
        verbose_name = _("daily quota")
        verbose_name_plural = _("daily quotas")
        ordering = ["person", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["person", "from_on"], name="one_quota_a_person_and_day")
        ]

    def __str__(self):
        return f"{self.person} {self.from_on}"
