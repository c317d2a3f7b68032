"""Data that cannot be right, when they are looked for, and each time they were (R13.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Role, Store
from foundation.reason_codes import History
from leads.companies.models import ContactPerson
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import Opportunity, State
from leads.prospecting.models import TargetCustomer
from orders.buyers.models import OwnedVehicle
from orders.stock.models import Vehicle

from ...arrivals.models import SORTING_ROLES, STANDING, Lead
from .. import rules


class InvalidKind(models.TextChoices):
    PHONE = "phone", _("Customer's number cannot be called")
    NAME = "name", _("Customer without a real name")
    BIRTHDAY = "birthday", _("Birthday that cannot be")
    NO_MODEL = "no_model", _("Intent without a model")
    IDLE = "idle", _("No intent and no contact for a year")
    LEAD_CONTACT = "lead_contact", _("Lead that nobody can contact")
    LEAD_EVENT = "lead_event", _("Lead from an event that is not on file")
    TARGET_CONTACT = "target_contact", _("Target customer without any contact")
    CAR_VIN = "car_vin", _("Customer's car with a wrong VIN")
    CAR_UNNAMED = "car_unnamed", _("Customer's car without VIN and plate number")
    VEHICLE = "vehicle", _("Vehicle in stock without a model or colour")


CARD_KINDS = (
    InvalidKind.PHONE,
    InvalidKind.NAME,
    InvalidKind.BIRTHDAY,
    InvalidKind.NO_MODEL,
    InvalidKind.IDLE,
)
# What stands there is a number of somebody's.
NUMBERS = (InvalidKind.PHONE, InvalidKind.LEAD_CONTACT)
# Whose record it may be, as paths to the responsible.
OWNERS = (
    "card__consultant",
    "car__customer__consultant",
    "target__consultant",
    "lead__assigned_to",
)
# What a line of a list says of the record.
LOADED = (
    "store",
    "card__consultant",
    "lead__assigned_to",
    "target__consultant",
    "car__customer__consultant",
    "vehicle",
)
SUBJECT_OF = {
    InvalidKind.LEAD_CONTACT: "lead",
    InvalidKind.LEAD_EVENT: "lead",
    InvalidKind.TARGET_CONTACT: "target",
    InvalidKind.CAR_VIN: "car",
    InvalidKind.CAR_UNNAMED: "car",
    InvalidKind.VEHICLE: "vehicle",
    **dict.fromkeys(CARD_KINDS, "card"),
}


def _still_so():
    """Which rows are as they were found: what somebody has mended since is in no list."""
    same = {
        InvalidKind.PHONE: Q(card__phone=F("value")),
        InvalidKind.NAME: Q(card__name=F("value")),
        InvalidKind.BIRTHDAY: Q(value=Cast("card__birthday", models.CharField())),
        InvalidKind.NO_MODEL: Q(_intents(model=OuterRef("value"))),
        InvalidKind.IDLE: ~Q(_intents()),
        InvalidKind.LEAD_CONTACT: _silent("lead"),
        InvalidKind.LEAD_EVENT: Q(lead__event=None),
        InvalidKind.TARGET_CONTACT: _silent("target")
        & ~Q(Exists(ContactPerson.objects.filter(target=OuterRef("target")).exclude(**SILENT))),
        InvalidKind.CAR_VIN: Q(car__vin=F("value")),
        InvalidKind.CAR_UNNAMED: Q(car__vin="", car__plate_number=""),
        InvalidKind.VEHICLE: Q(vehicle__model=F("value")) | Q(vehicle__colour=F("value")),
    }
    found = Q(pk__in=[])
    for kind, condition in same.items():
        found |= Q(condition, kind=kind)
    gone = Q(card__lifecycle=Lifecycle.INACTIVE) | Q(car__customer__lifecycle=Lifecycle.INACTIVE)
    gone |= Q(target__customer__isnull=False) | Q(target__inactive_on__isnull=False)
    gone |= Q(vehicle__left_on__isnull=False)
    gone |= Q(lead__isnull=False) & ~Q(lead__state__in=STANDING, lead__store=F("store"))
    return found & ~gone


SILENT = {"phone": "", "wechat": "", "email": ""}


def _silent(path):
    """Whoever stands there can be reached by nothing."""
    return Q(**{f"{path}__{name}": nothing for name, nothing in SILENT.items()})


def _intents(**values):
    rows = Opportunity.objects.filter(customer=OuterRef("card"), state=State.EXECUTING, **values)
    return Exists(rows)


class InvalidRecordQuerySet(models.QuerySet):
    def still_so(self):
        """Those of records in use that stand as they were found."""
        return self.filter(_still_so())

    def open(self):
        """Those that nobody has called right as they are."""
        return self.filter(answered_at=None).still_so()

    def kept(self):
        """Those that somebody called right as they are."""
        return self.filter(answered_at__isnull=False).still_so()

    def visible_to(self, user):
        """Of cards, leads and target customers that the user may see; of stock, their store's (R1.3)."""
        # Asked of each row by its key: few are invalid of the many that may be seen.
        seen = Q(Exists(Lead.objects.visible_to(user).filter(pk=OuterRef("lead"))))
        if user.role in SORTING_ROLES:
            seen |= Q(vehicle__isnull=False, store__in=stores_of(user))
        if user.role == Role.MARKETING:
            return self.filter(seen)
        for subject, person in (("card", "card"), ("car", "car__customer")):
            own = owned_by_visible_staff(user, person=f"{person}__consultant", store="store")
            seen |= Q(own, **{f"{subject}__isnull": False})
        targets = TargetCustomer.objects.visible_to(user).filter(pk=OuterRef("target"))
        return self.filter(seen | Q(Exists(targets)))

    def with_owner(self):
        """``owner``: who is responsible for the record, if anybody is."""
        return self.annotate(owner=Coalesce(*OWNERS))


def _subject(model):
    return models.ForeignKey(model, models.CASCADE, null=True, related_name="+")


class InvalidRecord(models.Model):
    """One thing of one record that cannot be right; ``value``: what stood there when it was found.

    Answered: it is right as it is, and not asked again as long as the same stands there.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", verbose_name=_("store"))
    kind = models.CharField(_("kind"), max_length=20, choices=InvalidKind)
    card = _subject(Customer)
    lead = _subject(Lead)
    target = _subject(TargetCustomer)
    car = _subject(OwnedVehicle)
    vehicle = _subject(Vehicle)
    value = models.CharField(_("what stands there"), max_length=80, blank=True)
    found_at = models.DateTimeField(_("found at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = InvalidRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("invalid data")
        verbose_name_plural = _("invalid data")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["kind", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"invalid_once_per_{name}",
                )
                for name in ("card", "lead", "target", "car", "vehicle")
            ),
            models.CheckConstraint(
                condition=Q(card__isnull=False, lead=None, target=None, car=None, vehicle=None)
                | Q(card=None, lead__isnull=False, target=None, car=None, vehicle=None)
                | Q(card=None, lead=None, target__isnull=False, car=None, vehicle=None)
                | Q(card=None, lead=None, target=None, car__isnull=False, vehicle=None)
                | Q(card=None, lead=None, target=None, car=None, vehicle__isnull=False),
                name="invalid_data_of_one_record",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "kind", "-found_at", "-id"], name="invalid_by_kind"),
        ]

    def __str__(self):
        return f"{self.store_id} {self.kind} {self.value}"

    @property
    def subject(self):
        """The record itself."""
        return getattr(self, SUBJECT_OF[self.kind])

    @property
    def responsible(self):
        """Whose record it is, of stock nobody's; ``LOADED`` is loaded."""
        if self.card or self.car:
            return (self.card or self.car.customer).consultant
        return self.lead.assigned_to if self.lead else self.target and self.target.consultant

    @property
    def shown_value(self):
        """What stands there, where that is nobody's number."""
        return "" if self.kind in NUMBERS else self.value


class Every(models.TextChoices):
    DAY = rules.DAY, _("Every day")
    WEEK = rules.WEEK, _("Every week")
    MONTH = rules.MONTH, _("Every month")


class CleaningSchedule(models.Model):
    """When a store's data are looked through; of a month on its first such weekday."""

    store = models.OneToOneField(Store, models.CASCADE, related_name="+", verbose_name=_("store"))
    every = models.CharField(_("How often"), max_length=10, choices=Every, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(
        _("Weekday"), choices=list(WEEKDAYS.items()), default=0
    )

    history = History()

    class Meta:
        verbose_name = _("schedule of the search for invalid data")
        verbose_name_plural = _("schedules of the search for invalid data")

    def __str__(self):
        return f"{self.store} {self.every}"


class CleaningRun(models.Model):
    """One search through a store's data, asked for by somebody or, of nobody, by the clock.

    ``alive_at``: when the worker that is at it was last heard of; ``done``: how many kinds it has looked for;
    ``found``: how many stand as invalid since, ``new``: of these for the first time.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="+", verbose_name=_("store"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for at"))
    alive_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    found = models.PositiveIntegerField(_("found"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("search for invalid data")
        verbose_name_plural = _("searches for invalid data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=Q(finished_at=None), name="one_search_of_a_store"
            )
        ]
        indexes = [models.Index(fields=["store", "-asked_at"], name="searches_of_a_store")]

    def __str__(self):
        return f"{self.store_id} {self.asked_at}"

    @property
    def total(self):
        return len(InvalidKind)
