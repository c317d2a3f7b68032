"""Form fields of every app: days, phone numbers, long texts, yuan."""

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from .dates import EARLIEST, LATEST
from .money import MOST_YUAN


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


class YuanField(forms.DecimalField):
    """An amount in yuan with two decimals, above zero unless ``min_value`` says otherwise."""

    def __init__(self, **kwargs):
        options = {
            "min_value": Decimal("0.01"),
            "max_value": MOST_YUAN,
            "max_digits": 12,
            "decimal_places": 2,
            "widget": forms.NumberInput({"inputmode": "decimal"}),
        }
        super().__init__(**options | kwargs)
