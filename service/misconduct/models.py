"""Who is named to read reports, and a report with its readers, subjects and messages (R13.4).

Of whoever sends one neither account nor address is kept, nor the time of the day: only dates.
"""

from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.people.models import Region, Role, Store
from foundation.reason_codes import History

LONGEST, LINE = 3000, 200
PERSON = settings.AUTH_USER_MODEL


def new_slug():
    """Nobody finds an address that they were not shown."""
    return token_urlsafe(16)


class MisconductDesk(models.Model):
    """Where reports of a store, or of a whole region, come in; whoever knows ``slug`` may send one."""

    store = models.OneToOneField(Store, models.PROTECT, null=True, blank=True, related_name="+")
    region = models.OneToOneField(Region, models.PROTECT, null=True, blank=True, related_name="+")
    slug = models.CharField(max_length=22, unique=True, default=new_slug, editable=False)

    class Meta:
        verbose_name = _("desk of misconduct reports")
        verbose_name_plural = _("desks of misconduct reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(store=None, region__isnull=False) | Q(store__isnull=False, region=None),
                name="misconduct_desk_of_one_place",
            )
        ]

    def __str__(self):
        return str(self.store or self.region)


class MisconductTrustee(models.Model):
    """Somebody named to read the reports of a desk."""

    desk = models.ForeignKey(MisconductDesk, models.CASCADE, related_name="trustees")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    history = History()

    class Meta:
        verbose_name = _("person named for misconduct reports")
        verbose_name_plural = _("people named for misconduct reports")
        constraints = [
            models.UniqueConstraint(fields=["desk", "person"], name="misconduct_trustee_once")
        ]

    def __str__(self):
        return str(self.person)


class Sender(models.TextChoices):
    STAFF = "staff", pgettext_lazy("misconduct", "Staff")
    CUSTOMER = "customer", pgettext_lazy("misconduct", "Customer")


class ReportState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("misconduct", "Received")
    LOOKING = "looking", pgettext_lazy("misconduct", "Being looked into")
    FOUNDED = "founded", pgettext_lazy("misconduct", "Closed: it was so")
    UNFOUNDED = "unfounded", pgettext_lazy("misconduct", "Closed: not confirmed")


CLOSED = (ReportState.FOUNDED, ReportState.UNFOUNDED)


class MisconductReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that they were given to read and are not about them; no role opens any other (R13.4)."""
        given = MisconductReader.objects.filter(person=user, ended_on=None)
        about = MisconductSubject.objects.filter(person=user)
        rows = self.filter(pk__in=given.values("report"))
        return rows.exclude(pk__in=about.values("report"))

    def open(self):
        return self.exclude(state__in=CLOSED)


class MisconductReport(models.Model):
    """What somebody told. ``code``: a digest of what it is followed by; ``level``: how far up it went.

    ``position``: the role of whom it is about, where a name was not chosen.
    """

    desk = models.ForeignKey(MisconductDesk, models.PROTECT, related_name="reports")
    sender = models.CharField(_("told by"), max_length=10, choices=Sender)
    text = models.TextField(_("what happened"), max_length=LONGEST)
    about = models.CharField(_("about whom"), max_length=LINE, blank=True)
    position = models.CharField(_("their position"), max_length=20, choices=Role, blank=True)
    place = models.CharField(_("where"), max_length=LINE, blank=True)
    moment = models.CharField(_("when"), max_length=LINE, blank=True)
    code = models.CharField(max_length=64, unique=True, editable=False)
    received_on = models.DateField(_("received on"))
    look_by = models.DateField(_("to be looked at by"))
    level = models.SmallIntegerField(default=-1, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.RECEIVED
    )

    objects = MisconductReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("misconduct report")
        verbose_name_plural = _("misconduct reports")
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["desk", "received_on"], name="misconduct_of_a_day"),
            models.Index(
                fields=["look_by"],
                condition=~Q(state__in=("founded", "unfounded")),
                name="misconduct_open",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def is_closed(self):
        return self.state in CLOSED

    @property
    def is_looked_at(self):
        return self.state != ReportState.RECEIVED


class MisconductSubject(models.Model):
    """Somebody the report is about, or may be: they never read it."""

    report = models.ForeignKey(MisconductReport, models.CASCADE, related_name="subjects")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="misconduct_subject_once")
        ]

    def __str__(self):
        return str(self.person)


class MisconductReader(models.Model):
    """Somebody to whom the report was given; ``is_told``: by the clock, so that no time of a day is kept."""

    report = models.ForeignKey(MisconductReport, models.CASCADE, related_name="readers")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="misconduct_reader_once")
        ]
        indexes = [
            models.Index(fields=["report"], condition=Q(is_told=False), name="misconduct_untold")
        ]

    def __str__(self):
        return str(self.person)


class MessageKind(models.TextChoices):
    SENT = "sent", _("From who told it")
    ASKED = "asked", _("To who told it")
    NOTE = "note", _("Among the readers")
    STATE = "state", _("State")


class MisconductMessage(models.Model):
    """What was said about it, in order; what the sender says has nobody's name."""

    report = models.ForeignKey(MisconductReport, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind)
    text = models.TextField(max_length=LONGEST)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="sent") | Q(by=None), name="misconduct_sender_is_nobody"
            )
        ]

    def __str__(self):
        return self.text[:40]


class MisconductPhoto(models.Model):
    """A picture, drawn anew: of where, when and by what it was taken nothing is kept."""

    report = models.ForeignKey(MisconductReport, models.CASCADE, related_name="photos")
    photo = models.ImageField(upload_to="misconduct/")

    def __str__(self):
        return self.photo.name
