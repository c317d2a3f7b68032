"""People and their roles, regions and stores (R1.1, R1.2)."""

from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import History


def validate_time_zone(name):
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone."), params={"name": name})


class Region(models.Model):
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self):
        return self.name


class Store(models.Model):
    """A dealership (特约店) of a region; business dates are in its own time zone."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stores",
        verbose_name=_("region"),
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Shanghai", validators=[validate_time_zone]
    )

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        ordering = ["code"]

    def __str__(self):
        return self.name

    def business_date(self, now):
        """The calendar date that the aware datetime ``now`` is on at the store."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


class Role(models.TextChoices):
    CONSULTANT = "consultant", _("Sales consultant")
    MANAGER = "manager", _("Sales manager")
    DIRECTOR = "director", _("Sales director")
    GENERAL_MANAGER = "general_manager", _("General manager")
    RECEPTION = "reception", _("Reception")
    MARKETING = "marketing", _("Marketing")
    SERVICE = "service", _("Customer service")
    FINANCE = "finance", _("Finance")
    ADMINISTRATOR = "administrator", _("Administrator")


class Messenger(models.TextChoices):
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


HEADS = (Role.DIRECTOR, Role.GENERAL_MANAGER)


class UserQuerySet(models.QuerySet):
    def consultants(self):
        return self.filter(role=Role.CONSULTANT, is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username, password=None, **fields):
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        fields.setdefault("role", Role.ADMINISTRATOR)
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of staff. A director or general manager without a store heads the ``region`` (R1.1)."""

    username = models.CharField(
        _("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    full_name = models.CharField(_("full name"), max_length=80)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("store")
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="directors",
        verbose_name=_("region"),
    )
    manager = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="team",
        verbose_name=_("manager"),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    messenger = models.CharField(_("messenger"), max_length=10, choices=Messenger, blank=True)
    messenger_id = models.CharField(_("user ID at the messenger"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    # Only the demonstration spares its people the second factor that the policy asks for.
    is_spared_second_factor = models.BooleanField(default=False, editable=False)
    may_export_personal_data = models.BooleanField(_("may export phone numbers"), default=False)
    # A log-in changes nothing about a person; kept, it would write a row of history each time.
    last_login = None

    history = History(excluded_fields=["password", "is_spared_second_factor"])
    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["full_name", "username"]
        indexes = [models.Index(fields=["store", "role"])]

    def __str__(self):
        return self.full_name or self.username

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name

    @property
    def is_consultant(self):
        return self.role == Role.CONSULTANT

    @property
    def is_manager(self):
        return self.role == Role.MANAGER

    @property
    def is_director(self):
        return self.role == Role.DIRECTOR

    @property
    def is_general_manager(self):
        """Reads all of their stores and writes their policies, but decides about nobody."""
        return self.role == Role.GENERAL_MANAGER

    @property
    def heads(self):
        """Whether they see all of a store, or of a region's stores."""
        return self.role in HEADS

    @property
    def is_administrator(self):
        return self.role == Role.ADMINISTRATOR
