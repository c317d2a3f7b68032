"""The customer card 客户卡 (R2.1, R2.3–R2.6)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.finding import SearchKey, found_by, key_index
from foundation.reason_codes import History
from foundation.spelling import name_keys, phone_keys

UNKNOWN_BIRTHDAY = date(1900, 1, 1)


class Gender(models.TextChoices):
    MALE = "M", _("Male")
    FEMALE = "F", _("Female")
    UNKNOWN = "U", _("Unknown gender")


class CustomerType(models.TextChoices):
    PRIVATE = "private", _("Private")
    COMPANY = "company", _("Company")


class Source(models.IntegerChoices):
    VIP = 1, _("VIP purchase or introduction")
    BASE = 2, _("Existing customer base")
    WALK_OR_CALL_IN = 3, _("Walk-in or call-in")
    STAFF = 4, _("Internal staff")
    PROSPECTING = 5, _("Own prospecting")
    EXHIBITION = 6, _("Exhibition")


class Channel(models.TextChoices):
    EVENT = "event", _("Market event")
    WEBSITE = "website", _("Own website")
    AUTOHOME = "autohome", _("Autohome")
    YICHE = "yiche", _("Yiche")
    TELEMARKETING = "telemarketing", _("Telemarketing")
    STORE = "store", _("Store")
    SERVICE_STATION = "service_station", _("Service station")
    TRADE = "trade", _("Trade development")
    PEERS = "peers", _("Peers")
    INSIDE = "inside", _("Inside information")
    PARTNER = "partner", _("Partner")
    WECHAT = "wechat", _("WeChat")
    WEIBO = "weibo", _("Weibo")
    DOUYIN = "douyin", _("Douyin")


class InformationSource(models.TextChoices):
    WALK_IN = "walk_in", _("Walk-in")
    CALL_IN = "call_in", _("Call-in")
    STAFF = "staff", _("Staff")
    MOTOR_SHOW = "motor_show", _("Motor show")
    VIP = "vip", _("VIP")
    OTHER = "other", _("Other")


class PaymentMethod(models.TextChoices):
    FULL = "full", _("Full payment")
    INSTALMENT = "instalment", _("Instalments")
    LEASE = "lease", _("Lease")


class Lifecycle(models.TextChoices):
    TARGET = "target", _("Target")
    PROSPECT = "prospect", _("Prospect")
    BUYER = "buyer", _("Buyer")
    INACTIVE = "inactive", _("Inactive")


class CustomerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The cards the user may open (R1.3); an inactive one only the manager and director (R1.4).

        Nobody opens one that was merged into another: that one stands for it (R2.5).
        """
        rows = self.filter(owned_by_visible_staff(user, person="consultant", store="store"))
        rows = rows.filter(merged_into=None)
        return rows.in_use() if user.is_consultant else rows

    def in_use(self):
        return self.exclude(lifecycle=Lifecycle.INACTIVE)

    def inactive(self):
        return self.filter(lifecycle=Lifecycle.INACTIVE)


class Customer(models.Model):
    """One person, one card per store (R2.5); ``consultant`` is the responsible 责任人 (R1.2).

    ``merged_into``: the card of the same person which stands for this one; this one keeps its number, so
    that it leads there, and is out of use.
    """

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="customers", verbose_name=_("store")
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="customers",
        verbose_name=_("consultant"),
    )
    registered_on = models.DateField(_("registered on"))
    lifecycle = models.CharField(
        _("life cycle"), max_length=10, choices=Lifecycle, default=Lifecycle.PROSPECT
    )

    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender)
    phone = models.CharField(_("mobile phone"), max_length=20)
    birthday = models.DateField(_("birthday"))
    source = models.PositiveSmallIntegerField(_("source"), choices=Source)
    customer_type = models.CharField(_("customer type"), max_length=10, choices=CustomerType)
    district = models.CharField(_("district"), max_length=80)

    channel = models.CharField(_("channel"), max_length=20, choices=Channel, blank=True)
    contact_person = models.CharField(_("contact person"), max_length=80, blank=True)
    company_nature = models.CharField(_("company nature"), max_length=80, blank=True)
    trade = models.CharField(_("trade"), max_length=80, blank=True)
    position = models.CharField(_("position"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    id_number = models.CharField(_("ID number"), max_length=30, blank=True)
    wechat = models.CharField(_("WeChat ID"), max_length=60, blank=True)
    family = models.CharField(_("family"), max_length=200, blank=True)
    hobbies = models.CharField(_("hobbies"), max_length=200, blank=True)
    clubs = models.CharField(_("clubs"), max_length=200, blank=True)
    photo = models.ImageField(_("photo"), upload_to="customers/%Y/%m/", blank=True)
    information_source = models.CharField(
        _("information source"), max_length=20, choices=InformationSource, blank=True
    )
    introducer_name = models.CharField(_("introducer"), max_length=80, blank=True)
    introducer_phone = models.CharField(_("introducer's phone"), max_length=20, blank=True)
    introducer_relation = models.CharField(_("introducer's relation"), max_length=40, blank=True)
    circumstances = models.CharField(_("other circumstances"), max_length=300, blank=True)
    first_visit_on = models.DateField(_("first visit"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_cards",
        verbose_name=_("merged into"),
    )

    history = History()
    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(fields=["store", "phone"], name="one_card_per_store_and_phone"),
            models.CheckConstraint(condition=~models.Q(phone=""), name="customer_has_phone"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(lifecycle="inactive"),
                name="merged_card_is_out_of_use",
            ),
        ]
        indexes = [
            models.Index(fields=["consultant", "lifecycle"]),
            models.Index(
                fields=["store", "introducer_phone"],
                condition=~models.Q(introducer_phone=""),
                name="introduced_by_phone",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def card_number(self):
        """What stands on the paper card; its store is loaded."""
        return f"{self.store.code}-{self.pk:06d}"

    @property
    def known_birthday(self):
        """The birthday, or ``None`` where it could not be had (R2.1)."""
        return None if self.birthday == UNKNOWN_BIRTHDAY else self.birthday


def customer_keys(name: str, phone: str) -> set[str]:
    """What a card is found by: the name, its sound and initials, the last four digits."""
    return name_keys(name) | phone_keys(phone)


class CustomerKey(SearchKey):
    """What a card is found by."""

    of = models.ForeignKey(Customer, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [key_index("customer_keys")]


found_by(Customer, CustomerKey, ["name", "phone"], customer_keys)


class RecentCard(models.Model):
    """A card that a person opened: what they look for is most often among the last."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "customer"], name="one_recent_card")]
        indexes = [models.Index(fields=["user", "-opened_at"], name="recent_cards")]

    def __str__(self):
        return f"{self.user} {self.customer}"
