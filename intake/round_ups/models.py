"""A round-up after work 每日小结 or after the week 每周小结, kept as it was written (R12.8)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store

DAY, WEEK = "day", "week"
KINDS = [
    (DAY, pgettext_lazy("round-up", "Day")),
    (WEEK, pgettext_lazy("round-up", "Week")),
]


class RoundUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and of those one leads."""
        return self.filter(owned_by_visible_staff(user, person="person", store="store"))


class RoundUp(models.Model):
    """``facts`` are what the system knew of the span that ends ``on``; ``sentence`` is the person's own.

    ``on`` is of a week its Sunday, whenever in it the round-up was written.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="round_ups",
        verbose_name=_("consultant"),
    )
    kind = models.CharField(_("kind"), max_length=4, choices=KINDS)
    on = models.DateField(_("date"))
    sentence = models.CharField(_("in one sentence"), max_length=300)
    facts = models.JSONField(default=dict)
    written_at = models.DateTimeField(_("written at"))

    objects = RoundUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("round-up")
        verbose_name_plural = _("round-ups")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "on"], name="one_round_up_per_person_and_span"
            )
        ]

    def __str__(self):
        return f"{self.person} {self.on}"


class RoundUpReading(models.Model):
    """``by`` has read it."""

    round_up = models.ForeignKey(RoundUp, models.CASCADE, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of a round-up")
        verbose_name_plural = _("readings of round-ups")
        constraints = [
            models.UniqueConstraint(fields=["round_up", "by"], name="one_reading_per_round_up")
        ]

    def __str__(self):
        return f"{self.round_up_id} {self.at:%Y-%m-%d}"
