"""Every rule of the nightly audit as a deadline (R6): from an opportunity's state to what is owed. Pure."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.rules.calendar import EVERY_DAY, ONE_DAY, DayCount
from leads.rules.grades import GradeTerms

NEGLECT_DAYS = 30
# So soon is called back who leaves their address (R4.6).
CALL_BACK_WITHIN = timedelta(hours=24)


class Kind:
    OVERDUE_ACTIVITY = "overdue_activity"
    EXPIRED_OPPORTUNITY = "expired_opportunity"
    MISSING_NEXT_PLAN = "missing_next_plan"
    CADENCE_BREACH = "cadence_breach"
    SUSPECTED_EVASION = "suspected_evasion"
    NO_EFFECTIVE_CONTACT = "no_effective_contact_30"
    MISSED_CALLBACK = "missed_callback"

    ALL = (
        OVERDUE_ACTIVITY,
        EXPIRED_OPPORTUNITY,
        MISSING_NEXT_PLAN,
        CADENCE_BREACH,
        SUSPECTED_EVASION,
        NO_EFFECTIVE_CONTACT,
        MISSED_CALLBACK,
    )


@dataclass(frozen=True)
class PolicyTerms:
    """What a grading policy says beside its grades (R6.4, R6.5)."""

    attempts_count: bool = True
    counts_working_days: bool = False
    stretch_factor: int = 2
    suspicious_moves: int = 3
    suspicious_pushes: int = 3


@dataclass(frozen=True)
class Promise:
    """A deadline that stands; ``activity`` is the plan it is about, if it is about one."""

    kind: str
    activity: int | None
    responsible: int
    due_on: date
    breaks_on: date


@dataclass
class State:
    """What is known of an opportunity at the close of a day."""

    executing: bool = False
    cared_for: bool = False  # bought: only the care that was planned is owed (R9.2)
    owner: int | None = None
    assigned_on: date | None = None
    registered_on: date | None = None
    grade: GradeTerms | None = None
    policy: PolicyTerms = field(default_factory=PolicyTerms)
    expected_on: date | None = None
    plans: dict = field(default_factory=dict)  # activity -> (planned_on, responsible)
    callbacks: dict = field(default_factory=dict)  # activity -> (day of the call, when promised)
    last_plan_ended_on: date | None = None
    last_executed_on: date | None = None
    last_effective_on: date | None = None
    effective_by: dict = field(default_factory=dict)  # person -> last effective contact
    moves: dict = field(default_factory=dict)  # activity -> moves that no absence asked for
    pushes: int = 0  # postponements of the expected date under the present grade


def standing(state, count_for=lambda person, policy: EVERY_DAY):
    """The promises that stand in ``state``, as a set (R6.1–R6.4, R6.6, R6.7).

    ``count_for(person, policy)`` is how that person's days count: without those of their absence
    (R4.7) and, with a policy that counts working days, without days off.
    """
    if not (state.executing or state.cared_for):
        return set()
    promises = {
        _by(Kind.OVERDUE_ACTIVITY, person, planned_on, count_for(person, None), activity)
        for activity, (planned_on, person) in state.plans.items()
    }
    if not state.executing:
        return promises
    present = count_for(state.owner, None)
    working = count_for(state.owner, state.policy)
    promises |= {
        _by(Kind.MISSED_CALLBACK, state.owner, call_back_on, present, activity)
        for activity, (call_back_on, _at) in state.callbacks.items()
    }
    if not state.plans:
        since = state.last_plan_ended_on or state.registered_on
        promises.add(_by(Kind.MISSING_NEXT_PLAN, state.owner, since, present))
    due = working.add(cadence_base(state), state.grade.cadence)
    promises.add(_after(Kind.CADENCE_BREACH, state.owner, due, working))
    if not state.grade.is_ordered:
        promises.add(_after(Kind.EXPIRED_OPPORTUNITY, state.owner, state.expected_on, present))
        due = present.add(neglect_base(state), NEGLECT_DAYS)
        promises.add(_after(Kind.NO_EFFECTIVE_CONTACT, state.owner, due, present))
    return promises


def cadence_base(state):
    """The day the cadence counts from: the last executed activity, else the assignment (R6.4)."""
    last = state.last_executed_on if state.policy.attempts_count else state.last_effective_on
    return last or state.assigned_on


def neglect_base(state):
    """The owner's last effective contact since the assignment, else the assignment (R6.6)."""
    own = state.effective_by.get(state.owner)
    return max(own, state.assigned_on) if own else state.assigned_on


def _by(kind, person, due_on, days, activity=None):
    """A promise that is broken at the close of ``due_on``, or of the next day that counts."""
    return Promise(kind, activity, person, due_on, days.first_counted(due_on))


def _after(kind, person, due_on, days):
    """A promise that is broken on the first counted day after ``due_on``."""
    return Promise(kind, None, person, due_on, days.first_counted(due_on + ONE_DAY))


def is_far_plan(planned_on, state, days: DayCount):
    """Whether a plan set in ``state`` lies suspiciously late after the activity before it (R6.5 a)."""
    base = state.last_executed_on or state.assigned_on
    if base is None or state.grade is None:
        return False
    return days.between(base, planned_on) > state.policy.stretch_factor * state.grade.cadence


def is_far_push(old, new, grade):
    """Whether one postponement of the expected date exceeds the grade's window (R6.5 c)."""
    return grade.window_to is not None and (new - old).days > grade.window_to
