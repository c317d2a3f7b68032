"""The coming week of somebody of the desk: what it holds, and what is proposed for it (R12.4)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count

from followups.activities.models import Activity
from followups.calendars.models import Absence
from foundation.dates import ONE_DAY
from leads.grading.models import Grade
from leads.grading.queries import day_count
from leads.opportunities.models import Opportunity

from ..desk.queries import VISITS, Desk
from .rules import Item, arrange

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """The customer of ``opportunity`` on ``day``; ``plan``: what is moved there, ``None`` is planned anew."""

    opportunity: Opportunity
    day: date
    plan: Activity | None = None

    @property
    def was(self) -> date | None:
        return self.plan and self.plan.planned_on

    @property
    def name(self) -> str:
        """How a form names the line."""
        return f"{self.opportunity.pk}:{self.day.isoformat()}"


@dataclass
class Day:
    """A working day: its ``share``, what it ``holds`` as planned, and with the proposal ``will_hold``."""

    on: date
    share: int
    holds: int = 0
    will_hold: int = 0
    lines: list[Line] = field(default_factory=list)


class ComingWeek:
    """Of a ``desk`` seen on its day: the working days of the next calendar week and the lines proposed."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.person, self.on = desk, desk.person, desk.on
        self.start = self.on + timedelta(days=7 - self.on.weekday())
        self.count = day_count(desk.policy, on=self.on)

    @cached_property
    def days(self) -> list[Day]:
        """Days off take no share, nor does a day on which the person is away; a make-up Saturday does."""
        away = Absence.objects.approved().filter(user=self.person)
        spans = list(away.overlapping(self.start, self.start + WEEK - ONE_DAY))
        dates = [self.start + timedelta(days=n) for n in range(7)]
        worked = [day for day in dates if self.count.counts(day)]
        laid_out = self.desk.laid_out
        return [
            Day(day, laid_out.share_of(place))
            for place, day in enumerate(worked)
            if not any(span.from_on <= day <= span.to_on for span in spans)
        ]

    @cached_property
    def lines(self) -> list[Line]:
        """Whoever is to be called on another day than now; fills in the days."""
        dates = [day.on for day in self.days]
        if not dates:
            return []
        items, found, fixed = self._items(dates)
        held = [0] * len(dates)
        for day in fixed:
            if day in dates:
                held[dates.index(day)] += 1
        for place, day in enumerate(self.days):
            day.holds = held[place] + sum(item.present == place for item in items)
        placed = arrange(items, [day.share for day in self.days], held)
        lines = []
        for item in items:
            place = placed[item.key]
            self.days[place].will_hold += 1
            if place != item.present:
                opportunity, plan = found[item.key]
                line = Line(opportunity, dates[place], plan)
                self.days[place].lines.append(line)
                lines.append(line)
        for place, day in enumerate(self.days):
            day.will_hold += held[place]
        return lines

    def _items(self, dates):
        """``(items, {key: (opportunity, its plan)}, days of plans that nobody moves)``."""
        plans: dict[int, Activity] = {}
        fixed = []
        rows = Activity.objects.planned().filter(consultant=self.person)
        for plan in rows.annotate(moved=Count("moves")).order_by("planned_on", "pk"):
            if plan.opportunity_id in plans or not self._may_move(plan):
                fixed.append(plan.planned_on)
                plans.setdefault(plan.opportunity_id, plan)
            else:
                plans[plan.opportunity_id] = plan
        items, found = [], {}
        stock = Opportunity.objects.in_use().intents().executing().filter(consultant=self.person)
        for opportunity in stock.select_related("grade", "customer").order_by("pk"):
            plan = plans.get(opportunity.pk)
            if plan and not self._may_move(plan):
                continue
            item = self._item(opportunity, plan, dates)
            if item is None:
                if plan:
                    fixed.append(plan.planned_on)
                continue
            items.append(item)
            found[opportunity.pk] = (opportunity, plan)
        return items, found, fixed

    def _may_move(self, plan: Activity) -> bool:
        """A visit, a promised call, what a leader planned and what was moved once stay where they are."""
        return not (
            plan.mode in VISITS
            or plan.call_back_by
            or plan.planned_by_id
            or plan.companion_id
            or plan.moved
            or plan.planned_on <= self.on
        )

    def _item(self, opportunity: Opportunity, plan: Activity | None, dates) -> Item | None:
        """Where the cycle allows the next call, if that is in this week; never later than its maximum."""
        grade: Grade = opportunity.grade
        if grade.is_ordered:
            return None
        since = opportunity.last_contact_on or opportunity.assigned_on
        latest = self.count.add(since, grade.cadence)
        if opportunity.expected_on >= dates[0]:
            latest = min(latest, opportunity.expected_on)
        earliest = self.count.add(since, grade.cadence_min or 1)
        if plan and plan.planned_on < self.start or latest < dates[0]:
            return None
        is_due = latest <= dates[-1] or (plan is not None and plan.planned_on <= dates[-1])
        if not is_due:
            return None
        last = max(place for place, day in enumerate(dates) if day <= latest)
        first = next((place for place, day in enumerate(dates) if day >= earliest), last)
        present = plan and plan.planned_on in dates and dates.index(plan.planned_on)
        return Item(opportunity.pk, min(first, last), last, None if present is False else present)
