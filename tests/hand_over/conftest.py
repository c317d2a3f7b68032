"""A floor with more than one consultant, at the fixed now."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.hand_over.services.giving import hand_over, plan_hand_over
from followups.calendars.models import Absence
from leads.customers.models import Customer
from tests.factories import Floor


class Busy(Floor):
    def __init__(self, now):
        super().__init__()
        self.now, self.today = now, now.date()
        self.ann = self.new_consultant(full_name="Ann")
        self.bob = self.new_consultant(full_name="Bob")

    def at(self, days_ago=0):
        step = timedelta(days=days_ago)
        return {"now": self.now - step, "on": self.today - step}

    def fill(self, *grades, days_ago=5, **fields):
        """Customers of the consultant, one for each grade; returns them as a queryset."""
        window = {"H": 6, "A": 14, "B": 25, "C": 100}
        made = [
            self.open(**self.at(days_ago), grade=g, days=window[g] + days_ago, **fields)
            if g == "C"
            else self.open(**self.at(days_ago), grade=g, days=window[g], **fields)
            for g in grades
        ]
        return Customer.objects.filter(pk__in=[o.customer_id for o in made])

    def away(self, person, *, kind="leave", since=0, until=0):
        return Absence.objects.create(
            user=person,
            kind=kind,
            from_on=self.today + timedelta(days=since),
            to_on=self.today + timedelta(days=until),
            recorded_on=self.today,
        )

    def plan(self, customers, *to):
        return plan_hand_over(customers, to=to, on=self.today)

    def give(self, customers, *to, by=None, plan=None, **fields):
        values = {"store": self.store, "reason": "load"} | fields
        plan = plan or self.plan(customers, *to)
        return hand_over(by=by or self.director, **self.at(), plan=plan, **values)


@pytest.fixture
def floor(db, now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield Busy(now)
