"""A question to a department, until when an answer is owed, and the answer (R5.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from followups.activities.models import Activity
from foundation.reason_codes import History
from leads.customers.models import Customer

from . import rules

LONGEST = 1000


class Department(models.TextChoices):
    FINANCE = rules.FINANCE, _("Finance")
    SERVICE = rules.SERVICE, _("Customer service")
    MARKETING = rules.MARKETING, _("Marketing")
    PARTS = rules.PARTS, _("Parts")
    MANAGER = rules.MANAGER, _("Sales manager")


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What they asked, what is asked of their department, what concerns their customer or team (R1.3)."""
        if user.heads:
            return self.filter(store__in=stores_of(user))
        mine = Q(asked_by=user.pk) | Q(customer__consultant=user.pk)
        if user.role == Role.MANAGER:
            mine |= Q(addressee=user.pk) | Q(asked_by__manager=user.pk)
            mine |= Q(customer__consultant__manager=user.pk)
        elif departments := rules.DEPARTMENTS_OF.get(user.role):
            mine |= Q(department__in=departments)
        return self.filter(mine, store__in=stores_of(user))

    def waiting(self):
        return self.filter(answered_at=None)

    def late(self, now):
        """Answered after the term, or not answered and the term is over."""
        over = Q(answered_at=None, due_at__lt=now)
        return self.filter(over | Q(answered_at__gt=models.F("due_at")))

    def late_at(self, at):
        """Those that waited for an answer at the moment and were late then."""
        return self.filter(Q(answered_at=None) | Q(answered_at__gte=at), due_at__lt=at)

    def answerable_by(self, user):
        """Those that they may answer: of their department; a director any of their stores."""
        rows = self.visible_to(user)
        if user.is_director:
            return rows
        if user.role == Role.MANAGER:
            # Who leads the customer's consultant by now answers as well as whoever was asked.
            led = Q(addressee=user.pk) | Q(customer__consultant__manager=user.pk)
            return rows.filter(led, department=rules.MANAGER)
        return rows.filter(department__in=rules.DEPARTMENTS_OF.get(user.role, ()))


class Question(models.Model):
    """``addressee``: the leader it is put to; of a department whoever works there may answer.

    ``activity``: the contact in which the customer asked. ``due_at``: the answer is owed by then.
    ``late_told_at``: when its lateness was told.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="questions", verbose_name=_("customer")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    department = models.CharField(_("department"), max_length=10, choices=Department)
    addressee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("question"), max_length=LONGEST)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("answer by"))
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    history = History(excluded_fields=["late_told_at"])
    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a department")
        verbose_name_plural = _("questions to departments")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="question_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=models.F("asked_at")), name="question_due_after_it_is_asked"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "department", "-asked_at"], name="questions_of_a_desk"),
            models.Index(
                fields=["due_at"],
                condition=Q(answered_at=None, late_told_at=None),
                name="questions_to_watch",
            ),
            models.Index(
                fields=["store", "due_at"], condition=Q(answered_at=None), name="questions_waiting"
            ),
            models.Index(fields=["asked_by", "-asked_at"], name="questions_of_a_person"),
            models.Index(
                fields=["store", "answered_at"],
                condition=Q(answered_at__isnull=False),
                name="questions_answered",
            ),
        ]

    def __str__(self):
        return self.text[:40]

    @property
    def is_answered(self):
        return self.answered_at is not None

    @property
    def is_in_time(self):
        """Of an answered one: whether the answer came in time."""
        return self.is_answered and self.answered_at <= self.due_at

    def is_late(self, now):
        """Whether an answer is owed that has not come."""
        return not self.is_answered and self.due_at < now
