"""Notes about the market and competitors (S1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import stores_of
from accounts.people.models import Store
from foundation.reason_codes import History


class MarketNoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody's of the store: nothing in it is about a customer."""
        return self.filter(store__in=stores_of(user))


class MarketNote(models.Model):
    """``model``: which of our models it is about, or none; ``competitor``: whose offer, or nobody's."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="market_notes")
    on = models.DateField(_("date"))
    model = models.CharField(_("our model"), max_length=80, blank=True)
    competitor = models.CharField(_("competitor or model of theirs"), max_length=80, blank=True)
    text = models.TextField(_("what was seen"), max_length=2000)
    photo = models.ImageField(_("photo"), upload_to="market/%Y/%m/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    history = History()
    objects = MarketNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("market note")
        verbose_name_plural = _("market notes")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["store", "-on"], name="market_notes_of_a_store")]

    def __str__(self):
        return self.text[:80]
