"""What a store weighs, the scores of a month, and the appeals against them (R13.3)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.months import month_name
from foundation.reason_codes import History

from .rules import CONVERSION, FOLLOW_UP, LEADS, PARTS, SATISFACTION, Norm

WEIGHTS = {name: f"{name}_weight" for name in PARTS}
PART_LABELS = {
    LEADS: _("Leads collected"),
    FOLLOW_UP: _("Follow-up rate"),
    CONVERSION: _("Conversion rate"),
    SATISFACTION: _("Customer satisfaction"),
}
LONGEST = 1000
# Who reads the scores of a whole store; finance those that are signed, for the payroll.
HEADS = (Role.DIRECTOR, Role.GENERAL_MANAGER)


def _weight(label):
    return models.PositiveSmallIntegerField(label, default=25, validators=[MaxValueValidator(100)])


class ScorePolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, month):
        """The store's policy for the month (its first day), unsaved with the usual values where it has none."""
        rows = self.filter(store=store, effective_from__lte=month)
        return rows.order_by("-effective_from").first() or self.model(
            store=store, effective_from=month
        )


class ScorePolicy(models.Model):
    """What is weighed from the month that begins on ``effective_from``; the weights are per cent.

    ``leads_wanted`` a person and month, and ``conversion_wanted`` in per cent, earn all points of their part.
    ``honours``: so many people stand on the list of honours, none where it is 0. ``appeal_days``: calendar
    days in which somebody may object.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", verbose_name=_("store"))
    effective_from = models.DateField(_("effective from"))
    leads_weight = _weight(PART_LABELS[LEADS])
    follow_up_weight = _weight(PART_LABELS[FOLLOW_UP])
    conversion_weight = _weight(PART_LABELS[CONVERSION])
    satisfaction_weight = _weight(PART_LABELS[SATISFACTION])
    leads_wanted = models.PositiveSmallIntegerField(
        _("leads a person and month for full points"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    conversion_wanted = models.DecimalField(
        _("conversion for full points, %"),
        max_digits=4,
        decimal_places=1,
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    honours = models.PositiveSmallIntegerField(
        _("people on the list of honours"), default=0, validators=[MaxValueValidator(20)]
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("days to appeal"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
    )

    history = History()
    objects = ScorePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("weights of the monthly scores")
        verbose_name_plural = _("weights of the monthly scores")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "effective_from"], name="one_score_policy_per_store_and_month"
            ),
            models.CheckConstraint(
                condition=Q(
                    leads_weight=100
                    - F("follow_up_weight")
                    - F("conversion_weight")
                    - F("satisfaction_weight")
                ),
                name="score_weights_are_100",
            ),
        ]

    def __str__(self):
        return f"{self.store} {month_name(self.effective_from)}"

    def weights(self):
        """``{part: per cent}``."""
        return {name: getattr(self, field) for name, field in WEIGHTS.items()}

    def norm(self):
        return Norm(self.leads_wanted, self.conversion_wanted)


class ScoreMonthQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their store's months: heads all of them, finance what is signed, others those they have a score in."""
        if user.role in HEADS:
            return self.filter(store__in=stores_of(user))
        if user.role == Role.FINANCE:
            return self.filter(store__in=stores_of(user), signed_at__isnull=False)
        return self.filter(pk__in=Score.objects.visible_to(user).values("month"))


class ScoreMonth(models.Model):
    """The scores of a store and month (``month``: its first day), by what held when they were drawn up.

    Signed, nothing of them changes any more.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    month = models.DateField(_("month"))
    weights = models.JSONField(editable=False)
    leads_wanted = models.PositiveSmallIntegerField(editable=False)
    conversion_wanted = models.DecimalField(max_digits=4, decimal_places=1, editable=False)
    honours = models.PositiveSmallIntegerField(default=0, editable=False)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_up_at = models.DateTimeField(_("drawn up at"))
    appeal_until = models.DateField(_("appeals until"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    history = History()
    objects = ScoreMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly scores")
        verbose_name_plural = _("monthly scores")
        ordering = ["-month", "store"]
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="one_score_month_of_a_store"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="score_month_signed_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.store} {month_name(self.month)}"

    @property
    def is_signed(self):
        return self.signed_at is not None


class ScoreQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; a manager's team and department; all of their stores for heads; signed ones for finance."""
        if user.role in HEADS:
            return self.filter(month__store__in=stores_of(user))
        if user.role == Role.FINANCE:
            return self.filter(month__store__in=stores_of(user), month__signed_at__isnull=False)
        own = Q(person=user)
        if user.role == Role.MANAGER:
            own |= Q(team=user, month__store__in=stores_of(user))
        if user.role == Role.MARKETING:
            own |= Q(person=None, team=None, month__store__in=stores_of(user))
        return self.filter(own)


class Score(models.Model):
    """Of a ``person``; else of the department of the manager ``team``; with neither, of marketing.

    A person's ``team`` is whose department they were in. ``figures``: what was counted (``Counted``); ``points``:
    ``{part: points as text or null}``; ``total`` is what the weights make of them. ``corrected``: what the
    director's answer to an objection made of it.
    """

    month = models.ForeignKey(ScoreMonth, models.PROTECT, related_name="scores")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    team = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("team"),
    )
    figures = models.JSONField(editable=False)
    points = models.JSONField(editable=False)
    total = models.DecimalField(_("points"), max_digits=4, decimal_places=1, null=True)
    corrected = models.DecimalField(
        _("points after the appeal"), max_digits=4, decimal_places=1, null=True, blank=True
    )

    history = History(excluded_fields=["figures", "points"])
    objects = ScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly score")
        verbose_name_plural = _("monthly scores")
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "person"],
                condition=Q(person__isnull=False),
                name="one_score_of_a_person_and_month",
            ),
            models.UniqueConstraint(
                fields=["month", "team"],
                condition=Q(person=None, team__isnull=False),
                name="one_score_of_a_team_and_month",
            ),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(person=None, team=None),
                name="one_score_of_marketing_and_month",
            ),
        ]

    def __str__(self):
        return str(self.person or self.team or _("Marketing"))

    @property
    def final(self):
        """What counts: the answer to an objection, else what was counted; ``None`` where nothing was."""
        return self.total if self.corrected is None else self.corrected

    @property
    def department(self):
        """The name of the department that it is of, or that its person was in; nothing where in none."""
        if self.team_id:
            return str(self.team)
        is_marketing = self.person is None or self.person.role == Role.MARKETING
        return str(_("Marketing")) if is_marketing else ""

    @property
    def is_department(self):
        return self.person_id is None


class AppealState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("appeal", "Waiting for the director")
    UPHELD = "upheld", _("Corrected")
    KEPT = "kept", _("Left as it was")


class ScoreAppealQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=AppealState.WAITING)

    def visible_to(self, user):
        return self.filter(score__in=Score.objects.visible_to(user))


class ScoreAppeal(models.Model):
    """The one objection of a person to their score, and the director's answer."""

    score = models.OneToOneField(Score, models.PROTECT, related_name="appeal")
    text = models.TextField(_("what speaks against it"), max_length=LONGEST)
    filed_at = models.DateTimeField(_("filed at"))
    state = models.CharField(
        _("state"), max_length=10, choices=AppealState, default=AppealState.WAITING
    )
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    history = History()
    objects = ScoreAppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal against a score")
        verbose_name_plural = _("appeals against scores")
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="score_appeal_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["filed_at"], condition=Q(state="waiting"), name="score_appeals_waiting"
            ),
        ]

    def __str__(self):
        return f"{self.score}"
