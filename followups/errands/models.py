"""A task 任务 of one person: on a customer, a target customer, an event, or the person alone (R14.3)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Store
from foundation.reason_codes import History
from leads.customers.models import Customer
from leads.events.models import MarketEvent
from leads.prospecting.models import TargetCustomer

from ..activities.models import Priority
from .rules import is_late

LONGEST = 200


class ErrandKind(models.TextChoices):
    CALL = "call", pgettext_lazy("task", "Call")
    VISIT = "visit", pgettext_lazy("task", "Visit")
    TRAINING = "training", _("Training")
    DUTY = "duty", _("Duty at a show")
    OTHER = "other", _("Other")


class ErrandQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their own, what they gave where they are, the team's, the store's (R1.3)."""
        seen = owned_by_visible_staff(user, person="person", store="store")
        return self.filter(seen | Q(given_by=user, store__in=stores_of(user)))

    def on_pages_of(self, user):
        """Those, and what the card or the page of a target customer tells whom it is open to (R14.2)."""
        cards = Customer.objects.visible_to(user).values("pk")
        targets = TargetCustomer.objects.visible_to(user).values("pk")
        told = Q(customer__in=cards) | Q(target__customer__in=cards) | Q(target__in=targets)
        return self.visible_to(user) | self.filter(told)

    def open(self):
        return self.filter(done_at=None, cancelled_at=None)

    def to_remind(self, now):
        return self.open().filter(remind_at__lte=now, reminded_at=None)

    def to_tell_late(self, now):
        return self.open().filter(due_at__lt=now, late_told_at=None)

    def of_customer(self, customer):
        """The customer's, with those from when they were a target customer (R14.2)."""
        return self.filter(Q(customer=customer) | Q(target__customer=customer))


class Errand(models.Model):
    """``due_at``: by then it is done. ``given_by``: who gave it, or the person themselves.

    It is no activity of an intent: no deadline is made of it, and the audit never sees it. ``reminded_at``,
    ``late_told_at``: when the bell rang for it.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="errands",
        verbose_name=pgettext_lazy("task", "for"),
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="given_errands",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given at"))
    kind = models.CharField(
        pgettext_lazy("task", "kind"),
        max_length=10,
        choices=ErrandKind,
        default=ErrandKind.CALL,
    )
    text = models.CharField(_("what is to be done"), max_length=LONGEST)
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="errands",
        verbose_name=_("customer"),
    )
    target = models.ForeignKey(
        TargetCustomer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="errands",
        verbose_name=_("target customer"),
    )
    event = models.ForeignKey(
        MarketEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="errands",
        verbose_name=_("market event"),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )
    due_at = models.DateTimeField(_("due at"))
    remind_at = models.DateTimeField(_("reminder at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=LONGEST, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("why cancelled"), max_length=LONGEST, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    late_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = History(excluded_fields=["reminded_at", "late_told_at"])
    objects = ErrandQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("errand", "task")
        verbose_name_plural = pgettext_lazy("errand", "tasks")
        ordering = ["due_at", "priority", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None, target=None)
                | Q(customer=None, event=None)
                | Q(target=None, event=None),
                name="errand_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, result="")
                | Q(done_at__isnull=False, cancelled_at=None) & ~Q(result=""),
                name="errand_done_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancel_reason="")
                | Q(cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="errand_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(remind_at=None) | Q(remind_at__lte=models.F("due_at")),
                name="errand_reminder_before_it_is_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "due_at"],
                condition=Q(done_at=None, cancelled_at=None),
                name="errands_of_a_person",
            ),
            models.Index(fields=["person", "done_at"], name="errands_done"),
            models.Index(fields=["store", "-due_at"], name="errands_of_a_store"),
            models.Index(
                fields=["remind_at"],
                condition=Q(done_at=None, cancelled_at=None, reminded_at=None),
                name="errands_to_remind",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(done_at=None, cancelled_at=None, late_told_at=None),
                name="errands_to_tell_late",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self):
        return self.done_at is None and self.cancelled_at is None

    @property
    def about(self):
        """The customer, target customer or event; ``None`` of the person alone."""
        return self.customer or self.target or self.event

    @property
    def is_high(self):
        return self.priority == Priority.HIGH

    def is_late(self, now):
        return self.is_open and is_late(self.due_at, now)
