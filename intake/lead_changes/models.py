"""What is to become of a lead's name, contacts and event once somebody approves (R13.4)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leads.change_requests.models import RequestState

from ..arrivals.models import Lead


class LeadChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(lead__in=Lead.objects.visible_to(user))

    def waiting(self):
        return self.filter(state=RequestState.WAITING)


class LeadChange(models.Model):
    """``fields``: ``{field: [old, new]}``; an event is its key and its name."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="changes")
    fields = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("requested at"))
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)

    objects = LeadChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a lead")
        verbose_name_plural = _("changes of leads")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(state="waiting"), name="one_waiting_change_per_lead"
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="lead_changes_waiting")]

    def __str__(self):
        return str(self.lead)

    @property
    def in_words(self):
        """``(name of the field, old, new)``."""
        for name, values in self.fields.items():
            said = (value[1] if isinstance(value, list) else value for value in values)
            yield Lead._meta.get_field(name).verbose_name, *said
