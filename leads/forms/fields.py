"""Fields that several forms share."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from accounts.rules.calendar import EARLIEST, LATEST


class DayField(forms.DateField):
    """A date that a calendar of a dealership can hold."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, earliest=EARLIEST, latest=LATEST, **kwargs):
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(earliest), MaxValueValidator(latest)]


class PhoneInput(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "tel", "autocomplete": "off"} | (attrs or {}))


def text_area(rows, **attrs):
    return forms.Textarea({"rows": rows, "maxlength": 10000} | attrs)
