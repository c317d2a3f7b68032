"""Deadlines as they are stored: the one source of worklist, overdue list and audit (R6)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.dates import ONE_DAY
from leads.opportunities.models import Opportunity

from ..activities.models import Activity
from .rules.kinds import Kind


class DeadlineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those the user answers for: their own, their team's, their store's (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="responsible", store="store"))

    def standing(self, *, on):
        """Those that stood at the close of the date."""
        return self.filter(set_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))

    def broken(self, *, on):
        """Those that stood, and were broken, at the close of the date."""
        return self.standing(on=on).filter(breaks_on__lte=on)


class Deadline(models.Model):
    """What ``responsible`` owes: it holds from ``set_on`` until ``ended_on``.

    ``due_on`` is the day that was agreed; at the close of ``breaks_on`` it counts as broken (R6). One that
    was kept leaves no row: only those that stand and those that were broken are stored.
    """

    kind = models.CharField(_("kind"), max_length=30, choices=[(k, k) for k in Kind.ALL])
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="deadlines", db_index=False
    )
    activity = models.ForeignKey(
        Activity, models.CASCADE, null=True, blank=True, related_name="deadlines"
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deadlines",
        verbose_name=_("responsible"),
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="deadlines")
    set_on = models.DateField(_("set on"))
    due_on = models.DateField(_("due on"))
    breaks_on = models.DateField(_("breaks on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    found_on = models.DateField(_("found on"), null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(
                fields=["store", "breaks_on"],
                condition=Q(ended_on=None, found_on=None),
                name="deadline_unfound_by_store",
            ),
            models.Index(
                fields=["responsible", "due_on"],
                condition=Q(ended_on=None),
                name="deadline_open_by_person",
            ),
            models.Index(fields=["opportunity"], name="deadline_by_opportunity"),
            models.Index(
                fields=["store", "ended_on"],
                condition=Q(ended_on__isnull=False),
                name="deadline_ended_by_store",
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.due_on}"

    @property
    def good_until(self):
        """The last day on which it can still be kept: ``due_on``, unless an absence delays it (R4.7)."""
        return self.breaks_on if self.kind in Kind.BROKEN_WHEN_DUE else self.breaks_on - ONE_DAY

    @property
    def due_at(self):
        """The moment until which a promised call keeps it; of the other kinds the day decides (R4.6, R5.3)."""
        return self.activity.call_back_by if self.kind in Kind.BY_THE_HOUR else None


KIND_LABELS = {
    Kind.OVERDUE_ACTIVITY: _("Overdue activity"),
    Kind.EXPIRED_OPPORTUNITY: _("Expired purchase date"),
    Kind.MISSING_NEXT_PLAN: _("No next plan"),
    Kind.CADENCE_BREACH: _("Contact interval exceeded"),
    Kind.SUSPECTED_EVASION: _("Suspected evasion"),
    Kind.NO_EFFECTIVE_CONTACT: _("30 days without effective contact"),
    Kind.MISSED_CALLBACK: _("Call-back missed"),
    Kind.MISSED_FIRST_CONTACT: _("First contact missed"),
}
