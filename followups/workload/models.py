"""How much a day holds, and in which order it is best worked off (R4.11); the settings of a store."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.people.models import Store
from leads.grading.models import Grade

from .rules import DEFAULT_LIMITS


class DayLimits(models.Model):
    """The plans that a consultant's day should hold at most, today and the days ahead; a hint only."""

    store = models.OneToOneField(Store, models.CASCADE, related_name="day_limits")
    today = models.PositiveSmallIntegerField(_("today"), default=DEFAULT_LIMITS[0])
    tomorrow = models.PositiveSmallIntegerField(_("tomorrow"), default=DEFAULT_LIMITS[1])
    in_two = models.PositiveSmallIntegerField(_("in two days"), default=DEFAULT_LIMITS[2])
    in_three = models.PositiveSmallIntegerField(_("in three days"), default=DEFAULT_LIMITS[3])
    later = models.PositiveSmallIntegerField(_("later"), default=DEFAULT_LIMITS[4])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("limits of a day")
        verbose_name_plural = _("limits of a day")

    def __str__(self):
        return f"{self.store}: {', '.join(map(str, self.pattern))}"

    @property
    def pattern(self):
        """The limits by days ahead; the last holds for all days beyond."""
        return (self.today, self.tomorrow, self.in_two, self.in_three, self.later)


class GradeDay(models.Model):
    """Of a grade in a store: contacts a day a consultant should make, and the best time for them.

    ``target`` in contacts a day; ``from_time`` and ``to_time`` in the store's time zone, both or none.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="grade_days")
    grade = models.ForeignKey(Grade, models.CASCADE, related_name="days")
    target = models.PositiveSmallIntegerField(_("contacts a day"), null=True, blank=True)
    from_time = models.TimeField(_("from"), null=True, blank=True)
    to_time = models.TimeField(_("to"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("day of a grade")
        verbose_name_plural = _("days of grades")
        constraints = [
            models.UniqueConstraint(fields=["store", "grade"], name="grade_day_once_per_store"),
            models.CheckConstraint(
                condition=Q(from_time=None, to_time=None)
                | Q(from_time__isnull=False, to_time__isnull=False, to_time__gt=F("from_time")),
                name="grade_day_block_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.grade}"
