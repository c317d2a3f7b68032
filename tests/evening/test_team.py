"""Many findings annotated at once, plans from the manager, advice on cards, tokens purged."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.annotations.models import Annotation
from foundation.once import SubmittedForm, purge_submitted_forms
from tests.factories import Floor

MANY = reverse("compliance:findings_annotate")


@pytest.fixture
def findings(floor, now, today):
    """Two customers with overdue plans, found last night; the first has been talked to before."""
    early = today - timedelta(days=4)
    first = floor.open(now=now, on=early, plan_in=9, days=7)
    floor.contact(first, now=now, on=early, next_in=2)
    first.activities.planned().order_by("-planned_on").first().delete()
    floor.open(now=now, on=early, plan_in=2, days=7)
    run_audit(floor.store, on=today - timedelta(days=1), now=now)
    return list(Finding.objects.filter(rule="overdue_activity").order_by("pk"))


class TestManyFindings:
    def test_the_latest_activity_of_each_is_annotated(self, manager, floor, findings):
        sent = {"finding": [f.pk for f in findings], "text": "今天必须联系"}
        answer = manager.post(MANY + "?rule=overdue_activity&page=1", sent)
        assert answer.url == "/findings/?rule=overdue_activity&page=1"
        notes = Annotation.objects.order_by("activity")
        assert {n.addressee for n in notes} == {floor.consultant}
        assert {n.activity.opportunity_id for n in notes} == {f.opportunity_id for f in findings}
        # The contact that took place; where there was none, the plan.
        assert sorted(n.activity.state for n in notes) == ["executed", "planned"]

    def test_two_findings_of_one_customer_are_one_annotation(self, manager, findings, now, today):
        same = Finding.objects.filter(opportunity=findings[0].opportunity)
        sent = {"finding": list(same.values_list("pk", flat=True)), "text": "今天必须联系"}
        manager.post(MANY, sent)
        assert Annotation.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"text": "x"}, {"finding": ["abc"], "text": "x"}])
    def test_nothing_chosen_is_said(self, manager, findings, sent):
        answer = manager.post(MANY, sent, follow=True)
        assert len(answer.context["messages"]) == 1
        assert not Annotation.objects.exists()

    def test_others_findings_are_not_reached(self, browse, findings):
        stranger = browse(Floor().manager)
        stranger.post(MANY, {"finding": [findings[0].pk], "text": "x"})
        assert not Annotation.objects.exists()

    def test_signs_stand_beside_the_responsible(self, manager, floor, findings, now, today):
        for _n in range(3):
            opportunity = floor.open(now=now, on=today, plan_in=1)
            floor.contact(opportunity, now=now, on=today, content="客户再考虑", next_in=1)
        answer = manager.get("/findings/")
        assert answer.context["page_obj"][0].red_flags.number == 3
        assert "3 signs in the last week" in answer.content.decode()

    def test_a_consultant_sees_neither(self, client, findings):
        page = client.get("/findings/").content.decode()
        assert 'name="finding"' not in page and MANY not in page
        assert "in the last week" not in page
        assert client.post(MANY).status_code == 403

    def test_the_number_of_queries_stays(self, manager, floor, findings, now, today, count_queries):
        one = count_queries(manager, "/findings/")
        early = today - timedelta(days=4)
        for _n in range(2):
            person = floor.new_consultant()
            floor.open(now=now, on=early, plan_in=2, days=7, consultant=person)
        run_audit(floor.store, on=today, now=now)
        assert count_queries(manager, "/findings/") == one


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


class TestAdvice:
    def unanswered(self, floor, now, today, times):
        opportunity = floor.open(now=now, on=today)
        for _n in range(times):
            floor.contact(opportunity, now=now, on=today, result="no_answer", content="没接")
        return opportunity

    def test_on_the_card_and_in_the_contact_form(self, client, floor, now, today):
        opportunity = self.unanswered(floor, now, today, 3)
        for url in (
            f"/customers/{opportunity.customer_id}/",
            reverse("followups:log_contact", args=[opportunity.pk]),
        ):
            assert "not reached three times running" in client.get(url).content.decode()
        opportunity.refresh_from_db()
        assert (opportunity.state, opportunity.grade.code) == ("executing", "H")

    def test_not_after_two(self, client, floor, now, today):
        opportunity = self.unanswered(floor, now, today, 2)
        page = client.get(f"/customers/{opportunity.customer_id}/").content.decode()
        assert "three times" not in page

    def test_a_raised_grade_is_progress(self, client, floor, now, today):
        opportunity = floor.open(now=now, on=today, grade="B", days=20)
        for note in ("B 一", "A 二", "A 三"):
            days = {"expected_on": today + timedelta(days=12 if note[0] == "A" else 20)}
            floor.contact(opportunity, now=now, on=today, note=note, **days)
        page = client.get(f"/customers/{opportunity.customer_id}/").content.decode()
        assert "Three talks" not in page
        for _n in range(2):
            floor.contact(opportunity, now=now, on=today)
        page = client.get(f"/customers/{opportunity.customer_id}/").content.decode()
        assert "Three talks" in page


def test_tokens_of_old_forms_are_purged(floor, now):
    for days in (1, 6, 8, 30):
        SubmittedForm.objects.create(
            token=uuid4(),
            user=floor.consultant,
            submitted_at=now - timedelta(days=days),
            result_url="/",
        )
    assert purge_submitted_forms(now=now) == 2
    assert purge_submitted_forms(now=now) == 0
    assert SubmittedForm.objects.count() == 2
