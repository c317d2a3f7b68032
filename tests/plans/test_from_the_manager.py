"""A plan that the manager made is marked as such (R4.9)."""

from django.urls import reverse


class TestPlanFromTheManager:
    def test_it_is_marked_on_the_worklist(self, manager, client, floor, now, today, fields):
        opportunity = floor.open(now=now, on=today)
        url = reverse("followups:plan_create", args=[opportunity.pk])
        typed = {"planned_on": today.isoformat(), "expected_content": "请介绍金融方案"}
        answer = manager.post(url, fields(manager.get(url), **typed))
        assert answer.status_code == 302
        plan = opportunity.activities.order_by("-pk").first()
        assert (plan.planned_by, plan.consultant) == (floor.manager, floor.consultant)
        page = client.get("/").content.decode()
        assert f"from {floor.manager}" in page and "请介绍金融方案" in page

    def test_ones_own_plan_is_not(self, client, floor, now, today):
        floor.open(now=now, on=today)
        assert "from Person" not in client.get("/").content.decode()
