"""What the coming days of a consultant hold, against what they should hold at most (R4.11)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Count

from accounts.holidays.rules import EVERY_DAY, DayCount
from foundation.prepared import in_one_row, prepared
from leads.grading.models import Grade
from leads.grading.queries import days_without_work, policies_of, policy_in_force

from ..activities.models import Activity
from ..calendars.models import Absence
from ..errands.queries import load_of
from .models import DayLimits, GradeDay
from .rules import DEFAULT_LIMITS, is_overfull, limit_for, working_days_ahead

DAYS = 7


@dataclass
class GradeLoad:
    """Of a grade on a day: contacts still planned, those done, and the ``target`` or ``None``."""

    grade: Grade
    planned: int = 0
    done: int = 0
    target: int | None = None

    @property
    def number(self):
        return self.planned + self.done


@dataclass
class DayLoad:
    """A day of a person; what is overdue stands on today, ``done`` is what was recorded today.

    ``errands``: tasks beside the plans, open ones (R14.3).
    ``absence``: the approved one of the day, if any; ``is_off``: nobody in the store works.
    """

    on: date
    limit: int
    planned: int = 0
    done: int = 0
    errands: int = 0
    absence: Absence | None = None
    is_off: bool = False
    grades: list = field(default_factory=list)

    @property
    def number(self):
        return self.planned + self.done + self.errands

    @property
    def is_overfull(self):
        return not self.is_off and is_overfull(self.number, self.limit)

    @property
    def takes_no_more(self):
        """Whether one plan more would be too many."""
        return not self.is_off and is_overfull(self.number + 1, self.limit)


def pattern_of(store):
    """The limits of the store by days ahead; S2's where it has set none."""
    found = list(_limits(store=store.pk)) if store else []
    return found[0].pattern if found else DEFAULT_LIMITS


@prepared
def _limits(store):
    return DayLimits.objects.filter(store=store)


def week_of(person, *, on):
    """``[DayLoad]`` of the ``DAYS`` days from ``on``, with its grades, in a fixed number of queries."""
    week = _weeks([person], person.store, on=on)[person.pk]
    grades, planned, done = _by_grade(person, on)
    targets = dict(GradeDay.objects.filter(store=person.store).values_list("grade_id", "target"))
    for day in week:
        for pk, grade in grades.items():
            load = GradeLoad(grade, planned[day.on, pk], 0, targets.get(pk))
            load.done = done[pk] if day.on == on else 0
            if load.number or (load.target and day.on == on):
                day.grades.append(load)
    return week


def team_week(people, *, on):
    """``{person: [DayLoad]}`` of several people, whatever their stores."""
    by_store = defaultdict(list)
    for person in people:
        by_store[person.store].append(person)
    found = {}
    for store, staff in by_store.items():
        found |= _weeks(staff, store, on=on)
    return found


def day_load(person, day, *, on):
    """The ``DayLoad`` of one day to come, without its grades."""
    off = _days_without_work([person], on, day)[person.pk]
    found = _empty(day, pattern_of(person.store), off, on=on)
    plans = Activity.objects.planned().filter(consultant=person)
    if day == on:
        found.planned = plans.filter(planned_on__lte=on).count()
        found.done = _done([person], on).get(person.pk, 0)
    else:
        found.planned = plans.filter(planned_on=day).count()
    found.errands = load_of([person], person.store, on=on, last=day)[person.pk, day]
    found.absence = Absence.objects.approved().filter(user=person).overlapping(day, day).first()
    return found


def _weeks(people, store, *, on):
    pattern, last = pattern_of(store), on + timedelta(days=DAYS - 1)
    planned, done = _planned(people, on, last), _done(people, on)
    errands = load_of(people, store, on=on, last=last)
    absences = defaultdict(list)
    for absence in Absence.objects.approved().filter(user__in=people).overlapping(on, last):
        absences[absence.user_id].append(absence)
    off = _days_without_work(people, on, last)
    days = [on + timedelta(days=n) for n in range(DAYS)]
    return {
        person.pk: [
            replace(
                _empty(day, pattern, off[person.pk], on=on),
                planned=planned[person.pk, day],
                done=done.get(person.pk, 0) if day == on else 0,
                errands=errands[person.pk, day],
                absence=next((a for a in absences[person.pk] if a.from_on <= day <= a.to_on), None),
            )
            for day in days
        ]
        for person in people
    }


def _days_without_work(people, on, last):
    """``{person: the DayCount of who works by their policy}``; who belongs to no store works every day."""
    found = {person.pk: EVERY_DAY for person in people}
    known = {}
    staff = [person for person in people if person.store_id]
    for person, policy in policies_of(staff, on=on).items():
        key = policy.counts_working_days
        if key not in known:
            known[key] = DayCount(days_without_work(policy, on.year, last.year))
        found[person] = known[key]
    return found


def _empty(day, pattern, off, *, on):
    """The ``DayLoad`` of a day without its plans; days off use up no share of the pattern."""
    ahead = working_days_ahead(day, on, off)
    return DayLoad(day, limit_for(pattern, ahead), is_off=ahead is None)


def _planned(people, on, last):
    rows = Activity.objects.planned().filter(consultant__in=people, planned_on__lte=last)
    found = Counter()
    for person, day, number in (
        rows.order_by().values_list("consultant", "planned_on").annotate(Count("pk"))
    ):
        found[person, max(day, on)] += number
    return found


def _done(people, on):
    rows = Activity.objects.executed().filter(consultant__in=people, ended_on=on)
    return dict(rows.order_by().values_list("consultant").annotate(Count("pk")))


def _by_grade(person, on):
    """The grades of the week, hottest first, with the plans by day and grade, and those done today."""
    last = on + timedelta(days=DAYS - 1)
    plans = Activity.objects.planned().filter(consultant=person, planned_on__lte=last)
    planned = Counter()
    for day, grade, number in (
        plans.order_by().values_list("planned_on", "opportunity__grade").annotate(Count("pk"))
    ):
        planned[max(day, on), grade] += number
    executed = Activity.objects.executed().filter(consultant=person, ended_on=on)
    done = Counter(
        dict(executed.order_by().values_list("opportunity__grade").annotate(Count("pk")))
    )
    wanted = {grade for _day, grade in planned} | set(done)
    wanted |= set(grade_days(person, on=on).values_list("grade_id", flat=True))
    grades = Grade.objects.filter(pk__in=wanted).order_by("-is_ordered", "sort_order", "pk")
    return {grade.pk: grade for grade in grades}, planned, done


def grade_days(person, *, on):
    """What their store has set for the grades by which the person works on the date."""
    if person.store is None:
        return GradeDay.objects.none()
    policy = policy_in_force(person.store, on=on, person=person)
    return GradeDay.objects.filter(store=person.store, grade__policy=policy)


def has_blocks(store):
    """Whether the store has set a best time for any grade."""
    return bool(store and _blocks.row(store=store.pk)["number"])


@prepared
def _blocks(store):
    rows = GradeDay.objects.filter(store=store).exclude(from_time=None)
    return in_one_row(rows, number=Count("pk"))


def full_days(person, *, on):
    """The ``DayLoad`` of the coming days that hold too much."""
    if person.store is None:
        return []
    return [day for day in _weeks([person], person.store, on=on)[person.pk] if day.is_overfull]


def hint_for(person, day, *, now):
    """The ``DayLoad`` of a day that is full, or on which nobody works or the person is away, else ``None``."""
    if day is None or person.store is None:
        return None
    on = person.store.business_date(now)
    if day < on:
        return None
    load = day_load(person, day, on=on)
    return load if load.takes_no_more or load.absence or load.is_off else None
