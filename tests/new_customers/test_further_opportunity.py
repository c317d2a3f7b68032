"""A further intent of a known customer (R2.7)."""

from datetime import timedelta

import pytest
from django.urls import reverse


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, district="朝阳区")


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


@pytest.fixture
def url(customer):
    return reverse("followups:customer_card", args=[customer.pk])


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


class TestFurtherOpportunity:
    @pytest.fixture
    def url(self, customer):
        return reverse("followups:opportunity_create", args=[customer.pk])

    def test_it_opens_with_its_plan(self, client, url, fields, customer, today):
        sent = fields(
            client.get(url), model="Polo", note="B 观望", expected_on=today + timedelta(days=20)
        )
        assert client.post(url, sent).status_code == 302
        second = customer.opportunities.get(model="Polo")
        assert second.activities.get().planned_on == today + timedelta(days=15)

    def test_one_open_per_model(self, client, url, fields, today):
        sent = fields(
            client.get(url), model="golf", note="H 急", expected_on=today + timedelta(days=2)
        )
        answer = client.post(url, sent)
        assert "already has an open opportunity" in texts(answer, "model")
