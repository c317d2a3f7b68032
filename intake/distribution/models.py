"""The rules of a store by which leads are given to people, and what they gave to whom (R5.2)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.reason_codes import History, ReasonField, declare

from ..arrivals.models import Lead
from .rules import Rule

# What nobody chose: the system's own word for it.
BY_HAND, NEXT, OWNER, NOBODY, MOVED = "hand", "next", "owner", "nobody", "moved"
FROM_A_FILE = declare("lead.from_a_file", _("From a file"))


class RuleKind(models.TextChoices):
    EARLIER = Rule.EARLIER, _("Whoever had them before")
    REGION = Rule.REGION, _("District")
    MODEL = Rule.MODEL, _("Model")
    ABILITY = Rule.ABILITY, _("Ability")
    TURN = Rule.TURN, _("Duty roster, in turn")
    LOAD = Rule.LOAD, _("Least load")
    MANAGER = Rule.MANAGER, _("By hand, by the manager")


CHOSEN_BY = [
    *RuleKind.choices,
    (BY_HAND, _("By hand")),
    (NEXT, _("Offered to the next")),
    (OWNER, _("Own customer")),
    (NOBODY, _("Nobody is left")),
    (MOVED, _("With the customer")),
]


class DistributionRuleQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class DistributionRule(models.Model):
    """One rule of a store; ``position`` is its place in their order.

    Of ``ABILITY``: ``days`` are those whose conversion counts, ``floor`` the share in per cent of an equal
    part that everybody gets at least, so that newcomers get leads.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="distribution_rules")
    position = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("rule"), max_length=10, choices=RuleKind)
    days = models.PositiveSmallIntegerField(
        _("days looked back on"),
        default=90,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
    )
    floor = models.PositiveSmallIntegerField(
        _("least share, per cent of an equal part"),
        default=50,
        validators=[MaxValueValidator(100)],
    )

    history = History()
    objects = DistributionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of distribution")
        verbose_name_plural = _("rules of distribution")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["store", "kind"], name="one_rule_of_a_kind"),
        ]

    def __str__(self):
        return self.get_kind_display()


class Strength(models.Model):
    """What leads a person is best given: the models they know, the districts they look after."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="strength")
    car_models = models.JSONField(_("models"), default=list, blank=True)
    districts = models.JSONField(_("districts"), default=list, blank=True)

    history = History()

    class Meta:
        verbose_name = _("strengths of a person")
        verbose_name_plural = _("strengths of people")

    def __str__(self):
        return str(self.person)


class AssignmentQuerySet(models.QuerySet):
    def turns(self):
        """What the rules gave, and what was given by hand: it counts as a turn."""
        return self.exclude(person=None).exclude(rule__in=[OWNER, MOVED])


class Assignment(models.Model):
    """The lead was given to ``person`` at a moment; ``None``: to nobody, and its managers were told.

    ``before`` had it until then. ``inputs`` is what the rules knew, from which they give the same answer again.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="assignments")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("at"))
    before = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("from"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="lead_assignments",
        verbose_name=_("to"),
    )
    rule = models.CharField(_("rule"), max_length=10, choices=CHOSEN_BY)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = ReasonField(_("reason"), blank=True)
    inputs = models.JSONField(default=dict, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment of a lead")
        verbose_name_plural = _("assignments of leads")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["store", "person", "-id"], name="assignments_of_a_person"),
            models.Index(fields=["store", "-at"], name="assignments_of_a_store"),
        ]

    def __str__(self):
        return f"{self.lead_id} → {self.person or '–'}"
