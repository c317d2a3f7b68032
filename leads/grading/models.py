"""Grading policies are data (R3.2): shipped S0, S1 and S2; a store's own are further rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.reason_codes import History

from .rules import GradeTerms


class GradingPolicy(models.Model):
    """A set of grades with the thresholds of suspicion (R6.5); never edited once in force."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    counts_working_days = models.BooleanField(_("counts working days only"), default=False)
    attempts_count = models.BooleanField(
        _("an unsuccessful attempt keeps the cadence"), default=True
    )
    feedback_required = models.BooleanField(_("a talk needs the customer's feedback"), default=True)
    notes_by_standard = models.BooleanField(_("a note is taken by its parts"), default=False)
    call_back_attempts = models.PositiveSmallIntegerField(
        _("unanswered attempts that keep a call-back"), default=2
    )
    stretch_factor = models.PositiveSmallIntegerField(
        _("a plan later than so many cadences is suspicious"), default=2
    )
    suspicious_moves = models.PositiveSmallIntegerField(_("suspicious number of moves"), default=3)
    suspicious_pushes = models.PositiveSmallIntegerField(
        _("suspicious number of postponed expected dates"), default=3
    )

    class Meta:
        verbose_name = _("grading policy")
        verbose_name_plural = _("grading policies")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Grade(models.Model):
    """A grade of a policy; ``window_*`` in days to the expected date, ``cadence_*`` in days between contacts."""

    policy = models.ForeignKey(GradingPolicy, models.CASCADE, related_name="grades")
    code = models.CharField(_("code"), max_length=4)
    name = models.CharField(_("name"), max_length=80)
    window_from = models.PositiveSmallIntegerField(
        _("closes after at least"), null=True, blank=True
    )
    window_to = models.PositiveSmallIntegerField(_("closes within"), null=True, blank=True)
    cadence_min = models.PositiveSmallIntegerField(_("contact not before"), null=True, blank=True)
    cadence = models.PositiveSmallIntegerField(_("contact at least every"))
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True)
    capacity_in_practice = models.PositiveSmallIntegerField(
        _("capacity in practice"), null=True, blank=True
    )
    sort_order = models.PositiveSmallIntegerField(_("sort order"))
    is_ordered = models.BooleanField(_("has ordered"), default=False)
    criteria = models.TextField(_("criteria"), blank=True)

    class Meta:
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        ordering = ["policy", "sort_order"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "code"], name="grade_code_once_per_policy"),
            models.CheckConstraint(
                condition=models.Q(cadence__gte=1), name="grade_cadence_at_least_a_day"
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def terms(self):
        return GradeTerms(
            code=self.code,
            cadence=self.cadence,
            window_from=self.window_from,
            window_to=self.window_to,
            is_ordered=self.is_ordered,
            rank=self.sort_order,
        )


class StorePolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, on, team=None):
        """The adoption in force on the date, or ``None``; that of the ``team`` wins over the store's.

        ``team``: the key of the manager whose team it is; ``None`` asks for the whole store.
        """
        whose = models.Q(team=None)
        if team is not None:
            whose |= models.Q(team=team)
        return (
            self.filter(whose, store=store, effective_from__lte=on)
            .select_related("policy")
            .order_by(models.F("team").asc(nulls_last=True), "-effective_from")
            .first()
        )


class StorePolicy(models.Model):
    """From which date a store grades by which policy: the one with the latest date is in force.

    ``team``: the manager whose team grades by it, such as a telephone desk (R12.1); ``None`` is the whole store.
    ``applied_on``: the night from which the open opportunities follow it. ``by`` and ``adopted_at``
    are unknown of what an installation brought along.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="policies")
    team = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    policy = models.ForeignKey(GradingPolicy, models.PROTECT, related_name="adoptions")
    effective_from = models.DateField(_("effective from"))
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adopted by"),
    )
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)

    history = History()
    objects = StorePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy of a store")
        verbose_name_plural = _("policies of stores")
        ordering = ["store", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "effective_from"],
                condition=models.Q(team=None),
                name="one_policy_per_store_and_date",
            ),
            models.UniqueConstraint(
                fields=["store", "team", "effective_from"],
                condition=models.Q(team__isnull=False),
                name="one_policy_per_team_and_date",
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.policy} {self.effective_from}"
