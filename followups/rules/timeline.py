"""The life of an opportunity, day by day, as the promises that stood in it. Pure.

The records are dated events; the state at the close of a day is what all events up to that day add
up to. A promise lasts from the first close at which it stands to the first at which it does not.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from accounts.rules.calendar import EVERY_DAY
from leads.rules.grades import GradeTerms

from .deadlines import Kind, PolicyTerms, Promise, State, is_far_plan, is_far_push, standing


@dataclass(frozen=True)
class Changed:
    """The opportunity's grade, date, owner or state changed; ``None`` means unchanged (R3.4)."""

    on: date
    grade: GradeTerms | None = None
    policy: PolicyTerms | None = None
    expected_on: date | None = None
    owner: int | None = None
    executing: bool | None = None
    cared_for: bool | None = None
    rank = 0

    def apply(self, state, days):
        pushed = self._pushed(state)
        if self.owner is not None and self.owner != state.owner:
            state.owner, state.assigned_on = self.owner, self.on
            state.registered_on = state.registered_on or self.on
            state.plans = {a: (day, self.owner) for a, (day, _) in state.plans.items()}
        if self.grade is not None:
            if state.grade is None or self.grade.code != state.grade.code:
                state.pushes = 0
            state.grade = self.grade
            state.policy = self.policy or state.policy
        if self.executing is not None:
            state.executing = self.executing
            state.cared_for = bool(self.cared_for)
            if not self.executing:
                state.callbacks.clear()
        state.expected_on = self.expected_on or state.expected_on
        if pushed:
            yield Promise(Kind.SUSPECTED_EVASION, None, state.owner, self.on, self.on)

    def _pushed(self, state):
        """Whether the expected date is put off suspiciously with no change of grade (R6.5 c)."""
        old, new = state.expected_on, self.expected_on
        regraded = self.grade is not None and state.grade and self.grade.code != state.grade.code
        if not (old and new and new > old) or regraded or state.grade.is_ordered:
            return False
        state.pushes += 1
        often = state.pushes >= state.policy.suspicious_pushes
        return often or is_far_push(old, new, state.grade)


@dataclass(frozen=True)
class Promised:
    """Somebody left an address ``at`` a moment, and is to be called by the close of ``call_back_on`` (R4.6)."""

    on: date
    activity: int
    call_back_on: date
    at: datetime | None = None
    rank = 0

    def apply(self, state, days):
        if state.executing:
            state.callbacks[self.activity] = (self.call_back_on, self.at)
        return ()


@dataclass(frozen=True)
class Executed:
    """A contact recorded on ``on``, ``at`` a moment; ``executed_on`` is the day it took place."""

    on: date
    activity: int
    executed_on: date
    person: int
    effective: bool
    at: datetime | None = None
    rank = 1

    def apply(self, state, days):
        state.plans.pop(self.activity, None)
        # They were called, whatever was planned for it, unless they came after that (R6.7).
        state.callbacks = {
            activity: (call_back_on, promised_at)
            for activity, (call_back_on, promised_at) in state.callbacks.items()
            if promised_at and self.at and self.at < promised_at
        }
        state.last_plan_ended_on = self.on
        state.last_executed_on = _later(state.last_executed_on, self.executed_on)
        if self.effective:
            state.last_effective_on = _later(state.last_effective_on, self.executed_on)
            own = state.effective_by.get(self.person)
            state.effective_by[self.person] = _later(own, self.executed_on)
        return ()


@dataclass(frozen=True)
class Planned:
    """A plan was made; a promised call-back is no evasion, however long nobody called before (R4.6)."""

    on: date
    activity: int
    person: int
    planned_on: date
    is_promised: bool = False
    rank = 2

    def apply(self, state, days):
        state.plans[self.activity] = (self.planned_on, self.person)
        far = is_far_plan(self.planned_on, state, days(self.person, state.policy))
        if far and not (self.is_promised or state.cared_for):
            yield Promise(Kind.SUSPECTED_EVASION, self.activity, self.person, self.on, self.on)


@dataclass(frozen=True)
class Moved:
    """A plan moved; one that an approved absence moved is no evasion (R4.7)."""

    on: date
    activity: int
    to_on: date
    for_absence: bool = False
    rank = 3

    def apply(self, state, days):
        if self.activity not in state.plans:
            return
        _, person = state.plans[self.activity]
        state.plans[self.activity] = (self.to_on, person)
        if self.for_absence or state.cared_for:
            return
        moves = state.moves[self.activity] = state.moves.get(self.activity, 0) + 1
        far = is_far_plan(self.to_on, state, days(person, state.policy))
        if far or moves >= state.policy.suspicious_moves:
            yield Promise(Kind.SUSPECTED_EVASION, self.activity, person, self.on, self.on)


@dataclass(frozen=True)
class Dropped:
    """A plan was cancelled."""

    on: date
    activity: int
    rank = 4

    def apply(self, state, days):
        if state.plans.pop(self.activity, None):
            state.last_plan_ended_on = self.on
        return ()


def _later(a, b):
    return b if a is None or b > a else a


@dataclass(frozen=True)
class Stood:
    """A promise with the first close at which it stood and the first at which it no longer did."""

    promise: Promise
    set_on: date
    ended_on: date | None

    @property
    def matters(self):
        """Whether it stands or was broken while it stood; a promise that was kept matters to no audit."""
        if self.ended_on is None:
            return True
        return max(self.set_on, self.promise.breaks_on) < self.ended_on


def timeline(events, counts_on=lambda day: lambda person, policy: EVERY_DAY, known_on=()):
    """``(stood, state)``: all that ever stood at a close, and the state at the end.

    ``counts_on(day)`` gives the ``count_for`` of ``standing`` as known on that day; ``known_on``: the
    days on which absences became known. A suspicion ends by a person's verdict only, which is not
    an event here: its ``ended_on`` is ``None``.
    """
    state = State()
    open_since, stood, suspicions = {}, [], {}
    ordered = sorted(events, key=lambda e: (e.on, e.rank))
    by_day = {day: list(group) for day, group in groupby(ordered, key=lambda e: e.on)}
    for day in sorted({*by_day, *known_on}):
        count_for = counts_on(day)
        held = state.owner, state.assigned_on
        for event in by_day.get(day, ()):
            for promise in event.apply(state, count_for):
                suspicions[promise] = Stood(promise, day, None)
            if state.owner == held[0]:  # given away and back within the day: nothing was assigned
                state.assigned_on = held[1]
        if state.owner is None:
            continue
        now = standing(state, count_for)
        for promise in open_since.keys() - now:
            stood.append(Stood(promise, open_since.pop(promise), day))
        for promise in now - open_since.keys():
            open_since[promise] = day
    stood += [Stood(promise, since, None) for promise, since in open_since.items()]
    return stood + list(suspicions.values()), state
