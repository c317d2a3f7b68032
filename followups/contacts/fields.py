"""What a contact asks for besides: what a card still lacks (R2.3), a note by its parts (R12.5)."""

from django import forms
from django.utils.translation import gettext as _

from foundation.fields import DayField, text_area
from leads.customers.models import Customer
from leads.customers.rules import COMPANY, OPTIONAL

from ..note_parts.rules import ANSWERED, NEXT_STEP, OR_ELSE, SAID, told
from ..phrases.models import PARTS

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


class PartFields(forms.Form):
    """A note is taken by its parts, where the policy says so; what it says as a whole is made of them (R12.5)."""

    asks_parts = False

    def ask_parts(self, policy):
        """Ask for them by the grading ``policy`` of the intent."""
        self.asks_parts = policy.notes_by_standard
        for part in PARTS if self.asks_parts else ():
            self.fields[f"part_{part}"] = forms.CharField(
                label=part.label, required=False, max_length=500, widget=text_area(1)
            )

    @property
    def part_fields(self):
        """``(bound field, phrases)`` of each part but the next step, which the plan says."""
        return [(self[f"part_{part}"], self.phrases.get(part, [])) for part in PARTS]

    def parts(self):
        """``{part: text}`` of the note, once the fields are clean."""
        if not self.asks_parts:
            return {}
        found = {str(part): self.cleaned_data.get(f"part_{part}", "") for part in PARTS}
        return found | {NEXT_STEP: str(self.cleaned_data.get("expected_content") or "")[:500]}

    def clean(self):
        """What was said and what to it is made of the parts where nobody put it into other words."""
        if self.asks_parts:
            parts = self.parts()
            made = {
                "content": told(parts, SAID),
                "feedback": told(parts, ANSWERED) or told(parts, OR_ELSE),
            }
            for name, text in made.items():
                if not self.cleaned_data.get(name, "").strip():
                    self.cleaned_data[name] = text
        return super().clean()
