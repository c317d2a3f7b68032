"""When a store is open, and how soon a lead of a channel is contacted (R5.3)."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.reason_codes import History
from leads.customers.models import Channel

OPENS_AT, CLOSES_AT = time(9), time(18)


class StoreHours(models.Model):
    """The opening hours of a store on its working days; without them 9:00 to 18:00."""

    store = models.OneToOneField(Store, models.CASCADE, related_name="hours")
    opens_at = models.TimeField(_("opens at"), default=OPENS_AT)
    closes_at = models.TimeField(_("closes at"), default=CLOSES_AT)
    # A floor that sells at weekends is open on days that an office counts as off.
    open_daily = models.BooleanField(_("open on weekends and holidays"), default=False)

    history = History()

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="store_closes_after_it_opens"
            )
        ]

    def __str__(self):
        return f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class FirstContactTerm(models.Model):
    """How soon a store contacts a lead of the channel: within ``minutes`` of its opening hours.

    ``passes_on``: a lead that was not contacted in time is offered to the next person.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="first_contact_terms")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    minutes = models.PositiveIntegerField(
        _("minutes of opening hours"),
        validators=[MinValueValidator(5), MaxValueValidator(60 * 24 * 7)],
    )
    passes_on = models.BooleanField(_("offered to the next when missed"), default=True)

    history = History()

    class Meta:
        verbose_name = _("term of the first contact")
        verbose_name_plural = _("terms of the first contact")
        constraints = [
            models.UniqueConstraint(fields=["store", "channel"], name="one_term_per_channel")
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.minutes}"
