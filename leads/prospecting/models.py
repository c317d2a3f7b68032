"""A name on the list: a person or company that may want a car one day (R2.6, R14.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.reason_codes import History

from ..customers.models import Customer, CustomerType
from ..events.models import MarketEvent


class Size(models.TextChoices):
    """People who work there."""

    SMALL = "small", _("up to 20 people")
    MIDDLE = "middle", _("21 to 100 people")
    LARGE = "large", _("101 to 500 people")
    HUGE = "huge", _("more than 500 people")


class FoundIn(models.TextChoices):
    DIRECTORY = "directory", _("Directory")
    CARD = "card", _("Business card")
    EVENT = "event", _("Market event")
    OWN = "own", _("Own prospecting")
    OTHER = "other", _("Other")


class TargetCustomerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own, the team's, the store's (R1.3); those that nobody has yet, to who leads in the store."""
        seen = owned_by_visible_staff(user, person="consultant", store="store")
        if user.is_consultant:
            seen &= Q(store=user.store_id)
        elif user.is_manager:
            seen |= Q(consultant=None, store=user.store_id)
        return self.filter(seen)

    def unpromoted(self):
        """Those that are no customers yet."""
        return self.filter(customer=None)

    def on_list(self):
        """Those that are worked on: neither promoted nor inactive."""
        return self.unpromoted().filter(inactive_on=None)


class TargetCustomer(models.Model):
    """``customer``: the card that it was promoted to, on ``promoted_on``; until then it is no customer.

    ``consultant``: ``None`` until somebody is given it. ``inactive_on``: since when nobody works on it, why.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="target_customers",
        verbose_name=_("consultant"),
    )
    registered_on = models.DateField(_("registered on"))
    name = models.CharField(pgettext_lazy("target customer", "name"), max_length=80)
    customer_type = models.CharField(
        _("customer type"), max_length=10, choices=CustomerType, default=CustomerType.COMPANY
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    wechat = models.CharField(_("WeChat ID"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    trade = models.CharField(_("trade"), max_length=80, blank=True)
    size = models.CharField(
        pgettext_lazy("company", "size"), max_length=10, choices=Size, blank=True
    )
    district = models.CharField(_("district"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    found_in = models.CharField(
        _("found in"), max_length=10, choices=FoundIn, default=FoundIn.DIRECTORY
    )
    event = models.ForeignKey(
        MarketEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="target_customers",
        verbose_name=_("market event"),
    )
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="target_customers",
        verbose_name=_("customer card"),
    )
    promoted_on = models.DateField(_("promoted on"), null=True, blank=True, editable=False)
    inactive_on = models.DateField(_("inactive since"), null=True, blank=True, editable=False)
    inactive_reason = models.CharField(
        _("why inactive"), max_length=300, blank=True, editable=False
    )

    history = History()
    objects = TargetCustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("target customer")
        verbose_name_plural = _("target customers")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "phone"],
                condition=~Q(phone=""),
                name="one_target_customer_per_store_and_phone",
            ),
            models.CheckConstraint(
                condition=Q(inactive_on=None, inactive_reason="")
                | Q(inactive_on__isnull=False, customer=None) & ~Q(inactive_reason=""),
                name="target_customer_inactive_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(customer=None, promoted_on=None)
                | Q(customer__isnull=False, promoted_on__isnull=False),
                name="target_customer_promoted_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["consultant", "-id"], name="targets_of_a_consultant"),
            models.Index(fields=["store", "-id"], name="targets_of_a_store"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_on_list(self):
        """Whether it is worked on."""
        return self.customer_id is None and self.inactive_on is None

    @property
    def is_company(self):
        return self.customer_type == CustomerType.COMPANY
