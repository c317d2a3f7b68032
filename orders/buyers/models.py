"""The card's back: what a buyer drives and how they are looked after for a year (R9.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from followups.activities.models import Activity
from foundation.finding import SearchKey, found_by, key_index
from foundation.money import FenField
from foundation.reason_codes import History, declare
from foundation.spelling import number_keys
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import Opportunity


class CareKind(models.TextChoices):
    THANK_YOU_CALL = "thank_you_call", _("Thank-you call")
    THANK_YOU_LETTER = "thank_you_letter", _("Thank-you letter")
    FIRST_SERVICE_CALL = "first_service_call", _("First-service call")
    NEW_PRODUCT_MAIL = "new_product_mail", _("New-product mail")
    EVENT_INVITATION = "event_invitation", _("Event invitation")
    HOLIDAY_GREETING = "holiday_greeting", _("Holiday greeting")
    BIRTHDAY_CARD = "birthday_card", _("Birthday card")
    VISIT = "visit", _("Care visit")
    WORKSHOP = "workshop", _("Invitation to the workshop")
    OTHER = "other", _("Other care")


CARE = {kind: declare(f"care.{kind}", kind.label) for kind in CareKind}
# Their name alone does not say what the contact is about.
NEED_WORDS = (CareKind.OTHER, CareKind.WORKSHOP)


class OwnedVehicleQuerySet(models.QuerySet):
    def visible_to(self, user):
        rows = self.filter(
            owned_by_visible_staff(user, person="customer__consultant", store="store")
        )
        return rows.exclude(customer__lifecycle=Lifecycle.INACTIVE) if user.is_consultant else rows


class OwnedVehicle(models.Model):
    """A car that a customer drives, bought here (``order``) or elsewhere.

    ``made_in``: the first day of the month of make. The care of one that was bought elsewhere hangs on an
    opportunity of its own.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="vehicles")
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, blank=True, related_name="owned_vehicles"
    )
    order = models.OneToOneField(
        "Order", models.PROTECT, null=True, blank=True, related_name="owned_vehicle"
    )
    model = models.CharField(_("model"), max_length=80)
    model_code = models.CharField(_("model code"), max_length=40, blank=True)
    made_in = models.DateField(_("year and month of make"), null=True, blank=True)
    colour = models.CharField(_("colour"), max_length=40, blank=True)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    plate_number = models.CharField(_("plate number"), max_length=20, blank=True)
    licensed_on = models.DateField(_("licensed on"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    accessories = models.CharField(_("accessories"), max_length=200, blank=True)
    price = FenField(_("price"), null=True, blank=True)
    loan_amount = FenField(_("loan"), null=True, blank=True)
    loan_months = models.PositiveSmallIntegerField(
        _("term of the loan in months"), null=True, blank=True
    )
    insurer = models.CharField(_("insurer"), max_length=80, blank=True)
    sum_insured = FenField(_("sum insured"), null=True, blank=True)
    insurance_expires_on = models.DateField(_("insurance expires on"), null=True, blank=True)
    service_due_on = models.DateField(_("next service due on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    history = History()
    objects = OwnedVehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer's car")
        verbose_name_plural = _("customers' cars")
        indexes = [
            models.Index(fields=["store", "insurance_expires_on"]),
            models.Index(fields=["store", "service_due_on"]),
            models.Index(fields=["store", "delivered_on"]),
        ]

    def __str__(self):
        return " ".join(filter(None, [self.model, self.plate_number]))

    @property
    def is_own_sale(self):
        """Sold by the store 自销, not by another dealer 他销; its opportunity is loaded."""
        if self.opportunity_id is None:
            return self.order_id is not None
        return not self.opportunity.bought_elsewhere


def car_keys(vin: str, plate_number: str) -> set[str]:
    """What a customer's car is found by."""
    return number_keys(vin) | number_keys(plate_number)


class OwnedVehicleKey(SearchKey):
    """What a customer's car is found by."""

    of = models.ForeignKey(OwnedVehicle, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [key_index("owned_vehicle_keys")]


found_by(OwnedVehicle, OwnedVehicleKey, ["vin", "plate_number"], car_keys)


class CareItem(models.Model):
    """One date of the 12-month contact plan; its contact is an ordinary activity of purpose care."""

    vehicle = models.ForeignKey(OwnedVehicle, models.CASCADE, related_name="care_items")
    kind = models.CharField(_("kind"), max_length=20, choices=CareKind)
    activity = models.OneToOneField(Activity, models.CASCADE, related_name="care_item")

    class Meta:
        verbose_name = _("line of the contact plan")
        verbose_name_plural = _("contact plan")

    def __str__(self):
        return self.get_kind_display()
