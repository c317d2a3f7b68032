"""Amounts of money that the database keeps, adds up and sorts exactly, on every engine."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .yuan import FEN, MOST_YUAN, ZERO, exact_sum, to_fen

__all__ = ["FEN", "MOST_YUAN", "ZERO", "FenField", "exact_sum", "to_fen"]


class FenField(models.BigIntegerField):
    """``Decimal`` yuan in Python, whole fen in the database, so that sums are exact on SQLite too."""

    default_validators = (MaxValueValidator(MOST_YUAN),)

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(value).scaleb(-2).quantize(FEN)

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value)).quantize(FEN)
        except ArithmeticError as error:
            raise ValidationError(_("Enter an amount of money."), code="invalid") from error

    def get_prep_value(self, value):
        return None if value is None else to_fen(value)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return None if value is None else str(value)

    def formfield(self, **kwargs):
        options = {
            "form_class": forms.DecimalField,
            "max_digits": 12,
            "decimal_places": 2,
            "min_value": 0,
        }
        return models.Field.formfield(self, **(options | kwargs))

    # An integer column bounds what is stored; what is typed is bounded in yuan by the validator.
    @property
    def validators(self):
        return [*self.default_validators, *self._validators]
