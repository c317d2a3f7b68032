"""Changes of rights, and appointments that wait for a second person (R1.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..access.queries import stores_of
from ..people.models import Messenger, Region, Role, Store


class What(models.TextChoices):
    ENTERED = "entered", _("entered")
    ROLE = "role", _("role")
    PLACE = "place", _("store or region")
    MANAGER = "manager", _("manager")
    ACCOUNT = "account", _("account")
    PASSWORD = "password", _("password")
    FACTOR = "factor", _("second factor")
    WAY = "way", _("log-in by an account elsewhere")
    EXPORTS = "exports", _("may export phone numbers")
    APPOINTMENT = "appointment", _("appointment")


class RightsChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of everybody in their stores and region to who heads or administers these; one's own to all."""
        seen = Q(person=user)
        if user.heads or user.is_administrator:
            stores = stores_of(user)
            seen |= Q(store__in=stores) | Q(person__store__in=stores)
            if user.region_id and not user.store_id:
                seen |= Q(region=user.region_id) | Q(person__region=user.region_id)
            if user.is_superuser and not user.store_id and not user.region_id:
                seen |= Q(store=None)
        return self.filter(seen)


class RightsChange(models.Model):
    """Who changed what for whom; ``by`` is ``None`` for the console. A row is never changed.

    ``store`` and ``region``: where the person was afterwards. ``before`` and ``after`` are names, of roles
    and states their codes; of a password nothing is kept.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=12, choices=What)
    before = models.CharField(max_length=120, blank=True)
    after = models.CharField(max_length=120, blank=True)
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")

    objects = RightsChangeQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("change of rights")
        verbose_name_plural = _("changes of rights")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="rights_of_a_person")]

    def __str__(self):
        return f"{self.person}: {self.get_what_display()}"

    @property
    def was(self):
        return said(self.before)

    @property
    def became(self):
        return said(self.after)


def said(text):
    """A role or state by its name in the present language; anything else as it is."""
    return (dict(Role.choices) | STATES).get(text, text)


class AppointmentState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


STATES = {
    "yes": _("yes"),
    "no": _("no"),
    "open": _("open account"),
    "closed": _("closed account"),
    **dict(Messenger.choices),
    **dict(AppointmentState.choices),
}


class AppointmentQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=AppointmentState.WAITING)

    def decidable_by(self, user):
        """Those that the user decides as the second person: never one's own, nor what one asked for."""
        return self.filter(decided_as_second(user))


def decided_as_second(user):
    """A ``Q``: who heads the region decides, and every other administrator of the place."""
    heads_region = user.is_director and user.region_id and not user.store_id
    if not (user.is_active and (heads_region or user.is_administrator)):
        return Q(pk__in=[])
    place = Q(store__in=stores_of(user))
    if user.region_id and not user.store_id:
        place |= Q(store=None, region=user.region_id)
    if user.is_administrator and user.is_superuser and not user.store_id and not user.region_id:
        place |= Q(store=None)
    return place & ~Q(asked_by=user.pk) & ~Q(person=user.pk)


class Appointment(models.Model):
    """Somebody is to become a director, general manager or administrator; two people say so.

    Until then the person stays what they were; who was not on file yet has a closed account.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="appointments"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(
        _("state"), max_length=10, choices=AppointmentState, default=AppointmentState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        app_label = "accounts"
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="waiting"), name="one_waiting_appointment"
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.get_role_display()}"

    @property
    def place(self):
        return self.store or self.region
