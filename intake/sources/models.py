"""Who sends leads by a token of their own (R5.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Region, Store
from foundation.reason_codes import History
from leads.customers.models import Channel

PER_MINUTE = 600


class LeadSourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of their stores; what spreads over a region is seen by who heads one."""
        own = Q(store__in=stores_of(user))
        if user.region_id and not user.store_id:
            own |= Q(store=None) & (Q(region=None) | Q(region=user.region_id))
        return self.filter(own)

    def kept_by(self, user):
        """Those that the user may change: what serves the whole group is seen by a region, not changed."""
        rows = self.visible_to(user)
        if user.region_id and not user.store_id:
            rows = rows.exclude(store=None, region=None)
        return rows

    def standing(self):
        return self.filter(revoked_at=None)


class LeadSource(models.Model):
    """A portal, partner or form that sends leads of ``channel``.

    Without ``store`` they are spread over the ``region``, without either over the whole group. Of the token
    only ``token_hash`` is kept; ``per_minute`` bounds the calls. ``mapping``: the source's own names of fields,
    each to one of ours, or to ``""`` where it is left out.
    """

    name = models.CharField(_("source"), max_length=80, unique=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("store")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
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


class SourceCalls(models.Model):
    """How many calls of the minute that begins at ``minute_at`` processes have set aside for the source."""

    source = models.OneToOneField(
        LeadSource, models.CASCADE, primary_key=True, related_name="calls"
    )
    minute_at = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("calls of a source")
        verbose_name_plural = _("calls of a source")

    def __str__(self):
        return f"{self.source_id} {self.number}"
