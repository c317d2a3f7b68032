"""A policy adopted for a day to come can be withdrawn; the history keeps it (R3.2, R8.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from compliance.penalties.models import PenaltyPolicy
from compliance.policies.services import adopt_penalty_policy, withdraw_penalty_policy
from followups.policy_changes.services import adopt_policy, withdraw_policy
from leads.grading.models import GradingPolicy, StorePolicy
from leads.opportunities.models import Opportunity
from tests.factories import Floor

pytestmark = pytest.mark.django_db
KINDS = ["grading", "penalty"]


@pytest.fixture
def adopt(floor, now, today):
    """`adopt("grading", 5)`: a policy from five days from now on."""

    def adopt(kind, days):
        common = {
            "by": floor.director,
            "now": now,
            "on": today,
            "store": floor.store,
            "effective_from": today + timedelta(days=days),
            "reason": "new season",
        }
        if kind == "grading":
            return adopt_policy(policy=GradingPolicy.objects.get(code="S1"), **common)
        return adopt_penalty_policy(base=80, **common)

    return adopt


@pytest.fixture
def withdraw(floor, now, today):
    def withdraw(row, *, days=0, reason="too early"):
        service = withdraw_policy if isinstance(row, StorePolicy) else withdraw_penalty_policy
        on = today + timedelta(days=days)
        return service(row, by=floor.director, now=now, on=on, reason=reason)

    return withdraw


def rows_of(kind):
    return StorePolicy.objects if kind == "grading" else PenaltyPolicy.objects


@pytest.mark.parametrize("kind", KINDS)
def test_it_never_begins_and_stays_in_the_history(kind, adopt, withdraw, floor, browse, now):
    adoption = adopt(kind, 5)
    withdraw(adoption)
    assert not rows_of(kind).exists()
    page = browse(floor.director).get("/policies/")
    [row] = page.context["page_obj"]
    assert (row.state, row.by, row.at, row.reason) == (
        "withdrawn",
        floor.director,
        now,
        "new season",
    )
    gone = row.withdrawal
    assert (gone.history_user, gone.history_date) == (floor.director, now)
    assert gone.history_change_reason == "too early"
    text = page.content.decode()
    assert "too early" in text and "new season" in text
    adopt(kind, 5)
    assert rows_of(kind).count() == 1, "the day is free again"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", [5, 6])
def test_what_has_begun_stays(kind, days, adopt, withdraw):
    adoption = adopt(kind, 5)
    with pytest.raises(ValidationError):
        withdraw(adoption, days=days)
    assert rows_of(kind).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_reason_is_needed_and_once_is_enough(kind, adopt, withdraw):
    adoption = adopt(kind, 5)
    with pytest.raises(ValidationError) as refused:
        withdraw(adoption, reason=" ")
    assert "reason" in refused.value.error_dict
    gone = type(adoption).objects.get(pk=adoption.pk)
    withdraw(adoption)
    with pytest.raises(ValidationError):
        withdraw(gone)


def test_the_opportunities_keep_their_grades(adopt, withdraw, floor, now, today):
    opportunity = floor.open(now=now, on=today)
    withdraw(adopt("grading", 1))
    from compliance.audit.services import run_audit

    run_audit(floor.store, on=today + timedelta(days=1), now=now + timedelta(days=2))
    assert Opportunity.objects.get(pk=opportunity.pk).grade.policy.code == "S0"


@pytest.mark.parametrize("kind", KINDS)
def test_through_the_page_twice_with_one_effect(kind, adopt, browse, floor):
    adoption = adopt(kind, 5)
    client = browse(floor.director)
    url = f"/policies/{kind}/{adoption.pk}/withdraw/"
    assert url in client.get("/policies/").content.decode()
    page = client.get(url)
    token = str(page.context["form"]["token"].value())
    assert client.post(url, {"token": token, "reason": ""}).context["form"].errors["reason"]
    sent = {"token": token, "reason": "too early"}
    for _ in range(2):
        assert client.post(url, sent)["Location"] == f"/policies/?store={floor.store.pk}"
    assert not rows_of(kind).exists()
    assert client.get(url).status_code == 302
    page = client.get("/policies/").content.decode()
    assert url not in page and "too early" in page


@pytest.mark.parametrize("kind", KINDS)
def test_not_by_others(kind, adopt, browse, floor):
    url = f"/policies/{kind}/{adopt(kind, 5).pk}/withdraw/"
    assert browse(Floor().director).get(url).status_code == 404
    assert browse(floor.manager).get(url).status_code == 403
    assert browse(floor.director).get(f"/policies/{kind}/99999/withdraw/").status_code == 404


def test_the_list_asks_no_more_for_more_withdrawn_ones(
    adopt, withdraw, browse, floor, count_queries
):
    client = browse(floor.director)

    def go(days):
        for kind in KINDS:
            withdraw(adopt(kind, days))
            adopt(kind, days)

    go(1)
    one = count_queries(client, "/policies/")
    go(2), go(3)
    assert count_queries(client, "/policies/") == one
