"""A loss that is looked at again, the calls about it, and how a store does it (R2.7, R9.6)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.reason_codes import History
from leads.customers.models import Lifecycle
from leads.opportunities.models import LostReason, Opportunity

from . import rules

LONGEST = 1000


class Caller(models.TextChoices):
    """Who calls the customer: who leads the consultant, or whom a sample goes to."""

    MANAGER = rules.MANAGER, _("Their manager")
    SERVICE = rules.SERVICE, _("Customer service")
    OTHER = rules.OTHER, _("Another manager")
    DIRECTOR = rules.DIRECTOR, _("The director")
    GENERAL = rules.GENERAL, _("The general manager")


SAMPLED_BY = [
    choice for choice in Caller.choices if choice[0] not in (rules.MANAGER, rules.GENERAL)
]


class ReviewState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a call")
    AGREED = "agreed", _("Lost, agreed")
    REOPENED = "reopened", _("Taken up again")
    WITHDRAWN = "withdrawn", _("Undone")


DECIDED = (ReviewState.AGREED, ReviewState.REOPENED)


class Word(models.TextChoices):
    """What the customer said when they were called."""

    LOST = "lost", _("Lost: they do not buy here")
    NOT_LOST = "not_lost", _("Not lost: they may still buy")
    SILENT = "silent", _("Nobody answered")


class LossPolicy(models.Model):
    """How a store reviews its losses; one without has what ships (``rules``).

    ``codes``: the grades that are reviewed. ``within_hours``: opening hours. Of the losses
    ``sample_percent`` go to ``sampled_by`` instead of the manager.
    """

    store = models.OneToOneField(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    codes = models.CharField(
        _("grades that are reviewed"), max_length=60, default=" ".join(rules.CODES), blank=True
    )
    within_hours = models.PositiveSmallIntegerField(
        _("called within"),
        default=rules.WITHIN_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    sample_percent = models.PositiveSmallIntegerField(
        _("sample, percent"),
        default=rules.SAMPLE_PERCENT,
        validators=[MaxValueValidator(100)],
    )
    sampled_by = models.CharField(
        _("the sample is called by"), max_length=10, choices=SAMPLED_BY, default=Caller.SERVICE
    )

    history = History()

    class Meta:
        verbose_name = _("policy of loss reviews")
        verbose_name_plural = _("policies of loss reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(sample_percent__lte=100), name="loss_sample_is_a_share"
            ),
        ]

    def __str__(self):
        return str(self.store)


class LossReviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own customers', their team's, what they called about or are to call about (R1.3)."""
        if user.heads:
            return self.filter(store__in=stores_of(user))
        rows = self.filter(store__in=stores_of(user))
        if user.role == Role.CONSULTANT:
            return rows.filter(opportunity__consultant=user)
        if user.role == Role.MANAGER:
            return rows.filter(
                Q(opportunity__consultant=user)
                | Q(opportunity__consultant__manager=user)
                | Q(reviewer=user)
                | Q(decided_by=user)
            )
        if user.role == Role.SERVICE:
            return rows.filter(Q(caller=Caller.SERVICE) | Q(decided_by=user))
        return rows.none()

    def waiting(self):
        """Those for which a call is owed: of a card that is out of use none is (R2.6)."""
        rows = self.filter(state=ReviewState.WAITING)
        return rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)

    def in_turn(self):
        """What waits first, the most urgent first; then what was decided, the last first."""
        waits = Q(state=ReviewState.WAITING)
        return self.annotate(is_first=waits).order_by("-is_first", "-decided_at", "due_at", "pk")

    def decided(self):
        return self.filter(state__in=DECIDED)

    def false(self):
        """Losses that were none: taken up again, or the customer said so."""
        return self.decided().filter(Q(state=ReviewState.REOPENED) | Q(word=Word.NOT_LOST))

    def reviewable_by(self, user):
        """Those about which the user may call and decide: never of their own, nor what they lost themselves."""
        return self.waiting().filter(may_review(user))

    def to_call(self, user):
        """Those that wait for just this person; a director's are late, or nobody else's."""
        rows = self.reviewable_by(user)
        if not user.is_director:
            return rows
        return rows.filter(
            Q(caller=Caller.DIRECTOR)
            | Q(late_told_at__isnull=False)
            | Q(caller=Caller.MANAGER, opportunity__consultant__manager=None)
        )


def may_review(user):
    """A ``Q`` over reviews: whose it is to call."""
    others = ~Q(opportunity__consultant=user.pk) & ~Q(lost_by=user.pk)
    here = Q(store__in=stores_of(user))
    if user.is_director:
        return here & others
    if user.role == Role.MANAGER:
        led = Q(caller=Caller.MANAGER, opportunity__consultant__manager=user.pk)
        return here & others & (led | Q(caller=Caller.OTHER, reviewer=user.pk))
    if user.role == Role.SERVICE:
        return here & Q(caller=Caller.SERVICE)
    if user.is_general_manager:
        return here & others & Q(caller=Caller.GENERAL)
    return Q(pk__in=[])


class LossReview(models.Model):
    """What was said of a loss, who calls until when, and what became of it.

    ``consultant``: whose loss it was; ``lost_by``: who entered it. ``change``: the key of the dated change
    that was the loss. ``grade``: the warmest reviewed one within a week before. ``reviewer``: the manager
    of another team, where the sample chose one. ``word``: what the customer said last. ``late_told_at``:
    when its lateness was told.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, related_name="loss_reviews", verbose_name=_("opportunity")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("consultant"),
    )
    lost_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lost_on = models.DateField(_("lost on"))
    change = models.BigIntegerField(editable=False)
    grade = models.CharField(_("grade"), max_length=4)
    reason = models.CharField(_("reason"), max_length=20, choices=LostReason, blank=True)
    competitor = models.CharField(_("competitor's model"), max_length=80, blank=True)
    price = models.DecimalField(
        _("price offered there"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("call by"))
    caller = models.CharField(_("who calls"), max_length=10, choices=Caller)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState, default=ReviewState.WAITING
    )
    word = models.CharField(_("what the customer said"), max_length=10, choices=Word, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = History(excluded_fields=["late_told_at"])
    objects = LossReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("loss review")
        verbose_name_plural = _("loss reviews")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(state="waiting"),
                name="one_waiting_review_of_a_loss",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="loss_decided_once",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-asked_at"], name="losses_of_a_store"),
            models.Index(fields=["consultant", "-asked_at"], name="losses_of_a_person"),
            models.Index(
                fields=["store", "due_at"], condition=Q(state="waiting"), name="losses_waiting"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting", late_told_at=None),
                name="losses_to_watch",
            ),
            models.Index(fields=["store", "decided_at"], name="losses_by_decision"),
        ]

    def __str__(self):
        return str(self.opportunity)

    @property
    def customer(self):
        return self.opportunity.customer

    @property
    def is_waiting(self):
        return self.state == ReviewState.WAITING

    @property
    def is_false(self):
        return self.state == ReviewState.REOPENED or (
            self.state == ReviewState.AGREED and self.word == Word.NOT_LOST
        )

    def is_late(self, now):
        return self.is_waiting and self.due_at < now


class LossCall(models.Model):
    """One call about a loss; without an answer nothing was said."""

    review = models.ForeignKey(LossReview, models.PROTECT, related_name="calls")
    called_at = models.DateTimeField(_("called at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    word = models.CharField(_("what the customer said"), max_length=10, choices=Word)
    said = models.TextField(_("in their words"), max_length=LONGEST, blank=True)

    history = History()

    class Meta:
        verbose_name = _("call about a loss")
        verbose_name_plural = _("calls about losses")
        ordering = ["called_at", "pk"]

    def __str__(self):
        return self.get_word_display()
