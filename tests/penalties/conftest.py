"""A floor whose consultants missed plans and contact intervals, found by audits up to yesterday."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
from followups.recordings.models import Recording
from tests.audit.conftest import audit, floor, later  # noqa: F401
from tests.factories import Floor


class Evening(Floor):
    """``break_promises`` on a day gives a suspicion at once and a fine for the interval later."""

    def __init__(self, now):
        super().__init__()
        self.now, self.today = now, now.date()

    def break_promises(self, *, days_ago, customers=1, consultant=None):
        for _ in range(customers):
            self.open(
                now=self.now - timedelta(days=days_ago),
                on=self.today - timedelta(days=days_ago),
                consultant=consultant,
                days=6,
                plan_in=20,
            )

    def audit(self, *days_ago):
        for days in days_ago:
            on = self.today - timedelta(days=days)
            run_audit(self.store, on=on, now=self.now - timedelta(days=days - 1))

    def suspicions(self):
        return Finding.objects.filter(rule="suspected_evasion").order_by("pk")

    def fines(self):
        found = Proposal.objects.filter(family="follow-up", share_of=None)
        return list(found.order_by("opened_on", "person"))

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


@pytest.fixture
def queries(client, django_assert_max_num_queries):
    """How many queries a page asks."""

    def count(url):
        with django_assert_max_num_queries(60) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    return count
