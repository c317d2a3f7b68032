"""Who came on whose invitation, and who received them: both names of the figures (R12.4, R13.1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.people.models import Store
from foundation.reason_codes import declare
from leads.customers.models import Customer
from leads.opportunities.models import Opportunity

CAME = declare("invitation.came", _("Came to the store, invited by %(name)s"))


class KeptInvitationQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(struck_at=None)


class KeptInvitation(models.Model):
    """A customer of the desk stood at the door: ``inviter`` had them until then, ``receiver`` has them since.

    ``opportunity``: each that was under way, ``None`` where none was; ``was``, ``became``: its class and grade.
    Never edited; ``struck_at``: given back on the same day, it counts nowhere.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="kept_invitations")
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, null=True, related_name="kept_invitations"
    )
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("invited by"),
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("received by"),
    )
    on = models.DateField(_("date"))
    at = models.DateTimeField(_("at"))
    was = models.CharField(max_length=4, blank=True)
    became = models.CharField(max_length=4, blank=True)
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = KeptInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation kept")
        verbose_name_plural = _("invitations kept")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["inviter", "on"], name="kept_invitations_of_a_person"),
            models.Index(fields=["store", "on"], name="kept_invitations_of_a_store"),
        ]

    def __str__(self):
        return f"{self.inviter} → {self.receiver} {self.on}"
