"""Purchase intents 购车意向 as opportunities (R2.2, R2.7, R3), and what each was when (R3.4)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.reason_codes import History, ReasonField

from ..car_models.rules import Car
from ..customers.models import Customer, Lifecycle, PaymentMethod
from ..events.models import MarketEvent
from ..grading.models import Grade
from . import rules as states

# The model of an intent that nobody has been asked about yet.
UNKNOWN_MODEL = "–"


class State(models.TextChoices):
    EXECUTING = states.EXECUTING, _("Executing")
    WON = states.WON, _("Won")
    LOST = states.LOST, _("Lost")
    CLOSED = states.CLOSED, _("Closed")


class LostReason(models.TextChoices):
    PRICE = "price", _("Price")
    COMPETITOR = "competitor", _("Competitor")
    STOCK = "stock", _("Stock")
    FINANCE = "finance", _("Finance")
    SERVICE = "service", _("Service")
    CANCELLED = "cancelled", _("Need cancelled")
    UNREACHABLE = "unreachable", _("Unreachable")


class OpportunityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the customers the user may see in full (R1.3)."""
        rows = self.filter(owned_by_visible_staff(user, person="consultant", store="store"))
        return rows.in_use() if user.is_consultant else rows

    def in_use(self):
        """Those of cards that are in no list any more are left out (R1.4)."""
        return self.exclude(customer__lifecycle=Lifecycle.INACTIVE)

    def intents(self):
        """Those that are purchase intents: not the care of a car that was bought elsewhere.

        Nor one that became another of the same person when their two cards were merged (R2.2).
        """
        return self.filter(bought_elsewhere=False, merged_into=None)

    def executing(self):
        return self.filter(state=State.EXECUTING)


class Opportunity(models.Model):
    """A customer's intent to buy a model; one open per model (R2.2).

    ``grade``, ``expected_on``, ``consultant``, ``state`` are what the ``OpportunityChange`` rows add up to.
    ``decision_maker``: who decides (KP); whether that is whom we talk to, ``None`` is not known (R12.6).
    ``ordered_on`` is the day of the order that stands, undelivered. ``last_contact_on`` and
    ``last_effective_on`` (of the present owner) are kept for lists. ``bought_elsewhere``: no purchase intent but
    what the care of a car hangs on that another dealer sold; no sheet counts it. ``merged_into``: the one of the
    same model that goes on in its place since two cards of one person were merged; no sheet counts it either.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="opportunities")
    store = models.ForeignKey(Store, models.PROTECT, related_name="opportunities")
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="opportunities",
        verbose_name=_("consultant"),
    )
    registered_on = models.DateField(_("registered on"))
    assigned_on = models.DateField(_("assigned on"))

    brand = models.CharField(_("brand"), max_length=40, blank=True)
    model = models.CharField(_("model"), max_length=80)
    version = models.CharField(_("version of the model"), max_length=80, blank=True)
    note = models.TextField(_("note"))
    grade = models.ForeignKey(
        Grade, models.PROTECT, related_name="opportunities", verbose_name=_("grade")
    )
    expected_on = models.DateField(_("expected purchase date"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.EXECUTING)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    lost_reason = models.CharField(
        _("reason of loss"), max_length=20, choices=LostReason, blank=True
    )
    competitor = models.CharField(_("competitor's model"), max_length=80, blank=True)
    competitor_price = models.DecimalField(
        _("price offered there"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    models_looked_at = models.CharField(_("models looked at"), max_length=200, blank=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    objection = models.CharField(_("main objection"), max_length=200, blank=True)
    budget = models.DecimalField(
        _("budget"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    payment_method = models.CharField(
        _("payment method"), max_length=20, choices=PaymentMethod, blank=True
    )
    trade_in = models.CharField(_("trade-in car"), max_length=120, blank=True)

    decision_maker = models.CharField(_("decision maker"), max_length=80, blank=True)
    decision_maker_role = models.CharField(_("decision maker's role"), max_length=40, blank=True)
    talks_to_decision_maker = models.BooleanField(
        _("the person we talk to decides"), null=True, blank=True
    )

    event = models.ForeignKey(
        MarketEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("market event"),
    )

    bought_elsewhere = models.BooleanField(_("bought elsewhere"), default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_ones",
        verbose_name=_("merged into"),
    )
    ordered_on = models.DateField(_("ordered on"), null=True, blank=True)
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    last_effective_on = models.DateField(_("last effective contact"), null=True, blank=True)

    history = History(excluded_fields=["last_contact_on", "last_effective_on"])
    objects = OpportunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.UniqueConstraint(
                "customer",
                Lower("model"),
                condition=models.Q(state=states.EXECUTING),
                name="one_open_opportunity_per_model",
            ),
        ]
        indexes = [
            models.Index(fields=["consultant", "state", "grade"]),
            models.Index(fields=["store", "state", "grade"]),
            models.Index(fields=["consultant", "state", "expected_on"]),
            models.Index(fields=["store", "ended_on"]),
            models.Index(fields=["store", "registered_on"]),
            models.Index(fields=["consultant", "registered_on"]),
            models.Index(fields=["store", "brand", "model"], name="cars_of_a_store"),
        ]

    def __str__(self):
        return self.model

    @property
    def car(self):
        """Brand and model 品牌车型 (R2.2)."""
        return Car(self.brand, self.model)

    @property
    def described(self):
        """Brand, model, version and colour, as forms name the car."""
        return " ".join(filter(None, [self.brand, self.model, self.version, self.colour]))

    @property
    def is_executing(self):
        return self.state == State.EXECUTING

    @property
    def is_won(self):
        return self.state == State.WON


class Everything(models.Manager):
    """What was undone as well."""


class NotWithdrawn(models.Manager):
    """All but what was undone."""

    def get_queryset(self):
        return super().get_queryset().filter(withdrawn_at=None)


class OpportunityChange(models.Model):
    """One dated change of an opportunity; a field left null did not change. Never edited.

    What was undone with its contact within ten minutes is ``withdrawn_at`` and counts nowhere.

    The first is the registration and sets all. Sorted by (``changed_on``, ``pk``) they add up to
    the opportunity. ``activity_id`` is the contact in which it happened, if it did in one. ``store`` is the
    opportunity's, which never changes: who reads the changes of some days reads those of their stores alone.
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="changes")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)
    changed_on = models.DateField(_("changed on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    activity_id = models.BigIntegerField(null=True, db_index=False)

    grade = models.ForeignKey(Grade, models.PROTECT, null=True, related_name="+")
    note = models.TextField(null=True)  # noqa: DJ001 - null is "unchanged"
    expected_on = models.DateField(null=True)
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, null=True)  # noqa: DJ001
    lost_reason = models.CharField(max_length=20, choices=LostReason, blank=True)
    reason = ReasonField(_("reason"), blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = NotWithdrawn()
    everything = Everything()

    class Meta:
        verbose_name = _("change of an opportunity")
        verbose_name_plural = _("changes of opportunities")
        ordering = ["changed_on", "pk"]
        indexes = [
            models.Index(fields=["opportunity", "changed_on"]),
            models.Index(fields=["store", "changed_on"], name="changes_of_a_store"),
        ]

    def __str__(self):
        return f"{self.opportunity_id} {self.changed_on}"
