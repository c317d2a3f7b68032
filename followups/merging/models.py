"""A merge of two cards, with what is needed to undo it (R2.5, R1.4)."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import owned_by_visible_staff
from accounts.people.models import Store
from foundation.reason_codes import declare
from leads.customers.models import Customer

from .rules import WITHIN

MERGED = declare("merge.done", _("Cards merged: %(reason)s"))
PARTED = declare("merge.undone", _("Merge undone: %(reason)s"))
GOES_ON = declare(
    "merge.goes_on", _("The same model goes on in another opportunity of this customer.")
)


class MergeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("merge", "Waiting for the director")
    DONE = "done", pgettext_lazy("merge", "Merged")
    REFUSED = "refused", pgettext_lazy("merge", "Refused")
    UNDONE = "undone", pgettext_lazy("merge", "Undone")


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of cards that the user may open (R1.3).

        One that is not carried out names two customers, so both; one undone was about either.
        """
        kept, merged = (
            owned_by_visible_staff(user, person=f"{card}__consultant", store="store")
            for card in ("kept", "merged")
        )
        undone = Q(state=MergeState.UNDONE) & (kept | merged)
        return self.filter(kept & (Q(state=MergeState.DONE) | merged) | undone)

    def waiting(self):
        return self.filter(state=MergeState.WAITING)

    def undoable(self, *, now):
        """Those that can still be undone."""
        return self.filter(state=MergeState.DONE, decided_at__gte=now - WITHIN)


class Merge(models.Model):
    """``merged`` becomes part of ``kept``, which ``owner`` has from then on.

    ``taken`` are the fields of which the merged card's value is kept. ``moved`` is all that the merge did
    beyond that, by which it is undone (``services.undoing``).
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+")
    kept = models.ForeignKey(
        Customer, models.PROTECT, related_name="merges", verbose_name=_("card that is kept")
    )
    merged = models.ForeignKey(
        Customer, models.PROTECT, related_name="merges_into", verbose_name=_("merged card")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("consultant")
    )
    taken = models.JSONField(default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(
        _("state"), max_length=10, choices=MergeState, default=MergeState.WAITING
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    moved = models.JSONField(default=dict, blank=True, editable=False, encoder=DjangoJSONEncoder)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undo_reason = models.CharField(_("reason of undoing"), max_length=300, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        app_label = "followups"
        verbose_name = _("merge of cards")
        verbose_name_plural = _("merges of cards")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two_cards"),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(state__in=["waiting", "done"]),
                name="one_merge_of_a_card",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "state", "-asked_at"], name="merges_of_a_store"),
        ]

    def __str__(self):
        return f"{self.merged} → {self.kept}"

    @property
    def until(self):
        """The moment until which it can be undone."""
        return self.decided_at and self.decided_at + WITHIN

    @property
    def is_waiting(self):
        return self.state == MergeState.WAITING

    @property
    def is_done(self):
        return self.state == MergeState.DONE

    @property
    def is_outlived(self):
        """Whether it was refused by itself, since its kept card was no longer in use."""
        return self.state == MergeState.REFUSED and self.decided_by_id is None
