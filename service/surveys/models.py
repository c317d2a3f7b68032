"""A survey of one occasion with its answers, and which occasions a store asks after (R5.6, R13.3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.reason_codes import History, declare
from foundation.registry import Registry
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from .rules import CALL_BACK_MINUTES, GOOD_FOR, LOW, MOST

LONGEST = 1000
NUMBER_SHOWN = declare("survey.number_shown", _("The number was shown for a call."))


@dataclass(frozen=True)
class Occasion:
    """After what customers are asked. ``days`` later, unless the store says otherwise.

    ``rows(store, first, last)``: a queryset of ``FIELDS`` for all that took place on these business dates;
    ``subject`` is the key of what took place, of which one is asked once.
    """

    FIELDS = ("subject", "customer", "opportunity", "consultant", "model", "happened_on")

    code: str
    label: Any
    days: int
    rows: Callable[[Store, date, date], Any]


# Rooms beside this one register theirs in ``ServiceConfig.ready()``.
occasions: Registry[Occasion] = Registry()


def occasion_label(code: str) -> str:
    return next((str(each.label) for each in occasions if each.code == code), code)


def new_token():
    """128 random bits: nobody finds a survey that was not sent to them."""
    return token_urlsafe(16)


class SurveyPolicyQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class SurveyPolicy(models.Model):
    """What a store asks after: ``{occasion: days later}``; without a row it asks after nothing.

    What took place before is not asked about: before ``begins_on``, or the occasion's own day in ``begins``.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="+")
    days = models.JSONField(_("days after each occasion"), default=dict)
    begins_on = models.DateField()
    begins = models.JSONField(default=dict, blank=True)
    good_for = models.PositiveSmallIntegerField(_("a link is good for (days)"), default=GOOD_FOR)
    low = models.PositiveSmallIntegerField(_("call back from an answer of"), default=LOW)
    call_back_minutes = models.PositiveSmallIntegerField(
        _("call back within"), default=CALL_BACK_MINUTES
    )

    history = History()
    objects = SurveyPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy of surveys")
        verbose_name_plural = _("policies of surveys")
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=MOST), name="survey_low_within_scale"),
            models.CheckConstraint(condition=Q(good_for__gte=1), name="survey_good_for_a_day"),
        ]

    def __str__(self):
        return str(self.store)

    def begins_for(self, code):
        """Since which day the store asks after the occasion, as far as it does."""
        own = self.begins.get(code)
        return date.fromisoformat(own) if own else self.begins_on


class Way(models.TextChoices):
    LINK = "link", pgettext_lazy("survey", "By link")
    PHONE = "phone", pgettext_lazy("survey", "By telephone")


class SurveyQuerySet(models.QuerySet):
    def counted_for(self, user):
        """Those that were opened about whom the user sees: their own, their team, their stores (R1.3)."""
        rows = self.filter(store__in=stores_of(user))
        if user.role == Role.CONSULTANT:
            return rows.filter(consultant=user.pk)
        if user.role == Role.MANAGER:
            return rows.filter(Q(consultant=user.pk) | Q(consultant__manager=user.pk))
        if user.heads or user.role == Role.SERVICE:
            return rows
        return rows.none()

    def readable_by(self, user):
        """Those whose answers they may read: an anonymous one only customer service and who heads the store.

        Neither its consultant nor that consultant's manager, whoever that is.
        """
        rows = self.counted_for(user)
        if user.role == Role.SERVICE:
            return rows
        if user.heads:
            # Whoever sells, or leads the seller, is no exception for heading the store.
            rows = rows.exclude(is_anonymous=True, consultant=user.pk)
            return rows.exclude(is_anonymous=True, consultant__manager=user.pk)
        return rows.filter(is_anonymous=False)

    def visible_to(self, user):
        """The answers they may read; who asks sees the open ones too."""
        rows = self.readable_by(user)
        return rows if user.role == Role.SERVICE or user.heads else rows.answered()

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def open(self, now):
        """Neither answered nor over."""
        return self.filter(answered_at=None, good_until__gt=now)

    def to_call_back(self):
        return self.filter(call_back_by__isnull=False, called_at=None)


def _answer(label):
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(MOST)]
    )


class Survey(models.Model):
    """Three questions from 0 to 10 and a text, once of what took place: the ``subject`` of the ``occasion``.

    ``consultant`` and ``model`` are those of the occasion. ``answered_by``: who typed in what was said on
    the telephone. ``is_anonymous``: neither the consultant nor who leads them reads it (``readable_by``).
    ``call_back_by``: a low answer is called back about by then.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    occasion = models.CharField(_("occasion"), max_length=20)
    subject = models.BigIntegerField()
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="surveys", verbose_name=_("customer")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="surveys"
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consultant"),
    )
    model = models.CharField(_("model"), max_length=80, blank=True)
    happened_on = models.DateField(_("took place on"))
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    opened_at = models.DateTimeField(_("opened at"))
    opened_on = models.DateField(_("opened on"))
    good_until = models.DateTimeField(_("good until"))

    recommend = _answer(_("Recommends us"))
    care = _answer(_("How one was looked after"))
    course = _answer(_("How it went"))
    points = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    text = models.TextField(_("in their words"), max_length=LONGEST, blank=True)
    is_anonymous = models.BooleanField(_("not for the consultant"), default=False)
    way = models.CharField(_("way"), max_length=10, choices=Way, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    call_back_by = models.DateTimeField(_("call back by"), null=True, blank=True)
    called_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    call_note = models.TextField(_("what came of the call"), max_length=LONGEST, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = History(excluded_fields=["token", "late_told_at"])
    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "subject"], name="one_survey_of_an_occasion"
            ),
            models.CheckConstraint(
                condition=Q(
                    answered_at=None, recommend=None, care=None, course=None, points=None, way=""
                )
                | Q(
                    answered_at__isnull=False,
                    recommend__lte=MOST,
                    care__lte=MOST,
                    course__lte=MOST,
                    points=F("recommend") + F("care") + F("course"),
                )
                & ~Q(way=""),
                name="survey_answered_wholly",
            ),
            models.CheckConstraint(
                condition=Q(called_at=None, called_by=None)
                | Q(called_at__isnull=False, called_by__isnull=False, call_back_by__isnull=False),
                name="survey_called_back_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-opened_at", "-id"], name="surveys_of_a_store"),
            models.Index(fields=["consultant", "-opened_at"], name="surveys_of_a_person"),
            models.Index(fields=["store", "opened_on"], name="surveys_by_day"),
            models.Index(
                fields=["store", "-answered_at"],
                condition=Q(answered_at__isnull=False),
                name="surveys_answered",
            ),
            models.Index(
                fields=["call_back_by"],
                condition=Q(call_back_by__isnull=False, called_at=None),
                name="surveys_to_call_back",
            ),
        ]

    def __str__(self):
        return f"{self.occasion_label} {self.happened_on}"

    @property
    def occasion_label(self):
        return occasion_label(self.occasion)

    @property
    def is_answered(self):
        return self.answered_at is not None

    @property
    def answers(self):
        """``(label, answer)`` of the three."""
        return [
            (self._meta.get_field(name).verbose_name, getattr(self, name))
            for name in ("recommend", "care", "course")
        ]

    def is_open(self, now):
        return not self.is_answered and self.good_until > now

    def is_call_late(self, now):
        return bool(self.call_back_by and self.called_at is None and self.call_back_by < now)
