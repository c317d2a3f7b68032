"""A store with customer service whose customers are asked after visits and deliveries."""

from datetime import timedelta

import pytest

from reception.models import Visit
from service.surveys.models import Survey
from service.surveys.services import answer, open_surveys, set_policy
from tests.browsing import at_fixed_now, browse, count_queries, today  # noqa: F401
from tests.factories import Floor, UserFactory
from tests.leads_road import now  # noqa: F401

DAYS = {"visit": 1, "delivery": 3}


class Asked(Floor):
    """``visit()``: a new customer who came yesterday; ``survey()``: the survey that was opened of it."""

    def __init__(self, now):
        super().__init__()
        self.now, self.on = now, now.date()
        self.service = UserFactory(store=self.store, role="service", full_name="Service")
        self.general = UserFactory(store=self.store, role="general_manager")
        self.set(now - timedelta(days=30))

    def set(self, now, days=DAYS, **values):
        terms = {"good_for": 14, "low": 6, "call_back_minutes": 540} | values
        return set_policy(self.store, by=self.director, now=now, days=days, **terms)

    def visit(self, *, days_ago=1, opportunity=None, consultant=None, **card):
        on = self.on - timedelta(days=days_ago)
        then = self.now - timedelta(days=days_ago)
        consultant = consultant or self.consultant
        opportunity = opportunity or self.open(now=then, on=on, consultant=consultant, **card)
        return Visit.objects.create(
            store=self.store,
            kind="walk_in",
            on=on,
            arrived_at=then,
            consultant=consultant,
            chosen="turn",
            customer=opportunity.customer,
            opportunity=opportunity,
            registered_by=consultant,
        )

    def survey(self, **visit):
        made = self.visit(**visit)
        open_surveys(self.store, now=self.now)
        return Survey.objects.get(occasion="visit", subject=made.customer_id)

    def answered(self, *given, now=None, by=None, text="", anonymous=False, **visit):
        answers = dict(zip(("recommend", "care", "course"), given, strict=True))
        how = {"answers": answers, "text": text, "is_anonymous": anonymous}
        return answer(self.survey(**visit), by=by, now=now or self.now, **how)


@pytest.fixture
def floor(db, now):  # noqa: F811
    return Asked(now)
