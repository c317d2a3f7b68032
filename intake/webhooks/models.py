"""Where a source is told of its leads' states, and what it is owed (R5.1)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from foundation.deliveries import AbstractDelivery
from foundation.reason_codes import History

from ..arrivals.models import Lead
from ..sources.models import LeadSource


class Webhook(models.Model):
    """The https address of a source. ``secret`` signs what is sent, and lies sealed.

    ``failures``: attempts in a row that failed; ``rests_until``: a server that did not answer is left alone so
    long. While it is paused, by somebody or after too many failures, what happens is kept and sent later.
    """

    source = models.OneToOneField(
        LeadSource, models.CASCADE, related_name="webhook", verbose_name=_("source")
    )
    url = models.URLField(_("address"), max_length=400)
    secret = models.TextField(editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    history = History(excluded_fields=["secret", "failures", "rests_until"])

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self):
        return str(self.source)


class Event(AbstractDelivery):
    """A state of a lead that its source is to be told of, written in the transaction that brought it about.

    ``event_id`` is the same however often it is sent, ``body`` what is sent, to the letter.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="events")
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="+", verbose_name=_("lead"))
    event_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    body = models.TextField()
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("delivery of a webhook")
        verbose_name_plural = _("deliveries of webhooks")
        indexes = [
            models.Index(fields=["webhook", "-id"], name="events_of_a_webhook"),
            models.Index(
                fields=["webhook", "id"],
                condition=models.Q(state="waiting"),
                name="events_waiting",
            ),
            models.Index(
                fields=["lead", "id"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="events_unfinished",
            ),
            models.Index(fields=["made_at"], name="events_by_age"),
        ]

    def __str__(self):
        return str(self.event_id)
