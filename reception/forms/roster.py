"""Who is on duty in which order, and who is passed over (R5.2)."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.edits import EditForm
from foundation.fields import DayField
from foundation.once import OnceForm

from ..models import AWAY_FROM_THE_LINE
from ..queries import consultants_of


class DayForm(forms.Form):
    """The day of a roster: today or one of the next weeks; what makes no sense is today."""

    AHEAD = timedelta(days=62)
    on = DayField(label=gettext_lazy("Date"), required=False)

    def __init__(self, data, *, today):
        super().__init__(data)
        self.today = today

    @property
    def day(self):
        on = self.cleaned_data.get("on") if self.is_valid() else None
        return on if on and self.today <= on <= self.today + self.AHEAD else self.today


class RosterForm(EditForm):
    """A number for everybody on duty; no number: not on duty. Equal numbers keep their order."""

    is_grid = True

    def __init__(self, *args, people, places, **kwargs):
        self.people = people
        super().__init__(*args, **kwargs)
        for person in people:
            self.fields[f"place_{person.pk}"] = forms.IntegerField(
                label=str(person),
                required=False,
                min_value=1,
                max_value=999,
                initial=places.get(person.pk),
                widget=forms.NumberInput(
                    attrs={"inputmode": "numeric", "data-place": "", "placeholder": "–"}
                ),
            )

    @property
    def rows(self):
        """The fields, those on duty first, in order."""
        bound = [self[f"place_{person.pk}"] for person in self.people]

        def number(field):
            text = str(field.value() or "")
            return int(text) if text.isdecimal() and len(text) < 6 else 10_000

        return sorted(bound, key=number)

    def on_duty(self):
        """The people of the valid form, in order."""
        chosen = [
            (self.cleaned_data[f"place_{person.pk}"], number, person)
            for number, person in enumerate(self.people)
            if self.cleaned_data[f"place_{person.pk}"]
        ]
        return [person for _place, _number, person in sorted(chosen, key=lambda row: row[:2])]


class PassOverForm(OnceForm):
    """Why somebody is passed over; a consultant says so of no colleague."""

    consultant = forms.ModelChoiceField(None, label=gettext_lazy("Consultant"))
    why = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=list(AWAY_FROM_THE_LINE.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Another reason"), max_length=200, required=False)

    def __init__(self, *args, user, store, **kwargs):
        super().__init__(*args, **kwargs)
        people = consultants_of(store)
        if user.is_consultant:
            people = people.filter(pk=user.pk)
        self.fields["consultant"].queryset = people

    def clean(self):
        values = super().clean()
        if not values.get("why") and not values.get("reason", "").strip():
            self.add_error("reason", _("Say why."))
        return values

    def said(self):
        """The reason as it is kept: what was typed, else what was chosen."""
        values = self.cleaned_data
        return values["reason"].strip() or AWAY_FROM_THE_LINE[values["why"]]
