from django.db import models
from django.utils.translation import gettext_lazy as _


class DayOverride(models.Model):
    """A date that the published calendar does not know: a make-up working day or an extra holiday."""

    on = models.DateField(_("date"), unique=True)
    is_working_day = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("calendar override")
        verbose_name_plural = _("calendar overrides")
        ordering = ["on"]

    def __str__(self):
        return f"{self.on} {self.name}".strip()
