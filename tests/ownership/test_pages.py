"""A lost opportunity is taken up again (R2.7)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from leads.opportunities.models import State


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, district="朝阳区")


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


@pytest.fixture
def url(customer):
    return reverse("followups:customer_card", args=[customer.pk])


class TestReopen:
    @pytest.fixture
    def url(self, floor, opportunity, now, today):
        floor.contact(
            opportunity, now=now, on=today, next_in=None, outcome="lost", lost_reason="price"
        )
        return reverse("followups:opportunity_reopen", args=[opportunity.pk])

    def test_a_manager_takes_it_up_again(self, browse, floor, url, fields, opportunity, today):
        manager = browse(floor.manager)
        sent = fields(manager.get(url), reason="新优惠", expected_on=today + timedelta(days=3))
        assert manager.post(url, sent).status_code == 302
        opportunity.refresh_from_db()
        assert opportunity.state == State.EXECUTING
        assert opportunity.activities.planned().count() == 1

    def test_the_consultant_may_not(self, client, url, opportunity):
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "x"}).status_code == 403
        opportunity.refresh_from_db()
        assert opportunity.state == State.LOST
