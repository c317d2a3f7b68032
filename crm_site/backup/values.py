"""Field values as JSON and back, without loss on either database."""

import base64
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import JSONField
from django.utils.duration import duration_iso_string

from foundation.reason_codes import Reason


def fields_of(model):
    """The columns of a model's own table."""
    return model._meta.local_concrete_fields


def to_line(values):
    """One row as a line of JSON."""
    # In one order of the keys: PostgreSQL keeps one of its own.
    text = json.dumps(
        values, default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return text + "\n"


def _plain(value):
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, Reason):
        return value.as_json()
    raise TypeError(f"{type(value).__name__} cannot be copied")


def to_database(field, value, connection):
    """A value read from JSON as the database takes it."""
    if value is not None and not isinstance(field, JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)
