"""The day and week of a telephone desk, by team and from a date on (R12.3, R12.4)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.reason_codes import History

from .rules import Block, DeskDay


class DeskPolicyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class DeskPolicy(models.Model):
    """How the ``team`` of a manager lays out its day from a date on; see ``rules.DeskDay``."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="desk_policies")
    team = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("team")
    )
    effective_from = models.DateField(_("effective from"))
    blocks = models.JSONField(_("hours"), default=list)
    shares = models.JSONField(_("contacts of each working day"), default=list)
    morning = models.PositiveSmallIntegerField(_("effective contacts before noon"))
    afternoon = models.PositiveSmallIntegerField(_("effective contacts after noon"))
    day = models.PositiveSmallIntegerField(_("effective contacts of the day"))
    threes = models.PositiveSmallIntegerField(_("of class 3"))

    history = History()
    objects = DeskPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of the telephone desk")
        verbose_name_plural = _("days of the telephone desk")
        ordering = ["team", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "effective_from"], name="one_desk_policy_per_team_and_date"
            )
        ]

    def __str__(self):
        return f"{self.team} {self.effective_from}"

    @property
    def laid_out(self):
        """The ``DeskDay`` that it says."""
        return DeskDay(
            blocks=tuple(Block.from_json(block) for block in self.blocks),
            morning=self.morning,
            afternoon=self.afternoon,
            day=self.day,
            threes=self.threes,
            shares=tuple(self.shares),
        )
