"""Which evening, and whose; what makes no sense is left out."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.fields import PersonField
from foundation.fields import DayField

FIRST_DAY = date(2000, 1, 1)


class EveningForm(forms.Form):
    on = DayField(label=gettext_lazy("Date"), required=False)
    consultant = PersonField(
        None,
        label=gettext_lazy("Consultant"),
        required=False,
        empty_label=gettext_lazy("All consultants"),
    )

    def __init__(self, data, *, team, today):
        super().__init__(data)
        self.fields["consultant"].queryset = team
        self.today = today

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and not FIRST_DAY <= on <= self.today:
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return on

    @property
    def day(self):
        return self._chosen("on") or self.today

    @property
    def person(self):
        return self._chosen("consultant")

    @property
    def is_active(self):
        return self.day != self.today or self.person is not None

    def _chosen(self, name):
        self.is_valid()
        return self.cleaned_data.get(name)
