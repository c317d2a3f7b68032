"""The grading policy in force, to read (R3.2)."""

from datetime import timedelta

import pytest

from accounts.people.models import Role
from leads.grading.models import GradingPolicy, StorePolicy
from tests.factories import StoreFactory, UserFactory


def codes(response):
    return [entry["policy"].code for entry in response.context["policies"]]


@pytest.mark.parametrize("role", Role.values)
def test_everyone_reads_what_is_in_force_today(role, evening, client):
    for code, on in (("S1", evening.today), ("S2", evening.today + timedelta(days=1))):
        policy = GradingPolicy.objects.get(code=code)
        StorePolicy.objects.create(store=evening.store, policy=policy, effective_from=on)
    client.force_login(UserFactory(role=role, store=evening.store))
    page = client.get("/policy/")
    assert codes(page) == ["S1"]
    assert "Judged able to buy." in page.content.decode()


def test_a_region_director_reads_each_policy_of_the_region_once(evening, client, queries):
    region = evening.store.region
    client.force_login(UserFactory(role=Role.DIRECTOR, store=None, region=region))
    before = queries("/policy/")
    StoreFactory(region=region)
    StoreFactory(region=region)
    assert queries("/policy/") == before
    assert codes(client.get("/policy/")) == ["S0"]
    assert len(client.get("/policy/").context["policies"][0]["stores"]) == 3


def test_all_shipped_texts_can_be_translated(db):
    from leads.templatetags.policies import SHIPPED

    for policy in GradingPolicy.objects.prefetch_related("grades"):
        assert policy.name in SHIPPED
        for grade in policy.grades.all():
            assert grade.name in SHIPPED
            assert grade.criteria in {*SHIPPED, ""}
