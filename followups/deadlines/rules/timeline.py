"""When deadlines stood: events replayed day by day. Pure.

The state at the close of a day is what all events up to that day add up to. A deadline lasts from the
first close at which it stands to the first at which it does not.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from foundation.dates import ONE_DAY

from ...calendars.rules import ALL_DAYS
from .events import CallBackPromised, Event, Executed
from .kinds import DaysOf, Deadline
from .standing import OpportunityState, standing


def _order(event: Event) -> tuple[date, int, float]:
    """Day by day as the rules count; contacts of one day by their moments, so far as these are known."""
    at = event.at if isinstance(event, Executed) else None
    return event.on, event.rank, at.timestamp() if at else 0.0


@dataclass(frozen=True)
class DeadlineSpan:
    """A deadline with the first close at which it stood and the first at which it no longer did."""

    deadline: Deadline
    set_on: date
    ended_on: date | None

    @property
    def matters(self) -> bool:
        """Whether it stands or was broken while it stood; one that was kept matters to no audit."""
        if self.ended_on is None:
            return True
        return max(self.set_on, self.deadline.breaks_on) < self.ended_on


def timeline(
    events: Iterable[Event],
    days_on: Callable[[date], DaysOf] = lambda day: lambda person, policy: ALL_DAYS,
    known_on: Iterable[date] = (),
) -> tuple[list[DeadlineSpan], OpportunityState]:
    """``(stood, state)``: all that ever stood at a close, and the state at the end.

    ``days_on(day)`` gives the ``days_of`` of ``standing`` as known on that day; ``known_on``: the
    days on which absences became known. A suspicion ends by a person's verdict only, which is not
    an event here: its ``ended_on`` is ``None``.
    """
    state = OpportunityState()
    open_since: dict[Deadline, date] = {}
    stood: list[DeadlineSpan] = []
    suspicions: dict[Deadline, DeadlineSpan] = {}
    ordered = sorted(events, key=_order)
    by_day = {day: list(group) for day, group in groupby(ordered, key=lambda e: e.on)}
    # One that was made or passed on too late on its day stands missed at that close, and no longer.
    morrows = {e.call_back_on + ONE_DAY for e in ordered if isinstance(e, CallBackPromised)}
    for day in sorted({*by_day, *known_on, *morrows}):
        days_of = days_on(day)
        state.begin(day)
        held = state.owner, state.assigned_on
        for event in by_day.get(day, ()):
            for deadline in event.apply(state, days_of):
                suspicions[deadline] = DeadlineSpan(deadline, day, None)
            if state.owner == held[0]:  # given away and back within the day: nothing was assigned
                state.assigned_on = held[1]
        if state.owner is None:
            continue
        now = standing(state, days_of)
        for deadline in open_since.keys() - now:
            stood.append(DeadlineSpan(deadline, open_since.pop(deadline), day))
        for deadline in now - open_since.keys():
            open_since[deadline] = day
    stood += [DeadlineSpan(deadline, since, None) for deadline, since in open_since.items()]
    return stood + list(suspicions.values()), state
