"""An evening on which plans were missed, found by audits, so that reports and suspensions follow."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.penalties.models import Proposal
from followups.recordings.models import Recording
from tests.penalties.evening import Evening as Floor
from tests.penalties.evening import queries  # noqa: F401


class Evening(Floor):
    def miss_plan(self, *, days_ago, consultant=None):
        """A plan of the day after that nobody carried out; returns the opportunity."""
        return self.open(
            now=self.now - timedelta(days=days_ago),
            on=self.today - timedelta(days=days_ago),
            consultant=consultant,
            days=6,
            plan_in=1,
        )

    def expiries(self):
        found = Proposal.objects.filter(family="expiry", share_of=None)
        return list(found.order_by("opened_on", "person"))

    def record(self, opportunity, by=None):
        """A contact with a recording."""
        soon = self.today + timedelta(days=3)
        activity = self.contact(opportunity, now=self.now, on=self.today, by=by, expected_on=soon)
        return Recording.objects.create(
            activity=activity,
            reference="tape 7",
            added_by=activity.consultant,
            added_at=self.now,
        )

    def by(self, person):
        return {"by": person, "now": self.now}


@pytest.fixture
def evening(db, now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield Evening(now)


@pytest.fixture
def expired(evening):
    """The first occasion asks for a report, the second for a suspension (R8.1)."""
    evening.miss_plan(days_ago=4)
    evening.miss_plan(days_ago=3)
    evening.audit(3, 2, 1)
    assert [p.kind for p in evening.expiries()] == ["report", "suspension"]
    return evening


@pytest.fixture
def fined(evening):
    """Occasion 1 with one item, occasion 2 with two."""
    evening.break_promises(days_ago=7)
    evening.break_promises(days_ago=6, customers=2)
    evening.audit(3, 2, 1)
    assert [fine.amount for fine in evening.fines()] == [50, 200]
    return evening


def said(response):
    return [str(message) for message in response.context["messages"]]
