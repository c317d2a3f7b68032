"""Who came in or called in and who received them (R9.1); the duty roster 值班排序 of a day, and who was
passed over (R5.2).
"""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff, stores_of
from accounts.people.models import Role, Store
from followups.activities.models import Activity
from foundation.reason_codes import History, ReasonField, declare
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

from . import rules as turns

__all__ = ["Choice", "Roster", "RosterPlace", "Skip", "Visit", "VisitKind"]

CALL_BACK = declare("visit.call_back", _("Call back to confirm the grade."))


class VisitKind(models.TextChoices):
    WALK_IN = "walk_in", _("Walk-in")
    CALL_IN = "call_in", _("Call-in")


class Choice(models.TextChoices):
    """How the consultant was chosen (R5.2)."""

    TURN = turns.TURN, _("In turn")
    OWNER = turns.OWNER, _("Own customer")
    STAND_IN = turns.STAND_IN, _("Stands in")
    ASKED = turns.ASKED, _("Asked for")
    ASSIGNED = turns.ASSIGNED, _("Out of turn")


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reception: the store's; the others: what they, or those they lead, received there (R1.3)."""
        rows = self.filter(store__in=stores_of(user))
        if user.role == Role.RECEPTION:
            return rows
        return rows.filter(owned_by_visible_staff(user, person="consultant", store="store"))

    def standing(self):
        """Those that were not made void as mistakes."""
        return self.filter(struck_at=None)

    def inside(self):
        """Visitors who have not been signed out."""
        return self.standing().filter(kind=VisitKind.WALK_IN, left_at=None)

    def turns(self):
        """Those that took somebody's turn."""
        return self.standing().filter(chosen__in=turns.COUNTED)


class Visit(models.Model):
    """A walk-in 来店 or call-in 来电 of the business date ``on``; ``phone`` is normalised.

    ``opportunity`` is the one it was about, ``call_back`` the call that it led to (R4.6); ``struck_at``: it
    was registered by mistake and counts nowhere. A call-in is never inside the store.
    ``is_first_contact``: the store did not know them before; ``confirmed_at``: the consultant said that the
    line is right.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="visits", verbose_name=_("store"))
    kind = models.CharField(_("kind"), max_length=10, choices=VisitKind)
    on = models.DateField(_("date"))
    arrived_at = models.DateTimeField(_("time in"))
    left_at = models.DateTimeField(_("time out"), null=True, blank=True)
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="visits",
        verbose_name=_("consultant"),
    )
    chosen = models.CharField(_("chosen"), max_length=10, choices=Choice)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    party_size = models.PositiveSmallIntegerField(
        _("people"), default=1, validators=[MinValueValidator(1)]
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80, blank=True)
    phone = models.CharField(_("mobile phone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_first_contact = models.BooleanField(_("first contact"), default=False)
    note = models.CharField(_("note"), max_length=500, blank=True)

    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("customer"),
    )
    opportunity = models.ForeignKey(
        Opportunity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("opportunity"),
    )
    call_back = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("call-back"),
    )

    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True)

    history = History()
    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-on", "arrived_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="visitor_leaves_after_arriving",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="visit_checked_by_somebody",
            ),
            models.CheckConstraint(condition=Q(party_size__gte=1), name="visit_of_somebody"),
        ]
        indexes = [
            models.Index(fields=["store", "on", "kind"]),
            models.Index(fields=["consultant", "on"]),
            models.Index(
                fields=["store", "on"],
                condition=Q(kind="walk_in", left_at=None, struck_at=None),
                name="visitor_inside",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"

    @property
    def is_walk_in(self):
        return self.kind == VisitKind.WALK_IN

    @property
    def is_inside(self):
        return self.is_walk_in and self.left_at is None and self.struck_at is None


# Why somebody is passed over, by the name under which a form offers it.
AWAY_FROM_THE_LINE = {
    "lunch": declare("skip.lunch", _("At lunch")),
    "test_drive": declare("skip.test_drive", _("Test drive")),
    "phone": declare("skip.phone", _("On the phone")),
    "meeting": declare("skip.meeting", _("In a meeting")),
}


class Roster(models.Model):
    """Who is on duty in the store on the date, in which order; without one all consultants are."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="rosters", verbose_name=_("store")
    )
    on = models.DateField(_("date"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("duty roster")
        verbose_name_plural = _("duty rosters")
        constraints = [models.UniqueConstraint(fields=["store", "on"], name="one_roster_per_day")]

    def __str__(self):
        return f"{self.store} {self.on}"


class RosterPlace(models.Model):
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="places")
    consultant = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("place on a duty roster")
        verbose_name_plural = _("places on duty rosters")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["roster", "consultant"], name="one_place_per_roster_and_person"
            )
        ]

    def __str__(self):
        return f"{self.position}. {self.consultant}"


class SkipQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))

    def standing(self):
        return self.filter(ended_at=None)


class Skip(models.Model):
    """The person is passed over from ``began_at`` until they are back at ``ended_at``; never deleted."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="+")
    consultant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="skips",
        verbose_name=_("consultant"),
    )
    on = models.DateField(_("date"))
    reason = ReasonField(_("reason"))
    began_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SkipQuerySet.as_manager()

    class Meta:
        verbose_name = _("passing over")
        verbose_name_plural = _("passings over")
        constraints = [
            models.UniqueConstraint(
                fields=["consultant", "on"],
                condition=Q(ended_at=None),
                name="passed_over_once_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["store", "on"])]

    def __str__(self):
        return f"{self.consultant} {self.on}: {self.reason}"
