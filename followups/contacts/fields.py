"""What is still missing on a card, asked for in a contact, two things at a time (R2.3)."""

from django import forms
from django.utils.translation import gettext as _

from foundation.fields import DayField
from leads.customers.models import Customer
from leads.customers.rules import COMPANY, OPTIONAL

ASKED_AT_ONCE = 2
PREFIX = "card_"
# Name and phone change by request; what a new card must have is on every card.
ASKABLE = ("birthday", "gender", *OPTIONAL, *COMPANY)


def some_of(missing, *, turn):
    """The few of ``missing`` whose turn it is, so that each is asked for in the course of the contacts."""
    names = [name for name in missing if name in ASKABLE]
    start = turn * ASKED_AT_ONCE % len(names) if names else 0
    return [*names[start:], *names[:start]][:ASKED_AT_ONCE]


class AskedFields(forms.Form):
    """Fields of the card; what is left blank stays unknown."""

    def ask(self, names):
        """Ask for these; of a form that was sent, for those that were asked for."""
        if self.is_bound:
            names = [name for name in ASKABLE if PREFIX + name in self.data]
        made = forms.fields_for_model(
            Customer, fields=list(names), field_classes={"birthday": DayField}
        )
        for name in names:
            field = self.fields[PREFIX + name] = made[name]
            field.required = False
            if hasattr(field, "choices"):
                field.choices = [("", _("Not known")), *(c for c in field.choices if c[0])]
            if name == "gender":
                field.choices = [choice for choice in field.choices if choice[0] != "U"]

    @property
    def asked(self):
        """The bound fields."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def clean(self):
        values = super().clean()
        birthday = self.cleaned_data.get(f"{PREFIX}birthday")
        if birthday and birthday > self.reader.on:
            self.add_error(f"{PREFIX}birthday", _("The birthday lies in the future."))
        return values

    def answers(self):
        """``{field of the card: what was answered}``."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX) and value not in ("", None)
        }
