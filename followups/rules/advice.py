"""When to downgrade or end an opportunity (R4.12): an advice, never a deed. Pure."""

from dataclasses import dataclass

from .contact import NOT_REACHED

UNREACHED_TIMES = 3
FRUITLESS_TALKS = 3
# The customer agreed to something or did something: that is progress whatever his grade.
PROGRESS = {"appointment", "visited", "test_driven", "ordered"}


class Advice:
    UNREACHABLE = "unreachable"
    NO_PROGRESS = "no_progress"


@dataclass(frozen=True)
class Attempt:
    """An executed contact: its result, and whether the grade rose in it."""

    result: str
    is_upgrade: bool = False


def advice_for(attempts):
    """``Advice`` for the attempts of an executing opportunity, the latest first; ``None`` mostly.

    Not reached ``UNREACHED_TIMES`` running, or ``FRUITLESS_TALKS`` talks running without an upgrade or
    an appointment. An attempt in vain between talks neither counts as a talk nor breaks the row.
    """
    latest = attempts[:UNREACHED_TIMES]
    if len(latest) == UNREACHED_TIMES and all(a.result in NOT_REACHED for a in latest):
        return Advice.UNREACHABLE
    talks = [a for a in attempts if a.result not in NOT_REACHED][:FRUITLESS_TALKS]
    if len(talks) == FRUITLESS_TALKS and not any(
        a.is_upgrade or a.result in PROGRESS for a in talks
    ):
        return Advice.NO_PROGRESS
    return None
