"""Dated records of any kind, also ones that the services would refuse; deadlines follow by sync."""

from datetime import date, timedelta

from followups.activities.models import Activity, ActivityMove, ActivityState
from followups.activities.rules import is_effective
from followups.deadlines.services import sync
from leads.customers.models import Customer
from leads.grading.models import Grade
from leads.opportunities.models import Opportunity, OpportunityChange
from tests.factories import Floor

DAY = date(2026, 11, 2)


def day(number):
    """The ``number``-th day of the tests' calendar; day 0 is a Monday."""
    return DAY + timedelta(days=number)


def grade(code):
    return Grade.objects.get(policy__code="S0", code=code)


class History:
    """One opportunity of a floor, registered on day ``on``, to which dated records are added."""

    def __init__(self, floor: Floor, *, on=0, code="H", expected=5, consultant=None, model="Golf"):
        consultant = consultant or floor.consultant
        start = day(on)
        customer = Customer.objects.create(
            store=floor.store, consultant=consultant, registered_on=start, **floor.card()
        )
        self.opportunity = Opportunity.objects.create(
            customer=customer,
            store=floor.store,
            consultant=consultant,
            registered_on=start,
            assigned_on=start,
            model=model,
            note=code,
            grade=grade(code),
            expected_on=day(expected),
        )
        self.change(
            on, code=code, expected=expected, note=code, consultant=consultant, state="executing"
        )

    def change(self, on, *, code=None, expected=None, **fields):
        if code:
            fields["grade"] = grade(code)
        if expected is not None:
            fields["expected_on"] = day(expected)
        opportunity = self.opportunity
        OpportunityChange.objects.create(
            opportunity=opportunity, store=opportunity.store, changed_on=day(on), **fields
        )
        return self._sync()

    def plan(self, for_day, *, on=0, consultant=None):
        self.activity = Activity.objects.create(
            opportunity=self.opportunity,
            consultant=consultant or self.opportunity.consultant,
            planned_for=consultant or self.opportunity.consultant,
            recorded_on=day(on),
            planned_on=day(for_day),
        )
        return self._sync()

    def move(self, on, to):
        ActivityMove.objects.create(
            activity=self.activity,
            moved_on=day(on),
            from_on=self.activity.planned_on,
            to_on=day(to),
            reason="busy",
        )
        self.activity.planned_on = day(to)
        self.activity.save()
        return self._sync()

    def execute(self, on, *, result="reached", content="谈了价格"):
        """The open plan is executed and recorded on the day."""
        self.activity.state = ActivityState.EXECUTED
        self.activity.executed_on = self.activity.ended_on = day(on)
        self.activity.result, self.activity.content = result, content
        self.activity.is_effective = is_effective(result, content)
        self.activity.save()
        return self._sync()

    def cancel(self, on):
        self.activity.state = ActivityState.CANCELLED
        self.activity.ended_on = day(on)
        self.activity.save()
        return self._sync()

    def hand_over(self, on, to):
        for activity in self.opportunity.activities.planned():
            activity.consultant = to
            activity.save()
        return self.change(on, consultant=to)

    def _sync(self):
        sync([self.opportunity.pk])
        self.opportunity.refresh_from_db()
        return self


def quiet(floor, *, on=0, **fields):
    """A history that breaks no rule for a good while: ordered grade, one plan a long way off."""
    return History(floor, on=on, code="C", expected=300, **fields).plan(on + 30, on=on)


def overdue(floor, *, on, **fields):
    """One that breaks exactly R6.1, on the day."""
    return History(floor, on=on, code="C", expected=300, **fields).plan(on, on=on)


def unplanned(floor, *, on, **fields):
    """One that breaks exactly R6.3, on the day."""
    return History(floor, on=on, code="C", expected=300, **fields)


def evasive(floor, *, on, **fields):
    """One that breaks exactly R6.5, on the day: a plan set too far away."""
    return History(floor, on=on, code="H", expected=200, **fields).plan(on + 10, on=on)
