"""What was spent on an intent while it was executing (R14.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Role, Store
from foundation.money import FenField
from foundation.reason_codes import History
from leads.customers.models import Lifecycle
from leads.opportunities.models import Opportunity


class ExpenseKind(models.TextChoices):
    FUEL = "fuel", _("Fuel of a test drive")
    GIFT = "gift", _("Gift")
    MEAL = "meal", _("Meal")
    TRIP = "trip", pgettext_lazy("expense", "Trip")
    BROKERAGE = "brokerage", _("Brokerage")
    OTHER = "other", pgettext_lazy("expense", "Other")


class ExpenseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the intents the user may see; the store's for finance (R1.1, R1.3)."""
        if user.role == Role.FINANCE:
            return self.filter(store__in=stores_of(user))
        rows = self.filter(
            owned_by_visible_staff(user, person="opportunity__consultant", store="store")
        )
        # A card out of use is in none of its consultant's lists (R1.4).
        if user.is_consultant:
            return rows.exclude(opportunity__customer__lifecycle=Lifecycle.INACTIVE)
        return rows

    def standing(self):
        """Those that were not struck out: no sum counts the others."""
        return self.filter(struck_at=None)


class Expense(models.Model):
    """``amount`` yuan spent on ``spent_on``; a mistake is struck out with its reason, never deleted or edited.

    ``consultant``: whose intent it was when it was entered; the figure stays theirs when the customer moves.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, related_name="expenses", verbose_name=_("opportunity")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("consultant")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ExpenseKind)
    amount = FenField(_("amount"))
    spent_on = models.DateField(_("spent on"))
    remark = models.CharField(pgettext_lazy("expense", "remark"), max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("expense", "entered by"),
    )
    entered_at = models.DateTimeField(pgettext_lazy("expense", "entered at"))
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("struck out by"),
    )
    strike_reason = models.CharField(_("why it was struck out"), max_length=200, blank=True)

    history = History()
    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering = ["-spent_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="expense_is_something"),
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None)
                | Q(struck_at__isnull=False, struck_by__isnull=False),
                name="expense_struck_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "spent_on"]),
            models.Index(fields=["consultant", "spent_on"]),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.spent_on}"

    @property
    def is_struck(self):
        return self.struck_at is not None
