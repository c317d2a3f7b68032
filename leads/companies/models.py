"""People, vehicles and contracts of a customer, or of a target customer until it is one (R14.2)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.reason_codes import History

from ..customers.models import Customer
from ..prospecting.models import TargetCustomer


class OfCompanyQuerySet(models.QuerySet):
    def of_customer(self, customer):
        """The customer's, with those from when it was on the list."""
        return self.filter(Q(customer=customer) | Q(target__customer=customer))

    def visible_to(self, user):
        """Those of whom the user may see (R1.3)."""
        cards = Customer.objects.visible_to(user).values("pk")
        targets = TargetCustomer.objects.visible_to(user).unpromoted().values("pk")
        of_card = Q(customer__in=cards) | Q(target__customer__in=cards)
        return self.filter(of_card | Q(target__in=targets))


class OfCompany(models.Model):
    """Belongs to a customer or to a target customer."""

    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    target = models.ForeignKey(
        TargetCustomer, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    history = History(inherit=True)
    objects = OfCompanyQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None, target__isnull=False)
                | Q(customer__isnull=False, target=None),
                name="%(class)s_of_one_company",
            )
        ]

    @property
    def owner(self):
        """The card that it stands on, else the target customer."""
        return self.customer or self.target.customer or self.target


class ContactPerson(OfCompany):
    """Somebody there, with what they have to say; ``left_on``: since when no more."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    position = models.CharField(pgettext_lazy("contact person", "role"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    wechat = models.CharField(_("WeChat ID"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta(OfCompany.Meta):
        verbose_name = _("contact person")
        verbose_name_plural = _("contact people")
        ordering = ["-left_on", "pk"]

    def __str__(self):
        return self.name


class FleetVehicle(OfCompany):
    """A vehicle that the company runs; ``from_us``: bought here."""

    brand = models.CharField(_("brand"), max_length=40)
    model = models.CharField(pgettext_lazy("car", "model"), max_length=80, blank=True)
    plate_number = models.CharField(_("plate number"), max_length=20, blank=True)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    from_us = models.BooleanField(_("bought from us"), default=False)

    class Meta(OfCompany.Meta):
        verbose_name = _("vehicle of a fleet")
        verbose_name_plural = _("vehicles of fleets")
        ordering = ["-bought_on", "pk"]

    def __str__(self):
        return " ".join(filter(None, [self.brand, self.model, self.plate_number]))


class FleetContract(OfCompany):
    """A contract with the company, from a day on, until another where it ends."""

    number = models.CharField(_("contract number"), max_length=40)
    subject = models.CharField(pgettext_lazy("contract", "what about"), max_length=200)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(pgettext_lazy("date", "to"), null=True, blank=True)

    class Meta(OfCompany.Meta):
        verbose_name = _("fleet contract")
        verbose_name_plural = _("fleet contracts")
        ordering = ["-from_on", "-pk"]
        constraints = [
            *OfCompany.Meta.constraints,
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="fleet_contract_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.number
