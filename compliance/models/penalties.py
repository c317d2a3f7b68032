"""The ladder's data: policies and proposals (R8.1–R8.6)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import owned_by_visible_staff
from accounts.models import Store
from accounts.reasons import History, declare

from .money import MoneyField

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


class PenaltyPolicyQuerySet(models.QuerySet):
    def in_force(self, store, *, on):
        """The store's policy in force on the date; the shipped defaults where it has none."""
        found = self.filter(store=store, effective_from__lte=on).order_by("-effective_from").first()
        return found or PenaltyPolicy(store=store, effective_from=on)


class PenaltyPolicy(models.Model):
    """What an occasion costs (R8.5); ``base`` and ``cap`` in yuan, ``manager_share`` as a fraction."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="penalty_policies")
    effective_from = models.DateField(_("effective from"))
    base = models.DecimalField(
        _("base amount"), max_digits=10, decimal_places=2, default=Decimal("50")
    )
    factor = models.DecimalField(_("factor"), max_digits=5, decimal_places=2, default=Decimal("2"))
    manager_share = models.DecimalField(
        _("manager's share"), max_digits=4, decimal_places=3, default=Decimal("0.5")
    )
    restart = models.CharField(
        _("count restarts"), max_length=10, choices=Restart, default=Restart.NEVER
    )
    cap = models.DecimalField(
        _("cap per entry"), max_digits=12, decimal_places=2, null=True, blank=True
    )

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

    ``occasion`` is the k of the k-th occasion; ``amount`` in yuan is 0.00 where it is no fine.
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
    amount = MoneyField(_("amount"))

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
            models.Index(fields=["person", "family", "opened_on"]),
        ]

    def __str__(self):
        return f"{self.person} {self.family} {self.opened_on}"
