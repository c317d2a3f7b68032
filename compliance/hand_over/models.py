"""Customers given to other consultants, many at once, and the consultants who leave (R4.8, R5.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.reason_codes import History, ReasonField, declare
from leads.customers.models import Customer


class HandOverState(models.TextChoices):
    MOVING = "moving", _("Customers are moving")
    UNDOING = "undoing", _("Customers are moving back")
    SETTLED = "settled", _("Done")
    STOPPED = "stopped", _("Stopped")


RUNNING = (HandOverState.MOVING, HandOverState.UNDOING)
UNDONE = declare("hand_over.undone", _("Undone: %(reason)s"))


class HandOverQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state__in=RUNNING)

    def visible_to(self, user):
        """A manager's own, all of their store for who heads it (R1.3)."""
        if user.heads:
            return self.filter(store__in=stores_of(user))
        if user.role == Role.MANAGER:
            return self.filter(by=user.pk)
        return self.none()


class HandOver(models.Model):
    """What a director, or a manager in their team, gave at once; undone as one within the day.

    A large one is carried out in the background and is its own record of how far it has come:
    ``state``, and which items have moved. ``left_out``: customers who had moved elsewhere meanwhile.
    ``rest``: which of a leaver's target customers and tasks went to whom, by keys.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="hand_overs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    on = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=200)
    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=HandOverState, default=HandOverState.SETTLED
    )
    left_out = models.PositiveIntegerField(default=0)
    rest = models.JSONField(default=dict, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["store", "on"]),
            models.Index(
                fields=["store"],
                condition=models.Q(state__in=["moving", "undoing"]),
                name="hand_over_running",
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.on}"

    @property
    def is_running(self):
        return self.state in RUNNING


class HandOverItem(models.Model):
    """A customer of a hand-over: who had them, who got them; ``moved``: whether they are there now."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("customer handed over")
        verbose_name_plural = _("customers handed over")
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "customer"], name="customer_once_per_hand_over"
            )
        ]

    def __str__(self):
        return f"{self.customer}: {self.giver} → {self.taker}"


WORKS_ELSEWHERE = declare("departure.works_elsewhere", _("Works in another role or store now."))


class DepartureState(models.TextChoices):
    ANNOUNCED = "announced", _("Announced")
    LEFT = "left", _("Has left")
    STAYS = "stays", _("Stays after all")


class DepartureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of their stores for a director or an administrator (R1.3)."""
        if user.role in (Role.DIRECTOR, Role.ADMINISTRATOR):
            return self.filter(store__in=stores_of(user))
        return self.none()

    def announced(self):
        return self.filter(state=DepartureState.ANNOUNCED)

    def overtaken(self):
        """Those announced of whoever, by the staff form or an import, is no consultant there any more."""
        still = Q(person__role=Role.CONSULTANT, person__store=F("store"))
        cards = Customer.objects.filter(merged_into=None)
        has_customers = Exists(cards.filter(consultant=OuterRef("person")))
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
