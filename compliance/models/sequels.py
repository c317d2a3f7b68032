"""What follows a proposal: an appeal (R8.6), a rectification report, a suspension (R8.7)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import owned_by_visible_staff
from accounts.reasons import History, declare
from followups.models import Absence, Recording

from .penalties import Proposal

APPEAL_EVIDENCE = declare("appeal.evidence", _("Recordings: %(numbers)s"))


class Appeal(models.Model):
    """The person's objection to a proposal still to be decided, with his evidence."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="appeal")
    text = models.TextField(_("appeal"))
    recordings = models.ManyToManyField(Recording, related_name="appeals", blank=True)
    filed_at = models.DateTimeField(_("filed at"))

    history = History()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")

    def __str__(self):
        return f"{self.proposal_id}: {self.text[:40]}"


class ReportState(models.TextChoices):
    DUE = "due", _("To be written")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# In these the person is still to write.
TO_WRITE = (ReportState.DUE, ReportState.RETURNED)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="person", store="proposal__store"))

    def to_write(self):
        return self.filter(state__in=TO_WRITE)

    def overdue(self, *, on):
        """To be written by a day before ``on``."""
        return self.to_write().filter(due_on__lt=on)


class RectificationReport(models.Model):
    """整改报告: written by the person by ``due_on``, accepted or returned by his manager (R8.7).

    Until it is submitted, ``text`` is a draft that only the person reads.
    """

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="report")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports", verbose_name=_("person")
    )
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState, default=ReportState.DUE
    )
    text = models.TextField(_("report"), blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    history = History()
    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification report")
        verbose_name_plural = _("rectification reports")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["person", "state"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self):
        return f"{self.person} {self.due_on}"

    @property
    def is_to_write(self):
        return self.state in TO_WRITE


class Suspension(models.Model):
    """待岗学习: its days are an absence of the person while it lasts (R8.7)."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="suspension")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="suspensions",
        verbose_name=_("person"),
    )
    absence = models.OneToOneField(Absence, models.PROTECT, related_name="suspension")

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")

    def __str__(self):
        return f"{self.person} {self.absence}"
