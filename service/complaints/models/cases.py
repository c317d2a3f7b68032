"""A complaint, who may read it, and who may work on it (R9.9, R14.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from foundation.finding import SearchKey, found_by, key_index
from foundation.money import FenField
from foundation.reason_codes import History, declare
from foundation.spelling import name_keys, number_keys
from leads.customers.models import Customer, Lifecycle
from leads.opportunities.models import Opportunity
from orders.orders.models import Order

from ...questions import rules as departments
from ...questions.models import Department
from .laid_down import ComplaintCause, Severity

LONGEST = 2000

# Why somebody may not receive a complaint, or lost it (R14.1).
GONE = declare("complaint.gone", _("%(name)s does not work here any more."))
ELSEWHERE = declare("complaint.elsewhere", _("%(name)s works in another store."))
READS_ONLY = declare("complaint.reads_only", _("%(name)s reads complaints, and works on none."))
NOT_THEIRS = declare(
    "complaint.not_theirs", _("%(customer)s is no customer of %(name)s: they may not receive it.")
)
NOT_THEIR_TEAM = declare(
    "complaint.not_their_team",
    _("%(customer)s is no customer of the team of %(name)s: they may not receive it."),
)


class Channel(models.TextChoices):
    PAGE = "page", _("Page of the store")
    PHONE = "phone", pgettext_lazy("complaint", "By telephone")
    VISIT = "visit", _("In the store")
    ONLINE = "online", _("Platform or social media")
    LETTER = "letter", _("Letter or e-mail")
    AUTHORITY = "authority", _("Authority (12315)")


class Confirmation(models.TextChoices):
    SATISFIED = "satisfied", pgettext_lazy("complaint", "Satisfied")
    UNSATISFIED = "unsatisfied", pgettext_lazy("complaint", "Not satisfied")


def entitled():
    """The condition that who has a complaint has the right to its customer (R14.1).

    Consultants have it to their own customers, managers to their team's, the director and the people of the
    departments to all of their store; a person without a card is everybody's.
    """
    here = Q(assignee__store=F("store")) | Q(
        assignee__store=None, assignee__role=Role.DIRECTOR, assignee__region=F("store__region")
    )
    own = Q(customer__consultant=F("assignee"))
    in_use = ~Q(customer__lifecycle=Lifecycle.INACTIVE)
    team = own | Q(customer__consultant__manager=F("assignee"))
    by_role = Q(assignee__role__in=WHOLE_STORE)
    by_role |= Q(assignee__role=Role.CONSULTANT) & (Q(customer=None) | own & in_use)
    by_role |= Q(assignee__role=Role.MANAGER) & (Q(customer=None) | team)
    return Q(assignee__is_active=True) & here & by_role


WHOLE_STORE = (Role.DIRECTOR, Role.SERVICE, Role.FINANCE, Role.MARKETING)


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The right to read: heads and customer service the store's; others what is theirs in some way.

        That is what they registered or have, what is put to their department, and what their customers
        and their team's say.
        """
        # Said of one store by its key, so that lists are read in the order of an index.
        here = Q(store=user.store_id) if user.store_id else Q(store__in=stores_of(user))
        rows = self.filter(here)
        if user.heads or user.role == Role.SERVICE:
            return rows
        mine = Q(registered_by=user.pk) | Q(assignee=user.pk)
        if user.role == Role.CONSULTANT:
            mine |= Q(customer__consultant=user.pk) & ~Q(customer__lifecycle=Lifecycle.INACTIVE)
        elif user.role == Role.MANAGER:
            mine |= Q(customer__consultant__manager=user.pk) | Q(customer__consultant=user.pk)
            mine |= Q(registered_by__manager=user.pk) | Q(assignee__manager=user.pk)
            # A person without a card is everybody's; and managers are told what of it is late.
            mine |= Q(customer=None)
        elif names := departments.DEPARTMENTS_OF.get(user.role):
            mine |= Q(department__in=names)
        elif user.role != Role.RECEPTION:
            return rows.none()
        return rows.filter(mine)

    def workable_by(self, user):
        """The right to work on: customer service and the director, and who has it by right."""
        rows = self.visible_to(user)
        if user.role in (Role.SERVICE, Role.DIRECTOR):
            return rows
        mine = Q(pk__in=rows.filter(entitled(), assignee=user.pk))
        waits = Q(assignee=None)
        if user.role == Role.MANAGER:
            team = Q(customer=None) | Q(customer__consultant__manager=user.pk)
            mine |= (
                waits & Q(department=departments.MANAGER) & (team | Q(customer__consultant=user.pk))
            )
        elif names := departments.DEPARTMENTS_OF.get(user.role):
            mine |= waits & Q(department__in=names)
        return rows.filter(mine)

    def open(self):
        return self.filter(closed_at=None)

    def late(self, now):
        return self.open().filter(due_at__lt=now)

    def late_at(self, at):
        """Those that stood open and late at the moment, as far as they were not opened again since."""
        return self.filter(Q(closed_at=None) | Q(closed_at__gte=at), due_at__lt=at)

    def without_right(self):
        """Those whose bearer has not, or no longer, the right to the customer."""
        held = Complaint.objects.filter(entitled(), pk=OuterRef("pk"))
        return self.filter(~Exists(held), assignee__isnull=False)


class Complaint(models.Model):
    """What somebody complains of, a customer or with ``customer`` unset an unknown person, and what came of it.

    It lies with ``assignee``, else with whoever works in ``department``. ``cause`` is a kind or a cause within
    one; ``consultant``: whose customer it was when it was registered. ``due_at``: the answer is owed by then,
    and at ``director_at`` the director is told; both count from ``opened_at``, anew at each ``opening``.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"))
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("customer"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    cause = models.ForeignKey(
        ComplaintCause,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("kind and cause"),
    )
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    model = models.CharField(_("model"), max_length=80, blank=True)
    vehicle = models.CharField(_("plate or VIN"), max_length=40, blank=True)
    text = models.TextField(_("complaint"), max_length=LONGEST)
    wanted = models.TextField(_("wanted remedy"), max_length=500, blank=True)
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("purchase intent"),
    )
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("order"),
    )
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consultant"),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField(_("registered at"))
    registered_on = models.DateField(_("registered on"))
    opened_at = models.DateTimeField(_("opened at"))
    opening = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(_("answer by"))
    director_at = models.DateTimeField(_("director told at"))
    department = models.CharField(_("department"), max_length=10, choices=Department)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("with"),
    )
    late_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    director_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.TextField(_("answer"), max_length=LONGEST, blank=True)
    remedy = models.TextField(_("remedy"), max_length=500, blank=True)
    cost = FenField(_("cost"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmation = models.CharField(
        _("the customer is"), max_length=12, choices=Confirmation, blank=True
    )
    # A page of the public that was sent twice is recorded once.
    sent_id = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)

    history = History(excluded_fields=["late_told_at", "director_told_at", "sent_id"])
    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-registered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="complaint_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("opened_at"), director_at__gte=F("due_at")),
                name="complaint_escalates_after_it_is_due",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-registered_on", "-id"], name="complaints_of_a_store"),
            models.Index(fields=["-registered_on", "-id"], name="complaints_by_day"),
            models.Index(
                fields=["due_at"],
                condition=Q(closed_at=None, late_told_at=None),
                name="complaints_to_watch",
            ),
            models.Index(
                fields=["director_at"],
                condition=Q(closed_at=None, director_told_at=None),
                name="complaints_to_escalate",
            ),
            models.Index(
                fields=["store", "due_at"], condition=Q(closed_at=None), name="complaints_open"
            ),
            models.Index(
                fields=["assignee", "due_at"], condition=Q(closed_at=None), name="complaints_with"
            ),
            models.Index(
                fields=["store", "closed_at"],
                condition=Q(closed_at__isnull=False),
                name="complaints_closed",
            ),
            models.Index(
                fields=["store", "phone"],
                condition=Q(closed_at=None, customer=None),
                name="complaints_of_unknown",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_closed(self):
        return self.closed_at is not None

    def is_late(self, now):
        return not self.is_closed and self.due_at < now


def complaint_keys(name: str, vehicle: str) -> set[str]:
    """What a complaint is found by."""
    return name_keys(name) | number_keys(vehicle)


class ComplaintKey(SearchKey):
    """What a complaint is found by."""

    of = models.ForeignKey(Complaint, models.CASCADE, related_name="keys")

    class Meta:
        constraints = [key_index("complaint_keys")]


found_by(Complaint, ComplaintKey, ["name", "vehicle"], complaint_keys)
