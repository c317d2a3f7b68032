"""A floor whose consultants broke their contact intervals, found by audits up to yesterday."""

from datetime import timedelta
from unittest import mock

import pytest

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from compliance.penalties.models import Proposal
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


@pytest.fixture
def evening(db, now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield Evening(now)


@pytest.fixture
def queries(client, django_assert_max_num_queries):
    """How many queries a page asks."""

    def count(url):
        with django_assert_max_num_queries(60) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    return count
