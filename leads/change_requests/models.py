"""Changing who a saved customer is or where they came from, or deleting one, is asked for first (R1.4, R13.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.queries import owned_by_visible_staff

from ..customers.models import Customer


class RequestKind(models.TextChoices):
    CHANGE = "change", _("Change name, number or source")
    DELETE = "delete", _("Delete the customer")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")


class ChangeRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own customers', the team's for a manager, the store's for a director (R1.3)."""
        return self.filter(
            owned_by_visible_staff(user, person="customer__consultant", store="customer__store")
        )

    def waiting(self):
        return self.filter(state=RequestState.WAITING)


class ChangeRequest(models.Model):
    """What is to become of a card; ``name`` and ``phone`` are the new values, blank is unchanged.

    ``others``: ``{field: [old, new]}`` of the further fields that are changed by request.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="requests")
    kind = models.CharField(_("kind"), max_length=10, choices=RequestKind)
    name = models.CharField(_("new name"), max_length=80, blank=True)
    phone = models.CharField(_("new phone"), max_length=20, blank=True)
    old_name = models.CharField(max_length=80)
    old_phone = models.CharField(max_length=20)
    others = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(state="waiting"),
                name="one_waiting_request_per_customer",
            )
        ]
        indexes = [models.Index(fields=["state", "requested_at"])]

    def __str__(self):
        return f"{self.customer} {self.kind}"

    @property
    def changes(self):
        """``(field, its name, old, new)`` of all that would change, in words."""
        found = {"name": [self.old_name, self.name]} if self.name else {}
        found |= {"phone": [self.old_phone, self.phone]} if self.phone else {}
        for name, values in (found | self.others).items():
            field = Customer._meta.get_field(name)
            said = dict(field.flatchoices)
            yield name, field.verbose_name, *(said.get(value, value) for value in values)
