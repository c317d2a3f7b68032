"""Activities 活动: planned, then executed, cancelled or moved (R4.1)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from foundation.reason_codes import History, ReasonField, declare
from leads.opportunities.models import Everything, NotWithdrawn, Opportunity

from .rules import CALL_BACK_WITHIN

# Why the house cancels plans, and why what a person did counts no longer.
OPPORTUNITY_ENDED = declare("plan.opportunity_ended", _("The opportunity has ended."))
CARD_RETIRED = declare("plan.card_retired", _("The card was taken out of use."))
PASSED_ON = declare("plan.passed_on", _("Not called in time; offered to %(name)s"))
UNDONE = declare("activity.undone", _("Undone within ten minutes"))


class Mode(models.TextChoices):
    PHONE = "phone", _("Phone call")
    STORE_VISIT = "store_visit", _("Visit to the store")
    HOME_VISIT = "home_visit", _("Home visit")
    TEST_DRIVE = "test_drive", _("Test drive")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    MAILING = "mailing", _("Mailing")
    LEAFLET = "leaflet", _("Leaflet")


class Purpose(models.TextChoices):
    CLOSE = "close", _("Close the sale")
    RAISE_GRADE = "raise_grade", _("Raise the grade")
    GATHER = "gather", _("Gather purchase information")
    FRIENDSHIP = "friendship", _("Make friends")
    DELIVERY = "delivery", _("Delivery")
    CARE = "care", _("Care")
    WORKSHOP = "workshop", _("Invitation to the workshop")


class Priority(models.IntegerChoices):
    HIGH = 1, _("High")
    NORMAL = 2, _("Normal")
    LOW = 3, _("Low")


class Result(models.TextChoices):
    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    REFUSED = "refused", pgettext_lazy("contact result", "Refused")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    APPOINTMENT = "appointment", _("Appointment made")
    VISITED = "visited", _("Visited")
    TEST_DRIVEN = "test_driven", _("Test-driven")
    ORDERED = "ordered", _("Ordered")
    LOST = "lost", pgettext_lazy("contact result", "Lost")


class Satisfaction(models.IntegerChoices):
    """How satisfied a buyer is with the use of the car (S1)."""

    VERY_BAD = 1, _("1 – not at all")
    BAD = 2, _("2 – little")
    FAIR = 3, _("3 – fairly")
    GOOD = 4, _("4 – satisfied")
    VERY_GOOD = 5, _("5 – very satisfied")


class ActivityState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    EXECUTED = "executed", _("Executed")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of opportunities the user may see, and a consultant's own plans (R1.3)."""
        return self.filter(
            owned_by_visible_staff(
                user, person="opportunity__consultant", store="opportunity__store"
            )
        )

    def planned(self):
        return self.filter(state=ActivityState.PLANNED)

    def executed(self):
        return self.filter(state=ActivityState.EXECUTED)

    def overdue(self, *, on):
        """Plans that should have been executed before ``on`` (R4.4)."""
        return self.planned().filter(planned_on__lt=on)


class Standing(models.Manager.from_queryset(ActivityQuerySet)):
    """All but what was undone, which counts nowhere."""

    def get_queryset(self):
        return super().get_queryset().exclude(state=ActivityState.WITHDRAWN)


class Activity(models.Model):
    """A contact with a customer about an opportunity.

    ``consultant`` owes or did it; ``planned_for`` is whose plan it was when it was made; ``planned_by``
    who else planned it (R4.9); ``companion`` the leader who comes along: it counts once (S1).
    ``recorded_on``: the day the plan was made; ``executed_on``: the day of the contact; ``ended_on``:
    the business date on which its execution or cancellation was recorded, from which it counts.
    ``call_back_by``: it is the call that a visitor or caller was promised (R4.6); ``is_first_contact``: that of
    a customer assigned at ``assigned_at`` (R5.3); ``passed_on_at``: not called in time, they went to the next.
    ``satisfaction``: a buyer's answer, 1 to 5. ``with_decision_maker``: whether the person talked to
    decides (R4.12). ``None``: not asked, not known.
    """

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="activities")
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="activities",
        verbose_name=_("consultant"),
    )
    planned_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("planned for"),
    )
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("planned by"),
    )
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accompanied",
        verbose_name=_("accompanied by"),
    )
    recorded_on = models.DateField(_("recorded on"))
    planned_on = models.DateField(_("planned for"))
    mode = models.CharField(_("mode"), max_length=12, choices=Mode, default=Mode.PHONE)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )
    call_back_by = models.DateTimeField(_("to be called back by"), null=True, blank=True)
    is_first_contact = models.BooleanField(_("first contact"), default=False)
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    passed_on_at = models.DateTimeField(_("offered to the next at"), null=True, blank=True)
    expected_content = ReasonField(_("expected content"), blank=True)
    stretch_reason = models.CharField(_("reason for the late date"), max_length=200, blank=True)
    is_stretched = models.BooleanField(_("stretched"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ActivityState, default=ActivityState.PLANNED
    )
    executed_on = models.DateField(_("executed on"), null=True, blank=True)
    executed_at = models.DateTimeField(_("executed at"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    result = models.CharField(_("contact result"), max_length=12, choices=Result, blank=True)
    content = models.TextField(_("content"), blank=True)
    feedback = models.TextField(_("customer feedback"), blank=True)
    is_effective = models.BooleanField(_("effective contact"), default=False)
    with_decision_maker = models.BooleanField(
        _("talked to the decision maker"), null=True, blank=True
    )
    satisfaction = models.PositiveSmallIntegerField(
        _("satisfied with the car"), choices=Satisfaction, null=True, blank=True
    )
    cancel_reason = ReasonField(_("reason of cancellation"), blank=True)

    history = History()
    objects = Standing()
    everything = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", ended_on=None, executed_on=None)
                | Q(state="executed", ended_on__isnull=False, executed_on__isnull=False)
                & ~Q(result="")
                | Q(state="cancelled", ended_on__isnull=False, executed_on=None)
                | Q(state="withdrawn", ended_on__isnull=False),
                name="activity_state_matches_dates",
            ),
            models.CheckConstraint(
                condition=Q(executed_on=None) | Q(executed_on__lte=F("ended_on")),
                name="activity_executed_before_recorded",
            ),
            models.CheckConstraint(
                condition=Q(is_first_contact=False, assigned_at=None, passed_on_at=None)
                | Q(is_first_contact=True, assigned_at__isnull=False, call_back_by__isnull=False),
                name="activity_first_contact_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["executed_on"],
                condition=Q(satisfaction__isnull=False),
                name="activity_satisfaction",
            ),
            models.Index(
                fields=["consultant", "planned_on"],
                condition=Q(state="planned"),
                name="activity_open_by_consultant",
            ),
            models.Index(fields=["consultant", "executed_on"]),
            models.Index(
                fields=["executed_on"],
                condition=Q(state="executed"),
                name="activity_by_day_of_contact",
            ),
            models.Index(fields=["consultant", "planned_on"], name="activity_by_planned_day"),
            models.Index(
                fields=["consultant", "ended_on"],
                condition=Q(ended_on__isnull=False),
                name="activity_by_day_of_record",
            ),
            models.Index(fields=["consultant", "recorded_on"], name="activity_by_day_of_plan"),
            models.Index(fields=["opportunity", "state", "planned_on"]),
            models.Index(
                fields=["opportunity", "executed_on"],
                condition=Q(state="executed"),
                name="activity_contacts_of_each",
            ),
            # All that the count of plans due asks for, so that it reads no row of the table.
            models.Index(
                fields=[
                    "planned_on",
                    "opportunity",
                    "consultant",
                    "recorded_on",
                    "ended_on",
                    "state",
                ],
                name="activity_plans_due",
            ),
            models.Index(
                fields=["call_back_by"],
                condition=Q(call_back_by__isnull=False),
                name="activity_call_backs",
            ),
            models.Index(
                fields=["opportunity"],
                condition=Q(result="wrong_number"),
                name="activity_wrong_numbers",
            ),
        ]

    def __str__(self):
        return f"{self.get_mode_display()} {self.planned_on}"

    @property
    def is_planned(self):
        return self.state == ActivityState.PLANNED

    @property
    def promised_at(self):
        """From when on the call is owed, or ``None``: it was promised, or the customer assigned (R4.6, R5.3)."""
        return self.assigned_at or (self.call_back_by and self.call_back_by - CALL_BACK_WITHIN)


class ActivityMove(models.Model):
    """One move of a plan (R4.4); with ``absence`` it was moved by an approved absence (R4.7).

    Never edited; what was undone within ten minutes is ``withdrawn_at`` and counts nowhere.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="moves")
    moved_on = models.DateField(_("moved on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    reason = ReasonField(_("reason"))
    absence = models.ForeignKey(
        "Absence", models.PROTECT, null=True, blank=True, related_name="moves"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = NotWithdrawn()
    everything = Everything()

    class Meta:
        verbose_name = _("move of a plan")
        verbose_name_plural = _("moves of plans")
        ordering = ["moved_on", "pk"]
        indexes = [models.Index(fields=["moved_on"], name="activity_moves_by_day")]

    def __str__(self):
        return f"{self.from_on} → {self.to_on}"
