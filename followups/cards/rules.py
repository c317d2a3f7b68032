"""When to downgrade or end an opportunity (R4.12): advice, nothing is done by itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..activities.rules import NOT_REACHED

UNREACHED_TIMES = 3
FRUITLESS_TALKS = 3
FRUITLESS_TALKS_WITH_OTHERS = 2
# The customer agreed to something or did something: that is progress whatever the grade.
PROGRESS = {"appointment", "visited", "test_driven", "ordered"}


class Advice:
    UNREACHABLE = "unreachable"
    NOT_DECIDING = "not_deciding"
    NO_PROGRESS = "no_progress"


@dataclass(frozen=True)
class Attempt:
    """An executed contact: its result, whether the grade rose in it, whether with who decides.

    ``with_decision_maker`` is ``None`` where that is not known.
    """

    result: str
    is_upgrade: bool = False
    with_decision_maker: bool | None = None

    @property
    def is_talk(self) -> bool:
        return self.result not in NOT_REACHED

    @property
    def is_progress(self) -> bool:
        return self.is_upgrade or self.result in PROGRESS

    @property
    def is_lost_on_another(self) -> bool:
        """A talk with someone who does not decide, and that led nowhere."""
        return self.is_talk and self.with_decision_maker is False and not self.is_progress


def advice_for(attempts: Sequence[Attempt]) -> str | None:
    """``Advice`` for the attempts of an executing opportunity, the latest first; ``None`` mostly.

    Who decides not reached ``UNREACHED_TIMES`` running; ``FRUITLESS_TALKS_WITH_OTHERS`` talks running
    with someone who does not decide, or ``FRUITLESS_TALKS`` with anybody, without an upgrade or an
    appointment. An attempt in vain between talks neither counts as a talk nor breaks the row.
    """
    latest = attempts[:UNREACHED_TIMES]
    if len(latest) == UNREACHED_TIMES and all(
        not a.is_talk or a.is_lost_on_another for a in latest
    ):
        return Advice.UNREACHABLE
    talks = [a for a in attempts if a.is_talk]
    others = talks[:FRUITLESS_TALKS_WITH_OTHERS]
    if len(others) == FRUITLESS_TALKS_WITH_OTHERS and all(a.is_lost_on_another for a in others):
        return Advice.NOT_DECIDING
    talks = talks[:FRUITLESS_TALKS]
    if len(talks) == FRUITLESS_TALKS and not any(a.is_progress for a in talks):
        return Advice.NO_PROGRESS
    return None
