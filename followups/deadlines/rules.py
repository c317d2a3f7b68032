"""Every rule of the nightly audit as a deadline (R6): what is owed in a state, and when it stood. Pure.

The records are dated events; the state at the close of a day is what all events up to that day add
up to. A deadline lasts from the first close at which it stands to the first at which it does not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from foundation.dates import ONE_DAY
from leads.grading.rules import GradeTerms, is_downgrade

from ..activities.rules import Call, CallBack
from ..calendars.rules import ALL_DAYS, Days

NEGLECT_DAYS = 30


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
    # The others are broken at the close of the day after the due one.
    BROKEN_WHEN_DUE = (OVERDUE_ACTIVITY, MISSING_NEXT_PLAN, SUSPECTED_EVASION, MISSED_CALLBACK)


@dataclass(frozen=True)
class PolicyTerms:
    """What a grading policy says beside its grades (R4.6, R6.4, R6.5)."""

    attempts_count: bool = True
    counts_working_days: bool = False
    stretch_factor: int = 2
    suspicious_moves: int = 3
    suspicious_pushes: int = 3
    call_back_attempts: int = 2


# The days of a person, with a policy that may count working days only.
DaysOf = Callable[[int | None, PolicyTerms | None], Days]


@dataclass(frozen=True)
class Deadline:
    """A deadline in a state; ``activity`` is the plan it is about, if it is about one."""

    kind: str
    activity: int | None
    responsible: int
    due_on: date
    breaks_on: date


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
        """A day begins: a call-back that was made too late on its day is owed no longer."""
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
    deadlines |= {
        _by(Kind.MISSED_CALLBACK, owner, call.due_on, present, activity)
        for activity, call in state.callbacks.items()
    }
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
        """Whether the expected date is put off suspiciously with no downward change of grade (R6.5 c)."""
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
    """Somebody left an address, and is to be called until the moment ``by`` of ``call_back_on`` (R4.6)."""

    on: date
    activity: int
    call_back_on: date
    by: datetime
    rank = 0

    def apply(self, state: OpportunityState, days: DaysOf) -> Iterable[Deadline]:
        if state.executing:
            state.callbacks[self.activity] = CallBack(self.by, self.call_back_on)
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


Event = Changed | CallBackPromised | Executed | Planned | Moved | Dropped


def _order(event: Event) -> tuple[date, int, float]:
    """Day by day as the rules count; contacts of one day by their moments, so far as these are known."""
    at = event.at if isinstance(event, Executed) else None
    return event.on, event.rank, at.timestamp() if at else 0.0


def _later(a: date | None, b: date) -> date:
    return b if a is None or b > a else a


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
    # One that was made too late on its day stands missed at that close, and no longer.
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


WARNED_AT = (20, 25, 29)
WARN_AHEAD_DAYS = NEGLECT_DAYS - WARNED_AT[0]


def days_without_contact(due_on: date, on: date) -> int:
    """The days counted so far towards the thirty, of which ``due_on`` is the last."""
    return NEGLECT_DAYS - (due_on - on).days


def warning_level(due_on: date, on: date) -> int | None:
    """The last of the warned days that was reached, or ``None`` before the first."""
    days = days_without_contact(due_on, on)
    return max((level for level in WARNED_AT if level <= days), default=None)
