"""Form fields of every app: days, months, times, moments, phone numbers, texts and reasons, yuan."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dates import EARLIEST, LATEST
from .money import MOST_YUAN
from .months import parse_month


class DayField(forms.DateField):
    """A date that a calendar of a dealership can hold."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, earliest: date = EARLIEST, latest: date = LATEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators += [MinValueValidator(earliest), MaxValueValidator(latest)]


class MonthField(forms.CharField):
    """A month as ``2026-11``; its value is the first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            month = parse_month(text)
        except ValueError as error:
            raise forms.ValidationError(_("Enter a month as 2026-11.")) from error
        if not EARLIEST <= month <= LATEST:
            raise forms.ValidationError(_("Enter a month as 2026-11."))
        return month


class TimeField(forms.TimeField):
    """A time of day, in hours and minutes."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MomentField(forms.DateTimeField):
    """A day and a time of day, in the zone of the pages."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> Any:
        moment = super().to_python(value)
        if moment is not None and not EARLIEST <= moment.date() <= LATEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


class PhoneInput(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "off"} | (attrs or {}))


def text_area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "maxlength": 10000} | attrs)


class ReasonField(forms.CharField):
    """Why; ``max_length``: what the record holds that keeps it."""

    def __init__(self, *, max_length: int = 300, rows: int = 3, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "label": gettext_lazy("Reason"),
            "widget": forms.Textarea({"rows": rows}),
        }
        super().__init__(max_length=max_length, **options | kwargs)


class YuanField(forms.DecimalField):
    """An amount in yuan with two decimals, above zero unless ``min_value`` says otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {
            "min_value": Decimal("0.01"),
            "max_value": MOST_YUAN,
            "max_digits": 12,
            "decimal_places": 2,
            "widget": forms.NumberInput({"inputmode": "decimal"}),
        }
        super().__init__(**options | kwargs)
