"""The dated records of opportunities as events, and the deadlines derived from them: four queries a batch."""

from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db.models import Count, FilteredRelation, Min, Q

from leads.grading.queries import all_grades
from leads.opportunities.models import OpportunityChange, State

from ..activities.models import Activity, ActivityState
from ..activities.rules import NOT_REACHED
from ..calendars.models import Absence
from ..calendars.queries import Calendars
from .models import Deadline
from .rules.events import CallBackPromised, Changed, Dropped, Executed, Moved, PassedOn, Planned
from .rules.kinds import PolicyTerms
from .rules.timeline import timeline


@dataclass
class Record:
    """An opportunity's events, the people in them and the fields that its changes add up to."""

    events: list = field(default_factory=list)
    people: set = field(default_factory=set)
    current: dict = field(default_factory=dict)


def load_records(opportunity_ids):
    """``{opportunity: Record}`` of the given opportunities."""
    records = {pk: Record() for pk in opportunity_ids}
    _load_changes(records)
    _load_activities(records)
    return records


def derive(opportunity_ids):
    """``{opportunity: (stood, state, current)}`` derived afresh from the records."""
    records = load_records(opportunity_ids)
    calendars = Calendars({person for r in records.values() for person in r.people})
    result = {}
    for pk, record in records.items():
        known_on = calendars.known_on(record.people)
        stood, state = timeline(record.events, calendars.days_on, known_on)
        result[pk] = (stood, state, record.current)
    return result


def _grades():
    policies = {}
    grades = {}
    for grade in chain.from_iterable(all_grades().values()):
        if grade.policy_id not in policies:
            policies[grade.policy_id] = PolicyTerms(
                attempts_count=grade.policy.attempts_count,
                counts_working_days=grade.policy.counts_working_days,
                stretch_factor=grade.policy.stretch_factor,
                suspicious_moves=grade.policy.suspicious_moves,
                suspicious_pushes=grade.policy.suspicious_pushes,
                call_back_attempts=grade.policy.call_back_attempts,
            )
        grades[grade.pk] = (grade.terms, policies[grade.policy_id])
    return grades


def _load_changes(records):
    grades = _grades()
    rows = OpportunityChange.objects.filter(opportunity__in=list(records)).order_by(
        "changed_on", "pk"
    )
    names = ("grade_id", "note", "expected_on", "consultant_id", "state", "lost_reason")
    for pk, on, *values in rows.values_list("opportunity_id", "changed_on", *names):
        grade, _, expected_on, owner, state, _ = values
        terms, policy = grades[grade] if grade else (None, None)
        executing = None if state is None else state == State.EXECUTING
        cared_for = state == State.WON
        record = records[pk]
        record.events.append(Changed(on, terms, policy, expected_on, owner, executing, cared_for))
        if owner:
            record.people.add(owner)
        record.current.update(
            (name, value)
            for name, value in zip(names, values, strict=True)
            if value is not None and (name != "lost_reason" or state is not None)
        )
        if state is not None:
            record.current["ended_on"] = None if executing else on


# What is read of an activity, and of each of its moves.
ACTIVITY = (
    "opportunity_id",
    "pk",
    "consultant_id",
    "planned_for_id",
    "recorded_on",
    "planned_on",
    "executed_on",
    "executed_at",
    "ended_on",
    "state",
    "is_effective",
    "result",
    "passed_on_at",
    "call_back_by",
    "assigned_at",
    "opportunity__store__time_zone",
)
MOVE = ("moved__pk", "moved__moved_on", "moved__from_on", "moved__to_on", "moved__absence_id")


def _load_activities(records):
    counted = FilteredRelation("moves", condition=Q(moves__withdrawn_at=None))
    rows = Activity.objects.filter(opportunity__in=list(records)).alias(moved=counted)
    rows = rows.order_by("pk", "moved__moved_on", "moved__pk").values_list(*ACTIVITY, *MOVE)
    for _pk, several in groupby(rows, key=itemgetter(1)):
        several = list(several)
        moves = [row[-4:] for row in several if row[-5] is not None]
        _add_activity(records[several[0][0]], several[0][1:-5], moves)


def _add_activity(record, row, moves):
    (
        activity,
        consultant,
        planned_for,
        recorded_on,
        planned_on,
        executed_on,
        executed_at,
        ended_on,
        state,
        is_effective,
        result,
        passed_on_at,
        call_back_by,
        assigned_at,
        zone,
    ) = row
    record.people.update((consultant, planned_for))
    promised_on = None
    if call_back_by:
        call = _promised_call(activity, call_back_by, assigned_at, ZoneInfo(zone))
        promised_on = call.on
        record.events.append(call)
    if ended_on is None or recorded_on < ended_on:
        first = moves[0][1] if moves else planned_on
        # A plan that stood before it became the promised call was free to lie where it lay.
        promised = promised_on == recorded_on
        record.events.append(Planned(recorded_on, activity, planned_for, first, promised))
        record.events.extend(Moved(on, activity, to, absence) for on, _, to, absence in moves)
    if state == ActivityState.EXECUTED:
        tried = result in NOT_REACHED
        done = (executed_on, consultant, is_effective, executed_at, tried)
        record.events.append(Executed(ended_on, activity, *done))
    elif state == ActivityState.CANCELLED:
        record.events.append(Dropped(ended_on, activity))
    if passed_on_at:
        passed_on = passed_on_at.astimezone(ZoneInfo(zone)).date()
        record.events.append(PassedOn(passed_on, activity, consultant))


def _promised_call(activity, by, assigned_at, zone):
    """Of who left an address or was assigned (R4.6, R5.3)."""
    promised_at = Activity(call_back_by=by, assigned_at=assigned_at).promised_at
    days = [moment.astimezone(zone).date() for moment in (promised_at, by)]
    return CallBackPromised(days[0], activity, days[1], by, assigned_at)


@dataclass(frozen=True)
class Owed:
    """What is owed to one customer: ``deadlines``, the longest overdue first.

    ``absence``: that of the responsible, where they are away today.
    """

    deadlines: list[Deadline]
    absence: Absence | None = None

    @property
    def first(self) -> Deadline:
        return self.deadlines[0]


def owed_customers(deadlines, *, on, when="", order=("due",)):
    """``(customer, …)`` rows of ``deadlines``, one a customer; ``when``: ``late`` or ``tonight``.

    A customer with anything overdue is overdue, and is not counted as due today as well.
    """
    rows = (
        deadlines.order_by()
        .values("opportunity__customer")
        .annotate(
            due=Min("due_on"),
            grade=Min("opportunity__grade__sort_order"),
            person=Min("responsible__full_name"),
        )
    )
    if when:
        rows = rows.filter(due__lt=on) if when == "late" else rows.filter(due=on)
    return rows.order_by(*order, "opportunity__customer")


def count_owed(deadlines, *, on):
    """``{person: (overdue, due today)}`` in customers, the most overdue first, and the sums as ``None``."""
    people = deadlines.order_by().values("responsible", "responsible__full_name")
    rows = people.annotate(
        late=Count("opportunity__customer", distinct=True, filter=Q(due_on__lt=on)),
        all=Count("opportunity__customer", distinct=True),
    )
    return sorted(
        ({**row, "tonight": row["all"] - row["late"]} for row in rows),
        key=lambda row: (-row["late"], row["responsible__full_name"], row["responsible"]),
    )


def with_deadlines(page, deadlines, *, on):
    """The rows of a page of ``owed_customers`` as ``Owed``."""
    keys = [row["opportunity__customer"] for row in page]
    rows = deadlines.filter(opportunity__customer__in=keys).select_related(
        "opportunity__customer", "opportunity__grade", "responsible", "activity"
    )
    found: dict[int, list[Deadline]] = {key: [] for key in keys}
    for row in rows.order_by("due_on", "pk"):
        found[row.opportunity.customer_id].append(row)
    away = absences_on({row.responsible_id for rows in found.values() for row in rows}, on)
    return [Owed(found[key], away.get(found[key][0].responsible_id)) for key in keys if found[key]]


def absences_on(people, on):
    """``{person: Absence}`` of who is away on the day."""
    rows = Absence.objects.approved().filter(user__in=people).overlapping(on, on)
    return {absence.user_id: absence for absence in rows}
