"""Days that the published calendar does not know, and the deadlines that count by working days (R3.2)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.holidays.models import DayOverride
from leads.opportunities.models import Opportunity

from ..deadlines.services import sync


@transaction.atomic
def set_day(*, on: date, day: date, is_working_day: bool, name: str = "") -> DayOverride:
    """Make a day a working day or a day off, whatever the calendar says; not in the past.

    What was counted up to today stays as it was: audits have judged by it.
    """
    _require_to_come(day, on)
    values = {"is_working_day": is_working_day, "name": name.strip()}
    return DayOverride.objects.update_or_create(on=day, defaults=values)[0]


@transaction.atomic
def clear_day(*, on: date, day: date) -> None:
    """Let the published calendar hold again for a day to come; nothing where it holds already."""
    _require_to_come(day, on)
    DayOverride.objects.filter(on=day).delete()


def _require_to_come(day: date, on: date) -> None:
    if day < on:
        raise ValidationError({"day": _("A day that is past can no longer be changed.")})


def recount_working_days() -> None:
    """Bring the deadlines of all open opportunities that count by working days up to the calendar."""
    rows = Opportunity.objects.executing().filter(grade__policy__counts_working_days=True)
    sync(sorted(rows.values_list("pk", flat=True)))
