"""Amounts of money that the database keeps, adds up and sorts exactly, on every engine."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .yuan import FEN, MOST_YUAN, ZERO, exact_sum, to_fen

__all__ = ["FEN", "MOST_YUAN", "ZERO", "FenField", "exact_sum", "to_fen"]


if TYPE_CHECKING:
    _Integers = models.BigIntegerField[Any, Any]
else:
    _Integers = models.BigIntegerField


class FenField(_Integers):
    """``Decimal`` yuan in Python, whole fen in the database, so that sums are exact on SQLite too."""

    _validators: list[Any]
    default_validators = [MaxValueValidator(MOST_YUAN)]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2).quantize(FEN)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value)).quantize(FEN)
        except ArithmeticError as error:
            raise ValidationError(_("Enter an amount of money."), code="invalid") from error

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else to_fen(value)

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return None if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        options: dict[str, Any] = {
            "form_class": forms.DecimalField,
            "max_digits": 12,
            "decimal_places": 2,
            "min_value": 0,
        }
        return models.Field.formfield(self, **(options | kwargs))

    # An integer column bounds what is stored; what is typed is bounded in yuan by the validator.
    @property
    def validators(self) -> Any:
        return [*self.default_validators, *self._validators]
