"""Numbers of a store's papers, one after the other of a day."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.history import save_as

from ..rules import next_number, prefix_of

# So many papers of one store may be made at the very same moment.
ATTEMPTS = 50


def save_numbered(record: Any, *, on: date, by: User, now: datetime) -> None:
    """Under the day's next number; who takes the same one at the same moment takes the next."""
    rows = type(record).objects.filter(store=record.store, number__startswith=prefix_of(on))
    for _attempt in range(ATTEMPTS):
        record.number = next_number(on, rows.values_list("number", flat=True))
        try:
            with transaction.atomic():
                save_as(record, by=by, now=now)
            return
        except IntegrityError:
            record.pk = None
    raise ValidationError(_("Too many orders at this moment; try again."))
