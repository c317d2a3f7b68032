"""What is owed in a state of an opportunity, as deadlines (R6.1–R6.4, R6.6, R6.7). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from foundation.dates import ONE_DAY
from leads.grading.rules import GradeTerms

from ...activities.rules import CallBack
from ...calendars.rules import ALL_DAYS, Days
from .kinds import NEGLECT_DAYS, DaysOf, Deadline, Kind, PolicyTerms


@dataclass
class OpportunityState:
    """What is known of an opportunity at the close of a day."""

    executing: bool = False
    cared_for: bool = False  # bought: only the care that was planned is owed (R9.2)
    owner: int | None = None
    owner_before: int | None = None
    assigned_on: date | None = None
    registered_on: date | None = None
    grade: GradeTerms | None = None
    policy: PolicyTerms = field(default_factory=PolicyTerms)
    expected_on: date | None = None
    plans: dict[int, tuple[date, int]] = field(
        default_factory=dict
    )  # activity -> (planned_on, responsible)
    callbacks: dict[int, CallBack] = field(default_factory=dict)  # by the promised activity
    last_plan_ended_on: date | None = None
    last_executed_on: date | None = None
    last_effective_on: date | None = None
    # person -> last effective contact
    effective_by: dict[int | None, date] = field(default_factory=dict)
    # activity -> moves that no absence asked for
    moves: dict[int, int] = field(default_factory=dict)
    # absence -> the first of the later days to which its approval moved a plan
    moved_for: dict[int, date] = field(default_factory=dict)
    pushes: int = 0  # postponements of the expected date since the grade last went down

    def begin(self, day: date) -> None:
        """A day begins: a call that was made, or passed on, too late on its day is owed no longer."""
        self.callbacks = {
            activity: call
            for activity, call in self.callbacks.items()
            if not call.is_late or call.due_on >= day
        }

    def is_of_owner(self, person: int, on: date) -> bool:
        """Whether the person has the opportunity, or had it until this very day."""
        return person == self.owner or (person == self.owner_before and on == self.assigned_on)


def standing(
    state: OpportunityState, days_of: DaysOf = lambda person, policy: ALL_DAYS
) -> set[Deadline]:
    """The deadlines that stand in ``state``, as a set (R6.1–R6.4, R6.6, R6.7).

    ``days_of(person, policy)`` are that person's days: with a policy that counts working days,
    without days off. An absence leaves ``due_on`` where it is and delays ``breaks_on`` (R4.7).
    """
    if not (state.executing or state.cared_for):
        return set()
    deadlines = {
        _by(Kind.OVERDUE_ACTIVITY, person, planned_on, days_of(person, None), activity)
        for activity, (planned_on, person) in state.plans.items()
    }
    if not state.executing:
        return deadlines
    owner, grade, registered_on = state.owner, state.grade, state.registered_on
    # Whatever is executing was registered with all of these.
    assert owner is not None and grade is not None and registered_on is not None
    present = days_of(owner, None)
    working = days_of(owner, state.policy)
    for activity, call in state.callbacks.items():
        kind = Kind.MISSED_FIRST_CONTACT if call.assigned_at else Kind.MISSED_CALLBACK
        person = call.missed_by or owner
        deadlines.add(_by(kind, person, call.due_on, days_of(person, None), activity))
    if not state.plans:
        since = state.last_plan_ended_on or registered_on
        deadlines.add(_by(Kind.MISSING_NEXT_PLAN, owner, since, present))
    due = working.add(cadence_base(state), grade.cadence)
    deadlines.add(_after(Kind.CADENCE_BREACH, owner, due, working, state.moved_for))
    if not grade.is_ordered:
        assert state.expected_on is not None
        deadlines.add(_after(Kind.EXPIRED_OPPORTUNITY, owner, state.expected_on, present))
        due = present.add(neglect_base(state), NEGLECT_DAYS)
        deadlines.add(_after(Kind.NO_EFFECTIVE_CONTACT, owner, due, present, state.moved_for))
    return deadlines


def cadence_base(state: OpportunityState) -> date:
    """The day the cadence counts from: the last executed activity, else the assignment (R6.4)."""
    last = state.last_executed_on if state.policy.attempts_count else state.last_effective_on
    base = last or state.assigned_on
    assert base is not None
    return base


def neglect_base(state: OpportunityState) -> date:
    """The owner's last effective contact since the assignment, else the assignment (R6.6)."""
    own, base = state.effective_by.get(state.owner), state.assigned_on
    assert base is not None
    return max(own, base) if own else base


def _by(kind: str, person: int, due_on: date, days: Days, activity: int | None = None) -> Deadline:
    """A deadline that is broken at the close of ``due_on``, unless an absence delays it."""
    return Deadline(kind, activity, person, due_on, days.delayed(due_on))


def _after(
    kind: str, person: int, due_on: date, days: Days, moved: Mapping[int, date] | None = None
) -> Deadline:
    """A deadline that is broken on the first counted day after ``due_on``, unless an absence delays it."""
    return Deadline(kind, None, person, due_on, days.delayed(due_on + ONE_DAY, moved))


def is_far_plan(planned_on: date, state: OpportunityState, days: Days) -> bool:
    """Whether a plan set in ``state`` lies suspiciously late after the activity before it (R6.5 a).

    Where the last good day falls into an absence, the first day after it is as good.
    """
    base = state.last_executed_on or state.assigned_on
    if base is None or state.grade is None:
        return False
    allowed = state.policy.stretch_factor * state.grade.cadence
    if days.count.between(base, planned_on) <= allowed:
        return False
    return planned_on > days.delayed(days.add(base, allowed))


def is_far_push(old: date, new: date, grade: GradeTerms) -> bool:
    """Whether one postponement of the expected date exceeds the grade's window (R6.5 c)."""
    return grade.window_to is not None and (new - old).days > grade.window_to
