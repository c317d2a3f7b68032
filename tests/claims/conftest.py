"""A neglected customer: his owner has let thirty days pass, a colleague has talked to him since."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.audit.services import run_audit
from followups.contacts.services import record_foreign_contact
from tests.factories import Floor


class Neglect(Floor):
    def __init__(self, now):
        super().__init__()
        self.now, self.today = now, now.date()
        self.rival = self.new_consultant(full_name="李强")

    def at(self, days_ago):
        """``now`` and ``on`` of a day."""
        step = timedelta(days=days_ago)
        return {"now": self.now - step, "on": self.today - step}

    def neglect(self, days=40, **fields):
        """A customer whose owner had nothing to say to him since ``days`` ago."""
        return self.open(**self.at(days), grade="C", days=400, plan_in=29, **fields)

    def talk(self, opportunity, days_ago=3, by=None):
        """An effective contact of somebody who is not the owner."""
        return record_foreign_contact(
            by=by or self.rival,
            **self.at(days_ago),
            opportunity=opportunity,
            mode="phone",
            executed_on=self.today - timedelta(days=days_ago),
            content="问了保养和置换",
        )

    def audit(self, days_ago=1):
        return run_audit(self.store, on=self.today - timedelta(days=days_ago), now=self.now)


@pytest.fixture
def floor(db, now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield Neglect(now)
