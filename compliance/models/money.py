"""Amounts of money that stay exact on every database."""

from decimal import Decimal

from django.db import models


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
