"""Forms about plans: what is next, moved, cancelled (R4.1, R4.3, R4.4)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.fields import DayField
from foundation.once import OnceForm

from ..activities.fields import CompanionField
from .fields import PlanFields


class PlanForm(PlanFields, OnceForm):
    """A further plan, of an ``opportunity``."""

    next_companion = CompanionField()

    def __init__(self, *args, opportunity, **kwargs):
        super().__init__(*args, **kwargs)
        self.opportunity = opportunity
        self.fields["next_companion"].offer(opportunity)


class MoveForm(OnceForm):
    to_on = DayField(label=_("New date"))
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CancelForm(OnceForm):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class CancelLastForm(PlanFields, OnceForm):
    """The last plan of an opportunity needs another in its place (R4.2)."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    field_order = ["reason"]
