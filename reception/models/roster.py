"""The duty roster 值班排序 of a day, and who was passed over on it (R5.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import stores_of
from accounts.models import Store
from accounts.reasons import ReasonField, declare

# Why somebody is passed over, by the name under which a form offers it.
AWAY_FROM_THE_LINE = {
    "lunch": declare("skip.lunch", _("At lunch")),
    "test_drive": declare("skip.test_drive", _("Test drive")),
    "phone": declare("skip.phone", _("On the phone")),
    "meeting": declare("skip.meeting", _("In a meeting")),
}


class Roster(models.Model):
    """Who is on duty in the store on the date, in which order; without one all consultants are."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="rosters", verbose_name=_("store")
    )
    on = models.DateField(_("date"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("duty roster")
        verbose_name_plural = _("duty rosters")
        constraints = [models.UniqueConstraint(fields=["store", "on"], name="one_roster_per_day")]

    def __str__(self):
        return f"{self.store} {self.on}"


class RosterPlace(models.Model):
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="places")
    consultant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("place on a duty roster")
        verbose_name_plural = _("places on duty rosters")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "consultant"], name="one_place_per_roster_and_person"
            )
        ]

    def __str__(self):
        return f"{self.position}. {self.consultant}"


class SkipQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))

    def standing(self):
        return self.filter(ended_at=None)


class Skip(models.Model):
    """The person is passed over from ``began_at`` until he is back at ``ended_at``; never deleted."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="skips",
        verbose_name=_("consultant"),
    )
    on = models.DateField(_("date"))
    reason = ReasonField(_("reason"))
    began_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SkipQuerySet.as_manager()

    class Meta:
        verbose_name = _("passing over")
        verbose_name_plural = _("passings over")
        constraints = [
            models.UniqueConstraint(
                fields=["consultant", "on"],
                condition=Q(ended_at=None),
                name="passed_over_once_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["store", "on"])]

    def __str__(self):
        return f"{self.consultant} {self.on}: {self.reason}"
