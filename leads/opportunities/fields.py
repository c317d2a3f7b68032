"""What may be known of an intent beside its note and date (R2.3), and why a sale was lost (R9.6)."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import YuanField

from ..events.models import MarketEvent
from .models import LostReason, Opportunity

DETAIL_NAMES = [
    "version",
    "colour",
    "models_looked_at",
    "objection",
    "budget",
    "payment_method",
    "trade_in",
    "decision_maker",
    "decision_maker_role",
    "talks_to_decision_maker",
]


class _DetailsBase(forms.Form):
    """``event`` is asked for where the store has any to choose from: see ``offer_events``."""

    event = forms.ModelChoiceField(
        MarketEvent.objects.none(), label=gettext_lazy("Market event"), required=False
    )
    offers_events = False

    def offer_events(self, store, *, on, present=None):
        """``present``: the key of the one that stands, which may be an older one."""
        events = MarketEvent.objects.to_choose(store, on=on)
        events |= MarketEvent.objects.filter(store=store, pk=present)
        self.fields["event"].queryset = events
        self.offers_events = events.exists()

    def present_details(self, opportunity):
        """The initial values that show what is known of ``opportunity``."""
        return {name: getattr(opportunity, name) for name in DETAIL_NAMES} | {
            "model": str(opportunity.car),
            "event": opportunity.event_id,
        }

    def details(self):
        """What was sent of the details, for the services; what the page did not ask stays as it is."""
        names = ["model", *DETAIL_NAMES, "event"]
        return {name: self.cleaned_data[name] for name in names if name in self.data}

    def clean_budget(self):
        budget = self.cleaned_data["budget"]
        if budget is not None and budget < 0:
            raise forms.ValidationError(_("A budget is not negative."))
        return budget

    @property
    def has_folded_intent_errors(self):
        """Whether the folded part of the form must be open."""
        return any(name in self.errors for name in ["model", *DETAIL_NAMES])

    def intent(self):
        """``intent`` of the intake services."""
        names = ["model", *DETAIL_NAMES, "event", "note", "expected_on"]
        return {name: self.cleaned_data[name] for name in names}


# The fields as the model describes them; a second ModelForm could not join the customer's.
IntentDetails = type(_DetailsBase)(
    "IntentDetails",
    (_DetailsBase,),
    forms.fields_for_model(Opportunity, fields=["model", *DETAIL_NAMES]),
)


class LossFields(forms.Form):
    """Judged by the service (``loss``), where the sale is lost at all."""

    lost_reason = forms.ChoiceField(
        label=gettext_lazy("Reason of loss"),
        choices=[("", "–"), *LostReason.choices],
        required=False,
    )
    competitor = forms.CharField(
        label=gettext_lazy("Competitor's model"), required=False, max_length=80
    )
    competitor_price = YuanField(
        label=gettext_lazy("Price offered there"), min_value=Decimal(0), required=False
    )
