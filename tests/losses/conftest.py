"""A store with a warm customer, a second manager and customer service, on a working day at ten."""

import pytest

from service.losses.models import LossPolicy
from tests.browsing import at_fixed_now, browse, count_queries, today  # noqa: F401
from tests.factories import Floor, ManagerFactory, UserFactory
from tests.leads_road import now  # noqa: F401


class Losing(Floor):
    """``lose()`` an opportunity; every loss goes to the manager unless ``sample`` says otherwise."""

    def __init__(self, now):
        super().__init__()
        self.now = now
        self.service = UserFactory(store=self.store, role="service", full_name="service desk")
        self.other = ManagerFactory(store=self.store, full_name="Other Manager")
        self.policy = LossPolicy.objects.create(store=self.store, sample_percent=0)
        self.opportunity = self.open(now=now, on=now.date(), name="欧阳娜")

    def sample(self, by):
        self.policy.sample_percent, self.policy.sampled_by = 100, by
        self.policy.save()

    def lose(self, opportunity=None, *, by=None, at=None, **how):
        """The contact that ends it; returns its waiting review, or ``None``."""
        at = at or self.now
        opportunity = opportunity or self.opportunity
        values = {"lost_reason": "competitor", "competitor": "Corolla", "next_in": None}
        self.contact(opportunity, now=at, on=at.date(), by=by, outcome="lost", **values | how)
        return opportunity.loss_reviews.filter(state="waiting").first()


@pytest.fixture
def floor(db, now):  # noqa: F811
    return Losing(now)
