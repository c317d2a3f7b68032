"""A new customer, or a further intent of one: card, intent and first plan in one form (R2, R4.2)."""

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.fields import PhoneInput
from foundation.once import OnceForm
from leads.customers.fields import OPTIONAL_FIELDS, REQUIRED_FIELDS, CardFields
from leads.customers.models import Source
from leads.customers.services import clean_phone
from leads.grading.fields import IntentForm
from leads.opportunities.fields import IntentDetails

from ..activities.models import Purpose
from ..activities.rules import purpose_for
from ..phone_lookup.queries import look_up
from ..phone_lookup.services import count_lookup
from ..phrases.models import Field
from ..phrases.queries import BY_PURPOSE, phrases_of
from ..plans.fields import PlanFields
from ..plans.services import default_next_on


def first_day(form, *, call_back=False):
    """The day proposed for the contact after today, or ``None`` while the note says no grade."""
    on = form.reader.on
    if not form.grade:
        return None
    return default_next_on(
        person=form.person,
        grade=form.grade,
        contact_on=on,
        on=on,
        expected_on=form.cleaned_data.get("expected_on"),
        call_back=call_back,
    )


class OpportunityForm(IntentForm, IntentDetails, PlanFields, OnceForm):
    """A further intent, with its first plan; ``person`` will own it."""

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
        self.offer_events(person.store_id, on=self.reader.on)
        self.fields["model"].widget.attrs |= {"list": "models-in-use", "autocomplete": "off"}

    @cached_property
    def next_day(self):
        """The day proposed for the first contact (R4.3), or ``None`` while the note says no grade."""
        return first_day(self)


class CustomerForm(IntentForm, CardFields, IntentDetails, PlanFields, OnceForm):
    """A new card; ``duplicates`` are the cards that have the number already (R2.5)."""

    consultant = forms.ModelChoiceField(label=gettext_lazy("Consultant"), queryset=None)

    class Meta(CardFields.Meta):
        fields = ["name", "phone", *REQUIRED_FIELDS, *OPTIONAL_FIELDS]
        widgets = CardFields.Meta.widgets | {"phone": PhoneInput}

    def __init__(self, *args, user, now, consultants, reader, **kwargs):
        self.user, self.now = user, now
        self.duplicates = []
        super().__init__(*args, reader=reader, on=reader.on, **kwargs)
        self.fields["consultant"].queryset = consultants
        if user.is_consultant:
            del self.fields["consultant"]
        self.offer_events(user.store_id, on=reader.on)
        self.fields["note"].widget.attrs["rows"] = 1
        self.fields["note"].help_text = ""
        self.fields["expected_content"].widget.attrs["rows"] = 1
        for name in ("note", "expected_content"):
            self.fields[name].widget.attrs["placeholder"] = self.fields[name].label
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["phone"].widget.attrs |= {
            "hx-post": reverse("followups:phone_check"),
            "hx-trigger": "input changed delay:400ms",
            "hx-params": "phone",
            "hx-target": "#phone-check",
        }
        self.fields["model"].widget.attrs |= {"list": "models-in-use", "autocomplete": "off"}

    def clean_birthday_unknown(self):
        """It is ticked beforehand, so that a birthday that was given says more."""
        return self.cleaned_data["birthday_unknown"] and not self.cleaned_data.get("birthday")

    def clean_phone(self):
        phone = clean_phone(self.cleaned_data["phone"])
        count_lookup(by=self.user, phone=phone, now=self.now)
        self.duplicates = look_up(self.user, phone, now=self.now)
        if self.duplicates:
            raise forms.ValidationError(_("This number is already on a card of this store."))
        return phone

    @property
    def letters(self):
        """``(radio, grade, purpose)`` of each grade that one tap sets; a first contact makes friends."""
        for radio in self["letter"]:
            grade = self.reader.grades[radio.data["value"]]
            if not grade.is_ordered:
                yield radio, grade, Purpose.FRIENDSHIP

    @property
    def next_phrases(self):
        """``(purpose, phrase)`` of what the first contact may be about."""
        own = phrases_of(self.user, on=self.reader.on)[Field.NEXT]
        shipped = [*BY_PURPOSE[Purpose.FRIENDSHIP], *BY_PURPOSE[Purpose.RAISE_GRADE]]
        return [("", text) for text in [*own, *shipped]]

    @property
    def has_folded_errors(self):
        """Whether what is folded away must be seen."""
        return bool({"next_mode", "purpose", "priority"} & set(self.errors))

    def proposed_purpose(self):
        """A first contact makes friends, but with the store's own base: those it knows (R4.1, R2.4)."""
        if self.cleaned_data.get("source") == Source.BASE:
            return super().proposed_purpose()
        return purpose_for(self.grade.code, is_first=True)

    @property
    def person(self):
        """Who will own the customer."""
        chosen = getattr(self, "cleaned_data", {}).get("consultant")
        return chosen or self.user

    @cached_property
    def next_day(self):
        """Who walked or called in is called back within 24 hours (R4.6); others by cadence (R4.3)."""
        source = getattr(self, "cleaned_data", {}).get("source")
        return first_day(self, call_back=source == Source.WALK_OR_CALL_IN)
