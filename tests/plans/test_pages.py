"""Plans: added, moved, cancelled (R4.1, R4.2, R4.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today)


@pytest.fixture
def plan(opportunity):
    return opportunity.activities.get()


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


def test_a_plan_moves_with_a_reason(client, plan, fields, today):
    url = reverse("followups:plan_move", args=[plan.pk])
    sent = fields(client.get(url), to_on=today + timedelta(days=1))
    assert texts(client.post(url, sent), "reason")
    assert client.post(url, sent | {"reason": "出差"}).status_code == 302
    plan.refresh_from_db()
    assert plan.planned_on == today + timedelta(days=1)
    assert plan.moves.get().reason == "出差"


@pytest.mark.parametrize("days, word", [(-1, "past"), (3, "already")])
def test_a_wrong_day_is_refused_beside_the_field(client, plan, fields, today, days, word):
    url = reverse("followups:plan_move", args=[plan.pk])
    sent = fields(client.get(url), to_on=today + timedelta(days=days), reason="出差")
    assert word in texts(client.post(url, sent), "to_on")


def test_an_overdue_plan_is_carried_out_not_moved(client, floor, fields, now, today):
    opportunity = floor.open(now=now, on=today - timedelta(days=3), plan_in=1)
    plan = opportunity.activities.get()
    url = reverse("followups:plan_move", args=[plan.pk])
    assert client.get(url).url == reverse("followups:log_plan", args=[plan.pk])
    answer = client.post(url, {"to_on": today, "reason": "出差"})
    assert "carry it out" in texts(answer, "__all__")


def test_the_last_plan_is_cancelled_for_another(client, plan, fields, opportunity, today):
    url = reverse("followups:plan_cancel", args=[plan.pk])
    sent = fields(client.get(url), reason="客户取消", planned_on=today + timedelta(days=2))
    assert client.post(url, sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.cancel_reason) == ("cancelled", "客户取消")
    assert opportunity.activities.planned().get().planned_on == today + timedelta(days=2)


def test_a_further_plan_is_added_and_cancelled_alone(client, plan, fields, opportunity, today):
    url = reverse("followups:plan_create", args=[opportunity.pk])
    sent = fields(client.get(url), planned_on=today + timedelta(days=1), next_mode="test_drive")
    assert client.post(url, sent).status_code == 302
    assert opportunity.activities.planned().count() == 2
    url = reverse("followups:plan_cancel", args=[plan.pk])
    answer = client.get(url)
    assert "planned_on" not in answer.context["form"].fields
    assert client.post(url, fields(answer, reason="一次就够")).status_code == 302
    assert opportunity.activities.planned().get().mode == "test_drive"


def test_a_plan_says_what_it_is_about_r4_2(client, fields, opportunity):
    url = reverse("followups:plan_create", args=[opportunity.pk])
    sent = fields(client.get(url), expected_content=" ")
    assert texts(client.post(url, sent), "expected_content")
    assert opportunity.activities.count() == 1


def test_a_late_plan_needs_a_reason(client, fields, opportunity, today):
    url = reverse("followups:plan_create", args=[opportunity.pk])
    sent = fields(client.get(url), planned_on=today + timedelta(days=8))
    assert texts(client.post(url, sent), "stretch_reason")


@pytest.mark.parametrize("name", ["plan_move", "plan_cancel"])
def test_others_and_other_roles_do_not(browse, floor, plan, receptionist, name):
    url = reverse(f"followups:{name}", args=[plan.pk])
    assert browse(floor.new_consultant()).get(url).status_code == 404
    assert browse(receptionist).get(url).status_code == 403
    assert browse(floor.manager).get(url).status_code == 200
