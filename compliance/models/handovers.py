"""Customers given to other consultants, many at once (R4.8, R5.2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.access import stores_of
from accounts.models import Role, Store
from accounts.reasons import declare
from leads.models import Customer


class HandOverState(models.TextChoices):
    MOVING = "moving", _("Customers are moving")
    UNDOING = "undoing", _("Customers are moving back")
    SETTLED = "settled", _("Done")
    STOPPED = "stopped", _("Stopped")


RUNNING = (HandOverState.MOVING, HandOverState.UNDOING)
UNDONE = declare("hand_over.undone", _("Undone: %(reason)s"))


class HandOverQuerySet(models.QuerySet):
    def running(self):
        return self.filter(state__in=RUNNING)

    def visible_to(self, user):
        """A manager's own, all of his store for a director (R1.3)."""
        if user.role == Role.DIRECTOR:
            return self.filter(store__in=stores_of(user))
        if user.role == Role.MANAGER:
            return self.filter(by=user.pk)
        return self.none()


class HandOver(models.Model):
    """One act of the director, or of a manager in his team, undone as one within the day.

    A large one is carried out in the background and is its own record of how far it has come:
    ``state``, and which items have moved. ``left_out``: customers who had moved elsewhere meanwhile.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="hand_overs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    on = models.DateField(_("date"))
    reason = models.CharField(_("reason"), max_length=200)
    leaver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=HandOverState, default=HandOverState.SETTLED
    )
    left_out = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["store", "on"]),
            models.Index(
                fields=["store"],
                condition=models.Q(state__in=["moving", "undoing"]),
                name="hand_over_running",
            ),
        ]

    def __str__(self):
        return f"{self.store} {self.on}"

    @property
    def is_running(self):
        return self.state in RUNNING


class HandOverItem(models.Model):
    """A customer of a hand-over: who had him, who got him; ``moved``: whether he is there now."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="items")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="hand_overs")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("customer handed over")
        verbose_name_plural = _("customers handed over")
        constraints = [
            models.UniqueConstraint(
                fields=["hand_over", "customer"], name="customer_once_per_hand_over"
            )
        ]

    def __str__(self):
        return f"{self.customer}: {self.giver} → {self.taker}"
