"""A filter under a name (R3.5)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .rules import LONGEST, LONGEST_NAME


class SavedFilter(models.Model):
    """``page``: the name of the list's address; ``query``: what ``rules.keepable`` left of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    page = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="one_filter_per_name")
        ]

    def __str__(self):
        return self.name
