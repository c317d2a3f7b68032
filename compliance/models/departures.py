"""A consultant who is to leave: from the announcement to the closed account (R4.8)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import stores_of
from accounts.models import Role, Store
from accounts.reasons import History, ReasonField, declare
from leads.models import Customer

WORKS_ELSEWHERE = declare("departure.works_elsewhere", _("Works in another role or store now."))


class DepartureState(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    LEFT = "left", _("Has left")
    STAYS = "stays", _("Stays after all")


class DepartureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of his stores for a director or an administrator (R1.3)."""
        if user.role in (Role.DIRECTOR, Role.ADMINISTRATOR):
            return self.filter(store__in=stores_of(user))
        return self.none()

    def announced(self):
        return self.filter(state=DepartureState.ANNOUNCED)

    def overtaken(self):
        """Those announced of whoever, by the staff form or an import, is no consultant there any more."""
        still = Q(person__role=Role.CONSULTANT, person__store=F("store"))
        has_customers = Exists(Customer.objects.filter(consultant=OuterRef("person")))
        gone = Q(person__is_active=False) & ~has_customers
        return self.announced().filter(gone | ~still)

    def waiting(self):
        """Those on the director's desk: the person still works there, or has customers."""
        return self.announced().exclude(pk__in=self.overtaken().values("pk"))


class Departure(models.Model):
    """One announcement; decided when the account is closed, or when the person stays after all."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="departures")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="departures",
        verbose_name=_("person"),
    )
    leaves_on = models.DateField(_("last working day"))
    reason = models.CharField(_("reason"), max_length=200)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(_("announced at"))
    state = models.CharField(
        _("state"), max_length=10, choices=DepartureState, default=DepartureState.ANNOUNCED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = ReasonField(_("reason of the decision"), blank=True)

    history = History()
    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ["-announced_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="announced"),
                name="one_open_departure_per_person",
            )
        ]
        indexes = [models.Index(fields=["store", "state", "decided_at"])]

    def __str__(self):
        return f"{self.person} {self.leaves_on}"
