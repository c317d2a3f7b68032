"""Arguments of commands."""

from argparse import ArgumentTypeError
from datetime import date


def iso_date(text: str) -> date:
    """A date written as 2026-11-21, and in no other way."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        value = None
    if value is None or value.isoformat() != text:
        raise ArgumentTypeError(f"“{text}” is not a date like 2026-11-21")
    return value
