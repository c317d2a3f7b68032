"""Policies, proposals and the ledger, and what follows: appeal, report, suspension (R8.1–R8.7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from followups.calendars.models import Absence
from followups.recordings.models import Recording
from foundation.money import FenField
from foundation.reason_codes import History, declare
from foundation.yuan import MOST_YUAN, ZERO
from ledgers.models import AbstractEntry, AbstractSum, EntryQuerySet, sum_constraints

from .rules import SHIPPED, Terms

# Why a proposal came to be or has another price now.
NIGHTLY_AUDIT = declare("proposal.nightly_audit", _("Nightly audit"))
OCCASION_WAIVED = declare(
    "proposal.occasion_waived", _("Occasion of %(occasion_on)s waived: %(reason)s")
)


class Family(models.TextChoices):
    EXPIRY = "expiry", _("Expiry")
    EVASION = "evasion", _("Evasion")
    FOLLOW_UP = "follow-up", _("Follow-up")


class PenaltyKind(models.TextChoices):
    REPORT = "report", _("Rectification report")
    SUSPENSION = "suspension", _("Suspension for study")
    FINE = "fine", _("Fine")


class Restart(models.TextChoices):
    NEVER = "never", _("Never")
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    YEAR = "year", _("Every year")


class ManagerSuspension(models.TextChoices):
    HALF = "half", _("Half the days, rounded up")
    NONE = "none", _("No days")


class PenaltyPolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, on):
        """The store's policy in force on the date; the shipped one where it has none."""
        found = self.filter(store=store, effective_from__lte=on).order_by("-effective_from").first()
        return found or PenaltyPolicy(store=store, effective_from=on)


class PenaltyPolicy(models.Model):
    """What an occasion costs (R8.5, R8.10); ``base`` and ``cap`` in yuan, ``manager_share`` a fraction."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="penalty_policies")
    effective_from = models.DateField(_("effective from"))
    base = FenField(_("base amount"), default=SHIPPED.base)
    factor = models.DecimalField(
        _("factor"), max_digits=5, decimal_places=2, default=SHIPPED.factor
    )
    manager_share = models.DecimalField(
        _("manager's share"), max_digits=4, decimal_places=3, default=SHIPPED.manager_share
    )
    manager_suspension = models.CharField(
        _("manager's part of a suspension"),
        max_length=10,
        choices=ManagerSuspension,
        default=SHIPPED.manager_suspension,
    )
    restart = models.CharField(
        _("count restarts"), max_length=10, choices=Restart, default=SHIPPED.restart
    )
    cap = FenField(_("cap per entry"), default=SHIPPED.cap)

    history = History()
    objects = PenaltyPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty policy")
        verbose_name_plural = _("penalty policies")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "effective_from"], name="one_penalty_policy_per_store_and_date"
            ),
            models.CheckConstraint(
                condition=Q(base__gte=0, factor__gte=1, manager_share__gte=0),
                name="penalty_policy_sane",
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.effective_from}"

    @property
    def terms(self):
        return Terms(**{name: getattr(self, name) for name in Terms.__dataclass_fields__})


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    WAIVED = "waived", _("Waived")


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="person", store="store"))

    def pending(self):
        return self.filter(state=ProposalState.PROPOSED)

    def undated(self):
        """Suspensions approved whose days the director is still to set (R8.7)."""
        approved = self.filter(
            kind=PenaltyKind.SUSPENSION, state=ProposalState.APPROVED, share_of=None
        )
        return approved.filter(suspension=None).exclude(entries__kind="reversal")


class Proposal(models.Model):
    """What an occasion would cost a person (R8.2); with ``share_of`` the manager's part of it (R8.3).

    ``occasion`` is the k of the k-th occasion; ``amount`` in yuan is 0.00 where it is no fine,
    ``uncharged`` what the upper bound cuts off, ``MOST_YUAN`` where it is that much or more (R8.10).
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="proposals")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name=_("person")
    )
    family = models.CharField(_("offence family"), max_length=10, choices=Family)
    opened_on = models.DateField(_("opened on"))
    share_of = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="share",
        verbose_name=_("share of"),
    )
    occasion = models.PositiveIntegerField(_("occasion"))
    items = models.PositiveIntegerField(_("items"))
    kind = models.CharField(_("kind"), max_length=12, choices=PenaltyKind)
    amount = FenField(_("amount"))
    uncharged = FenField(_("not charged"), default=ZERO)

    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.PROPOSED
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    history = History()
    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("penalty proposal")
        verbose_name_plural = _("penalty proposals")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "person", "family", "opened_on"],
                condition=Q(share_of=None),
                name="one_occasion_per_person_family_and_night",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "state", "opened_on"]),
            models.Index(
                fields=["store"],
                condition=Q(state="proposed", share_of=None),
                name="proposals_waiting",
            ),
            models.Index(
                fields=["store"],
                condition=Q(kind="suspension", state="approved", share_of=None),
                name="suspensions_approved",
            ),
            models.Index(fields=["person", "family", "opened_on"]),
        ]

    def __str__(self):
        return f"{self.person} {self.family} {self.opened_on}"

    @property
    def is_uncharged_open(self):
        """Whether ``uncharged`` is only the least that was not charged."""
        return self.uncharged >= MOST_YUAN


class EntryKind(models.TextChoices):
    REPORT = "report", _("Rectification report")
    SUSPENSION = "suspension", _("Suspension for study")
    FINE = "fine", _("Fine")
    REVERSAL = "reversal", _("Reversal")


class LedgerEntryQuerySet(EntryQuerySet):
    def visible_to(self, user):
        """One's own, the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(owned_by_visible_staff(user, person="person", store="store"))


class LedgerEntry(AbstractEntry):
    """An approved penalty, or the reversal of one."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="ledger_entries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="ledger_entries",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    family = models.CharField(_("offence family"), max_length=10, choices=Family)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="entries")
    share_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="shares", verbose_name=_("share of")
    )

    objects = LedgerEntryQuerySet.as_manager()

    chained = (
        "number",
        "store_id",
        "person_id",
        "on",
        "kind",
        "family",
        "amount",
        "proposal_id",
        "share_of_id",
        "reverses_id",
        "reason",
        "entered_at",
        "entered_by_id",
    )
    guards = {
        "sqlite": ("ledger_refuses_update", "ledger_refuses_delete", "ledger_refuses_replace"),
        "postgresql": ("ledger_refuses_change", "ledger_refuses_truncate"),
    }

    class Meta(AbstractEntry.Meta):
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(reverses=None), name="one_entry_per_proposal"
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | ~Q(kind="reversal") & Q(reverses=None),
                name="reversal_names_its_entry",
            ),
        ]
        indexes = [models.Index(fields=["person", "on"]), models.Index(fields=["store", "on"])]


class LedgerSum(AbstractSum):
    """The stored sum of a person's penalties in a month, or of all."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="ledger_sums"
    )

    class Meta:
        verbose_name = _("ledger sum")
        verbose_name_plural = _("ledger sums")
        constraints = sum_constraints(
            of_month="one_sum_per_person_and_month",
            of_all="one_sum_of_all",
            either="sum_of_a_month_or_of_all",
        )


APPEAL_EVIDENCE = declare("appeal.evidence", _("Recordings: %(numbers)s"))


class Appeal(models.Model):
    """The person's objection to a proposal still to be decided, with their evidence."""

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
    """整改报告: written by the person by ``due_on``, accepted or returned by their manager (R8.7).

    That of a share is the manager's own on their supervision; a director reads it (R8.3). Until it
    is submitted, ``text`` is a draft that only the person reads.
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

    @property
    def title(self):
        """A manager writes on their supervision (R8.3); ``proposal`` is loaded."""
        return (
            _("Report on supervision") if self.proposal.share_of_id else _("Rectification report")
        )


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
