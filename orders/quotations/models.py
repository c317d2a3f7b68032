"""What was offered to a customer for a car: price, extras, loan, old car, discount, until when (R9.10, R14.4)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.money import FenField
from foundation.reason_codes import History, declare
from leads.customers.models import Lifecycle
from leads.opportunities.models import Opportunity, State

from ..orders.models import Order
from ..stock.models import Vehicle
from . import rules

EXPIRED = declare("quotation.expired", _("The quotation has expired."))
INTENT_ENDED = declare("quotation.intent_ended", _("The opportunity has ended."))
NEWER = declare("quotation.newer", _("A newer one took its place."))
OTHER_ACCEPTED = declare("quotation.other_accepted", _("Another one was accepted."))
ORDER_CANCELLED = declare("quotation.order_cancelled", _("Its order was cancelled."))


class QuotationState(models.TextChoices):
    """``WAITING``: its discount is more than its consultant may give alone. ``OPEN``: it may be given."""

    WAITING = "waiting", _("Discount waits for approval")
    REFUSED = "refused", _("Discount refused")
    OPEN = "open", pgettext_lazy("quotation", "Holds")
    ACCEPTED = "accepted", _("Accepted")
    REPLACED = "replaced", pgettext_lazy("quotation", "Replaced")
    EXPIRED = "expired", pgettext_lazy("quotation", "Expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("quotation", "Withdrawn")


STANDING = (QuotationState.WAITING, QuotationState.OPEN)


class QuotationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the intents the user may see (R1.1, R1.3)."""
        rows = self.filter(
            owned_by_visible_staff(user, person="opportunity__consultant", store="store")
        )
        # A card out of use is in none of its consultant's lists (R1.4).
        if user.is_consultant:
            return rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)
        return rows

    def standing(self):
        """Neither ended nor accepted."""
        return self.filter(state__in=STANDING)

    def waiting(self):
        """Those whose discount is to be decided, while their intent is executing."""
        rows = self.filter(state=QuotationState.WAITING, opportunity__state=State.EXECUTING)
        return rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)


class Quotation(models.Model):
    """One version of what was offered; what it says is never changed, a change is a further version.

    ``total`` is what the customer pays: the car less ``discount``, its ``lines``, less ``trade_in``. With a
    loan the three of ``down_payment``, ``months`` and ``yearly_rate`` (percent) stand. ``limit``: the percent of
    the price that a consultant might give alone when it was made. ``consultant``: whose intent it was then.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, related_name="quotations", verbose_name=_("opportunity")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("consultant")
    )
    number = models.CharField(_("quotation number"), max_length=30)
    version = models.PositiveSmallIntegerField(pgettext_lazy("quotation", "version"), default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    made_on = models.DateField(_("made on"))

    model = models.CharField(_("model"), max_length=80)
    car_version = models.CharField(_("version of the model"), max_length=80, blank=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    vehicle = models.ForeignKey(
        Vehicle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vehicle")
    )
    price = FenField(_("price of the car"))
    discount = FenField(_("discount"), default=0)
    discount_reason = models.CharField(_("why this discount"), max_length=200, blank=True)
    limit = models.DecimalField(_("limit of the discount"), max_digits=5, decimal_places=2)
    trade_in_car = models.CharField(_("trade-in car"), max_length=120, blank=True)
    trade_in = FenField(_("value of the trade-in car"), default=0)
    total = FenField(_("total"))
    down_payment = FenField(_("down payment"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months of the loan"), null=True, blank=True)
    yearly_rate = models.DecimalField(
        _("yearly rate in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    valid_until = models.DateField(_("valid until"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=QuotationState)
    given_at = models.DateTimeField(_("given to the customer at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    order = models.OneToOneField(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="quotation",
        verbose_name=_("order"),
    )

    history = History()
    objects = QuotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "number", "version"], name="one_quotation_per_version"
            ),
            models.UniqueConstraint(
                fields=["opportunity"],
                condition=Q(state=QuotationState.ACCEPTED),
                name="one_accepted_quotation_per_intent",
            ),
            models.CheckConstraint(
                condition=Q(state=QuotationState.ACCEPTED, order__isnull=False)
                | (~Q(state=QuotationState.ACCEPTED)),
                name="accepted_quotation_has_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    price__gt=0, total__gt=0, discount__gte=0, trade_in__gte=0, limit__gte=0
                )
                & Q(discount__lte=F("price")),
                name="quotation_amounts_sane",
            ),
            models.CheckConstraint(
                condition=Q(down_payment=None, months=None, yearly_rate=None)
                | Q(
                    down_payment__isnull=False,
                    months__isnull=False,
                    yearly_rate__isnull=False,
                    down_payment__gte=0,
                    down_payment__lte=F("total"),
                    months__gte=1,
                    months__lte=rules.MOST_MONTHS,
                    yearly_rate__gte=0,
                    yearly_rate__lte=rules.MOST_RATE,
                ),
                name="quotation_loan_sane",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("made_on")), name="quotation_holds_a_day"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="quotation_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "made_on"]),
            models.Index(fields=["consultant", "made_on"]),
            models.Index(
                fields=["store", "valid_until"],
                condition=Q(state__in=STANDING),
                name="quotations_standing",
            ),
            models.Index(
                fields=["store"],
                condition=Q(state=QuotationState.WAITING),
                name="quotations_waiting",
            ),
        ]

    def __str__(self):
        return f"{self.number}/{self.version}"

    @property
    def car(self):
        """Model, version and colour."""
        return " ".join(filter(None, [self.model, self.car_version, self.colour]))

    @property
    def share(self):
        """The discount in percent of the car's price."""
        return rules.share_of(self.discount, self.price)

    @property
    def loan(self):
        """The ``Loan``, or ``None``."""
        if self.months is None:
            return None
        return rules.Loan(self.total - self.down_payment, self.months, self.yearly_rate)

    @property
    def is_open(self):
        return self.state == QuotationState.OPEN

    @property
    def is_standing(self):
        return self.state in STANDING


class LineKind(models.TextChoices):
    OPTION = "option", _("Option")
    ACCESSORY = "accessory", _("Accessory")
    INSURANCE = "insurance", pgettext_lazy("quotation", "Insurance")
    PLATE = "plate", _("Plate and registration")
    FEE = "fee", _("Other fee")


class QuotationLine(models.Model):
    """What goes with the car, for ``amount`` yuan; never changed."""

    quotation = models.ForeignKey(Quotation, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind)
    label = models.CharField(pgettext_lazy("quotation", "what it is"), max_length=80, blank=True)
    amount = FenField(_("amount"))

    class Meta:
        verbose_name = _("line of a quotation")
        verbose_name_plural = _("lines of quotations")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="quotation_line_not_negative")
        ]

    def __str__(self):
        return self.label or self.get_kind_display()
