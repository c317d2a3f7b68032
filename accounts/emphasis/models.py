"""What a store lays stress on in a month (R1.1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.months import month_name
from foundation.reason_codes import History

from ..people.models import Store


class Emphasis(models.Model):
    """Of the month that begins on ``month``; a blank text says nothing."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="emphases")
    month = models.DateField(_("month"))
    text = models.TextField(_("emphasis of the month"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    history = History()

    class Meta:
        verbose_name = _("emphasis of the month")
        verbose_name_plural = _("emphases of the month")
        ordering = ["-month", "store"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month"], name="one_emphasis_a_store_and_month"
            )
        ]

    def __str__(self):
        return self.text

    @property
    def month_name(self):
        return month_name(self.month)
