"""Which card, which values and which owner are kept, and why the cards are parted again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from foundation.fields import ReasonField
from foundation.once import OnceForm

KEPT, TAKEN = "kept", "merged"


class OtherCardForm(forms.Form):
    """The other card, by its number or its exact phone number."""

    q = forms.CharField(
        label=_("Phone number or card number of the other card"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class MergeForm(OnceForm):
    """Of each field in which the cards differ whose value is kept, who has the customer, and why."""

    owner = forms.ModelChoiceField(
        label=_("Who has the customer from now on"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    reason = ReasonField(label=_("How do you know that they are one person?"), rows=2)

    def __init__(self, *args, kept, merged, pairs, **kwargs):
        super().__init__(*args, initial={"owner": kept.consultant_id}, **kwargs)
        self.pairs = [pair for pair in pairs if pair.is_open]
        for pair in self.pairs:
            self.fields[f"keep_{pair.name}"] = forms.ChoiceField(
                label=pair.label,
                choices=[(KEPT, pair.kept or "–"), (TAKEN, pair.merged or "–")],
                initial=TAKEN if pair.takes_merged else KEPT,
                widget=forms.RadioSelect({"class": "form-check-input"}),
            )
        owners = {kept.consultant_id, merged.consultant_id}
        self.fields["owner"].queryset = User.objects.filter(pk__in=owners).order_by("pk")
        if len(owners) == 1:
            self.fields["owner"].widget = forms.HiddenInput()

    @property
    def choices(self):
        """The fields side by side, in the order of the card."""
        return [self[f"keep_{pair.name}"] for pair in self.pairs]

    @property
    def taken(self):
        """The fields of which the merged card's value was chosen."""
        return [p.name for p in self.pairs if self.cleaned_data[f"keep_{p.name}"] == TAKEN]


class PartForm(OnceForm):
    reason = ReasonField(label=_("Why are they two people?"), rows=2)
