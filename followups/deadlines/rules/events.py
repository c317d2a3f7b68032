"""The dated events of an opportunity, and what each changes in its state. Pure.

``rank`` orders the events of a day. What ``apply`` yields are suspicions (R6.5).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from leads.grading.rules import GradeTerms, is_downgrade

from ...activities.rules import Call, CallBack
from .kinds import DaysOf, Deadline, Kind, PolicyTerms
from .standing import OpportunityState, is_far_plan, is_far_push


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

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        pushed = self._pushed(state)
        if self.owner is not None and self.owner != state.owner:
            state.owner_before, state.owner, state.assigned_on = state.owner, self.owner, self.on
            state.registered_on = state.registered_on or self.on
            state.plans = {a: (day, self.owner) for a, (day, _) in state.plans.items()}
        if self.grade is not None:
            if state.grade is None or is_downgrade(state.grade, self.grade):
                state.pushes = 0
            state.grade = self.grade
            state.policy = self.policy or state.policy
        if self.executing is not None:
            state.executing = self.executing
            state.cared_for = bool(self.cared_for)
            if not self.executing:
                state.callbacks.clear()
        state.expected_on = self.expected_on or state.expected_on
        if pushed and state.owner is not None:
            yield Deadline(Kind.SUSPECTED_EVASION, None, state.owner, self.on, self.on)

    def _pushed(self, state: OpportunityState) -> bool:
        """Whether the expected date is put off suspiciously with no downward change of grade (R6.5 c).

        Of what is taken up again the leader gave the date, who is suspected of nothing (R2.7).
        """
        if self.executing and not state.executing:
            return False
        old, new, grade = state.expected_on, self.expected_on, state.grade
        if not (old and new and grade) or new <= old or grade.is_ordered:
            return False
        if self.grade is not None and is_downgrade(grade, self.grade):
            return False
        state.pushes += 1
        often = state.pushes >= state.policy.suspicious_pushes
        return often or is_far_push(old, new, grade)


@dataclass(frozen=True)
class CallBackPromised:
    """Somebody left an address, and is to be called until the moment ``by`` of ``call_back_on`` (R4.6).

    ``assigned_at``: it is the first contact of a customer who was assigned at that moment (R5.3).
    """

    on: date
    activity: int
    call_back_on: date
    by: datetime
    assigned_at: datetime | None = None
    rank = 0

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        if state.executing:
            call = CallBack(self.by, self.call_back_on, assigned_at=self.assigned_at)
            state.callbacks[self.activity] = call
        return ()


@dataclass(frozen=True)
class PassedOn:
    """Since ``person`` did not call in time, the customer was offered to the next (R5.3).

    On the due day it stands missed by that person at the close, whoever calls then; on a later one
    a night has found it already.
    """

    on: date
    activity: int
    person: int
    rank = 0

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        owed = state.callbacks.pop(self.activity, None)
        if owed and owed.due_on >= self.on:
            state.callbacks[self.activity] = replace(owed, is_late=True, missed_by=self.person)
        return ()


@dataclass(frozen=True)
class Executed:
    """A contact recorded on ``on``, ``at`` a moment; ``executed_on`` is the day it took place.

    ``tried``: the customer was called and did not answer.
    """

    on: date
    activity: int
    executed_on: date
    person: int
    effective: bool
    at: datetime | None = None
    tried: bool = False
    rank = 1

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        state.plans.pop(self.activity, None)
        self._call_back(state, days)
        state.last_plan_ended_on = self.on
        state.last_executed_on = _later(state.last_executed_on, self.executed_on)
        if self.effective:
            state.last_effective_on = _later(state.last_effective_on, self.executed_on)
            own = state.effective_by.get(self.person)
            state.effective_by[self.person] = _later(own, self.executed_on)
        return ()

    def _call_back(self, state: OpportunityState, days: DaysOf) -> None:
        """What becomes of the promised calls, whatever was planned for them (R6.7)."""
        talked = self.effective and state.is_of_owner(self.person, self.on)
        call = Call(self.on, self.at, talked, self.tried)
        for activity, owed in list(state.callbacks.items()):
            by_day = days(state.owner, None).delayed(owed.due_on) != owed.due_on
            left = owed.after(call, enough=state.policy.call_back_attempts, by_day=by_day)
            if left is None:
                del state.callbacks[activity]
            else:
                state.callbacks[activity] = left


@dataclass(frozen=True)
class Planned:
    """A plan was made; a promised call-back is no evasion, however long nobody called before (R4.6)."""

    on: date
    activity: int
    person: int
    planned_on: date
    is_promised: bool = False
    rank = 2

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        state.plans[self.activity] = (self.planned_on, self.person)
        far = is_far_plan(self.planned_on, state, days(self.person, state.policy))
        if far and not (self.is_promised or state.cared_for):
            yield Deadline(Kind.SUSPECTED_EVASION, self.activity, self.person, self.on, self.on)


@dataclass(frozen=True)
class Moved:
    """A plan moved; one that an approved absence moved is no evasion (R4.7)."""

    on: date
    activity: int
    to_on: date
    absence: int | None = None
    rank = 3

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        if self.activity not in state.plans:
            return
        from_on, person = state.plans[self.activity]
        state.plans[self.activity] = (self.to_on, person)
        if self.absence is not None:
            if self.to_on > from_on:
                earliest = min(self.to_on, state.moved_for.get(self.absence, self.to_on))
                state.moved_for[self.absence] = earliest
            return
        if state.cared_for:
            return
        moves = state.moves[self.activity] = state.moves.get(self.activity, 0) + 1
        far = is_far_plan(self.to_on, state, days(person, state.policy))
        if far or moves >= state.policy.suspicious_moves:
            yield Deadline(Kind.SUSPECTED_EVASION, self.activity, person, self.on, self.on)


@dataclass(frozen=True)
class Dropped:
    """A plan was cancelled."""

    on: date
    activity: int
    rank = 4

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        if state.plans.pop(self.activity, None):
            state.last_plan_ended_on = self.on
        return ()


Event = Changed | CallBackPromised | PassedOn | Executed | Planned | Moved | Dropped


def _later(a: date | None, b: date) -> date:
    return b if a is None or b > a else a
