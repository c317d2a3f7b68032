"""A public form of a store for one channel, and how often it was sent from where (R5.1)."""

from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.reason_codes import History
from leads.customers.models import Channel
from leads.events.models import MarketEvent

from .rules import is_open


def new_slug():
    """128 random bits: nobody finds an address that they were not shown."""
    return token_urlsafe(16)


class PublicFormQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(store__in=stores_of(user))


class PublicForm(models.Model):
    """Whoever knows ``slug`` may fill it in while it is active, on the store's dates that it names.

    ``purpose``: what the person agrees to, in the store's own words; without them in ours.
    """

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="public_forms", verbose_name=_("store")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, default=Channel.EVENT)
    event = models.ForeignKey(
        MarketEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="public_forms",
        verbose_name=_("market event"),
    )
    title = models.CharField(_("title"), max_length=80)
    purpose = models.TextField(_("what they agree to"), max_length=600, blank=True)
    slug = models.CharField(max_length=22, unique=True, default=new_slug, editable=False)
    opens_on = models.DateField(_("open from"), null=True, blank=True)
    closes_on = models.DateField(_("open until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    made_at = models.DateTimeField(_("made at"), editable=False)

    history = History()
    objects = PublicFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("public form")
        verbose_name_plural = _("public forms")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="public_form_closes_after_it_opens",
            )
        ]

    def __str__(self):
        return self.title

    def is_open(self, now: datetime) -> bool:
        on = self.store.business_date(now)
        return self.is_active and is_open(on, self.opens_on, self.closes_on)


class FormSending(models.Model):
    """Somebody sent the form; of their address only a keyed digest is kept, for a day."""

    form = models.ForeignKey(PublicForm, models.CASCADE, related_name="sendings", db_index=False)
    address = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["form", "at"], name="sendings_of_a_form"),
            models.Index(fields=["form", "address", "at"], name="sendings_by_address"),
        ]

    def __str__(self):
        return f"{self.form_id} {self.at}"
