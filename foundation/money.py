"""Amounts of money that the database keeps, adds up and sorts exactly, on every engine."""

from decimal import ROUND_HALF_UP, Context, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

FEN = Decimal("0.01")
MOST_YUAN = Decimal("9999999999.99")


def to_fen(value):
    """Yuan as a whole number of fen, rounded half up."""
    return int((Decimal(value) * 100).quantize(Decimal(1), ROUND_HALF_UP))


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


class MoneyField(models.DecimalField):
    """Yuan and fen. SQLite would keep a decimal as a float of 15 digits, so there it is text.

    Amounts that double each time outgrow 15 digits after some fifty occasions (R8.2). Being text on
    SQLite, a column is neither ordered nor summed by the database: services do that in Python.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_digits", 200)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def get_internal_type(self):
        return "MoneyField"

    def db_type(self, connection):
        if connection.vendor == "sqlite":
            return "text"
        return f"numeric({self.max_digits}, {self.decimal_places})"

    def from_db_value(self, value, expression, connection):
        return Decimal(str(value)) if isinstance(value, str | int | float) else value


ZERO = Decimal("0.00")

EXACT = Context(prec=2000, rounding=ROUND_HALF_UP)


def exact_sum(amounts):
    """The exact sum of amounts in yuan."""
    total = ZERO
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total
