"""The work-contact form 工作联系单 by which a neglected customer changes hands (R7)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Role, Store
from followups.activities.models import Activity
from foundation.reason_codes import History, ReasonField, declare
from leads.customers.models import Customer


class ClaimState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FILED = "filed", _("Filed")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


CLAIM_APPROVED = declare("claim.approved", _("Claim %(number)s approved"))
WENT_TO_ANOTHER = declare("claim.went_to_another", _("The customer went to %(name)s."))
OPEN_STATES = (ClaimState.DRAFT, ClaimState.FILED)


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own and those filed against one; a manager their team's, who heads the store all of it (R1.3)."""
        filed = Q(filed_at__isnull=False)
        if user.role == Role.CONSULTANT:
            return self.filter(Q(claimant=user.pk) | filed & Q(owner=user.pk))
        if user.role == Role.MANAGER:
            team = Q(claimant__manager=user.pk) | filed & Q(owner__manager=user.pk)
            return self.filter(team, store=user.store_id)
        if user.heads:
            return self.filter(store__in=stores_of(user))
        return self.none()

    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def waiting(self):
        """Those on the director's desk."""
        return self.filter(state=ClaimState.FILED)


class Claim(models.Model):
    """``claimant`` asks for the customer of ``owner``; drafted by the audit or filed by the claimant.

    Only the director's approval moves the customer (R7.1). ``owner_contact`` and
    ``claimant_contact`` are the last effective contacts of each when it was filed (R7.3);
    ``evidence`` are the activities it rests on.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="claims")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="claims")
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="claims", verbose_name=_("claimant")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="claims_against",
        verbose_name=_("present owner"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ClaimState, default=ClaimState.DRAFT
    )
    drafted_on = models.DateField(_("drafted on"))
    filed_at = models.DateTimeField(_("filed at"), null=True, blank=True)
    grounds = models.TextField(_("grounds"), blank=True)
    owner_contact = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimant_contact = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.ManyToManyField(Activity, related_name="claims", blank=True)
    objection = models.TextField(_("objection"), blank=True)
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = ReasonField(_("reason"), blank=True)

    history = History()
    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-drafted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "claimant"],
                condition=Q(state__in=["draft", "filed"]),
                name="one_open_claim_per_customer_and_claimant",
            ),
            models.CheckConstraint(
                condition=~Q(claimant=models.F("owner")), name="claim_of_another_s_customer"
            ),
        ]
        indexes = [models.Index(fields=["store", "state", "drafted_on"])]

    def __str__(self):
        return f"{self.claimant} ← {self.owner}: {self.customer}"

    @property
    def is_draft(self):
        return self.state == ClaimState.DRAFT

    @property
    def is_waiting(self):
        return self.state == ClaimState.FILED
