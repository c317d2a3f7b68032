"""The note, hence the grade, and the date of an intent (R3.1, R3.3); every change is kept (R3.4)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.people.models import User
from leads.grading.queries import IntentReader
from leads.opportunities.models import Opportunity
from leads.opportunities.services import change_opportunity, require_order

from ..activities.models import Activity
from ..deadlines.services import sync
from ..plans.services import lock_opportunity, require_executing
from ..workload.services import require_room


@transaction.atomic
def regrade(
    *, by: User, now: datetime, on: date, opportunity: Opportunity, note: str, expected_on: date
) -> Opportunity:
    """A new note or date outside a contact; counts as no contact, and no suspicion ends by it (R6.5).

    Raises ``ValidationError`` by field, or where the intent has ended.
    """
    opportunity = lock_opportunity(opportunity.pk)
    require_executing(opportunity)
    reader = IntentReader.of_opportunity(opportunity, on=on)
    change_intent(opportunity, reader, by=by, now=now, note=note, expected_on=expected_on)
    sync([opportunity.pk], locked=[opportunity])
    return opportunity


def stays_unread(
    opportunity: Opportunity, reader: IntentReader, note: str, *, is_silent: bool
) -> bool:
    """Whether the note is left as it is, of a policy by which nobody reads it any more (R3.2, R12.1)."""
    is_foreign = opportunity.grade.code not in reader.grades
    return is_silent and is_foreign and note == opportunity.note


def change_intent(
    opportunity: Opportunity,
    reader: IntentReader,
    *,
    by: User,
    now: datetime,
    note: str,
    expected_on: date,
    activity: Activity | None = None,
    goes_on: bool = True,
    is_silent: bool = False,
    along: Mapping[str, Any] | None = None,
) -> None:
    """Set note, grade and date of a locked ``opportunity``; no sync.

    ``goes_on``: whether it stays executing; of one that ends no date is checked. ``is_silent``: nobody was
    reached who could be asked about a date that no longer fits (R3.3), nor about a grade of a policy by which
    its consultant does not work, which stays until then. ``along`` as ``change_opportunity`` takes it.
    Raises ``ValidationError`` by field.
    """
    if stays_unread(opportunity, reader, note, is_silent=is_silent):
        grade = opportunity.grade
    else:
        try:
            grade, note = reader.read_note(note)
        except ValidationError as error:
            raise ValidationError({"note": error}) from error
    if goes_on:
        require_order(grade, opportunity.ordered_on)
        if grade.code != opportunity.grade.code:
            require_room(opportunity.consultant_id, grade)
    is_kept = grade.is_ordered or (is_silent and note == opportunity.note)
    if goes_on and not (is_kept and expected_on == opportunity.expected_on):
        try:
            reader.check_date(grade, expected_on)
        except ValidationError as error:
            raise ValidationError({"expected_on": error}) from error
    change_opportunity(
        opportunity,
        by=by,
        now=now,
        on=reader.on,
        activity=activity,
        along=along,
        note=note,
        grade=grade,
        expected_on=expected_on,
    )
