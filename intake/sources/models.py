"""Who sends leads by a token of their own (R5.1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.reason_codes import History
from leads.customers.models import Channel

PER_MINUTE = 600


class LeadSourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of their stores; what spreads over a region is seen by who heads one."""
        rows = self.filter(store__in=stores_of(user))
        return rows if user.store_id else rows | self.filter(store=None)

    def standing(self):
        return self.filter(revoked_at=None)


class LeadSource(models.Model):
    """A portal, partner or form that sends leads of ``channel``; without ``store`` to the whole group.

    Of the token only ``token_hash`` is kept; ``per_minute`` bounds the calls. ``mapping``: the source's
    own names of fields, each to one of ours.
    """

    name = models.CharField(_("source"), max_length=80, unique=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("store")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    mapping = models.JSONField(_("names of fields"), default=dict, blank=True)
    per_minute = models.PositiveIntegerField(_("calls per minute"), default=PER_MINUTE)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    history = History(excluded_fields=["token_hash", "last_used_at"])
    objects = LeadSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of leads")
        verbose_name_plural = _("sources of leads")
        ordering = ["name"]

    def __str__(self):
        return self.name
