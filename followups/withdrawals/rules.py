"""What can be undone, by whom and until when. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

# So long after an act whoever did it can undo it.
WITHIN = timedelta(minutes=10)

CONTACT, MOVE, CANCELLATION = "contact", "move", "cancellation"
NOTHING, NOT_YOURS, AGAIN, TOO_LATE, DAY_OVER = "nothing", "not yours", "again", "late", "day over"


@dataclass(frozen=True)
class Step:
    """One row of an activity's history, as far as it says what was done; ``by_house``: no person's word."""

    state: str
    planned_on: date
    by_house: bool = False


def act_between(before: Step | None, after: Step) -> str:
    """What was done between two rows of an activity: ``CONTACT``, ``MOVE``, ``CANCELLATION`` or ``""``.

    ``before`` is ``None`` for a contact that nobody had planned. What an absence moved, or the house
    cancelled with something else, is undone with that, not by itself.
    """
    was_plan = before is not None and before.state == "planned"
    if after.state == "executed" and (before is None or was_plan):
        return CONTACT
    if not was_plan or after.by_house:
        return ""
    assert before is not None
    if after.state == "cancelled":
        return CANCELLATION
    moved = after.state == "planned" and after.planned_on != before.planned_on
    return MOVE if moved else ""


def hindrance(
    act: str, *, is_own: bool, is_undone: bool, at: datetime, now: datetime, same_day: bool
) -> str:
    """Why an act of the moment ``at`` cannot be undone at ``now``; ``""`` where nothing stands in the way.

    ``same_day``: the store's business date is still that of the act: what a close of a day has counted
    stays counted.
    """
    if is_undone:
        return AGAIN
    if not act:
        return NOTHING
    if not is_own:
        return NOT_YOURS
    if now - at > WITHIN:
        return TOO_LATE
    return "" if same_day else DAY_OVER
